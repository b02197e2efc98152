"""The evidence for a 3PL: every parcel that its carrier did not have in time, facts alone and by which clock."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import grid, league, metrics, page, panel, partners, reference, say, sidebar
from dashboard.cover_sheet import Pack, cover
from dashboard.figures import figure
from dashboard.filters import TITLES
from dashboard.pickup_terms import Terms, terms
from dashboard.warehouse import has_table, rows
from wismo.labels import WEEKDAYS
from wismo.periods import WEEK

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from dashboard.filters import Filters
    from dashboard.page import Here
    from dashboard.warehouse import Snapshot

SPANS = {"week": "Last full week", "four": "Last four full weeks", "all": "All weeks shown"}
BACK = {"week": 0, "four": 3}
COUNTS = ("handover_due_shipments", "handed_over_shipments", "left_behind_shipments")
SHARE = "handover_on_time"
NARROWED = ("carrier", "region")
# Which record gave the first scan, in the order in which they are believed.
KNOWN_BY = {
    "tracker_pickup": "the tracker's time of the pickup",
    "acceptance_scan": "the carrier's acceptance scan",
    "in_transit_scan": "the first scan on the way",
    "later_scan": "a later scan",
    "earlier_scan": "a scan on the way, before the acceptance",
}


def section(at: Here) -> None:
    """Draw the pack of one 3PL: its totals, the rule and the clock in words, the parcels, and its two files."""
    if not at.may("agent"):
        page.nothing(
            "The evidence pack names single parcels.",
            "The role viewer does not include them.",
            "An agent or an admin can download it here.",
        )
        return
    if not has_table(at.snapshot, "pickups"):
        page.nothing("The evidence pack is not there.", "The snapshot is older.", "Run `wismo build`.")
        return
    flagged = league.worse(at, "three_pl")
    known = partners.members(at, "three_pl")
    order = [*(party for party in flagged if party in known), *(party for party in known if party not in flagged)]
    if not order:
        page.nothing("No parcel names a 3PL.", "None is known under these filters.", "Clear a filter at the left.")
        return
    names = {member: at.look.label("three_pl", member) for member in order}
    left, right = st.columns(2)
    with left:
        party = sidebar.choice("3PL", order, "pack_of", names)
    with right:
        span = sidebar.choice("Due in", list(SPANS), "pack_span", SPANS)
    if party in flagged:
        say.caption(f"{names[party]}: more than expected by the league, in {flagged[party]}.")
    first = at.weeks.first if span == "all" else max(at.weeks.first, at.weeks.last - BACK[span] * WEEK)
    found, by = parcels(at.snapshot, at.filters, party, first, at.weeks.last_day), terms(at.snapshot, party)
    pack = _counted(at, found, party, first)
    _draw(at, found, pack, by, f"handover_{party}_{span}")


def _counted(at: Here, found: pl.DataFrame, party: str, first: date) -> Pack:
    due, handed, behind = (_answer(at, name, party, first)[0] or 0 for name in COUNTS)
    about = reference.info(at.snapshot)
    kept = [f"{TITLES[name]}: {_listed(at, name, members)}" for name, members in at.filters.where(NARROWED).items()]
    return Pack(
        party=at.look.label("three_pl", party),
        first=first,
        last=at.weeks.last_day,
        due=f"{due:,.0f}",
        in_time=f"{handed:,.0f}",
        share=figure(at.metric(SHARE), *_answer(at, SHARE, party, first)),
        late=f"{found.height:,}",
        left_behind=f"{behind:,.0f}",
        unclear=f"{found.height - behind:,.0f}",
        data_ends=f"{about.data_through:%-d %b %Y, %H:%M} UTC",
        version=about.version,
        filters=f" ({'; '.join(kept)})" if kept else "",
    )


def _draw(at: Here, found: pl.DataFrame, pack: Pack, by: Terms, name: str) -> None:
    say.subheader(
        f"{pack.party}: {pack.late} of {pack.due} parcels due from {pack.first:%-d %b %Y} to {pack.last:%-d %b %Y} "
        "were not scanned in time"
    )
    say.text(
        f"{pack.in_time} were scanned in time ({pack.share}, n = {pack.due}). For {pack.left_behind} of the "
        f"{pack.late} others, other parcels of the same pickup were scanned in time"
        + (f"; for {pack.unclear} none was, so it is not proven whose delay it is." if pack.unclear != "0" else ".")
    )
    say.caption(by.in_short)
    page.tell_left_out(at, (*NARROWED, "three_pl"))
    if found.is_empty():
        return
    shown = as_pack(found, at, by)
    grid.draw(shown, "pack", f"Parcels of {pack.party} not scanned in time")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        panel.download(name, shown, at)
        panel.download(f"{name}_cover", cover(pack, by), at, "txt")
        say.caption("Send both: the sheet says what the lines mean and how each can be checked.")


def _listed(at: Here, dimension: str, members: tuple[str, ...]) -> str:
    return ", ".join(at.look.label(dimension, member) for member in members)


def _answer(at: Here, name: str, party: str, first: date) -> tuple[float | None, float | None]:
    """Return a metric's value and n for the weeks of the pack."""
    where = at.filters.where(NARROWED) | {"three_pl": [party]}
    found = metrics.query(at.snapshot, name, grain="all", where=where, start=first, end=at.weeks.last_day)
    return found.select("value", "n").row(0) if found.height else (None, None)


def as_pack(found: pl.DataFrame, at: Here, by: Terms) -> pl.DataFrame:
    """Return the rows of ``parcels`` as facts in words, with times on the warehouse's clock."""

    def stamped(column: str, title: str) -> pl.Series:
        return pl.Series(title, [_stamp(by, value) for value in found[column]], dtype=pl.String)

    ends = _stamp(by, reference.info(at.snapshot).data_through)
    carriers = [at.look.label("carrier", name) for name in found["carrier"]]
    scans = [_stamp(by, value) or f"none by {ends}" for value in found["handed_over_at"]]
    days = [WEEKDAYS[by.zone.local(value).weekday()] for value in found["pickup_due_at"]]
    whether: Mapping[bool, str] = {True: "yes", False: "no"}
    return found.select(
        pl.col("tracking_number").alias("Tracking number"),
        pl.col("order_name").alias("Order"),
        pl.Series("Carrier", carriers, dtype=pl.String),
        pl.col("minutes_late").alias("Minutes late"),
        pl.col("in_time_count").alias("Parcels of this pickup scanned in time"),
        pl.col("parcel_count").alias("Parcels of this pickup"),
        pl.col("warehouse").alias("Warehouse"),
        stamped("label_created_at", "Label printed"),
        stamped("pickup_due_at", "Pickup scheduled"),
        pl.Series("Pickup day", days, dtype=pl.String),
        pl.lit(by.cut_off).alias("Cut-off of the pickup"),
        pl.col("minutes_before_pickup").alias("Label before the pickup (minutes)"),
        stamped("handover_due_at", "First scan due"),
        pl.Series("First scan", scans, dtype=pl.String),
        pl.col("known_by").replace_strict(KNOWN_BY, return_dtype=pl.String).alias("First scan known by"),
        pl.col("is_left_behind")
        .replace_strict(whether, return_dtype=pl.String)
        .alias("Others of this pickup scanned in time"),
        pl.lit(f"scan within {by.grace_hours:.0f} h of the scheduled pickup").alias("Rule"),
    )


def _stamp(by: Terms, value: datetime | None) -> str:
    return "" if value is None else f"{by.zone.local(value):%Y-%m-%d %H:%M %z}"


@lru_cache(maxsize=16)
def parcels(snapshot: Snapshot, filters: Filters, party: str, first: date, last: date) -> pl.DataFrame:
    """Return the tracked parcels of a 3PL due at their carrier in the days given and not scanned in time, oldest first.

    ``minutes_late`` are begun minutes to the scan, or to the end of the data where none came. ``parcel_count`` and
    ``in_time_count`` are of the parcel's pickup, whatever the days and filters. Times are UTC.
    """
    where = filters.where(NARROWED)
    conditions = "".join(f" and shipments.{name} in (select unnest(${name}))" for name in where)
    sql = f"""
        select shipments.shipment_id, numbers.name as tracking_number, coalesce(orders.name, shipments.order_id) as
            order_name, shipments.carrier, shipments.warehouse, shipments.label_created_at, shipments.pickup_due_at,
            shipments.handover_due_at, shipments.handed_over_at, shipments.is_left_behind,
            case when shipments.handed_over_at < shipments.first_scan_at then 'earlier_scan'
                else shipments.first_scan_rule end as known_by,
            cast(ceil((epoch_us(coalesce(shipments.handed_over_at, info.data_through))
                - epoch_us(shipments.handover_due_at)) / 60000000.0) as bigint) as minutes_late,
            cast(floor((epoch_us(shipments.pickup_due_at) - epoch_us(shipments.label_created_at)) / 60000000.0)
                as bigint) as minutes_before_pickup,
            pickups.in_time_count, pickups.parcel_count
        from wismo.main.shipments as shipments
        cross join wismo.main.snapshot_info as info
        left join wismo.main.pickups as pickups
            on shipments.three_pl = pickups.three_pl and shipments.carrier = pickups.carrier
            and shipments.pickup_due_at = pickups.pickup_due_at
        left join wismo.main.identifiers as numbers
            on numbers.kind = 'tracking' and shipments.shipment_id = numbers.id
        left join wismo.main.identifiers as orders on orders.kind = 'order' and shipments.order_id = orders.id
        where shipments.three_pl = $party and not shipments.is_handed_over
            and shipments.handover_due_date between $first and $last{conditions}
        order by shipments.handover_due_at, shipments.shipment_id
    """  # noqa: S608 - our own names
    values = {name: list(members) for name, members in where.items()}
    return rows(snapshot, sql, values | {"party": party, "first": first, "last": last})
