"""An answer to any question: as a line over time, as bars, as shaded cells, or as one figure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import charts, compare, findings, metrics, page, panel, reference, say
from dashboard.explore import GRAIN_TITLES, is_dated
from dashboard.figures import axis, figure, rests_on, too_few
from dashboard.filters import TITLES
from dashboard.programme import sentence_case
from dashboard.tables import as_table, quiet
from dashboard.theme import series_colours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.drawing import Drawing
    from dashboard.metrics import Query
    from dashboard.page import Here
    from dashboard.registry import Metric
    from dashboard.theme import Look

MOST_LINES, MOST_BARS, MOST_ROWS, MOST_COLUMNS = 8, 20, 20, 8
PERIODS = {"week": "the week of {:%-d %b %Y}", "month": "{:%B %Y}", "day": "{:%-d %b %Y}"}
# What two dimensions together, or none, are called where a chart wants one.
PAIR, WHOLE = "pair", "metric"
STATISTIC_TITLES = {
    "p50_hours": "Half within (hours)",
    "p90_hours": "Nine in ten within (hours)",
    "share_over_24h": "Over 24 h (%)",
    "share_over_48h": "Over 48 h (%)",
    "never_scanned": "Never scanned so far",
    "never_told": "Never told so far",
    "unanswered": "Never answered so far",
}


def draw(at: Here, query: Query) -> None:
    """Draw the answer by its shape, with its table and files."""
    metric, frame = at.metric(query.metric), metrics.run(at.snapshot, query)
    if frame.filter(pl.col("n") > 0).is_empty():
        page.nothing(
            f"{metric.label}: nothing to show.",
            "No row of the data is left under these filters and dates.",
            "Widen the dates or clear a filter at the left.",
        )
        return
    if query.grain != "all" and quiet(metric, frame)["value"].is_null().all():
        page.too_few_to_draw(metric, query.grain)
        return
    further = {name: title for name, title in STATISTIC_TITLES.items() if name in metric.columns}
    table = as_table(metric, frame, at.look, further=further, grain=query.grain)
    if query.grain == "all" and not query.by:
        _one_figure(at, metric, query, frame, table)
    else:
        picture, title, drawn = _picture(at, metric, query, frame)
        about = f"{metric.label}{_by(query)}, {_when(query)}{_n(at, metric, query)}.{drawn}"
        panel.chart("explore", picture, table, title=title, about=about, raw=frame)


def _one_figure(at: Here, metric: Metric, query: Query, frame: pl.DataFrame, table: pl.DataFrame) -> None:
    value, n, numerator = frame.select("value", "n", "numerator").row(0)
    st.metric(metric.label, say.local(figure(metric, value, n)), help=metric.description)
    say.caption(f"{sentence_case(_when(query))}. {rests_on(metric, n, numerator)}")
    panel.table_of("explore", table, at, frame)


def _picture(at: Here, metric: Metric, query: Query, frame: pl.DataFrame) -> tuple[Drawing, str, str]:
    """Return the chart, what it finds, and how many members it leaves to the table."""
    if query.grain != "all":
        return _over_time(at, metric, query, frame)
    if len(query.by) == 1:
        return _bars(at, metric, query.by[0], frame)
    return _cells(at, metric, query, frame)


def _over_time(at: Here, metric: Metric, query: Query, frame: pl.DataFrame) -> tuple[Drawing, str, str]:
    name, drawn = _one_name(at.look, metric, query.by, frame)
    order, rest = _largest(_one_name(at.look, metric, query.by, _together(at, metric, query))[1], name, MOST_LINES)
    look = at.look if name in query.by else _named(at.look, metric, name, order)
    shown = quiet(metric, drawn).filter(pl.col(name).is_in(order))
    first, last = frame["period"][0], frame["period"][-1]
    bands, marks = reference.bands(at.snapshot, first, last), reference.marks(at.snapshot, first, last)
    picture = charts.lines(shown, look, name, order, figures=axis(metric), bands=bands, marks=marks)
    when = PERIODS[query.grain].format(last)
    if not query.by:
        return picture, _of_the_last(at, metric, query, frame, when), rest
    top = compare.highest(shown.filter(pl.col("period") == last), *([name] if name in query.by else []))
    title = f"{metric.label}: too few to tell in {when}"
    if top:
        title = f"Highest in {when}: {look.label(name, top[name])}, {figure(metric, top['value'])}"
    return picture, title, rest


def _of_the_last(at: Here, metric: Metric, query: Query, frame: pl.DataFrame, when: str) -> str:
    """Return the figure of the last period, and of a week the two it is compared with."""
    value, n = frame.select("value", "n").row(-1)
    said = f"{metric.label}, {when}: {figure(metric, value, n)}"
    if query.grain != "week":
        return said
    drawn = compare.card(metric, frame, at.weeks)
    others = ((drawn.before, "the week before"), (drawn.year_before, "the same week last year"))
    known = [f"{figure(metric, other.value)} {words}" for other, words in others if other.value is not None]
    return f"{said} ({', '.join(known)})" if known else said


def _bars(at: Here, metric: Metric, dimension: str, frame: pl.DataFrame) -> tuple[Drawing, str, str]:
    order, rest = _largest(frame, dimension, MOST_BARS)
    ranked = compare.with_words(metric, frame.filter(pl.col(dimension).is_in(order)))
    ranked = ranked.sort("value", dimension, descending=[True, False], nulls_last=True)
    title = findings.largest_now(metric, ranked, dimension, at.look, f"by {TITLES[dimension]}")
    return charts.ranked(ranked, at.look, dimension, figures=axis(metric)), title, rest


def _cells(at: Here, metric: Metric, query: Query, frame: pl.DataFrame) -> tuple[Drawing, str, str]:
    row, column = query.by
    sides = [_largest(_together(at, metric, replace(query, by=(name,))), name, most)
             for name, most in ((row, MOST_ROWS), (column, MOST_COLUMNS))]  # fmt: skip
    crossed = compare.with_words(metric, frame, short=True)
    picture = charts.cells(crossed, at.look, row, column, rows=sides[0][0], columns=sides[1][0])
    top = compare.highest(crossed, row, column)
    title = f"{metric.label}: too few to tell"
    if top:
        who = f"{at.look.label(row, top[row])}, {at.look.label(column, top[column])}"
        title = f"Highest: {who}, {figure(metric, top['value'])}"
    return picture, title, sides[0][1] + sides[1][1]


def _together(at: Here, metric: Metric, query: Query) -> pl.DataFrame:
    """Return the same cut over all days, which says who is large."""
    if metric.kind == "statistic":
        return metrics.query(at.snapshot, query.metric, by=query.by, where=dict(query.where))
    return metrics.run(at.snapshot, replace(query, grain="all"))


def _largest(frame: pl.DataFrame, dimension: str, most: int) -> tuple[list[str], str]:
    """Return the members with most behind them, and a sentence on the others."""
    # The whole of a rate may be the same for all members; its part is not.
    weight = pl.coalesce("numerator", "n")
    ordered = frame.filter(pl.col("n") > 0).sort(weight, dimension, descending=[True, False])[dimension].to_list()
    rest = f" The {most} largest of {len(ordered)} are drawn; the rest are in the table." if len(ordered) > most else ""
    return ordered[:most], rest


def _one_name(look: Look, metric: Metric, by: Sequence[str], frame: pl.DataFrame) -> tuple[str, pl.DataFrame]:
    """Return the one column that names the lines, and the frame with it."""
    if len(by) == 1:
        return by[0], frame
    if not by:
        return WHOLE, frame.with_columns(pl.lit(metric.name).alias(WHOLE))
    pairs = [", ".join(look.label(*part) for part in zip(by, row, strict=True)) for row in frame.select(by).iter_rows()]
    return PAIR, frame.with_columns(pl.Series(PAIR, pairs, dtype=pl.String))


def _named(look: Look, metric: Metric, name: str, order: Sequence[str]) -> Look:
    """Return a look that knows words and colours of lines that are no dimension's members."""
    words = {member: metric.label if name == WHOLE else member for member in order}
    shades = series_colours(order, is_dark=look.is_dark)
    return replace(look, labels={**look.labels, name: words}, colours={**look.colours, name: shades})


def _by(query: Query) -> str:
    words = [TITLES[name] for name in query.by]
    if query.grain != "all":
        words.append(GRAIN_TITLES[query.grain].lower())
    return f" by {' and '.join(words)}"


def _when(query: Query) -> str:
    return f"{query.start:%-d %b %Y} to {query.end:%-d %b %Y}" if is_dated(query) else "over all time"


def _n(at: Here, metric: Metric, query: Query) -> str:
    if metric.kind == "statistic":
        return ", n in the table"
    whole = metrics.run(at.snapshot, replace(query, by=(), grain="all"))
    n = whole["n"][0] if whole.height else 0
    few = f" (below {metric.smallest_n:,} no figure)" if too_few(metric, n) else ""
    return f", n = {n or 0:,.0f}{few}"
