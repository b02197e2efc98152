"""What a digest says: the same sentences, figures and charts as the weekly review, asked for in the same way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl

from dashboard import banner, charts, compare, findings, page, reference, signals, why
from dashboard.figures import change, figure, rests_on
from dashboard.headlines import KPIS
from dashboard.published import statistic
from dashboard.sentence import BEFORE, weekly_sentence
from dashboard.tables import as_table
from wismo.errors import WismoError
from wismo.periods import spoken
from wismo.statistics.driver_words import driver_sentence
from wismo.statistics.drivers import NAMED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.drawing import Drawing
    from dashboard.page import Here
    from dashboard.registry import Metric

MOST_DRIVERS, MOST_LINES = 5, 6
# In the titles of charts.
BY = {"root_cause": "root cause", "owner": "whose turn it is", "carrier": "carrier", "three_pl": "3PL"}
OTHER = "The figure is not in this snapshot."


@dataclass(frozen=True)
class Kpi:
    """One figure of the week in words: empty text where there is nothing to say."""

    label: str
    value: str
    before: str
    year: str
    verdict: str
    basis: str


@dataclass(frozen=True)
class Part:
    """Sentences under one title."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """A chart with what is heard of it, the same figures as a table, and the largest of them as lines of text."""

    title: str
    about: str
    alt: str
    chart: Drawing
    table: pl.DataFrame
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Digest:
    """The weekly review of one week. ``address`` is where the live page is, if anybody said."""

    title: str
    about: str
    sentence: str
    notices: tuple[str, ...]
    kpis: tuple[Kpi, ...]
    parts: tuple[Part, ...]
    pictures: tuple[Picture, ...]
    address: str | None = None


def gather(at: Here, *, actions: Sequence[str] = (), link: str | None = None) -> Digest:
    """Return the digest of the headline week of ``at``.

    ``actions`` are sentences on what the team has to do; ``link`` is the address of the dashboard.
    """
    week = spoken(at.weeks.last)
    tickets = compare.card(
        at.metric("wismo_tickets"), at.ask("wismo_tickets", start=min(at.weeks.year_before, at.weeks.before)), at.weeks
    )
    found = why.changes(at)
    about = reference.info(at.snapshot)
    parts = (
        Part("Why it changed", _drivers(at, found[BEFORE])),
        Part("Target", _target(at)),
        Part("Open decisions", tuple(actions)),
        Part("Out of the ordinary", signals.out_of_the_ordinary(at.snapshot, at.filters, at.weeks.last)),
    )
    return Digest(
        title=f"Weekly review, {week}",
        about=f"Data through {about.data_through:%-d %b %Y, %H:%M} UTC, snapshot {about.version}. "
        f"Written on {datetime.now(UTC):%-d %b %Y}.",
        sentence=weekly_sentence(
            week,
            tickets,
            found,
            at.look.label,
            at.ask("wismo_tickets", by=["owner"], grain="all", start=at.weeks.last),
        ),
        notices=tuple(filter(None, [*banner.warnings(at.snapshot), page.thin_ground(at)])),
        kpis=tuple(_kpi(at, name) for name in KPIS),
        parts=tuple(part for part in parts if part.lines),
        pictures=tuple(_pictures(at, week, tickets.now.value)) if tickets.now.value else (),
        address=f"{link.rstrip('/')}/?to={at.weeks.last_day}" if link else None,
    )


def _kpi(at: Here, name: str) -> Kpi:
    try:
        metric = at.metric(name)
        read = compare.card(metric, at.ask(name, start=min(at.weeks.year_before, at.weeks.before)), at.weeks)
    except KeyError:
        return Kpi(name.replace("_", " ").capitalize(), "–", "", "", "", OTHER)
    except WismoError as error:
        return Kpi(metric.label, "–", "", "", "", str(error))
    judged = signals.verdict(at.snapshot, metric, at.filters, at.weeks.last)
    return Kpi(
        metric.label,
        figure(metric, read.now.value),
        change(metric, read.now.value, read.before.value) or "",
        change(metric, read.now.value, read.year_before.value) or "",
        judged.words if judged else "",
        rests_on(metric, read.now.n, read.now.numerator),
    )


def _drivers(at: Here, parts: pl.DataFrame | None) -> tuple[str, ...]:
    if parts is None:
        return (f"The data does not go back to {BEFORE}.",)
    told = parts.filter(pl.col("part").is_in(list(NAMED)) & pl.col("is_told_from_noise"))
    told = told.sort(pl.col("effect").abs(), descending=True).head(MOST_DRIVERS)
    shown = [*parts.filter(pl.col("part").is_in(["total", "mix", "rate"])).iter_rows(named=True)]
    return tuple(driver_sentence(row, BEFORE, at.look.label) for row in (*shown, *told.iter_rows(named=True)))


def _target(at: Here) -> tuple[str, ...]:
    weekly = statistic(at.snapshot, "target_progress")
    if weekly.is_empty():
        return ()
    return tuple(weekly.filter(pl.col("week_start") == at.weeks.last).sort("target_id")["sentence"])


def _pictures(at: Here, week: str, n: float) -> list[Picture]:
    wismo = at.metric("wismo_tickets")
    weekly = at.ask("wismo_tickets", by=["root_cause"], start=min(at.weeks.first, at.weeks.before))
    drawn = weekly.filter(weekly["period"] >= at.weeks.first)
    first, last = at.weeks.first, at.weeks.last_day
    by_week = Picture(
        f"{wismo.label} by week and root cause",
        f"Tickets a week, {first:%-d %b %Y} to {last:%-d %b %Y}, in the colours of the chart above.",
        f"{wismo.label} a week from {first:%-d %b %Y} to {last:%-d %b %Y}, by root cause.",
        charts.stacked_weeks(
            drawn,
            at.look,
            "root_cause",
            reference.cause_order(at.snapshot),
            normal=signals.normal_weeks(at.snapshot, "wismo_rate", at.filters, first, at.weeks.last),
            **page.behind(at, first),
        ),
        as_table(wismo, weekly.filter(weekly["period"] == at.weeks.last), at.look),
    )
    counted = f"Tickets in the week of {week} beside {BEFORE} (the short line), n = {n:,.0f}."
    rate = f"Tickets per 100 orders in the week of {week} beside {BEFORE} (the short line)"
    return [
        _members(at, "wismo_tickets", "root_cause", counted),
        by_week,
        _members(at, "wismo_tickets", "owner", counted),
        *(
            _members(
                at, "wismo_rate", name, f"{rate}{page.resting_on(at, at.metric('wismo_rate'), start=at.weeks.last)}."
            )
            for name in ("carrier", "three_pl")
        ),
    ]


def _members(at: Here, name: str, dimension: str, about: str) -> Picture:
    """Return who had how much of a metric in the headline week, beside the week before."""
    metric = at.metric(name)
    asked = at.ask(name, by=[dimension], start=at.weeks.before)
    ranked = compare.versus(metric, asked, dimension, at.weeks)
    figures = ",d" if metric.kind == "count" else ".1f"
    return Picture(
        f"{metric.label} by {BY[dimension]}",
        about,
        findings.largest_now(metric, ranked, dimension, at.look, f"in the week of {spoken(at.weeks.last)}"),
        charts.ranked(ranked, at.look, dimension, figures=figures, before=BEFORE),
        as_table(metric, asked.filter(asked["period"] == at.weeks.last), at.look),
        _ranked(at, metric, ranked, dimension),
    )


def _ranked(at: Here, metric: Metric, compared: pl.DataFrame, dimension: str) -> tuple[str, ...]:
    """Return the first rows of `compare.versus` in words."""
    return tuple(
        f"{at.look.label(dimension, row[dimension])}: {row['shown']}; {BEFORE} {figure(metric, row['before'])}"
        for row in compared.head(MOST_LINES).iter_rows(named=True)
    )
