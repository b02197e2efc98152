"""What customers asked while nobody was there: at which times of the week, and on which channels."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl

from dashboard import charts, compare, page, panel, say
from dashboard.tables import as_table
from dashboard.warehouse import has_column, has_table, rows

if TYPE_CHECKING:
    from dashboard.page import Here
    from dashboard.registry import Metric
    from dashboard.warehouse import Snapshot

SHARE, COUNT, CONTACTS = "unstaffed_share", "unstaffed_contacts", "wismo_contacts"
TIMES = ("weekdays before 08:00", "weekdays 08:00 to 18:00", "weekdays from 18:00", "Saturdays", "Sundays")
NOT_KNOWN = "not known"
# Why of a channel it is not known what came when nobody was there, and what would make it known.
NO_HOURS, ADD_HOURS = "no row in seeds/staffed_hours.csv", "Add a row per channel and weekday"
DEAF = "what comes while nobody is there leaves no ticket, so none of it is seen"
SAY_HEARD = "If a voicemail makes tickets, say so in seeds/staffing.csv (is_heard_when_closed)"


def outside(at: Here) -> tuple[float | None, float, float]:
    """Return the share that came when nobody was there, its n and its count."""
    answer = at.ask(SHARE, grain="all")
    return answer.select("value", "n", "numerator").row(0) if answer.height else (None, 0, 0)


def tell_unknown(at: Here) -> None:
    """Say why of none of these contacts it is known whether somebody was there, and what would make it known."""
    found = at.ask(CONTACTS, by=["channel"], grain="all").filter(pl.col("value") > 0)
    channels = found["channel"].sort().to_list()
    timed, deaf = _timed(at.snapshot), _deaf_when_closed(at.snapshot)
    if untimed := [at.look.label("channel", name) for name in channels if name not in timed]:
        page.nothing(
            "We do not know your hours.", f"{', '.join(untimed)}: {NO_HOURS}.", f"{ADD_HOURS}, and run `wismo build`."
        )
    if unheard := [at.look.label("channel", name) for name in channels if name in deaf]:
        page.nothing(
            "What came when nobody was there is not known.",
            f"{', '.join(unheard)}: {DEAF}.",
            f"{SAY_HEARD}, and run `wismo build`.",
        )


def by_time(at: Here) -> None:
    """Draw how many came when nobody was there on weekday nights and evenings, and on each day of the weekend."""
    metric = at.metric(COUNT)
    if "time_of_week" not in metric.dimensions:
        page.nothing(
            "Evenings and weekends are not told apart.", "The snapshot is older than that.", "Run `wismo build`."
        )
        return
    _, n, numerator = outside(at)
    found = at.ask(COUNT, by=["time_of_week"], grain="all").filter(pl.col("value") > 0)
    if found.is_empty():
        return
    found = found.sort(pl.col("time_of_week").cast(pl.Enum(TIMES)))
    top = found.sort("value", descending=True).row(0, named=True)
    panel.chart(
        "outside_by_time",
        charts.ranked(compare.with_words(metric, found), at.look, "time_of_week", figures=",d"),
        as_table(metric, found, at.look),
        title=f"{at.look.label('time_of_week', top['time_of_week'])}: {top['value']:,.0f} of the {numerator:,.0f} that "
        "came when nobody was there",
        about=f"WISMO contacts outside the staffed hours of their channel, by part of the week, {page.span(at)}, "
        f"n = {numerator:,.0f} of {n:,.0f} whose hours are known.",
    )


def by_channel(at: Here) -> None:
    """Draw the share that came when nobody was there by channel; a channel of which it is not known says so."""
    metric = at.metric(SHARE)
    found = at.ask(SHARE, by=["channel"], grain="all")
    ranked = compare.with_words(metric, found).sort(
        "value", "n", "channel", descending=[True, True, False], nulls_last=True
    )
    is_unknown = pl.col("n") == 0
    ranked = ranked.with_columns(shown=pl.when(is_unknown).then(pl.lit(NOT_KNOWN)).otherwise("shown"))
    unknown = ranked.filter(is_unknown)["channel"].to_list()
    known = ranked.filter(~is_unknown)
    for channel in unknown:
        say.caption(f"{at.look.label('channel', channel)}: not known. {_why_unknown(at.snapshot, channel)}")
    if known.is_empty() or nothing_known(metric, known):
        return
    _, n, _ = outside(at)
    panel.chart(
        "outside_by_channel",
        charts.ranked(ranked, at.look, "channel", figures=".0%"),
        as_table(metric, found, at.look),
        title=_from_to(at, known),
        about=f"Share of WISMO contacts that came outside the staffed hours of their channel, {page.span(at)}, "
        f"n = {n:,.0f}.",
    )


def nothing_known(metric: Metric, ranked: pl.DataFrame) -> bool:
    """Return whether too little stands behind every member of an answer with words, and say so."""
    if ranked["value"].is_not_null().any():
        return False
    page.nothing(
        f"{metric.label}: nothing to compare.",
        f"Behind each there are fewer than {metric.smallest_n} in these weeks.",
        "Choose more weeks at the left, or fewer filters.",
    )
    return True


def _from_to(at: Here, known: pl.DataFrame) -> str:
    """Return the finding: the channels with the largest and the smallest share of which there are enough contacts."""
    enough = known.filter(pl.col("value").is_not_null())
    ends = [
        (at.look.label("channel", name), shown.split(" (")[0]) for name, shown in enough["channel", "shown"].iter_rows()
    ]
    (most, share), (least, smallest) = ends[0], ends[-1]
    return f"{most}: nobody there for {share}" + (f"; {least.lower()}: {smallest}" if enough.height > 1 else "")


def _why_unknown(snapshot: Snapshot, channel: str) -> str:
    whys = [] if channel in _timed(snapshot) else [f"{NO_HOURS.capitalize()}."]
    if channel in _deaf_when_closed(snapshot):
        whys += [f"{DEAF.capitalize()}.", f"{SAY_HEARD}."]
    return " ".join(whys)


def _timed(snapshot: Snapshot) -> frozenset[str]:
    """Return the channels whose hours are known."""
    return frozenset(staffed_spans(snapshot)["channel"])


@lru_cache(maxsize=8)
def staffed_spans(snapshot: Snapshot) -> pl.DataFrame:
    """Return the rows of the seed ``staffed_hours``; none where the snapshot is older than it."""
    if not has_table(snapshot, "staffed_hours"):
        return pl.DataFrame(schema=dict.fromkeys(("channel", "weekday", "opens_at", "closes_at", "source"), pl.String))
    sql = "select channel, weekday, opens_at, closes_at, source from wismo.main.staffed_hours order by 1, 2, 3"
    return rows(snapshot, sql)


@lru_cache(maxsize=8)
def _deaf_when_closed(snapshot: Snapshot) -> frozenset[str]:
    """Return the channels on which nothing leaves a ticket while nobody is there."""
    if not has_column(snapshot, "staffing", "is_heard_when_closed"):
        return frozenset()
    found = rows(snapshot, "select channel from wismo.main.staffing where not is_heard_when_closed")
    return frozenset(found["channel"])
