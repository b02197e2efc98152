"""The sentence at the top of the weekly review: what changed, in counts and rates, and no word of why."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.compare import Card, Reading


def weekly_sentence(
    week: str, tickets: Card, rate: Card, causes: tuple[Mapping[str, float], Mapping[str, float]]
) -> str:
    """Return two or three plain sentences on a week.

    ``week`` is the week in words, ``tickets`` and ``rate`` the cards of WISMO tickets and of WISMO per 100 orders.
    ``causes`` holds the tickets per cause, by its label, of the week and of the week before.
    """
    now = tickets.now.value
    if not now:
        return f"In the week of {week} no WISMO ticket came in."
    comparisons = [
        _against(now, then.value, name)
        for then, name in ((tickets.before, "the week before"), (tickets.year_before, "the same week last year"))
        if then.value is not None
    ]
    opening = f"In the week of {week}, {now:,.0f} WISMO ticket{'' if now == 1 else 's'} came in"
    sentences = [f"{opening}, {' and '.join(comparisons)}." if comparisons else f"{opening}."]
    if rate.now.value is not None:
        sentences.append(_rate(rate.now.value, rate.before, rate.year_before))
    if tickets.before.value is not None:
        sentences.append(_causes(*causes))
    return " ".join(sentences)


def _against(now: float, then: float, name: str) -> str:
    if now == then:
        return f"as many as {name}"
    return f"{abs(now - then):,.0f} {'more' if now > then else 'fewer'} than {name}"


def _rate(now: float, before: Reading, year_before: Reading) -> str:
    comparisons = [
        f"{then.value:.2f} {name}"
        for then, name in ((before, "the week before"), (year_before, "in the same week last year"))
        if then.value is not None
    ]
    against = f", against {' and '.join(comparisons)}" if comparisons else ""
    return f"That is {now:.2f} per 100 orders{against}."


def _causes(now: Mapping[str, float], before: Mapping[str, float]) -> str:
    changes = {label: now.get(label, 0) - before.get(label, 0) for label in {*now, *before}}
    # The label breaks ties, so that the sentence is the same at every reading.
    ordered = sorted(changes, key=lambda label: (-changes[label], label))
    parts = [
        f"the largest {word} is in “{label}” ({before.get(label, 0):,.0f} to {now.get(label, 0):,.0f})"
        for word, label, sign in (("rise", ordered[0], 1), ("fall", ordered[-1], -1))
        if changes[label] * sign > 0
    ]
    if not parts:
        return "Every root cause has as many tickets as the week before."
    return f"By root cause, {' and '.join(parts)}."
