"""Events as couriers write them, and logs of messages that shops sent."""

from __future__ import annotations

from tests.unknown_files.rows import Case, at, epoch, later, lines, pick, table

LOCAL_TIMES = Case(
    "scans_2026-09-07.csv",
    table(
        "Consignment,Event Code,Event Description,Event Date,Event Time,Depot,Postcode",
        lambda i: (
            f"PX{4170000 + i // 4 * 13}GB", ("COL", "HUB", "OFD", "DEL")[i % 4],
            ("Collected from sender", "At hub", "Out for delivery", "Delivered")[i % 4],
            later(i // 4, 8 + 9 * (i % 4)).strftime("%d/%m/%Y"), later(i // 4, 8 + 9 * (i % 4)).strftime("%H:%M"),
            pick(("Leeds", "Hatfield", "Bristol"), i), f"LS{i // 4} 4AP",
        ),
        rows=48,
    ).encode(),
    {"tracking_events": {
        "tracking_number": "Consignment", "occurred_at": "Event Date + Event Time", "status": "Event Description",
        "place": "Depot",
    }},
    {"tracking_events": {"tracking_number": "PX4170000GB", "occurred_at": "2026-09-01T05:07:00Z",
                         "status": "picked_up", "place": "Leeds"}},
    may=frozenset({"tracking_events.message", "tracking_events.substatus"}),
    zone="Europe/London",
)  # fmt: skip

STATUSDATEI = Case(
    "statusdatei.csv",
    table(
        "Paketnummer;Zeitstempel;Ereigniscode;Ereignis;Ort;Land;Auftraggeber",
        lambda i: (
            f"0513{8417000000 + i // 4 * 17}", later(i // 4, 3 + 11 * (i % 4)).strftime("%Y-%m-%dT%H:%M:%S+02:00"),
            (10, 30, 70, 90)[i % 4], (
                "Sendung elektronisch angekündigt", "Im Transit", "In Zustellung",
                "Zustellung nicht möglich" if i % 12 == 3 else "Zugestellt",
            )[i % 4], pick(("Aschaffenburg", "Hamburg", "Raunheim"), i), "DE", "Nordlicht",
        ),
        ";",
        rows=48,
    ).encode(),
    {"tracking_events": {
        "tracking_number": "Paketnummer", "occurred_at": "Zeitstempel", "status": "Ereignis", "place": "Ort",
        "country": "Land",
    }},
    {"tracking_events": {"occurred_at": "2026-08-31T23:07:41Z", "status": "label_created"}},
    may=frozenset({"tracking_events.message", "tracking_events.substatus"}),
)  # fmt: skip

SCANS_JSON = Case(
    "checkpoints.jsonl",
    lines(lambda i: {
        "awb": f"{70041700000 + i // 3 * 29}", "courier": "Bluebird", "scan": {
            "ts": epoch(later(i // 3, 5 + 12 * (i % 3))) * 1000,
            "type": ("PICKED_UP", "IN_TRANSIT", "DELIVERED")[i % 3],
            "remarks": ("Picked up from vendor", "Bag received at hub", "Handed to consignee")[i % 3],
            "location": {"city": pick(("Pune", "Delhi", "Surat"), i), "country": "IN"},
        }, "attempt": 1,
    }, rows=45),
    {"tracking_events": {
        "tracking_number": "awb", "carrier": "courier", "occurred_at": "scan.ts", "status": "scan.type",
        "message": "scan.remarks", "place": "scan.location.city", "country": "scan.location.country",
    }},
    {"tracking_events": {"occurred_at": "2026-09-01T03:07:41Z", "status": "picked_up", "place": "Pune"}},
)  # fmt: skip

SENDS = Case(
    "klaviyo_received_email.jsonl",
    lines(lambda i: {
        "type": "event", "id": f"5k{i:03d}hQ{i * 7919 % 9973:04d}",
        "attributes": {
            "timestamp": epoch(at(i)), "datetime": at(i).strftime("%Y-%m-%d %H:%M:%S+00:00"),
            "event_properties": {
                "Subject": f"About your order #NL{3417 + i}", "OrderNumber": f"#NL{3417 + i}",
                "Flow Name": pick(("Order shipped", "Out for delivery", "Delivered", "Order delayed"), i),
                "Email Domain": "mail.example",
            },
        },
        "relationships": {"profile": {"data": {"type": "profile", "id": f"01H{i:05d}"}}},
    }),
    {"notifications": {
        "notification_id": "id", "sent_at": "attributes.datetime | attributes.timestamp",
        "kind": "attributes.event_properties.Flow Name", "order_name": "attributes.event_properties.OrderNumber",
    }},
    {"notifications": {"sent_at": "2026-08-31T22:07:41Z", "kind": "shipped", "order_name": "#NL3417"}},
)  # fmt: skip

SMS_LOG = Case(
    "sms_log.csv",
    table(
        "Log ID,Sent (UTC),To,Template,Medium,Order,Cost",
        lambda i: (
            f"SM{i:06d}", at(i).strftime("%Y-%m-%d %H:%M:%S UTC"), f"+1 212 555 {100 + i:04d}",
            pick(("shipping_confirmation", "out_for_delivery", "delivery_confirmation", "win_back"), i), "sms",
            f"NL{6417 + i}", "0.0079",
        ),
    ).encode(),
    {"notifications": {
        "notification_id": "Log ID", "sent_at": "Sent (UTC)", "kind": "Template", "channel": "Medium",
        "order_name": "Order",
    }},
    {"notifications": {"sent_at": "2026-08-31T22:07:41Z", "kind": "shipped", "order_name": "NL6417"}},
)  # fmt: skip

CASES = (LOCAL_TIMES, STATUSDATEI, SCANS_JSON, SENDS, SMS_LOG)
