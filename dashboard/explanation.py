"""Everything that is known of one ticket and how it was decided: plain values, for people and for machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard import lists
from dashboard.clock import Clock, clock
from dashboard.lookup import names_of
from dashboard.moments import Moment, moments
from dashboard.tried import Tried, tried
from dashboard.warehouse import has_table, rows
from wismo.errors import WismoError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from dashboard.warehouse import Snapshot


@dataclass(frozen=True)
class Classification:
    """Whether the ticket asks where an order is, and what said so. ``excluded`` says why it counts as no ticket."""

    is_wismo: bool
    method: str
    confidence: float | None
    customer_reason: str | None
    language: str
    excluded: str | None


@dataclass(frozen=True)
class Candidate:
    """An order that the ticket might be about; what is not known of it is None."""

    order_id: str
    order_name: str | None
    shipment_id: str | None = None
    match_method: str | None = None
    match_confidence: float | None = None
    order_state: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Match:
    """The order and parcel the ticket was tied to, and those it might be about instead.

    ``candidates`` is None where the snapshot keeps none; then ``runner_up`` is all that is known.
    """

    method: str
    confidence: float
    order_id: str | None
    order_name: str | None
    shipment_id: str | None
    tracking_number: str | None
    runner_up: Candidate | None
    candidates: tuple[Candidate, ...] | None


@dataclass(frozen=True)
class Verdict:
    """The cause and whose turn it is; all None unless the ticket asks where an order is."""

    root_cause: str | None
    root_cause_known: str | None
    cause_detail: str | None
    owner: str | None
    cause_status: str | None
    reason: str | None
    lesser_causes: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """One ticket. Times carry the offset of ``time_zone``, the brand's.

    ``state`` is the parcel's by the events that had happened, ``state_known`` by those we could know.
    ``rules`` ends with the one that decided; it is empty where none was tried or the snapshot keeps none.
    """

    ticket_id: str
    native_id: str
    source_system: str
    channel: str
    created_at: datetime
    time_zone: str
    classification: Classification
    match: Match
    state: str | None
    state_known: str | None
    timeline: tuple[Moment, ...]
    rules: tuple[Tried, ...]
    verdict: Verdict
    disagreements: tuple[str, ...]


def explain(snapshot: Snapshot, ticket_id: str) -> Explanation:
    """Return everything about the ticket with this full id.

    Raises:
        WismoError: there is no ticket of this id.
    """
    found = rows(snapshot, "select * from wismo.main.tickets where ticket_id = $id", {"id": ticket_id})
    if found.is_empty():
        raise WismoError(f"There is no ticket {ticket_id} in the snapshot {snapshot.version}.")
    ticket = found.row(0, named=True)
    at = clock(snapshot)
    return Explanation(
        ticket_id=ticket_id,
        native_id=ticket["native_id"],
        source_system=ticket["source_system"],
        channel=ticket["channel"],
        created_at=at.local(ticket["created_at"]),
        time_zone=at.zone,
        classification=Classification(
            ticket["is_wismo"],
            ticket["wismo_method"],
            ticket["wismo_confidence"],
            ticket["customer_reason"],
            ticket["language"],
            ticket["exclusion_reason"],
        ),
        match=_match(snapshot, ticket),
        state=ticket["parcel_state"],
        state_known=ticket["parcel_state_known"],
        timeline=_timeline(snapshot, ticket, at),
        rules=tried(snapshot, ticket, at),
        verdict=Verdict(
            ticket["root_cause"],
            ticket["root_cause_known"],
            ticket["cause_detail"],
            ticket["owner"],
            ticket["cause_status"],
            ticket["reason"],
            tuple((ticket["lesser_causes"] or "").split(",")) if ticket["lesser_causes"] else (),
        ),
        disagreements=_conflicts(snapshot, ticket),
    )


def _match(snapshot: Snapshot, ticket: Mapping[str, Any]) -> Match:
    order, parcel, second = ticket["order_id"], ticket["shipment_id"], ticket["runner_up_order_id"]
    others = _candidates(snapshot, ticket["ticket_id"])
    known = names_of(snapshot, [name for name in (order, parcel, second, *(row["order_id"] for row in others)) if name])
    candidates = tuple(
        Candidate(
            row["order_id"],
            known.get(row["order_id"] or ""),
            row["shipment_id"],
            row["match_method"],
            row["match_confidence"],
            row["order_state"],
            row["reason"],
        )
        for row in others
    )
    return Match(
        method=ticket["match_method"],
        confidence=ticket["match_confidence"],
        order_id=order,
        order_name=known.get(order or ""),
        shipment_id=parcel,
        tracking_number=known.get(parcel or ""),
        runner_up=Candidate(second, known.get(second)) if second else None,
        candidates=candidates if has_table(snapshot, "ticket_candidates") else None,
    )


def _candidates(snapshot: Snapshot, ticket_id: str) -> list[dict[str, Any]]:
    if not has_table(snapshot, "ticket_candidates"):
        return []
    sql = """
        select * from wismo.main.ticket_candidates where ticket_id = $id
        order by place, match_confidence desc, order_id
    """
    return rows(snapshot, sql, {"id": ticket_id}).to_dicts()


def _timeline(snapshot: Snapshot, ticket: Mapping[str, Any], at: Clock) -> tuple[Moment, ...]:
    if not ticket["order_id"]:
        return ()
    return moments(lists.events(snapshot, ticket["order_id"]), ticket["ticket_id"], ticket["created_at"], at)


def _conflicts(snapshot: Snapshot, ticket: Mapping[str, Any]) -> tuple[str, ...]:
    if not has_table(snapshot, "reason_conflicts"):
        return ()
    sql = """
        select sentence from wismo.main.reason_conflicts
        where customer_reason = $customer_reason and root_cause = $root_cause
    """
    keys = {name: ticket[name] for name in ("customer_reason", "root_cause")}
    return tuple(rows(snapshot, sql, keys)["sentence"])
