"""Why the WISMO rate of the headline week differs from another week's, under the filters of the page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from dashboard import charts, page, panel, reference, say, sidebar
from dashboard.sentence import BEFORE, YEAR_BEFORE
from wismo.many import many
from wismo.periods import WEEK, spoken
from wismo.statistics.decomposition import CAUSE, Period, settled
from wismo.statistics.driver_words import COMPARISONS, MIXES, driver_name, driver_sentence
from wismo.statistics.drivers import DIMENSIONS, FEWEST_TICKETS, drivers, noise
from wismo.statistics.pooling import POOLED
from wismo.statistics.steps import REST, steps
from wismo.statistics.weeks import SHARED, TOTAL

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from dashboard.page import Here

# What a bar carries: the week, then the dimensions that it is about.
PLACES = ("period", *DIMENSIONS)
# In snapshots that are older than the threshold.
SMALLEST_N = 30
COLUMNS = {
    "part": "Part",
    "carrier": "Carrier",
    "three_pl": "3PL",
    "region": "Region",
    "root_cause": "Root cause",
    "now": "Per 100 orders",
    "before": "Before",
    "effect": "Points of the change",
    "standard_error": "Standard error",
    "ticket_effect": "Tickets of the change",
    "is_told_from_noise": "Told from noise",
    "n": "n",
    "sentence": "In words",
}


def changes(at: Here) -> dict[str, pl.DataFrame | None]:
    """Return the change of the headline week against the week before and the same week last year, with its parts.

    None where the data does not go back so far.
    """
    weekly = _weekly(at)
    fewest = reference.threshold(at.snapshot, FEWEST_TICKETS, SMALLEST_N)
    recent = _periods(at, at.weeks.before, at.weeks.last)
    found: dict[str, pl.DataFrame | None] = {}
    for name, base in ((BEFORE, at.weeks.before), (YEAR_BEFORE, at.weeks.year_before)):
        if base < reference.first_full_week(at.snapshot):
            found[name] = None
        else:
            usual = noise(weekly, at.weeks.last, base, fewest)
            then = recent[base] if base in recent else _periods(at, base, base)[base]
            found[name] = drivers(recent[at.weeks.last], then, usual)
    return found


def section(at: Here, found: Mapping[str, pl.DataFrame | None]) -> None:
    """Draw the steps from one rate to the other, and all parts as a table."""
    against = COMPARISONS[sidebar.choice("Against", list(COMPARISONS), "against", COMPARISONS)]
    parts = found[against]
    if parts is None:
        page.nothing(
            f"There is no {against.removeprefix('the ')} to compare with.",
            f"The data begins with the week of {spoken(reference.first_full_week(at.snapshot))}.",
            "Load older orders and tickets, or choose the other comparison.",
        )
        return
    total = parts.row(0, named=True)
    said = driver_sentence(total, against, at.look.label)
    # Of a total alone the sentence says why there is no more.
    if parts.height == 1:
        say.subheader(f"Why it changed against {against}")
        say.info(said)
        return
    drawn = steps(parts)
    names = [_name(row, at, against) for row in drawn.iter_rows(named=True)]
    places = [_places(row, at, against) for row in drawn.iter_rows(named=True)]
    named = drawn.with_columns(
        label=pl.Series(names, dtype=pl.String), places=pl.Series(places, dtype=pl.List(pl.String))
    )
    panel.chart(
        "why",
        charts.steps(named, at.look),
        _table(parts, against, at),
        title=_finding(total, drawn, against, at),
        about=f"{said} WISMO per 100 orders, part by part; n = {many(total['n'], 'ticket')} in both "
        "weeks. Pale parts are no more than weeks differ anyway. First where we shipped, then how each root cause "
        "performed.",
        places=PLACES,
    )


def _finding(total: Mapping[str, Any], drawn: pl.DataFrame, against: str, at: Here) -> str:
    """Say what moved, and by which step; nothing of a step that weeks may differ by anyway."""
    now, before = f"{total['now']:.2f}", f"{total['before']:.2f}"
    if not total["is_told_from_noise"]:
        return f"{now} per 100 orders against {before} {against}: no more than weeks differ anyway"
    told = drawn.filter(pl.col("is_told_from_noise") & ~pl.col("part").is_in(["before", "now"]))
    clearest = told.sort(pl.col("effect").abs(), descending=True).head(1)
    names = [_name(row, at, against) for row in clearest.iter_rows(named=True)]
    verb = "rose" if total["effect"] > 0 else "fell"
    most = f", most by {names[0]}" if names else ", and no single part stands out"
    return f"WISMO per 100 orders {verb} from {before} to {now}{most}"


def _places(row: Mapping[str, Any], at: Here, against: str) -> list[str | None] | None:
    """Return what leads from a step to its tickets; the mix has none, as it is a matter of orders."""
    if row["part"] in MIXES or REST in row.values() or POOLED in row.values():
        return None
    base = at.weeks.before if against == BEFORE else at.weeks.year_before
    week = base if row["part"] == "before" else at.weeks.last
    return [week.isoformat(), *(None if row[name] == TOTAL else row[name] for name in DIMENSIONS)]


def _name(row: Mapping[str, Any], at: Here, against: str) -> str:
    match row["part"]:
        case "before":
            return against.capitalize()
        case "now":
            return "This week"
        case part if part in MIXES:
            return MIXES[part]
    return "All other causes" if row[CAUSE] == REST else driver_name(row, at.look.label)


def _table(parts: pl.DataFrame, against: str, at: Here) -> pl.DataFrame:
    said = [driver_sentence(row, against, at.look.label) for row in parts.iter_rows(named=True)]
    return parts.with_columns(sentence=pl.Series(said)).select(
        pl.col(name).alias(title) for name, title in COLUMNS.items()
    )


def _weekly(at: Here) -> pl.DataFrame:
    """Return tickets and orders by week for the total and each dimension, as ``noise`` wants them."""
    frames = []
    for dimension in (TOTAL, *DIMENSIONS):
        by = [] if dimension == TOTAL else [dimension]
        answer = at.ask("wismo_rate", by=by, start=reference.first_full_week(at.snapshot))
        member = pl.lit(TOTAL) if dimension == TOTAL else pl.col(dimension)
        frames.append(
            answer.select(
                pl.lit(dimension).alias("dimension"),
                member.alias("member"),
                pl.col("period").alias("week_start"),
                pl.col("numerator").fill_null(0).alias("tickets"),
                pl.col("denominator").fill_null(0).alias("orders"),
            )
        )
    return pl.concat(frames)


def _periods(at: Here, first: date, last: date) -> dict[date, Period]:
    """Return what came in during each week from ``first`` to ``last``, of neighbours with one question."""

    def counted(metric: str, name: str, *by: str) -> pl.DataFrame:
        answer = at.ask(metric, by=by, start=first, end=last + WEEK - timedelta(days=1))
        return answer.filter(pl.col("value") > 0).select("period", *by, pl.col("value").alias(name))

    tickets = settled(counted("rated_wismo_tickets", "tickets", *SHARED, CAUSE, "cause_status"))
    orders = counted("lag_matched_orders", "orders", *SHARED)

    def of(frame: pl.DataFrame, week: date) -> pl.DataFrame:
        return frame.filter(period=week).drop("period")

    return {week: Period(of(tickets, week), of(orders, week)) for week in (first, last)}
