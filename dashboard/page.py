"""What all pages share: where they are, their head, and what they say where nothing can be shown."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from math import floor
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import banner, follow, foreseen, metrics, reference, say
from dashboard.markup import literal, without_place
from dashboard.metrics import Query
from dashboard.warehouse import UnreadableSnapshotError, hold
from wismo.errors import WismoError
from wismo.periods import Weeks, spoken, weeks
from wismo.permitted import may

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    import polars as pl

    from dashboard.filters import Filters
    from dashboard.registry import Metric
    from dashboard.shown import Shown
    from dashboard.theme import Look
    from dashboard.warehouse import Held, Snapshot
    from wismo.permitted import Role

ICON = "📦"
STALE_DAYS = 3


@dataclass(frozen=True)
class Here:
    """One run of one page: the snapshot, the filters, the weeks they leave, and the look."""

    snapshot: Snapshot
    filters: Filters
    weeks: Weeks
    look: Look
    held: Held = field(compare=False, repr=False)
    run: foreseen.Run = field(default_factory=foreseen.Run, compare=False, repr=False)

    def may(self, role: Role) -> bool:
        """Return whether the visitor may do what needs this role."""
        return may(self.snapshot.role, role)

    def metric(self, name: str) -> Metric:
        """Return a metric's definition."""
        return metrics.registry(self.snapshot)[name]

    def ask(
        self,
        name: str,
        *,
        by: Sequence[str] = (),
        grain: str = "week",
        start: date | None = None,
        end: date | None = None,
        narrowed: Mapping[str, Sequence[str]] | None = None,
    ) -> pl.DataFrame:
        """Ask a metric under the filters that it can follow, in complete weeks.

        ``start`` defaults to the first week drawn, ``end`` to the last day of the headline week; ``narrowed``
        replaces or adds filters.
        """
        first = max(start or self.weeks.first, reference.first_full_week(self.snapshot))
        last = end or self.weeks.last_day
        question = Query(name, tuple(by), grain, self._where(name, narrowed or {}), first, last)
        # What narrows further may follow from an answer, so it is not foreseen.
        if not narrowed:
            self.run.asked[question] = None
        return foreseen.answer(self.snapshot, question)

    def ask_ahead(self) -> None:
        """Begin what the last run of this kind asked, under the filters of this one."""
        foreseen.begin(
            self.snapshot, [replace(asked, where=self._where(asked.metric, {})) for asked in self.run.foreseen()]
        )

    def _where(self, name: str, narrowed: Mapping[str, Sequence[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return metrics.in_order(self.filters.where(self.metric(name).dimensions) | dict(narrowed))


_here: ContextVar[Here] = ContextVar("here")


def here() -> Here:
    """Return where the running page is."""
    return _here.get()


def enter(chosen: Shown, filters: Filters, kind: tuple[str, ...] = ()) -> None:
    """Set the scene for the page that runs next; ``kind`` names it with all that is chosen on it."""
    snapshot = chosen.snapshot
    if chosen.trouble:
        st.error(literal(without_place(chosen.trouble)))
    through = reference.info(snapshot).reporting_through
    earliest = reference.first_full_week(snapshot)
    shown = weeks(through, reference.black_friday_weeks(snapshot), filters.start, filters.end)
    if shown.last < earliest:
        raise WismoError(
            f"There is no full week of data to show: the first is the week of {spoken(earliest)}. "
            "Choose a later last day, or load more data."
        )
    shown = replace(shown, first=max(shown.first, earliest))
    look = reference.look(snapshot, is_dark=st.context.theme.type == "dark")
    look = replace(look, separators=say.numerals_here().separators)
    _here.set(Here(snapshot, filters, shown, look, hold(snapshot), foreseen.Run((snapshot, shown, kind))))
    here().ask_ahead()
    follow.watch()


def explain(error: WismoError) -> None:
    """Show a sentence instead of a page that cannot be drawn; what is published next is drawn by itself."""
    if isinstance(error, UnreadableSnapshotError):
        follow.start_over()
    st.title("Nothing to show yet", anchor=False)
    say.text(without_place(str(error)))
    follow.watch()


def head(title: str, *, counts_weeks: bool = False) -> Here:
    """Draw the title, how far the data goes, and what a reader must know before believing the page.

    ``counts_weeks`` says that its figures are of whole weeks between the dates chosen.
    """
    at = here()
    about = reference.info(at.snapshot)
    st.title(title, anchor=False)
    with st.container(horizontal=True, gap="small"):
        say.badge(f"Data through {about.data_through:%-d %b %Y, %H:%M} UTC")
        say.badge(f"Last full week {spoken(at.weeks.last)}")
        if at.weeks.partial:
            say.badge(f"Week of {spoken(at.weeks.partial)} is not complete and left out", colour="orange")
        if counts_weeks and (cut := part_weeks(at)):
            say.badge(cut, colour="orange")
        if is_stale(at):
            say.badge(f"The data ends {age_days(at)} days ago", colour="orange")
    banner.warn(at.snapshot)
    if thin := thin_ground(at):
        say.warning(thin)
    return at


def part_weeks(at: Here) -> str:
    """Return what the dates in the filters leave out, as pages count whole weeks only; empty where it is nothing."""
    first, last = at.filters.start, at.filters.end
    if (first is None or first == at.weeks.first) and (last is None or last == at.weeks.last_day):
        return ""
    return f"Only whole weeks are counted: {span(at)}"


def is_stale(at: Here) -> bool:
    """Return whether so much time has passed since the data ends that what it says of now is not so any more."""
    return age_days(at) >= STALE_DAYS


def age_days(at: Here) -> int:
    """Return how many whole days have passed since the data ends."""
    return (datetime.now(UTC).replace(tzinfo=None) - reference.info(at.snapshot).data_through).days


def statement(text: str) -> None:
    """Draw the sentence of the page; words in it may come from outside, so none of it is markup."""
    with st.container(border=True, key="statement"):
        say.text(text)


def resting_on(at: Here, metric: Metric, *, start: date | None = None) -> str:
    """Return the n of a metric from ``start`` (the first week drawn) on, to stand in a title; counts have none."""
    if metric.kind == "count":
        return ""
    grain = "all" if metric.kind == "rate" else "week"
    answer = at.ask(metric.name, grain=grain, start=start or at.weeks.first)
    return f", n = {answer['n'][-1]:,.0f}" if answer.height and (metric.kind == "rate" or start) else ""


def behind(at: Here, start: date | None = None) -> dict[str, Any]:
    """Return what stands behind a chart by week from ``start`` (the first week drawn) on: its seasons and launches."""
    days = (at.snapshot, start or at.weeks.first, at.weeks.last_day)
    return {"bands": reference.bands(*days), "marks": reference.marks(*days)}


def span(at: Here) -> str:
    """Return the weeks that the page draws, in words."""
    return f"{at.weeks.first:%-d %b %Y} to {at.weeks.last_day:%-d %b %Y}"


def tell_ignored(at: Here, metric: Metric) -> None:
    """Say which filters the metric cannot follow."""
    if ignored := at.filters.ignored(metric.dimensions):
        say.caption(
            f"The filter on {' and '.join(ignored).lower()} does not narrow this figure: it counts orders or parcels."
        )


def tell_left_out(at: Here, followed: Collection[str]) -> None:
    """Say which filters do not narrow what is drawn, which can follow those on the dimensions ``followed``."""
    if ignored := at.filters.ignored(followed):
        say.caption(f"The filter on {' and '.join(ignored).lower()} does not narrow this.")


def tell_whole(at: Here, *, whose: str = "all of the brand's data") -> None:
    """Say, where any filter is set, that what follows heeds none of them; ``whose`` is what it is of."""
    if at.filters.is_set:
        say.caption(f"Your filters do not narrow this part: it is of {whose}.")


def empty(what: str) -> None:
    """Say that nothing is left to show, why, and the way out; then end the page."""
    say.info(f"{what} Widen the dates or clear a filter at the left to see more.")
    st.stop()


def nothing(what: str, why: str, cure: str) -> None:
    """Say, in place of one chart or table, what is not there, why, and what would bring it; the page goes on.

    Each is a whole sentence. ``cure`` names the source, seed or command that a brand would add or run.
    """
    say.info(f"{what} {why} {cure}")


def too_few_to_draw(metric: Metric, grain: str) -> None:
    """Say in place of a chart that no ``grain``, such as a week, has enough for a figure of ``metric``."""
    nothing(
        f"{metric.label}: too few to draw.",
        f"No {grain} has {metric.smallest_n:,} or more to rest on.",
        "Choose a longer grain, widen the dates, or clear a filter at the left.",
    )


def thin_ground(at: Here) -> str:
    """Return the warning that too few tickets were tied to an order to trust the causes; nothing where enough were."""
    answer = at.ask("match_rate", grain="all", start=at.weeks.last, narrowed={})
    metric = at.metric("match_rate")
    rate, n = (answer["value"][0], answer["n"][0]) if answer.height else (None, 0)
    least = reference.threshold(at.snapshot, "match_rate_warning")
    if rate is not None and n >= metric.smallest_n and rate < least:
        return (
            f"Only {floor(100 * rate)} % of the {n:,.0f} WISMO tickets of the last full week could be tied to an "
            "order. "
            f"Below {100 * least:.0f} % the causes on this page stand on thin ground."
        )
    return ""
