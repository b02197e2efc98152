"""How many of those who wait write on a day, and by which hour a message would reach most of them first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboard import charts, compare, findings, page, panel, sidebar
from dashboard.published import statistic
from dashboard.tables import as_table, quiet
from wismo.many import many

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dashboard.page import Here

KINDS = {"parcel_state": "State of the parcel", "root_cause": "Root cause"}
CURVE = {
    "parcel_state": "State of the parcel", "day_in_state": "Full days in it",
    "per_100_parcels": "Tickets a day per 100",
    "lower_per_100": "from", "upper_per_100": "to", "ticket_count": "Tickets", "parcel_days": "Parcel-days",
    "n": "Spot checks", "sentence": "In words",
}  # fmt: skip
HOURS = {
    "member": "Who waits", "write_by_hours": "Write by hour", "half_hours": "Half had written by hour",
    "half_lower_hours": "from", "half_upper_hours": "to", "ticket_count": "Tickets", "sentence": "In words",
}  # fmt: skip
ALL_OF_IT = "All of the brand's data; the filters do not narrow it."


def chance(at: Here) -> None:
    """Draw by day how many write, by which hour to write first, and which causes alarm most."""
    summary, curve = statistic(at.snapshot, "hazard_summary"), statistic(at.snapshot, "cause_hazard")
    if summary.is_empty() or curve.is_empty():
        page.nothing(
            "When waiting customers write is not known.",
            "This snapshot has no curve of it: it is older than that, or no ticket is tied to a parcel.",
            "Run `wismo build --full`, with a tracker's events and the helpdesk's tickets loaded.",
        )
    else:
        _curve(at, curve, summary)
        _hours(at, summary)
    by_cause(at)


def _curve(at: Here, curve: pl.DataFrame, summary: pl.DataFrame) -> None:
    known = curve.filter(pl.col("per_100_parcels").is_not_null())
    states = summary.filter(pl.col("kind") == "parcel_state").sort("ticket_count", "member", descending=[True, False])
    # A single day is no curve.
    drawn = known.filter(pl.col("parcel_state").is_duplicated())["parcel_state"].unique()
    shown = [state for state in states["member"] if state in drawn]
    if not shown:
        page.nothing(
            "How many write by day of waiting is not shown.",
            "No state of a parcel was found often enough (30 spot checks a day) to give a chance.",
            "More weeks of data bring it.",
        )
        return
    names = {state: at.look.label("parcel_state", state) for state in shown}
    chosen = sidebar.choice("While the parcel is", shown, "waiting", names)
    own = states.row(by_predicate=pl.col("member") == chosen, named=True)
    days = known.filter(pl.col("parcel_state") == chosen)
    page.statement(write_first_words(names[chosen], own))
    title = peak_words(names[chosen], days)
    few = [at.look.label("parcel_state", state) for state in states["member"] if state not in shown]
    left_out = f" Not drawn, found too rarely: {', '.join(few).lower()}." if few else ""
    panel.chart(
        "chance_by_day",
        charts.chance_by_day(curve.filter(pl.col("parcel_state").is_in(shown)), at.look, chosen),
        _titled(curve, CURVE, at, "parcel_state"),
        title=title,
        about=f"Tickets a day per 100 parcels, by full days in the state, with the 95 % interval of the chosen one; "
        f"other states faint. Days with fewer than 30 spot checks are left blank. n = "
        f"{many(own['ticket_count'], 'ticket')} in {many(own['parcel_days'], 'parcel-day')}. "
        f"{ALL_OF_IT}{left_out}",
    )


def write_first_words(name: str, row: Mapping[str, Any]) -> str:
    """Return by which hour to write to customers in this state, and what that rests on."""
    if row["half_hours"] is None:
        return f"{name}: too few tickets (n = {row['n']:,}) to say by which hour to write."
    half = (
        f"half of the {row['n']:,} tickets had come by hour {row['half_hours']:,} "
        f"({row['half_lower_hours']:,} to {row['half_upper_hours']:,})"
    )
    if not row["write_by_hours"]:
        return (
            f"{name}: no hour is early enough to come before {100 * row['ahead_share']:.0f} % of the tickets; {half}."
        )
    return (
        f"{name}: write before hour {row['write_by_hours']:,} after the parcel's last change of state, and you come "
        f"before {100 * row['ahead_share']:.0f} % of the tickets; {half}."
    )


def peak_words(name: str, days: pl.DataFrame) -> str:
    """Return on which day of a state most write; ``days`` are those of one state that have a chance."""
    top = days.sort("per_100_parcels", "day_in_state", descending=[True, False]).row(0, named=True)
    first = days.sort("day_in_state").row(0, named=True)
    day = f"after {many(top['day_in_state'], 'full day')}"
    chances = f"{top['per_100_parcels']:.1f} of 100 ({top['lower_per_100']:.1f} to {top['upper_per_100']:.1f})"
    # Where the intervals touch, the highest day may only be chance.
    if top["lower_per_100"] > first["upper_per_100"]:
        return f"{name}: most write {day}, {chances} that day; on the first day {first['per_100_parcels']:.1f}"
    return f"{name}: no day stands out from the first, on which {first['per_100_parcels']:.1f} of 100 write"


def _hours(at: Here, summary: pl.DataFrame) -> None:
    kind = sidebar.choice("By which hour to write, by", list(KINDS), "hours_by", KINDS)
    own = summary.filter(pl.col("kind") == kind)
    known = pl.col("half_hours").is_not_null()
    drawn = own.sort(known, "write_by_hours", "member", descending=[True, False, False])
    words = [
        f"hour {row['write_by_hours']:,} (n = {row['n']:,})"
        if row["half_hours"] is not None
        else f"too few (n = {row['n']:,})"
        for row in drawn.iter_rows(named=True)
    ]
    ahead = own["ahead_share"][0]
    panel.chart(
        "hours_to_write",
        charts.hours_to_write(drawn.with_columns(shown=pl.Series(words, dtype=pl.String)), at.look, kind),
        _titled(drawn, HOURS, at, kind, column="member"),
        title=soonest_words(drawn.filter(known), kind, at),
        about=f"Diamond: the hour before which a message comes ahead of {100 * ahead:.0f} % of the tickets. Circle: "
        "half had come, with its 95 % interval. Hours count from the parcel's last change of state; n counts "
        f"tickets, and below 30 there is no hour. {ALL_OF_IT}",
    )


def soonest_words(known: pl.DataFrame, kind: str, at: Here) -> str:
    """Return who must be written to first; ``known`` holds the members that have hours, the soonest first."""
    if known.is_empty():
        return "Too few tickets to say by which hour to write"
    first, last = known.row(0, named=True), known.row(-1, named=True)
    soon = f"{at.look.label(kind, first['member'])}: write by hour {first['write_by_hours']:,}"
    if known.height == 1:
        return soon
    return f"{soon}; {at.look.label(kind, last['member']).lower()}: hour {last['write_by_hours']:,} will do"


def by_cause(at: Here) -> None:
    """Draw WISMO tickets per 100 parcels a day in each state, the most alarming first."""
    hazard = at.metric("cause_hazard")
    found = quiet(hazard, compare.with_words(hazard, at.ask(hazard.name, by=["root_cause"], grain="all")))
    found = found.filter(pl.col("value") > 0).sort("value", "root_cause", descending=[True, False])
    if found.is_empty():
        page.nothing(
            "Which cause alarms most is not shown.",
            "Too few parcels were on their way under these filters to say how many customers write.",
            "Widen the dates or clear a filter at the left.",
        )
        return
    days = at.ask("parcel_days", grain="all")["value"][0]
    top = found.row(0, named=True)
    name = at.look.label("root_cause", top["root_cause"])
    panel.chart(
        "cause_hazard",
        charts.ranked(found, at.look, "root_cause", figures=".1f"),
        as_table(hazard, found, at.look),
        title=f"Highest: {name}, {top['value']:.1f} of 100 who wait write each day",
        about=f"{hazard.label}, {page.span(at)}, n = {days:,.0f} parcel-days. A state with many tickets may only be "
        "where parcels spend their days; here each stands by how many of its customers write. Delivered parcels count "
        "for 30 days.",
        alt=findings.largest_now(hazard, found, "root_cause", at.look, page.span(at)),
        places=["root_cause"],
    )


def _titled(
    frame: pl.DataFrame, titles: Mapping[str, str], at: Here, kind: str, *, column: str | None = None
) -> pl.DataFrame:
    """Return the columns named, under their titles, with members in words."""
    column = column or kind
    named = pl.Series(column, [at.look.label(kind, member) for member in frame[column]], dtype=pl.String)
    rounded = frame.with_columns(named, pl.col(pl.Float64).round(4))
    return rounded.select(pl.col(name).alias(title) for name, title in titles.items())
