"""How like the name of a file's column is to what exports call a column of the contract."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

_COMPOUND = re.compile(r"^([a-z]{4,})(nummer|number|nr|no|datum|date)$")
_PLACES = ("country", "region")


def plain(text: str) -> str:
    """Return a name or word in lower case, without accents, its words parted by one space."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text.replace("#", " number ").replace("ß", "ss").replace("ł", "l"))
    letters = unicodedata.normalize("NFKD", parted).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", letters))


@cache
def normal(text: str) -> str:
    """Return a name in English words as far as they are known, without small ones."""
    words: list[str] = []
    for word in plain(text).split():
        compound = _COMPOUND.match(word)
        if word in _words("number"):
            words.append("number")
        elif word in _words("id"):
            words.append("id")
        elif compound and word not in _same():
            ending = compound[2]
            words += [_same().get(compound[1], compound[1]), "date" if ending in ("datum", "date") else "number"]
        elif word not in _words("small"):
            words.append(_same().get(word, word))
    if len(words) > 1 and words[0] in ("number", "id"):  # numéro de commande, commande n°
        words = [*words[1:], words[0]]
    return " ".join(words)


# A file's columns are asked about again each time that something about the file is learnt.
@lru_cache(maxsize=1 << 16)
def name_score(raw_object: str, ours: str, theirs: str, *, is_moment: bool) -> float:
    """Return how sure a column's name alone is (0 to about 1)."""
    synonyms = _synonyms(raw_object, ours)
    best = 0.0
    own = _own(raw_object)
    for variant, weight in _variants(theirs):
        best = max(best, weight * _match(variant, synonyms, is_moment=is_moment))
        rest = next((variant.removeprefix(word) for word in own if variant.startswith(word)), "")
        if rest and (raw_object == "order_lines" or rest not in _words("bare") - {"city", "status"}):
            best = max(best, 0.93 * weight * _match(rest, synonyms, is_moment=is_moment))
    if best == 0:
        return 0
    words = set(plain(theirs).split())
    if ours in _PLACES:
        best += 0.05 * bool(words & _words("goes")) - 0.2 * bool(words & _words("pays"))
    if ours in ("customer_email", "customer_phone") and words & _words("not customers"):
        best -= 0.2 if "sender" in words and raw_object == "tickets" else 0.5
    return max(best, 0)


def _match(name: str, synonyms: dict[str, float], *, is_moment: bool) -> float:
    if name in synonyms:
        return synonyms[name]
    # delivery method, method of delivery
    turned = sorted(name.split())
    other = max((score for word, score in synonyms.items() if sorted(word.split()) == turned), default=0)
    if other:
        return other * 0.97
    padded = f" {name} "
    inside = [score * _weight(word) for word, score in synonyms.items() if f" {word} " in padded]
    if is_moment and (base := _base(name)):
        inside += [score * 0.95 for word, score in synonyms.items() if _base(word) == base]
    return max(inside, default=0)


def _weight(word: str) -> float:
    """Weigh a name that is only part of a longer one: `Email (Billing)` is less sure than `Email`."""
    return 0.75 if " " in word else 0.65 if len(word) >= 7 else 0.4 if len(word) >= 4 else 0


@cache
def _base(name: str) -> str:
    words = name.split()
    while words and words[-1] in _words("moments"):
        words.pop()
    while words and words[0] in _words("moments"):
        words.pop(0)
    return " ".join(words)


@cache
def _variants(name: str) -> tuple[tuple[str, float], ...]:
    """Return the ways to say a name, each with how much of it is kept."""
    found = [(normal(name), 1.0)]
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", name)
    if bare.strip() and bare != name:
        found.append((normal(bare), 0.97))
    if "." in name:
        steps = [normal(step) for step in name.split(".")]
        kept = [step for step in steps[:-1] if step and step not in _holders()]
        last = steps[-1]
        found.append((" ".join([*kept, last]), 0.99))
        if kept:
            found.append((f"{kept[-1]} {last}", 0.98))
            if last == kept[-1] or last not in _words("bare"):
                found.append((last, 0.9))
            elif last in ("name", "code", "text", "body", "message", "value"):
                found.append((last if last in ("body", "message", "text") else kept[-1], 0.85))
            elif last in ("email", "city", "country", "status"):
                found.append((last, 0.88))
        else:
            found.append((last, 0.97))
    return tuple(found)


@cache
def _synonyms(raw_object: str, ours: str) -> dict[str, float]:
    own, general = _names()[raw_object].get(ours, ()), _names()["any"].get(ours, ())
    found: dict[str, float] = {}
    for words, start in ((own, 1.0), (general, 0.92)):
        for place, word in enumerate(words):
            found.setdefault(normal(word), start - place / 1_000)
    found[normal(ours)] = 1.0
    if ours.startswith("is_"):
        found.setdefault(normal(ours[3:]), 0.95)
    return found


@cache
def speaks_against(raw_object: str) -> frozenset[str]:
    """Return the names of columns that files of another kind have, and this object's have not."""
    return frozenset(normal(word) for word in _names()["against"].get(raw_object, ()))


@cache
def _own(raw_object: str) -> tuple[str, ...]:
    return tuple(f"{normal(word)} " for word in _names()["parts"]["own"].get(raw_object, ()))


@cache
def _holders() -> frozenset[str]:
    return frozenset(normal(word) for word in _words("holders"))


@cache
def _same() -> dict[str, str]:
    return {word: english for english, words in _names()["parts"]["same"].items() for word in words}


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(_names()["parts"][kind])


@cache
def _names() -> dict[str, dict[str, Any]]:
    text = Path(__file__).with_name("names.yml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # builds text only
