"""Reads a statistic's sentence beside its row and says where it says more than the row carries.

A sentence may name numbers that are in its row or in the seed of thresholds, in the words of the row's own columns. It
may not speak of causes, of savings, or of a direction, unless the row has an interval that chance does not reach.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NUMBER = re.compile(r"(?<![\w.|])[-−]?\d[\d,]*(?:\.\d+)?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October"
                 r"|November|December)(?: \d{4})?")  # fmt: skip
# Words that tell a cause or a gain. No table of ours may use them but those that measured one.
CLAIMS = re.compile(
    r"\b(caus(?:ed|es|ing)|because|due to|thanks to|led to|leads to|saved?|saves|savings?|prevent(?:ed|s)?|"
    r"prov(?:ed|es|en)|reduc(?:ed|es)|driven by|responsible|fault|guilty|blames?|works|worked|guarantees?|"
    r"certain(?:ly)?|always|never fails)\b",
    re.IGNORECASE,
)
# "the root cause", "not proven whose" and "nothing says that" are our own honest words.
HONEST = re.compile(
    r"not proven whose|no proof|nobody can prove|does not (?:prove|say)|cannot be (?:proved|proven)|not because|"
    r"not (?:proved|proven)|nothing (?:says|proves)",
    re.IGNORECASE,
)
NOT_SURE = re.compile(
    r"not distinguishable|cannot be (?:told|separated)|could be chance|may be chance|by chance|as many as|within|"
    r"between|\(|to be expected|plausibl|not shown|no difference|from .* to|normal|drift",
    re.IGNORECASE,
)
# Numbers of our wording itself: shares of a whole, confidence, and the size of a rate's base.
OF_WORDING = {0, 1, 100, 95, 90, 80, 8, 10, 50, 75, 25, 30}
SIDES = (
    ("effect", "effect_lower", "effect_upper", 0.0),
    ("ratio", "ratio_lower", "ratio_upper", 1.0),
    ("change", "change_lower", "change_upper", 0.0),
)
DIRECTION = re.compile(
    r"\b(worse than|better than|rose|fell|more often|less often|fewer than|more than expected|above expected|"
    r"below expected)\b"
)


def problems(row: Mapping[str, object], others: Iterable[float] = ()) -> list[str]:
    """Return what is wrong with the row's ``sentence``; ``others`` are numbers that may stand in it besides."""
    sentence = str(row["sentence"])
    found = [f"has {word!r}" for word in ("nan", "inf", "None", "null", "{", "}", "  ") if word in _plain(sentence)]
    if not sentence.endswith(".") or len(sentence) > 600:
        found.append("is no short sentence")
    found += [f"has the number {text}, which the row has not" for text in _strange_numbers(row, sentence, others)]
    found += [f"names the day {text}, which the row has not" for text in _strange_days(row, sentence)]
    claims = CLAIMS.findall(HONEST.sub("", sentence))
    if claims:
        found.append(f"claims {', '.join(claims)}")
    found += _directions(row, sentence)
    return found


def unreadable(row: Mapping[str, object]) -> list[str]:
    """Return which numbers of a row are not numbers at all."""
    return [name for name, value in row.items() if isinstance(value, float) and not math.isfinite(value)]


def _plain(sentence: str) -> str:
    return re.sub(r"[A-Za-z]*(?:inf|nan)[A-Za-z]+|[A-Za-z]+(?:inf|nan)", "", sentence)


def _directions(row: Mapping[str, object], sentence: str) -> list[str]:
    if not DIRECTION.search(sentence):
        return []
    for name, lower, upper, nothing in SIDES:
        low, high = row.get(lower), row.get(upper)
        if row.get(name) is not None and isinstance(low, float) and isinstance(high, float):
            is_sure = low > nothing or high < nothing
            if not is_sure and not NOT_SURE.search(sentence):
                return [f"tells a direction, while {name} reaches from {low:.3g} to {high:.3g}"]
    return []


def _strange_numbers(row: Mapping[str, object], sentence: str, others: Iterable[float]) -> list[str]:
    named = " ".join(str(value) for key, value in row.items() if isinstance(value, str) and key != "sentence")
    known = [float(value) for value in row.values() if isinstance(value, int | float | Decimal)]
    known += [
        float(value) - float(then)
        for name, value in row.items()
        if isinstance(value, int | float) and isinstance(then := row.get(f"{name}_then"), int | float)
    ]
    allowed = {*OF_WORDING, *others}
    strange = []
    for text in NUMBER.findall(DAY.sub("", sentence)):
        value = abs(float(text.replace(",", "").replace("−", "-")))
        digits = len(text.partition(".")[2])
        if value in allowed or text in named:
            continue
        if not any(_is_rounding(value, digits, form) for number in known for form in _forms(number)):
            strange.append(text)
    return strange


def _forms(number: float) -> list[float]:
    """A column may be said as it is, as a share in per cent, as what is over or missing, or as its opposite."""
    return [
        number,
        100 * number,
        100 * (number - 1),
        1 - number,
        1 / number if number else 0.0,
        number / 24,
        number * 24,
    ]


def _is_rounding(value: float, digits: int, number: float) -> bool:
    return abs(abs(number) - value) <= 0.5 * 10**-digits * 1.0001 + 1e-9


def _strange_days(row: Mapping[str, object], sentence: str) -> list[str]:
    days = [value.date() if isinstance(value, datetime) else value for value in row.values() if isinstance(value, date)]
    near = [day + timedelta(days=step) for day in days for step in (-1, 0, 1, 6, 7)]
    written = {form for day in near for form in (f"{day:%Y-%m-%d}", f"{day:%-d %B}", f"{day:%-d %B %Y}")}
    text = " ".join(str(value) for key, value in row.items() if isinstance(value, str) and key != "sentence")
    return [found for found in DAY.findall(sentence) if found not in written and found not in text]
