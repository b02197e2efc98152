"""An explanation told in plain sentences, section by section: the same on the terminal and on the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from dashboard.clock import Clock, ago, day
from dashboard.details import event_words
from dashboard.moments import AFTER, BEFORE, THIS, UNKNOWN
from dashboard.tried import DECIDED, HELD, NOT_HELD, PASSED_OVER

if TYPE_CHECKING:
    from dashboard.explanation import Candidate, Explanation
    from dashboard.moments import Moment
    from dashboard.theme import Look
    from dashboard.tried import Compared, Tried

SIGNS = {BEFORE: "·", UNKNOWN: "?", THIS: ">", AFTER: "+"}
OUTCOMES = {DECIDED: "yes, and decides", HELD: "yes, too", PASSED_OVER: "in part", NOT_HELD: "no"}


@dataclass(frozen=True)
class Line:
    """One sentence. ``tone`` is strong, faint, warning or nothing; ``depth`` says how far it is set in."""

    text: str
    tone: str = ""
    depth: int = 0


@dataclass(frozen=True)
class Section:
    """Sentences under one title."""

    title: str
    lines: tuple[Line, ...]


def verdict(told: Explanation, look: Look) -> Section:
    """Return the cause, whose turn it is and why; and where the customer or our knowledge says something else."""
    found = told.verdict
    if found.root_cause is None:
        return Section("Verdict", (Line("Not a question about where the order is, so there is no cause.", "strong"),))
    cause = look.label("root_cause", found.root_cause)
    if found.cause_detail:
        cause = f"{cause}, {look.label('cause_detail', found.cause_detail).lower()}"
    lines = [
        Line(cause, "strong"),
        Line(f"Reason: {found.reason or 'none'}"),
        Line(f"Whose turn: {look.label('owner', found.owner)}"),
        Line(f"Certainty: {look.label('cause_status', found.cause_status).lower()}"),
    ]
    if found.lesser_causes:
        also = "; ".join(look.label("root_cause", code).lower() for code in found.lesser_causes)
        lines.append(Line(f"Also true: {also}"))
    return Section("Verdict", (*lines, *(Line(sentence, "warning") for sentence in told.disagreements)))


def question(told: Explanation, look: Look) -> Section:
    """Return whether the ticket asks where an order is, and what said so."""
    asked = told.classification
    answer = "Asks where an order is" if asked.is_wismo else "Does not ask where an order is"
    reason = look.label("customer_reason", asked.customer_reason).lower()
    lines = [
        Line(f"{answer}, by: {_method(asked.method, look)}{_sure(asked.confidence)}"),
        Line(f"Customer's reason: {reason}; language: {asked.language}"),
    ]
    if asked.excluded:
        lines.append(
            Line(f"Left out of the count: {look.label('exclusion_reason', asked.excluded).lower()}", "warning")
        )
    return Section("What was asked", tuple(lines))


def match(told: Explanation, look: Look) -> Section:
    """Return how the ticket was tied to its order, and which other order it might be."""
    tied = told.match
    lines = [Line("No order was found.", "strong")]
    if tied.order_id:
        how = f"Tied by: {look.label('match_method', tied.method).lower()}{_sure(tied.confidence)}"
        lines = [Line(f"Order {_named(tied.order_name, tied.order_id)}", "strong"), Line(how)]
    if tied.shipment_id:
        lines.append(Line(f"Parcel {_named(tied.tracking_number, tied.shipment_id)}"))
    if tied.runner_up:
        lines.append(Line(f"The other order it might be: {_named(tied.runner_up.order_name, tied.runner_up.order_id)}"))
    elif tied.order_id:
        lines.append(Line("No other order came into question."))
    lines += [Line(_candidate(other, look), depth=1) for other in tied.candidates or ()]
    return Section("Which order", tuple(lines))


def state(told: Explanation, look: Look) -> Section:
    """Return the parcel's state at the ticket's second, as it was and as we could know it."""
    if told.state is None:
        return Section("The parcel at that second", (Line("Not known without an order."),))
    lines = [Line(f"As it was: {look.label('state', told.state).lower()}")]
    if told.state_known == told.state:
        lines.append(Line("We could know that."))
    else:
        lines.append(Line(f"As far as we could know: {look.label('state', told.state_known).lower()}", "warning"))
    known, happened = told.verdict.root_cause_known, told.verdict.root_cause
    if known != happened:
        lines.append(Line(f"By what we could know the cause was: {look.label('root_cause', known).lower()}", "warning"))
    return Section("The parcel at that second", tuple(lines))


def timeline(told: Explanation, look: Look) -> Section:
    """Return what happened, one line each, with a sign for what had not happened or was not known yet."""
    if not told.timeline:
        return Section("What happened", (Line("Nothing is known without an order."),))
    lines = tuple(moment_line(moment, look, Clock(told.time_zone)) for moment in told.timeline)
    legend = "> this ticket   ? had happened, we did not know yet   + came after"
    return Section("What happened", (*lines, Line(legend, "faint")))


def moment_line(moment: Moment, look: Look, clock: Clock) -> Line:
    """Return one thing on the timeline."""
    words = event_words(moment.kind, moment.status, moment.detail, look)
    text = f"{SIGNS[moment.when]} {clock.said(moment.occurred_at)}  {words}"
    if moment.when == UNKNOWN and moment.recorded_at:
        text = f"{text} (we knew on {clock.said(moment.recorded_at)})"
    tone = {THIS: "strong", UNKNOWN: "warning", AFTER: "faint"}.get(moment.when, "")
    return Line(text, tone)


def rules(told: Explanation, look: Look) -> Section:
    """Return the rules in the order they were tried, with what each compared."""
    if told.verdict.root_cause is None:
        return Section("The rules", (Line("No rule was tried."),))
    if not told.rules:
        return Section("The rules", (Line("This snapshot does not keep what was compared."),))
    lines: list[Line] = []
    for rule in told.rules:
        lines += rule_lines(rule, told, look)
    return Section("The rules, in the order they are tried", tuple(lines))


def rule_lines(rule: Tried, told: Explanation, look: Look) -> list[Line]:
    """Return one rule: its outcome, then what it compared; all of it where it held."""
    is_yes = rule.outcome != NOT_HELD
    head = f"{rule.order}. {look.label('root_cause', rule.root_cause)}: {OUTCOMES[rule.outcome]}"
    there = [item for item in rule.compared if item.value is not None]
    absent = [item.label for item in rule.compared if item.value is None]
    facts = [compared_words(item, told) for item in there]
    lines = [Line(head, "strong" if rule.outcome == DECIDED else "" if is_yes else "faint")]
    if rule.outcome == PASSED_OVER:
        lines.append(Line(f"not all of this was so: {rule.sentence}", depth=2))
    elif is_yes:
        lines.append(Line(rule.sentence, depth=2))
    if is_yes:
        lines += [Line(fact, depth=2) for fact in facts]
        lines += [Line(f"{item.description.rstrip('.')}: {item.size}", "faint", 2) for item in rule.thresholds]
    elif facts:
        lines.append(Line("; ".join(facts), "faint", 2))
    if absent:
        lines.append(Line(f"not there: {', '.join(absent)}", "faint", 2))
    return lines


def compared_words(item: Compared, told: Explanation) -> str:
    """Return a fact with its value; a time with how far it is from the ticket."""
    value: Any = item.value
    if isinstance(value, bool):
        return f"{item.label}: {'yes' if value else 'no'}"
    if isinstance(value, datetime):
        return f"{item.label}: {Clock(told.time_zone).said(value)}, {ago(value, told.created_at)}"
    if isinstance(value, date):
        return f"{item.label}: {day(value)}"
    if isinstance(value, str):
        return f"{item.label}: {value.replace('_', ' ')}"
    unit = {"hours": "h", "parcels": ""}.get(item.unit, item.unit)
    return f"{item.label}: {round(value, 1):g} {unit.removesuffix('s') if abs(value) == 1 else unit}".rstrip()


def _named(name: str | None, key: str) -> str:
    return f"{name} ({key})" if name else key


def _method(method: str, look: Look) -> str:
    return "nothing said so" if method == "none" else look.label("wismo_method", method).lower()


def _sure(confidence: float | None) -> str:
    return "" if confidence is None else f" (confidence {confidence:.2f})"


def _candidate(other: Candidate, look: Look) -> str:
    parts = [_named(other.order_name, other.order_id)]
    if other.match_method:
        parts.append(f"{look.label('match_method', other.match_method).lower()}{_sure(other.match_confidence)}")
    parts += [(word or "").replace("_", " ") for word in (other.order_state, other.reason) if word]
    return "; ".join(parts)
