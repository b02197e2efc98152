"""What a row of a tactic says, in one sentence that goes no further than its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wismo.many import many
from wismo.statistics.comparisons import FEWEST_BEFORE, LOOKS, Comparison, Tactic
from wismo.statistics.scopes import METRIC_WORDS
from wismo.statistics.tactic_windows import SMALLEST_N, WINDOW_WORDS, Opportunity

if TYPE_CHECKING:
    from collections.abc import Mapping


def effect_sentence(tactic: Tactic, row: Mapping[str, Any], compared: Comparison | None) -> str:
    """Return the sentence of what was shown after launch."""
    what = f"{METRIC_WORDS[tactic.metric]} ({tactic.scope.words()})"
    state = row["state"]
    if state == "planned":
        return f"Planned for {tactic.launched_on}: nothing can be shown yet."
    if state == "not_separable" and compared is not None:
        return f"Not separable from “{compared.merged_with}”, launched for the same parcels within a few weeks."
    if state == "too_early":
        return f"Too early to tell: {many(row['weeks_settled'], 'week')} of {LOOKS[0]} that are looked at first."
    if state == "not_enough_data":
        return f"Not enough data: {_why_not(tactic, row, compared)}."
    shown = f"In {many(row['weeks_after'], 'week')} after launch {what} "
    range_ = f"plausibly {signed(row['effect_lower'])} to {signed(row['effect_upper'])}"
    if state == "not_distinguishable":
        return (
            f"{shown}could not be told from what {_BASIS[row['evidence_grade']]} let expect: {signed(row['effect'])}, "
            f"{range_}."
        )
    tickets = sorted(abs(row[f"tickets_avoided{end}"]) for end in ("_lower", "_upper"))
    return (
        f"{shown}stood {abs(row['effect']):.0%} {state} than {_BASIS[row['evidence_grade']]} let expect ({range_}): "
        f"{abs(row['effect_points']):.2f} points, {many(round(abs(row['tickets_avoided'])), 'ticket')} "
        f"{'fewer' if state == 'lower' else 'more'} ({tickets[0]:,.0f} to {tickets[1]:,.0f})."
    )


def visible_sentence(tactic: Tactic, row: Mapping[str, Any]) -> str:
    """Return the sentence of how small a fall the weeks could show."""
    if "visible_after_8_weeks" not in row:
        return (
            f"How small a fall could be seen is not known: that takes {FEWEST_BEFORE} weeks before the launch with "
            f"{SMALLEST_N} tickets."
        )
    eight, thirteen, longer = (row[f"visible_after_{count}_weeks"] for count in (8, 13, 26))
    said = (
        f"A fall of {eight:.0%} or more would be found four times in five after 8 weeks, {thirteen:.0%} after 13 and "
        f"{longer:.0%} after 26."
    )
    expected = tactic.expected_change
    if expected is not None and -expected < longer:
        said += f" The {signed(expected)} that was expected is smaller and would more often than not stay unseen."
    return said


def window_sentence(kind: str, one: Opportunity) -> str:
    """Return the sentence of what a window holds: could touch, and above normal."""
    if one.addressable is None:
        return f"What it could touch is not known: {one.why_not}."
    if one.n < SMALLEST_N:
        return f"Not enough data: {many(one.n, 'WISMO ticket')} in these weeks."
    said = (
        f"Could touch {one.share(one.addressable):.0%} of {one.n:,} WISMO tickets: {one.addressable:,} opened "
        f"{WINDOW_WORDS[kind]}."
    )
    if kind == "any":
        return f"{said} Windows overlap, so what each could touch must not be added."
    if one.excess is None or one.excess_lower is None or one.excess_upper is None:
        return f"{said} What is above normal is not known: {one.why_not}."
    if one.excess_lower <= 0:
        return f"{said} That is not distinguishably above normal ({one.excess_lower:,.0f} to {one.excess_upper:,.0f})."
    return (
        f"{said} About {one.excess:,.0f} ({one.excess_lower:,.0f} to {one.excess_upper:,.0f}) are above normal; expect "
        "less, as some will write anyway."
    )


def signed(change: float) -> str:
    """Return a change as a signed whole percentage."""
    return f"{change:+.0%}".replace("-", "\u2212")


_BASIS = {"control": "the same weeks of the others", "series": "the weeks before"}


def _why_not(tactic: Tactic, row: Mapping[str, Any], compared: Comparison | None) -> str:
    if compared is None:
        return f"no week before the launch has orders ({tactic.scope.words()})"
    if row["weeks_before"] < FEWEST_BEFORE:
        return f"{many(row['weeks_before'], 'week')} before the launch, {FEWEST_BEFORE} are needed"
    if row["weeks_after"] == 0:
        end = f"“{compared.cut_by}” came" if compared.cut_by else "it ended"
        return f"{many(row['weeks_settled'], 'week')} after launch until {end}, {LOOKS[0]} are needed"
    return f"fewer than {SMALLEST_N} tickets before or after the launch"
