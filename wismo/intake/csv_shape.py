"""What gives away that a CSV file is not the plain table it seems: its header, its first lines, its quotation marks."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.errors import WismoError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MAX_COLUMNS = 10_000
UNNAMED = "\x1funnamed "  # no name in a header begins with it, and a NUL would end it

AGAIN = "the record is the header again: exports were joined into one file, and nothing else is wrong"
NAMELESS = "the record has a value in a column without a name, so its columns may be shifted"

_DELIMITERS = {",": '","', ";": '";"', "\t": r'"\t"', "|": '"|"'}
_SEP = re.compile(rb'"?sep=(.)"?[\r\n]*', re.IGNORECASE)
_QUOTE, _SPACE = ord('"'), ord(" ")


def split_record(text: str, delimiter: str) -> list[str]:
    """Return the values of one record, trimmed.

    Raises:
        WismoError: more columns or longer values than any export has.
    """
    count = text.count(delimiter) + 1
    if count > MAX_COLUMNS and '"' not in text:
        raise WismoError(_too_many(count))
    try:
        values = [value.strip() for value in next(csv.reader([text], delimiter=delimiter), [])]
    except csv.Error as error:
        raise WismoError(f"The header cannot be read ({error}). Export the file again.") from None
    if len(values) > MAX_COLUMNS:
        raise WismoError(_too_many(len(values)))
    return values


def check_header(names: list[str], delimiter: str, next_records: Sequence[str]) -> None:
    """Refuse a header that is none; ``next_records`` are the first records below it.

    Raises:
        WismoError: the header names no column or one twice, is cut at the wrong sign, or is a title.
    """
    filled = [name for name in names if name]
    if not filled:
        raise WismoError("The header names no column. Export the file again, with column names in its first line.")
    if any(("\n" in name or "\r" in name) and delimiter in name for name in filled):
        raise WismoError("A quotation mark in the header is never closed or out of place. Export the file again.")
    doubled = sorted(name for name, count in Counter(filled).items() if count > 1)
    if doubled:
        raise WismoError(
            f"The header names {', '.join(doubled[:40])} more than once. Rename one of them and load again."
        )
    if len(names) == 1:
        for other, word in _DELIMITERS.items():
            if other != delimiter and other in names[0]:
                mark = "commas" if delimiter == "," else repr(delimiter)
                raise WismoError(
                    f"The columns are not separated by {mark}. Write delimiter: {word} at the file's source in "
                    "sources.yml."
                )
    if len(filled) == 1 and any(sum(map(bool, split_record(text, delimiter))) > 1 for text in next_records):
        raise WismoError(
            "The first line looks like a title or a remark and not like a header. Delete the lines above the column "
            "names and load the file again."
        )


def is_separator_line(record: bytes, delimiter: str) -> bool:
    """Tell whether a file's first line is the ``sep=;`` that spreadsheets write above the header.

    Raises:
        WismoError: it names another delimiter than the one declared.
    """
    match = _SEP.fullmatch(record)
    if match is None:
        return False
    if match[1].decode("latin-1") != delimiter:
        word = _DELIMITERS.get(match[1].decode("latin-1"), repr(match[1].decode("latin-1")))
        raise WismoError(
            f"The file says in its first line that {word} separates its columns. Write delimiter: {word} at its source "
            "in sources.yml."
        )
    return True


def odd_records(
    values: pl.DataFrame, header: Sequence[str], record: Callable[[int], list[str]], numbers: np.ndarray
) -> dict[int, str]:
    """Return the rows of ``values`` that are the header once more, or have a value where no column is named.

    Columns without a name are called ``UNNAMED`` and something. ``record`` returns all values of a row,
    ``numbers`` how many records stand before each row.

    Raises:
        WismoError: a row is another header, so that what stands below it belongs to other columns.
    """
    faults: dict[int, str] = {}
    unnamed = [name for name in values.columns if name.startswith(UNNAMED)]
    if unnamed:
        is_filled = values.select(pl.any_horizontal(pl.col(unnamed).is_not_null())).to_series()
        faults |= dict.fromkeys(is_filled.arg_true(), NAMELESS)
    names = [name.casefold() for name in header if name]
    first = next(name for name in values.columns if not name.startswith(UNNAMED))
    words = values[first].str.strip_chars("\ufeff \t").str.to_lowercase()
    for place in words.is_in(names).arg_true():
        found = [" ".join(value.strip("\ufeff").split()).casefold() for value in record(place)]
        if found == [" ".join(name.split()).casefold() for name in header]:
            faults[place] = AGAIN
        elif sum(value in names for value in found) > max(1, len(names) // 2):
            raise WismoError(
                f"Record {numbers[place] + 1} is a header with other columns than the first: exports of different "
                "kinds were joined. Load them as separate files."
            )
    return faults


def stray_quote(text: bytes, delimiter: str) -> int | None:
    """Return where a quotation mark stands that makes the end of a value a guess; None where there is none.

    A value in quotation marks must end with its closing mark, and a mark inside it be doubled. In a value
    without them a mark is a sign like any other (5" and 7"), unless a pair of marks encloses what would
    part values or records, or only a space stands before it. ``text`` holds whole records.
    """
    data = np.frombuffer(text, np.uint8)
    quotes = np.flatnonzero(data == _QUOTE)
    if not len(quotes):
        return None
    opens, closes = quotes[0::2], quotes[1::2]
    parts = np.zeros(256, bool)
    parts[[ord(delimiter), ord("\n"), ord("\r")]] = True
    before = np.where(opens > 0, data[opens - 1], ord("\n"))
    after = np.where(closes + 1 < len(data), data[np.minimum(closes + 1, len(data) - 1)], ord("\n"))
    # A doubled mark closes and opens again: such pairs are links of one value's chain.
    goes_on = before == _QUOTE
    head = np.maximum.accumulate(np.where(goes_on, 0, np.arange(len(opens))))
    is_quoted = parts[before][head]
    is_last = ~np.append(goes_on[1:], False)
    then = np.where(closes + 2 < len(data), data[np.minimum(closes + 2, len(data) - 1)], ord("\n"))
    ends_well = parts[after] | ((after == _SPACE) & parts[then])
    is_stray = is_quoted & is_last & ~ends_well
    loose = np.flatnonzero(~is_quoted)
    if len(loose):
        places = np.flatnonzero(parts[data])
        inside = np.searchsorted(places, closes[loose]) > np.searchsorted(places, opens[loose])
        earlier = np.where(opens[loose] > 1, data[opens[loose] - 2], ord("\n"))
        is_stray[loose] = inside | ((before[loose] == _SPACE) & parts[earlier])
    found = np.flatnonzero(is_stray)
    return int(opens[found[0]]) if len(found) else None


def _too_many(count: int) -> str:
    return (
        f"The header has {count:,} columns, more than {MAX_COLUMNS:,}. Probably the file's line ends are lost; "
        "export it again."
    )
