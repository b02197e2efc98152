"""A question put together by hand: which cuts a metric allows, which filters and days count, and why not others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dashboard import compiler, reference, statistic
from dashboard.filters import TITLES
from dashboard.metrics import EARLIEST, LATEST, Query, registry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.page import Here
    from dashboard.registry import Metric
    from dashboard.warehouse import Snapshot

GRAIN_TITLES = {"week": "Week", "month": "Month", "day": "Day", "all": "All days together"}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Question:
    """A query that the metric can answer, None where no whole period is left; and what was left out, in sentences."""

    query: Query | None
    notes: tuple[str, ...] = ()


def titles(snapshot: Snapshot) -> dict[str, str]:
    """Return every metric's label by name: what pages show, then what these are made of."""
    metrics = registry(snapshot).values()
    shown = [metric for metric in metrics if not metric.is_part]
    parts = [metric for metric in metrics if metric.is_part]
    return {metric.name: metric.label for metric in (*shown, *parts)}


def cuts(metric: Metric, by: Sequence[str] = ()) -> list[str]:
    """Return the dimensions that the metric can be cut by besides ``by``."""
    others = [name for name in metric.dimensions if name not in by]
    if metric.kind != "statistic":
        return others
    return [name for name in others if _is_held(metric, {*by, name})]


def grains(metric: Metric) -> list[str]:
    """Return the grains of time that the metric has, the usual one first."""
    held = statistic.GRAINS if metric.kind == "statistic" else compiler.GRAINS
    return [grain for grain in GRAIN_TITLES if grain in held]


def not_offered(metric: Metric, metrics: Mapping[str, Metric]) -> str:
    """Return which dimensions of other metrics this one lacks, and why; empty where it lacks none."""
    if metric.kind == "statistic":
        held = "; ".join(" with ".join(TITLES[name] for name in cut) for cut in metric.slices if cut)
        return (
            f"Worked out beforehand for the total and by {held}. Other cuts are not offered: such figures cannot be "
            "put together from parts."
        )
    everywhere = dict.fromkeys(name for other in metrics.values() for name in other.dimensions)
    lacking = [TITLES[name] for name in everywhere if name not in metric.dimensions]
    if not lacking:
        return ""
    counted = metrics[metric.numerator] if metric.numerator else metric
    unit = "tickets" if counted.format == "currency" else counted.unit
    return f"Not offered: {', '.join(lacking)}. The daily counts of these {unit} do not have them."


def question(at: Here, metric: Metric, by: Sequence[str], grain: str) -> Question:
    """Return what is asked under the page's filters and days, as far as the metric can follow them."""
    where, ignored = followed(metric, by, at.filters.chosen)
    notes = [ignored] if ignored else []
    if metric.kind == "statistic" and grain == "all":
        if at.filters.start or at.filters.end:
            notes.append("Over all time: it cannot be worked out of weeks, so the dates do not narrow it.")
        return Question(Query(metric.name, tuple(by), grain, where), tuple(notes))
    start, end = days(at, grain)
    if start > end:
        return Question(None, tuple(notes))
    return Question(Query(metric.name, tuple(by), grain, where, start, end), tuple(notes))


def followed(
    metric: Metric, by: Sequence[str], chosen: Sequence[tuple[str, tuple[str, ...]]]
) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], str]:
    """Return the filters that the metric can follow when cut by ``by``, and a sentence on the others."""
    kept: dict[str, tuple[str, ...]] = {}
    for name, members in chosen:
        is_one = name in by or len(members) == 1
        fits = metric.kind != "statistic" or (is_one and _is_held(metric, {*by, *kept, name}))
        if name in metric.dimensions and fits:
            kept[name] = members
    left = [TITLES[name] for name, _ in chosen if name not in kept]
    why = "it has no table of that cut" if metric.kind == "statistic" else "it does not know it"
    sentence = f"The filter on {' and '.join(left)} does not narrow this figure: {why}." if left else ""
    return tuple(sorted(kept.items())), sentence


def days(at: Here, grain: str) -> tuple[date, date]:
    """Return the first and last day asked for; weeks and months are whole ones.

    Without dates these are the weeks that other pages show. The first day is after the last where no month is whole.
    """
    earliest, latest = reference.first_full_week(at.snapshot), reference.info(at.snapshot).reporting_through
    if grain == "week":
        return at.weeks.first, at.weeks.last_day
    start = max(at.filters.start or at.weeks.first, earliest)
    if grain != "month":
        return start, min(at.filters.end or at.weeks.last_day, latest)
    end = min(at.filters.end or latest, latest)
    first = start if start.day == 1 else _next_month(start)
    return first, (end + ONE_DAY).replace(day=1) - ONE_DAY


def is_dated(query: Query) -> bool:
    """Return whether the query names days."""
    return (query.start, query.end) != (EARLIEST, LATEST)


def _is_held(metric: Metric, cut: set[str]) -> bool:
    return any(cut == set(held) for held in metric.slices)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
