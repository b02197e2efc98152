"""What `mixed` and `more` have no room for."""

from __future__ import annotations

from datetime import UTC

import pyarrow as pa

from tests.unknown_files.helpdesks import ASKED
from tests.unknown_files.rows import MAILS, ROWS, Case, at, epoch, later, lines, parquet, pick, table

ZAMOWIENIA = Case(
    "zamowienia.csv",
    table(
        "Numer zamówienia;Data zamówienia;E-mail;Telefon;Wartość;Waluta;Sposób dostawy;Kraj;Status",
        lambda i: (
            f"ZAM/{2417 + i}", at(i).strftime("%Y-%m-%d %H:%M:%S"), MAILS[i], f"+48 601 {100 + i} {200 + i}",
            f"{148 + i},50", "PLN", pick(("InPost Paczkomat", "Kurier DPD"), i), pick(("PL", "CZ"), i),
            pick(("Wysłane", "Nowe"), i),
        ),
        ";",
    ).encode(),
    {"orders": {
        "order_id": "Numer zamówienia", "order_name": "Numer zamówienia", "created_at": "Data zamówienia",
        "customer_email": "E-mail", "customer_phone": "Telefon", "order_value": "Wartość", "currency": "Waluta",
        "shipping_method": "Sposób dostawy", "country": "Kraj",
    }},
    {"orders": {"order_id": "ZAM/2417", "created_at": "2026-08-31T20:07:41Z", "order_value": "148.50"}},
    zone="Europe/Warsaw",
)  # fmt: skip

PINS = Case(
    "tracking_detail.csv",
    table(
        "Tracking PIN,Date,Time,Event,Site,Province,Signatory",
        lambda i: (
            f"7302{417000000000 + i // 3 * 83}", later(i // 3, 6 + 15 * (i % 3)).strftime("%Y/%m/%d"),
            later(i // 3, 6 + 15 * (i % 3)).strftime("%I:%M %p"),
            ("Item accepted", "Item in transit", "Item delivered")[i % 3], pick(("Mississauga", "Laval"), i),
            pick(("ON", "QC"), i), "",
        ),
        rows=45,
    ).encode(),
    {"tracking_events": {
        "tracking_number": "Tracking PIN", "occurred_at": "Date + Time", "status": "Event", "place": "Site",
    }},
    {"tracking_events": {"occurred_at": "2026-09-01T08:07:00Z", "status": "picked_up", "place": "Mississauga"}},
    may=frozenset({"tracking_events.message"}),
    zone="America/Toronto",
)  # fmt: skip

MESSAGGI = Case(
    "messaggi.csv",
    table(
        "ID messaggio,ID ticket,Data,Direzione,Testo",
        lambda i: (
            f"M{i:05d}", f"TK{900 + i // 3}", later(i // 3, 4 * (i % 3)).strftime("%d/%m/%Y %H:%M"),
            ("in entrata", "in uscita", "in entrata")[i % 3],
            "Buongiorno, il mio pacco non si muove da una settimana. " + ASKED[:20],
        ),
        rows=45,
    ).encode(),
    {"ticket_messages": {
        "message_id": "ID messaggio", "ticket_id": "ID ticket", "created_at": "Data", "direction": "Direzione",
        "body": "Testo",
    }},
    {"ticket_messages": {"message_id": "M00000", "created_at": "2026-08-31T20:07:00Z", "direction": "in"}},
    zone="Europe/Rome",
)  # fmt: skip

CHAT = Case(
    "chats.jsonl",
    lines(lambda i: {
        "chat_id": f"S{i:04d}XK{i * 31 % 97}", "started_timestamp": epoch(at(i)), "ended_timestamp": epoch(later(i, 1)),
        "visitor": {"email": MAILS[i] if i % 4 else None, "country_code": "US"},
        "rate": pick(("not_rated", "rated_good"), i), "tags": ["wismo"] if i % 3 == 0 else [],
        "prechat_survey": {"order_number": f"NL{1417 + i}", "question": ASKED},
        "events": [{"type": "message", "text": ASKED}, {"type": "message", "text": "Hi"}],
    }),
    {"tickets": {
        "ticket_id": "chat_id", "created_at": "started_timestamp", "closed_at": "ended_timestamp",
        "customer_email": "visitor.email", "tags": "tags", "order_ref": "prechat_survey.order_number",
        "body": "prechat_survey.question",
    }},
    {"tickets": {"ticket_id": "S0000XK0", "created_at": "2026-08-31T22:07:41Z", "order_ref": "NL1417"}},
)  # fmt: skip

SITUACIONES = Case(
    "situaciones.csv",
    table(
        "Expedición;Referencia cliente;Fecha;Hora;Situación;Delegación",
        lambda i: (
            f"61720{4170000 + i // 4 * 13}", f"PED-{4417 + i // 4}",
            later(i // 4, 4 + 13 * (i % 4)).strftime("%d/%m/%Y"), later(i // 4, 4 + 13 * (i % 4)).strftime("%H:%M:%S"),
            ("Recogido", "En tránsito", "En reparto", "Entregado")[i % 4], pick(("Madrid", "Zaragoza"), i),
        ),
        ";",
        rows=ROWS,
    ).encode("cp1252"),
    {
        "tracking_events": {
            "tracking_number": "Expedición", "occurred_at": "Fecha + Hora", "status": "Situación",
            "place": "Delegación",
        },
        "shipments": {
            "shipment_id": "Expedición", "tracking_number": "Expedición", "order_name": "Referencia cliente",
        },
    },
    {"tracking_events": {"occurred_at": "2026-09-01T00:07:41Z", "status": "picked_up", "place": "Madrid"}},
    zone="Europe/Madrid",
)  # fmt: skip

CANVAS = Case(
    "message_sends.jsonl",
    lines(lambda i: {
        "dispatch_id": f"d{i:06x}", "external_user_id": f"u-{i % 17}", "sent_at": at(i).isoformat() + "Z",
        "canvas_name": "Post-purchase", "canvas_step_name": pick(("Shipped", "Delayed", "Delivered", "Upsell"), i),
        "channel": pick(("email", "sms"), i), "event_properties": {"order_number": f"NL{3417 + i}"},
    }),
    {"notifications": {
        "notification_id": "dispatch_id", "sent_at": "sent_at", "kind": "canvas_step_name", "channel": "channel",
        "order_name": "event_properties.order_number",
    }},
    {"notifications": {"sent_at": "2026-08-31T22:07:41Z", "kind": "shipped", "order_name": "NL3417"}},
)  # fmt: skip

FULFILMENTS = Case(
    "ItemFulfillments.csv",
    table(
        "Document Number,Created From,Date,Ship Via,Package Tracking Number,Ship Date,Location,Shipping Country",
        lambda i: (
            f"IF{90417 + i}", f"Sales Order #SO{5417 + i}", later(i, 6).strftime("%-m/%-d/%Y"),
            pick(("UPS Ground", "FedEx Home"), i), f"1Z999AA10{117000000 + i * 7}", later(i, 12).strftime("%-m/%-d/%Y"),
            pick(("Reno DC", "Ohio DC"), i), "United States",
        ),
    ).encode(),
    {"shipments": {
        "shipment_id": "Document Number", "order_name": "Created From", "label_created_at": "Ship Date | Date",
        "carrier": "Ship Via", "tracking_number": "Package Tracking Number", "warehouse": "Location",
        "country": "Shipping Country",
    }},
    {"shipments": {"shipment_id": "IF90417", "country": "US", "warehouse": "Reno DC"}},
    may=frozenset({"shipments.service"}),
    zone="America/Los_Angeles",
)  # fmt: skip

PARQUET_SHIPMENTS = Case(
    "fct_shipment.parquet",
    parquet(
        pa.schema([
            ("shipment_sk", pa.int64()), ("order_ref", pa.string()), ("carrier_cd", pa.string()),
            ("tracking_no", pa.string()), ("ship_ts", pa.timestamp("us", tz="UTC")),
            ("deliv_ts", pa.timestamp("us", tz="UTC")), ("dest_country_cd", pa.string()), ("whse_cd", pa.string()),
            ("return_flag", pa.string()),
        ]),
        lambda i: {
            "shipment_sk": 881000 + i, "order_ref": f"NL{5417 + i}", "carrier_cd": pick(("UPS", "FEDEX"), i),
            "tracking_no": f"{784417000000 + i * 131}", "ship_ts": later(i, 9).replace(tzinfo=UTC),
            "deliv_ts": later(i, 80).replace(tzinfo=UTC) if i % 3 else None, "dest_country_cd": "US",
            "whse_cd": pick(("RNO1", "CMH2"), i), "return_flag": "N" if i % 9 else "Y",
        },
    ),
    {"shipments": {
        "shipment_id": "shipment_sk", "order_name": "order_ref", "carrier": "carrier_cd",
        "tracking_number": "tracking_no", "label_created_at": "ship_ts", "delivered_at": "deliv_ts",
        "country": "dest_country_cd", "warehouse": "whse_cd", "is_return": "return_flag",
    }},
    {"shipments": {"shipment_id": "881000", "order_name": "NL5417", "label_created_at": "2026-09-01T07:07:41Z"}},
)  # fmt: skip

CASES = (ZAMOWIENIA, PINS, MESSAGGI, CHAT, SITUACIONES, CANVAS, FULFILMENTS, PARQUET_SHIPMENTS)
