"""The first of the 21 rules that holds for a state, and whose turn it was: written apart from the models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wismo.sample import demand, events, transit, world
from wismo.sample.clock import FAR, HOUR
from wismo.sample.silence import service_days

if TYPE_CHECKING:
    from wismo.sample.world import Table

CAUSES = (
    "unmatched", "cancelled_or_refunded", "returned_to_sender", "lost_or_damaged", "delivered_not_received",
    "customs_hold", "address_problem", "failed_attempt", "awaiting_pickup", "carrier_exception", "split_shipment",
    "backorder_or_preorder", "processing_late", "processing_normal", "no_tracking", "label_no_scan_overdue",
    "label_no_scan_fresh", "stalled_in_transit", "late_in_transit", "out_for_delivery", "in_transit_on_time",
)  # fmt: skip
OWNERS = ("brand", "three_pl", "carrier", "customer", "notification", "expectation", "unproven", "data")
BRAND, THREE_PL, CARRIER, CUSTOMER, NOTIFICATION, EXPECTATION, UNPROVEN, DATA = range(8)
_REASSURING = ("processing_normal", "label_no_scan_fresh", "out_for_delivery", "in_transit_on_time")
_CUSTOMS, _DOCUMENTS, _DUTY = events.CUSTOMS, events.CUSTOMS + 1, events.CUSTOMS + 2
_REFUSED, _UNCLAIMED, _UNDELIVERABLE = events.REFUSED, events.REFUSED + 1, events.REFUSED + 2


def judge(now: Table, *, asks_calmly: np.ndarray, is_matchable: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the position in CAUSES and in OWNERS per row of ``now`` (see ``moment.moments``).

    ``asks_calmly``: the words do not say that a delivered parcel is missing.
    """
    rules = _rules(now, is_matchable)
    order = list(CAUSES)
    cause = np.full(len(now["at"]), order.index("no_tracking"))
    for name in reversed(order):
        if name in rules and name != "split_shipment":
            cause = np.where(rules[name], order.index(name), cause)
    calm = np.isin(cause, [order.index(name) for name in _REASSURING])
    cause = np.where(calm & now["other_delivered"], order.index("split_shipment"), cause)
    return cause, _owners(now, cause, asks_calmly)


def _rules(now: Table, is_matchable: np.ndarray) -> dict[str, np.ndarray]:
    at, moved, trouble = now["at"], now["moved"], now["trouble"]
    here = {name: now[name] < FAR for name in (
        "cancelled", "refunded", "returning", "lost", "claim_accepted", "delivered", "exception", "attempt",
        "out_again", "available", "first_scan", "out",
    )}  # fmt: skip
    delivered = here["delivered"]
    problem = here["exception"] & (moved <= now["exception"]) & ~delivered & ~here["available"]
    damaged = problem & (trouble == transit.DAMAGED)
    lost = here["lost"] | here["claim_accepted"] | damaged
    unlabelled = ~now["has_label"]
    waiting = unlabelled & np.isin(now["hold"], (demand.STOCK, demand.PREORDER)) & (now["in_stock"] > at)
    under_way = here["first_scan"] & ~delivered
    unscanned = now["has_label"] & ~here["first_scan"] & ~delivered
    last_out = np.where(here["out_again"], now["out_again"], now["out"])
    is_out = (here["out"] | here["out_again"]) & ~delivered & (moved <= last_out) & ~here["available"]
    is_out &= ~(here["attempt"] & (now["attempt"] > last_out))
    out_date = np.where(here["out_again"], now["out_again_date"], now["out_date"])
    silent = service_days(now["last_scan_date"], now["ticket_date"])
    return {
        "unmatched": ~is_matchable,
        "cancelled_or_refunded": (here["cancelled"] | here["refunded"]) & ~lost,
        "returned_to_sender": here["returning"],
        "lost_or_damaged": lost,
        "delivered_not_received": delivered,
        "customs_hold": problem & (trouble == transit.CUSTOMS),
        "address_problem": problem & (trouble == transit.ADDRESS),
        "failed_attempt": here["attempt"] & (moved <= now["attempt"]) & ~here["available"] & ~delivered,
        "awaiting_pickup": here["available"],
        "carrier_exception": problem | (is_out & (out_date < now["ticket_date"])),
        "backorder_or_preorder": waiting,
        "processing_late": unlabelled & (now["warehouse_date"] > now["ship_by_date"]),
        "processing_normal": unlabelled,
        "no_tracking": now["has_label"] & (~now["numbered"] | (unscanned & ~now["tracked"])),
        "label_no_scan_overdue": unscanned & (at > now["pickup_due"] + 24 * HOUR),
        "label_no_scan_fresh": unscanned,
        "stalled_in_transit": under_way & (silent > now["allowed_silence"]),
        "late_in_transit": under_way & (now["ticket_date"] > now["due_date"]),
        "out_for_delivery": is_out,
        "in_transit_on_time": under_way,
    }


def _owners(now: Table, cause: np.ndarray, asks_calmly: np.ndarray) -> np.ndarray:
    at, kind = now["at"], now["kind"]
    unknown = now["three_pl"] >= len(world.THREE_PLS)
    held = ~now["is_released"] | ((now["released"] < FAR) & (now["released"] > at))
    inside = now["warehouse_date"] <= now["contract_date"]
    late = np.where(held, BRAND, np.where(unknown, UNPROVEN, np.where(inside, BRAND, THREE_PL)))
    at_counter = now["delivery"] == demand.PICKUP
    soon = at - now["delivered"] < 2 * HOUR
    promised = (now["hold"] == demand.PREORDER) & (at < now["stated"])
    by_cause = {
        "unmatched": DATA,
        "cancelled_or_refunded": BRAND,
        "returned_to_sender": np.where(np.isin(kind, (_REFUSED, _UNCLAIMED)), CUSTOMER, CARRIER),
        "lost_or_damaged": CARRIER,
        "delivered_not_received": np.where(soon & asks_calmly, EXPECTATION, UNPROVEN),
        "customs_hold": np.where(kind == _DUTY, CUSTOMER, np.where(kind == _DOCUMENTS, BRAND, CARRIER)),
        "address_problem": UNPROVEN,
        "failed_attempt": np.where(now["nobody_home"], CUSTOMER, UNPROVEN),
        "awaiting_pickup": np.where(now["trouble"] == transit.LOCKER, CUSTOMER, CARRIER),
        "carrier_exception": CARRIER,
        "split_shipment": EXPECTATION,
        "backorder_or_preorder": np.where(promised, EXPECTATION, BRAND),
        "processing_late": np.where(at_counter, BRAND, late),
        "processing_normal": np.where(at_counter, BRAND, EXPECTATION),
        "no_tracking": DATA,
        "label_no_scan_overdue": np.where(now["peers_scanned"] & ~unknown, THREE_PL, UNPROVEN),
        "label_no_scan_fresh": np.where(now["email"] <= at, NOTIFICATION, EXPECTATION),
        "stalled_in_transit": CARRIER,
        "late_in_transit": _largest_delay(now),
        "out_for_delivery": EXPECTATION,
        "in_transit_on_time": EXPECTATION,
    }
    owner = np.zeros(len(at), dtype=np.int64)
    for name, value in by_cause.items():
        owner = np.where(cause == CAUSES.index(name), value, owner)
    return owner


def _largest_delay(now: Table) -> np.ndarray:
    """Return whose part of the days a late parcel lost is the largest; nobody's where none lost any."""
    release, handover = now["release_days"], now["first_scan_date"] - now["contract_date"]
    transit_days = now["ticket_date"] - now["standard_date"]
    promise = now["contract_date"] + now["standard_date"] - now["first_scan_date"] - release - now["due_date"]
    promise = np.where(now["has_promise"], promise, 0)
    parts = np.stack([promise, release, handover, transit_days])
    owner = np.array([BRAND, BRAND, THREE_PL, CARRIER])[np.argmax(parts, axis=0)]
    return np.where(parts.max(axis=0) <= 0, UNPROVEN, owner)
