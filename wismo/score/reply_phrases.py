"""The phrases of ``seeds/reply_phrases.csv``: what a shop writes when it says where a parcel is and when it comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from wismo.errors import WismoError

if TYPE_CHECKING:
    from pathlib import Path

FILE = "reply_phrases.csv"
# Kinds of rows whose phrases are asked for, and those whose words stand for a number or a unit.
ASKED = (
    "auto",
    "ack",
    "filler",
    "condition",
    "status",
    "arrival",
    "past",
    "departed",
    "not_eta",
    "vague",
    "next",
    "clause",
)
VALUED = {
    "weekday": tuple(str(day) for day in range(1, 8)),
    "month": tuple(str(month) for month in range(1, 13)),
    "in_days": ("2", "1", "0"),
    "number": tuple(str(number) for number in (*range(1, 11), 15)),
    "unit": ("business_days", "days", "hours", "weeks"),
}
_JOINER = "joiner"
_COLUMNS = ("language", "kind", "value", "pattern", "note")


@dataclass(frozen=True)
class ReplyPhrases:
    """One alternation per kind of phrase, and per kind and value of word; without a boundary around them."""

    asked: dict[str, str]
    valued: dict[str, dict[str, str]]
    joiner: str

    def hit(self, text: pl.Expr, kind: str) -> pl.Expr:
        """Whether a plain text holds a phrase of a kind."""
        return text.str.contains(rf"\b(?:{self.asked[kind]})\b")


def read_reply_phrases(path: Path) -> ReplyPhrases:
    """Read the seed. Raises WismoError where it is missing or a row cannot be used, naming the row."""
    try:
        rows = pl.read_csv(path, infer_schema=False).fill_null("")
    except (OSError, pl.exceptions.PolarsError) as error:
        raise WismoError(f"{path.name} cannot be read: {error}. Restore it from the repository.") from error
    if missing := [column for column in _COLUMNS if column not in rows.columns]:
        raise WismoError(f"{path.name} lacks the column {missing[0]}. Restore its header line.")
    known = {(kind, "") for kind in (*ASKED, _JOINER)} | {
        (kind, value) for kind, values in VALUED.items() for value in values
    }
    gathered: dict[tuple[str, str], list[str]] = {key: [] for key in sorted(known)}
    for number, row in enumerate(rows.iter_rows(named=True), start=2):
        key = (row["kind"], row["value"])
        where = f"{path.name}, line {number}"
        if key not in known:
            raise WismoError(
                f"{where}: there is no kind {row['kind']!r} with the value {row['value']!r}. Mend that row."
            )
        if not row["pattern"] or not _is_readable(row["pattern"]):
            raise WismoError(f"{where}: the pattern is not a regular expression of Rust. Mend or remove that row.")
        gathered[key].append(row["pattern"])
    if empty := [f"{kind} {value}".strip() for (kind, value), patterns in gathered.items() if not patterns]:
        raise WismoError(f"{path.name} has no row of the kind {empty[0]}. Restore it from the repository.")
    joined = {key: "|".join(patterns) for key, patterns in gathered.items()}
    return ReplyPhrases(
        asked={kind: joined[kind, ""] for kind in ASKED},
        valued={kind: {value: joined[kind, value] for value in values} for kind, values in VALUED.items()},
        joiner=joined[_JOINER, ""],
    )


def _is_readable(pattern: str) -> bool:
    try:
        pl.Series([""]).str.contains(rf"\b(?:{pattern})\b")
    except pl.exceptions.ComputeError:
        return False
    return True
