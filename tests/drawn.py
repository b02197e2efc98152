"""Every number that a page draws: in cards, sentences, titles, tables, and at every point of its charts."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Any

import polars as pl

from tests import plotted
from wismo.home import project_root

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from streamlit.testing.v1 import AppTest

MONTHS = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
# Days, weeks, times and versions are no figures.
DATES = re.compile(
    rf"\b\d{{1,2}}(?: {MONTHS})?(?: \d{{4}})? ?– ?\d{{1,2}} {MONTHS}(?: \d{{4}})?"
    rf"|\b\d{{1,2}} {MONTHS}(?: \d{{4}})?\b(?:,? \d\d:\d\d)?"
    rf"|\b{MONTHS} \d{{4}}\b"
    r"|\b\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?|\b\d{8}T\d{6}Z-\w+|\b\d{4}-W\d\d\b|\b\d\d:\d\d\b"
)
# A sign is a number's own only where no figure and no letter stands before it, as in ranges and names.
NUMBER = re.compile(r"(?<![\w.,#|/])(?:(?<![\d\w])[-+−])?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\w|/])")
# What stands behind a length of time, and how many hours it is.
HOURS = {"s": 1 / 3600, "min": 1 / 60, "days": 24}
UNIT = re.compile(rf" ({'|'.join(HOURS)})\b")
# In place of what is no figure, so that its neighbours do not grow together.
GONE = "\u0001"
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\b")
BADGE = re.compile(r":[a-z]+-badge\[|:material/\w+:")


@dataclass(frozen=True)
class Drawn:
    """A number on the screen: ``places`` after the point where it is written, None where all of it is drawn.

    A cell of a table, of which ``column`` names table and column, may be rounded for reading. ``hours``: how many of
    them the unit behind the number is, where it is one of time.
    """

    number: float
    place: str
    places: int | None = None
    column: tuple[str, str] | None = None
    hours: float | None = None

    def __str__(self) -> str:
        return f"{self.number:.10g} in {self.place}"


def figures(app: AppTest) -> dict[str, dict[str, Any]]:
    """Return the figures of a page by their names."""
    return {
        element.proto.id.rpartition("chart_")[2]: json.loads(element.proto.spec) for element in app.get("plotly_chart")
    }


def alts(app: AppTest) -> dict[str, str]:
    """Return what is heard in place of each chart."""
    return {element.proto.id.rpartition("chart_")[2]: element.proto.alt for element in app.get("plotly_chart")}


def tables(app: AppTest) -> dict[str, pl.DataFrame]:
    """Return the tables of a page by their keys, or by their place where they have none."""
    found = {}
    for place, element in enumerate(app.dataframe):
        name = element.proto.id.rpartition("-")[2] or f"table {place}"
        found[name] = pl.read_ipc_stream(element.proto.arrow_data.data)
    return found


def sentences(app: AppTest) -> list[tuple[str, str]]:
    """Return every text of the page's main part with the kind of place it stands in."""
    found = []
    for kind in ("title", "header", "subheader", "caption", "text", "markdown", "info", "warning", "error", "success"):
        found += [(kind, plain(element.value)) for element in getattr(app.main, kind)]
    for kind in ("metric", "expander", "page_link"):
        for element in app.main.get(kind):
            proto = element.proto
            words = [proto.label]
            if kind == "metric":
                words = [proto.label, proto.body, proto.delta]
            found += [(f"{kind} {plain(proto.label)}", plain(word)) for word in words if word]
    found += [(f"what is heard of {name}", plain(alt)) for name, alt in alts(app).items()]
    return found


def plain(text: str) -> str:
    """Return text as it is read: without markup, and without what keeps names from being obeyed."""
    return BADGE.sub(" ", re.sub(r"\\(.)", r"\1", text)).replace("\u2060", "")


def drawn(app: AppTest, known: pl.Series, members: frozenset[str] = frozenset()) -> Iterator[Drawn]:
    """Yield every number of a page. ``known``: texts that were read as they are, whose numbers are their own.

    ``members``: names that were read, which may be all that stands in a cell.
    """
    texts = sentences(app)
    for name, figure in figures(app).items():
        yield from (Drawn(number, place) for number, place in plotted.numbers(name, figure))
        texts += [(f"words in {name}", plain(unescape(text))) for text in _words(figure)]
    for name, table in tables(app).items():
        for column in table.iter_columns():
            if column.dtype.is_numeric():
                found = ((place, value) for place, value in enumerate(column) if value is not None)
                yield from (
                    Drawn(float(value), f"{name}, {column.name}[{place}]", column=(name, column.name))
                    for place, value in found
                )
            elif column.dtype == pl.String:
                texts += [
                    (f"{name}, {column.name}", plain(text)) for text in column.drop_nulls() if text not in members
                ]
    yield from numbers(texts, known)


def numbers(texts: Iterable[tuple[str, str]], known: pl.Series) -> Iterator[Drawn]:
    """Yield the numbers in texts that are neither of a day nor of a text of ours or of the data."""
    unique = list(dict.fromkeys(texts))
    words = _undated(pl.Series([text for _, text in unique], dtype=pl.String))
    fixed = pl.concat([_undated(known), _fixed_undated()]).unique()
    fixed = fixed.filter(fixed.str.contains(r"\d"))
    # The longest first, so that a sentence goes before a name in it.
    longest = fixed.gather(fixed.str.len_chars().arg_sort(descending=True)).to_list()
    left = words.str.replace_many(longest, [GONE] * len(longest), ascii_case_insensitive=True, leftmost=True)
    for (place, original), text in zip(unique, left, strict=True):
        for found in NUMBER.finditer(text):
            digits = found.group().replace(",", "").replace("−", "-")
            places = len(digits.partition(".")[2])
            unit = UNIT.match(text, found.end())
            hours = HOURS[unit[1]] if unit else None
            yield Drawn(float(digits), f"{place}: {original[:160]!r}", places, hours=hours)


def _undated(texts: pl.Series) -> pl.Series:
    return texts.map_elements(lambda text: DATES.sub(GONE, COLOUR.sub(GONE, text)), return_dtype=pl.String)


@lru_cache(maxsize=1)
def _fixed_undated() -> pl.Series:
    return _undated(pl.Series(fixed_texts(), dtype=pl.String))


@lru_cache(maxsize=1)
def fixed_texts() -> list[str]:
    """Return the texts in the dashboard's and the statistics' own sources that hold a figure and a word."""
    found = set()
    for folder in ("dashboard", "wismo"):
        for source in (project_root() / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.add(node.value)
    return sorted(text for text in found if re.search(r"\d", text) and re.search(r"[A-Za-z]{2}", text))


def _words(figure: dict[str, Any]) -> Iterator[str]:
    """Yield the texts that a chart draws or shows when it is pointed at; formats and colours are none."""
    for trace in figure["data"]:
        yield from (text for text in _texts(trace.get("text")) if text)
        yield from _texts(trace.get("name"))
        for axis in ("x", "y"):
            yield from _texts(trace.get(axis))
    layout = figure["layout"]
    yield from (note["text"] for note in layout.get("annotations", ()))
    for axis, settings in layout.items():
        if axis.startswith(("xaxis", "yaxis")):
            yield from _texts((settings.get("title") or {}).get("text"))
            yield from _texts(settings.get("ticktext"))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield re.sub(r"</?(?:br|b|i|span)[^>]*>", " ", value)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
