"""Years side by side: weeks aligned on Black Friday, and what is asked in which season."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboard import charts, compare, findings, page, panel, reference, sidebar
from dashboard.figures import axis, change, figure
from dashboard.metrics import EARLIEST
from dashboard.tables import as_table, quiet
from wismo.confidence import wilson
from wismo.errors import WismoError
from wismo.many import many
from wismo.periods import spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.page import Here
    from dashboard.registry import Metric

WEEKS_AROUND = 9


def year_over_year(at: Here, choices: Sequence[str]) -> None:
    """Draw a measure in the weeks around Black Friday, a line per year, and the same by season."""
    name = sidebar.choice("Measure", choices, "peak_measure", {name: at.metric(name).label for name in choices})
    metric, start = at.metric(name), at.filters.start or EARLIEST
    try:
        weekly = at.ask(name, start=start)
    except WismoError as error:
        page.nothing(f"{metric.label} cannot be shown under these filters.", str(error), "Clear a filter at the left.")
        return
    aligned = reference.align(at.snapshot, weekly, -WEEKS_AROUND, WEEKS_AROUND)
    if aligned.is_empty():
        page.nothing(
            "No week near a Black Friday has data yet.",
            "Years are compared by their distance from it, nine weeks either way.",
            "Load exports that go back to last autumn, or widen the dates at the left.",
        )
    elif quiet(metric, aligned)["value"].is_null().all():
        page.too_few_to_draw(metric, "week near a Black Friday")
    else:
        shown = quiet(metric, aligned).join(weeks_of(at), on=["peak_year", "black_friday_week"], how="left")
        years = aligned["peak_year"].unique()
        panel.chart(
            "black_friday",
            charts.overlay(
                shown,
                at.look,
                figures=axis(metric),
                x="black_friday_week",
                x_title="weeks from the week of Black Friday (0)",
                year="peak_year",
            ),
            as_table(metric, aligned, at.look),
            title=_same_week(metric, shown),
            about=f"{metric.description} By week, aligned on Black Friday, complete weeks of all years with data "
            f"({', '.join(sorted(years))}); n stands at each point.",
            alt=findings.over_time(metric, quiet(metric, aligned), "peak_year", at.look, x="black_friday_week"),
        )
    page.tell_ignored(at, metric)
    if "season" not in metric.dimensions:
        return
    seasons = at.ask(name, by=["season"], grain="all", start=start)
    ranked = compare.with_words(metric, seasons).sort("value", "season", descending=[True, False], nulls_last=True)
    if ranked.is_empty():
        return
    if quiet(metric, seasons)["value"].is_null().all():
        page.too_few_to_draw(metric, "season")
        return
    top = ranked.row(0, named=True)
    panel.chart(
        "by_season",
        charts.ranked(ranked, at.look, "season", figures=axis(metric)),
        as_table(metric, seasons, at.look),
        title=f"{metric.label}: {at.look.label('season', top['season'])} is highest with {top['shown']}",
        about="All complete weeks with data; n stands at each bar. A season of one year is one season.",
        places=["season"] if name.startswith("wismo") else (),
    )


def mix(at: Here) -> None:
    """Draw each root cause's tickets per 100 orders in each season."""
    rate, start = at.metric("wismo_rate"), at.filters.start or EARLIEST
    crossed = compare.with_words(
        rate, at.ask("wismo_rate", by=["root_cause", "season"], grain="all", start=start), short=True
    )
    orders = at.ask("orders", by=["season"], grain="all", start=start)
    order = compare.largest(orders, "season", 9)
    rows = reference.causes_met(at.snapshot, crossed)
    if not rows:
        page.nothing(
            "No root cause is known yet.",
            "No WISMO ticket is left under these filters.",
            "Widen the dates at the left.",
        )
        return
    # A season against the ordinary weeks, where both rest on enough orders and their intervals do not touch.
    limited = _limits(crossed.drop_nulls("value"))
    usual = limited.filter(season=reference.ORDINARY).select("root_cause", usual="value", usual_upper="upper")
    risen = (
        limited.filter(pl.col("season") != reference.ORDINARY)
        .join(usual, on="root_cause")
        .filter(pl.col("lower") > pl.col("usual_upper"))
        .sort(pl.col("value") - pl.col("usual"), descending=True)
    )
    title = "No cause is met more in a season than in ordinary weeks, beyond noise"
    if risen.height:
        first = risen.row(0, named=True)
        title = (
            f"{at.look.label('root_cause', first['root_cause'])} rises most: {first['value']:.2f} per 100 orders in "
            f"{at.look.label('season', first['season'])}, {first['usual']:.2f} in ordinary weeks"
        )
    told = ", ".join(
        f"{at.look.label('season', name)} {n:,.0f}" for name, n in orders.select("season", "n").iter_rows()
    )
    panel.chart(
        "season_mix",
        charts.cells(crossed, at.look, "root_cause", "season", rows=rows, columns=order),
        as_table(rate, crossed.drop("said"), at.look),
        title=title,
        about=f"WISMO tickets per 100 orders recent enough to ask about, by root cause and season of the "
        f"ticket's day, all "
        f"complete weeks with data. Orders: {told}. A blank cell rests on fewer than {rate.smallest_n} orders; "
        f"point at "
        "one for its count and n. A season seen once is one season: the next may differ.",
        places=["root_cause", "season"],
    )


def weeks_of(at: Here) -> pl.DataFrame:
    """Return the dates of each aligned week in words: ``peak_year``, ``black_friday_week``, ``week``."""
    known = reference.weeks_of_peak(at.snapshot)
    words = [spoken(week) for week in known["period"]]
    return known.with_columns(week=pl.Series(words, dtype=pl.String)).select("peak_year", "black_friday_week", "week")


def _limits(crossed: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with the ``lower`` and ``upper`` 95 % limit of their share of orders."""
    parts = crossed.select("numerator", "n").iter_rows()
    limits = [wilson(min(numerator, n), n) if n else (0.0, 1.0) for numerator, n in parts]
    ends = {
        name: pl.Series([pair[at] for pair in limits], dtype=pl.Float64) for at, name in enumerate(("lower", "upper"))
    }
    return crossed.with_columns(**ends)


def _same_week(metric: Metric, shown: pl.DataFrame) -> str:
    """Return the last full week beside the same week of the year before, as far as both are known."""
    now = shown.filter(pl.col("peak_year") == shown["peak_year"].max()).filter(pl.col("value").is_not_null())
    if now.is_empty():
        return f"{metric.label} around Black Friday: too few this year to compare"
    last = now.sort("black_friday_week").row(-1, named=True)
    year = str(int(last["peak_year"]) - 1)
    then = shown.filter((pl.col("peak_year") == year) & (pl.col("black_friday_week") == last["black_friday_week"]))
    told = f"{metric.label} {_distance(last['black_friday_week'])}: {figure(metric, last['value'])}"
    moved = change(metric, last["value"], then["value"][0]) if then.height else None
    return f"{told}, {moved} against {year}" if moved else f"{told}; no figure for {year}"


def _distance(weeks: int) -> str:
    if weeks == 0:
        return "in the week of Black Friday"
    return f"{many(abs(weeks), 'week')} {'before' if weeks < 0 else 'after'} Black Friday"
