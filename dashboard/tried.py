"""The rules as they were tried on one ticket, with what each of them compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dashboard.rules import Fact, Threshold, rules
from dashboard.warehouse import has_table, rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.clock import Clock
    from dashboard.rules import Rule
    from dashboard.warehouse import Snapshot

DECIDED, HELD, PASSED_OVER, NOT_HELD = "decided", "held", "passed_over", "not_held"


@dataclass(frozen=True)
class Compared:
    """A fact and its value for this ticket; a time carries the brand's offset, None is unknown or never."""

    fact: str
    label: str
    unit: str
    value: Any


@dataclass(frozen=True)
class Tried:
    """One rule on one ticket.

    ``outcome``: `decided` for the first that held, `not_held` for one tried before it, `held` for a later one
    that held too; `passed_over` for an earlier one of which a part held and the rest did not.
    """

    order: int
    root_cause: str
    sentence: str
    outcome: str
    compared: tuple[Compared, ...]
    thresholds: tuple[Threshold, ...]


def tried(snapshot: Snapshot, ticket: Mapping[str, Any], at: Clock) -> tuple[Tried, ...]:
    """Return the rules in order up to the one that decided, then the lesser causes that held as well.

    Empty for a ticket that asks something else, and where the snapshot is older than these tables.
    """
    if not ticket["root_cause"] or not has_table(snapshot, "ticket_rules"):
        return ()
    flags = _row(snapshot, "ticket_rules", ticket["ticket_id"])
    facts = _row(snapshot, "ticket_facts", ticket["ticket_id"])
    if not flags or not facts:
        return ()
    lesser: set[str] = set(str(ticket["lesser_causes"] or "").split(","))
    known = rules(snapshot)
    verdict = next(rule.order for rule in known if rule.root_cause == ticket["root_cause"])
    found = [(rule, _outcome(rule, verdict, flags, lesser)) for rule in known]
    return tuple(
        Tried(
            rule.order,
            rule.root_cause,
            rule.sentence,
            outcome,
            tuple(Compared(fact.name, fact.label, fact.unit, _value(facts, fact, at)) for fact in rule.facts),
            rule.thresholds,
        )
        for rule, outcome in found
        if outcome
    )


def _outcome(rule: Rule, verdict: int, flags: Mapping[str, Any], lesser: set[str]) -> str | None:
    if rule.order == verdict:
        return DECIDED
    if rule.order < verdict:
        return PASSED_OVER if flags[f"holds_{rule.root_cause}"] else NOT_HELD
    return HELD if rule.root_cause in lesser else None


def _row(snapshot: Snapshot, table: str, ticket_id: str) -> dict[str, Any] | None:
    # The name is this module's own.
    sql = f"select * from wismo.main.{table} where ticket_id = $id and variant = 'happened'"  # noqa: S608
    found = rows(snapshot, sql, {"id": ticket_id})
    return found.row(0, named=True) if found.height else None


def _value(facts: Mapping[str, Any], fact: Fact, at: Clock) -> Any:
    value = facts[fact.name]
    return at.local(value) if isinstance(value, datetime) else value
