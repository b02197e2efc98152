"""The evidence for a 3PL: every parcel that its carrier did not have in time, facts alone and by which clock."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import metrics, page, panel, partners, reference, say, sidebar
from dashboard.clock import Clock, clock
from dashboard.figures import figure
from dashboard.warehouse import has_column, rows
from wismo.labels import WEEKDAYS
from wismo.periods import WEEK

if TYPE_CHECKING:
    from datetime import date, datetime

    from dashboard.filters import Filters
    from dashboard.page import Here
    from dashboard.warehouse import Snapshot

SPANS = {"week": "Last full week", "four": "Last four full weeks", "all": "All weeks shown"}
BACK = {"week": 0, "four": 3}
COUNTS = ("handover_due_shipments", "handed_over_shipments", "left_behind_shipments")
SHARE = "handover_on_time"
NARROWED = ("carrier", "region")


def section(at: Here) -> None:
    """Draw the pack of one 3PL: its totals, the rule and the clock in words, the parcels, and the file."""
    if not at.may("agent"):
        page.nothing(
            "The evidence pack names single parcels.",
            "The role viewer does not include them.",
            "An agent or an admin can download it here.",
        )
        return
    if not has_column(at.snapshot, "shipments", "is_handed_over"):
        page.nothing("The evidence pack is not there.", "The snapshot is older.", "Run `wismo build`.")
        return
    order = partners.members(at, "three_pl")
    if not order:
        page.nothing("No parcel names a 3PL.", "None is known under these filters.", "Clear a filter at the left.")
        return
    names = {member: at.look.label("three_pl", member) for member in order}
    left, right = st.columns(2)
    with left:
        party = sidebar.choice("3PL", order, "pack_of", names)
    with right:
        span = sidebar.choice("Due in", list(SPANS), "pack_span", SPANS)
    first = at.weeks.first if span == "all" else max(at.weeks.first, at.weeks.last - BACK[span] * WEEK)
    last = at.weeks.last_day
    zone, rule = terms(at.snapshot, party)
    found = parcels(at.snapshot, at.filters, party, first, last)
    shown = as_pack(found, at, zone)
    due, handed, behind = (_answer(at, name, party, first)[0] or 0 for name in COUNTS)
    share = figure(at.metric(SHARE), *_answer(at, SHARE, party, first))
    say.subheader(
        f"{names[party]}: {found.height:,} of {due:,.0f} parcels due from {first:%-d %b %Y} to {last:%-d %b %Y} "
        f"were not "
        "scanned in time"
    )
    unclear = found.height - behind
    say.text(
        f"{handed:,.0f} were scanned in time ({share}, n = {due:,.0f}). For {behind:,.0f} of the {found.height:,} "
        "others, other parcels of the same pickup were scanned in time"
        + (f"; for {unclear:,.0f} none was, so it is not proven whose delay it is." if unclear else ".")
    )
    say.caption(rule)
    if found.is_empty():
        return
    st.dataframe(shown, hide_index=True, key="pack", alt=f"Parcels of {names[party]} not scanned in time")
    panel.download(f"handover_{party}_{span}", shown, at)


def _answer(at: Here, name: str, party: str, first: date) -> tuple[float | None, float | None]:
    """Return a metric's value and n for the weeks of the pack."""
    where = at.filters.where(NARROWED) | {"three_pl": [party]}
    found = metrics.query(at.snapshot, name, grain="all", where=where, start=first, end=at.weeks.last_day)
    return found.select("value", "n").row(0) if found.height else (None, None)


def terms(snapshot: Snapshot, party: str) -> tuple[Clock, str]:
    """Return the clock of a 3PL's warehouse, and the rule with the calendar it goes by, in words."""
    sql = """
        select coalesce(own.time_zone, other.time_zone) as time_zone, coalesce(own.pickup_time, other.pickup_time) as
            pickup_time, coalesce(own.pickup_weekdays, other.pickup_weekdays) as pickup_weekdays,
            own.three_pl is not null as is_listed
        from wismo.main.three_pls as other left join wismo.main.three_pls as own on own.three_pl = $party
        where other.three_pl = '*'
    """
    told = rows(snapshot, sql, {"party": party}).row(0, named=True)
    zone = Clock(told["time_zone"]) if told["time_zone"] else clock(snapshot)
    grace = reference.threshold(snapshot, "label_scan_grace_hours")
    days = ", ".join(WEEKDAYS[int(number) - 1] for number in told["pickup_weekdays"])
    source = "its row" if told["is_listed"] else "the row for any other warehouse"
    return zone, (
        f"Rule: a carrier scan, of any kind, no later than {grace:.0f} h after the first scheduled pickup that "
        f"follows the "
        f"label. Pickups: {told['pickup_time']} on {days}, without public holidays and closures, by {source} in "
        f"seeds/three_pls.csv. Times are {zone.zone}, with their offset from UTC. Parcels that no tracker "
        f"knows, and those "
        "whose order was cancelled before, are not in it."
    )


def as_pack(found: pl.DataFrame, at: Here, zone: Clock) -> pl.DataFrame:
    """Return the rows of ``parcels`` as facts in words, with times on the warehouse's clock."""

    def stamped(column: str, title: str) -> pl.Series:
        return pl.Series(title, [_stamp(zone, value) for value in found[column]], dtype=pl.String)

    ends = _stamp(zone, reference.info(at.snapshot).data_through)
    grace = reference.threshold(at.snapshot, "label_scan_grace_hours")
    carriers = [at.look.label("carrier", name) for name in found["carrier"]]
    scans = [_stamp(zone, value) or f"none by {ends}" for value in found["handed_over_at"]]
    return found.select(
        pl.col("tracking_number").alias("Tracking number"),
        pl.col("order_name").alias("Order"),
        pl.Series("Carrier", carriers, dtype=pl.String),
        pl.col("warehouse").alias("Warehouse"),
        stamped("label_created_at", "Label printed"),
        stamped("pickup_due_at", "Pickup scheduled"),
        stamped("handover_due_at", "First scan due"),
        pl.Series("First scan", scans, dtype=pl.String),
        pl.col("hours_late").round(1).alias("Hours late"),
        pl.col("is_left_behind")
        .replace_strict({True: "yes", False: "no"}, return_dtype=pl.String)
        .alias("Others of this pickup scanned in time"),
        pl.lit(f"scan within {grace:.0f} h of the scheduled pickup").alias("Rule"),
    )


def _stamp(zone: Clock, value: datetime | None) -> str:
    return "" if value is None else f"{zone.local(value):%Y-%m-%d %H:%M %z}"


@lru_cache(maxsize=16)
def parcels(snapshot: Snapshot, filters: Filters, party: str, first: date, last: date) -> pl.DataFrame:
    """Return the tracked parcels of a 3PL due at their carrier in the days given and not scanned in time, oldest first.

    ``hours_late`` runs to the scan, or to the end of the data where none came. Times are UTC.
    """
    where = filters.where(NARROWED)
    conditions = "".join(f" and shipments.{name} in (select unnest(${name}))" for name in where)
    sql = f"""
        select shipments.shipment_id, numbers.name as tracking_number, coalesce(orders.name, shipments.order_id) as
            order_name, shipments.carrier, shipments.warehouse, shipments.label_created_at, shipments.pickup_due_at,
            shipments.handover_due_at, shipments.handed_over_at, shipments.is_left_behind,
            (epoch_us(coalesce(shipments.handed_over_at, info.data_through)) - epoch_us(shipments.handover_due_at))
                / 3600000000.0 as hours_late
        from wismo.main.shipments as shipments
        cross join wismo.main.snapshot_info as info
        left join wismo.main.identifiers as numbers
            on numbers.kind = 'tracking' and shipments.shipment_id = numbers.id
        left join wismo.main.identifiers as orders on orders.kind = 'order' and shipments.order_id = orders.id
        where shipments.three_pl = $party and not shipments.is_handed_over
            and shipments.handover_due_date between $first and $last{conditions}
        order by shipments.handover_due_at, shipments.shipment_id
    """  # noqa: S608 - our own names
    values = {name: list(members) for name, members in where.items()}
    return rows(snapshot, sql, values | {"party": party, "first": first, "last": last})
