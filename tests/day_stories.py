"""What happens on each of four days to some orders, parcels and tickets that change after they were first built.

Rows are CSV of the canonical contract, times UTC. Each story says which number it moves; `tests/test_incremental.py`
shows that it does, and that an incremental build says the same as a full one.
"""

from __future__ import annotations

SOURCES = "sources: [{name: shop, format: canonical, time_zone: UTC}]"

ORDERS = "order_id,order_name,created_at,updated_at,customer_email,promised_at,country,region\n"
SHIPMENTS = "shipment_id,order_id,label_created_at,carrier,service,tracking_number,country,region,three_pl\n"
EVENTS = "tracking_number,occurred_at,recorded_at,status,substatus\n"
ASKS = "Where is my order?,Where is my order?,email"
TICKETS = "ticket_id,created_at,updated_at,customer_email,subject,body,channel,status,csat,merged_into_ticket_id\n"
MESSAGES = "message_id,ticket_id,created_at,direction,body\n"

LANE = range(60)  # a lane is known from fifty parcels on: forty arrive on day 0, the others on day 2


def _lane_events(parcels: range) -> str:
    moments = (("2026-09-02 10:00:00", "picked_up"), ("2026-09-05 10:00:00", "delivered"))
    return "".join(f"LANE{number:08},{at},{at},{status},\n" for number in parcels for at, status in moments)


def _lane_orders() -> str:
    return "".join(
        f"l{number},#NL91{number:04},2026-09-01 09:00:00,,lane{number}@mail.example,2026-09-08,US,NY\n"
        for number in LANE
    )


def _lane_shipments() -> str:
    return "".join(
        f"sl{number},l{number},2026-09-01 18:00:00,rarecarrier,ground,LANE{number:08},US,NY,harborline\n"
        for number in LANE
    )


DAYS: list[dict[str, str]] = [
    {
        "orders": ORDERS
        + "a1,#NL900001,2026-10-26 09:00:00,,ann@mail.example,2026-11-20,US,NY\n"
        + "b1,#NL900002,2026-11-09 09:00:00,,bob@mail.example,2026-11-18,US,NY\n"
        + _lane_orders(),
        "shipments": SHIPMENTS
        + "sa1,a1,2026-10-27 09:00:00,ups,ground,TRKA000000001,US,NY,harborline\n"
        + "sb1,b1,2026-11-10 09:00:00,ups,ground,TRKB000000001,US,NY,harborline\n"
        + _lane_shipments(),
        "tracking_events": EVENTS
        + "TRKA000000001,2026-10-28 09:00:00,2026-10-28 09:00:00,picked_up,\n"
        + "TRKB000000001,2026-11-11 09:00:00,2026-11-11 09:00:00,picked_up,\n"
        + _lane_events(LANE[:40]),
        "tickets": TICKETS
        + f"ta,2026-11-08 09:00:00,,ann@mail.example,{ASKS},open,,\n"
        + f"tb,2026-11-12 09:00:00,,bob@mail.example,{ASKS},open,,\n"
        + "tc,2026-11-12 10:00:00,,cat@mail.example,Where is my order?,Where is NL900003?,email,open,,\n"
        + "td,2026-11-12 11:00:00,,ann@mail.example,Hello,,email,open,,\n"
        + f"te,2026-11-12 12:00:00,,ann@mail.example,{ASKS},open,,\n",
    },
    {
        # Late: it happened before the ticket `ta`, and we hear of it now. The promise of `b1` is corrected. `c1` was
        # there when `tc` asked for it. `b0` is older than `b1` and still on its way: `tb` was about it.
        "tracking_events": EVENTS
        + "TRKA000000001,2026-11-07 09:00:00,2026-11-13 09:00:00,out_for_delivery,\n"
        + "TRKB000000000,2026-11-08 09:00:00,2026-11-08 09:00:00,picked_up,\n",
        "orders": ORDERS
        + "b1,#NL900002,2026-11-09 09:00:00,2026-11-13 09:00:00,bob@mail.example,2026-11-11,US,NY\n"
        + "c1,#NL900003,2026-11-05 09:00:00,,cat@mail.example,2026-11-14,US,NY\n"
        + "b0,#NL900004,2026-11-06 09:00:00,,bob@mail.example,2026-11-16,US,NY\n",
        "shipments": SHIPMENTS + "sb0,b0,2026-11-07 09:00:00,ups,ground,TRKB000000000,US,NY,harborline\n",
    },
    {
        # `a1` gains a parcel, `tb` a rating, `td` its first words; the lane has enough parcels to be known.
        "shipments": SHIPMENTS + "sa2,a1,2026-11-13 09:00:00,ups,ground,TRKA000000002,US,NY,harborline\n",
        "tracking_events": EVENTS + _lane_events(LANE[40:]),
        "tickets": TICKETS + f"tb,2026-11-12 09:00:00,2026-11-14 09:00:00,bob@mail.example,{ASKS},closed,5,\n",
        "ticket_messages": MESSAGES + "m1,td,2026-11-12 11:00:00,in,Where is my package? It has not arrived yet.\n",
    },
    {
        # `te` went into `ta`; and a month goes by, so that everything open grows old.
        "tickets": TICKETS
        + f"te,2026-11-12 12:00:00,2026-11-15 09:00:00,ann@mail.example,{ASKS},closed,,ta\n"
        + f"tz,2026-12-15 12:00:00,,zoe@mail.example,{ASKS},open,,\n",
        "orders": ORDERS + "z1,#NL900009,2026-12-15 09:00:00,,zoe@mail.example,2026-12-24,US,NY\n",
    },
]
