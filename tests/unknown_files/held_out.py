"""Files that were written before the rules were finished, and looked at only afterwards."""

from __future__ import annotations

from tests.unknown_files.helpdesks import ASKED, SUBJECTS
from tests.unknown_files.rows import MAILS, PEOPLE, Case, at, document, epoch, later, lines, pick, table

SITE = Case(
    "orders.csv",
    table(
        "Order number,Date created,Time,Contact email,Item,Qty,SKU,Delivery method,Delivery country,Total,Currency,"
        "Payment status,Fulfillment status,Tracking number",
        lambda i: (
            10417 + i, at(i).strftime("%b %-d, %Y"), at(i).strftime("%-I:%M %p"), MAILS[i], "Stoneware mug", 1 + i % 2,
            f"MUG-{i % 4}", "Standard", pick(("US", "CA"), i), f"{28 + i}.00", "USD", "Paid", "Fulfilled",
            f"9400100000000000{417000 + i * 3}",
        ),
    ).encode(),
    {
        "orders": {
            "order_id": "Order number", "order_name": "Order number", "created_at": "Date created + Time",
            "customer_email": "Contact email", "shipping_method": "Delivery method", "country": "Delivery country",
            "order_value": "Total", "currency": "Currency",
        },
        "order_lines": {
            "order_id": "Order number", "line_number": "SKU", "sku": "SKU", "title": "Item", "quantity": "Qty",
        },
        "shipments": {
            "shipment_id": "Tracking number", "order_name": "Order number", "tracking_number": "Tracking number",
            "country": "Delivery country",
        },
    },
    {"orders": {"order_id": "10417", "created_at": "2026-09-01T02:07:00Z"}},
    zone="America/New_York",
)  # fmt: skip

VENTAS = Case(
    "ventas.csv",
    table(
        "# de venta;Fecha de venta;Estado;Unidades;Total (MXN);SKU;Título de la publicación;Forma de entrega;"
        "Número de seguimiento;Transportista;Comprador;País",
        lambda i: (
            f"20000{41700000 + i * 13}", at(i).strftime("%d/%m/%Y %H:%M"), pick(("Entregado", "En camino"), i),
            1 + i % 2, f"{499 + i}.00", f"TZA-{i % 5}", "Taza de cerámica azul", "Mercado Envíos",
            f"4{1700000000 + i * 17}", pick(("Estafeta", "DHL"), i), PEOPLE[i % 5], "México",
        ),
        ";",
    ).encode(),
    {
        "orders": {
            "order_id": "# de venta", "order_name": "# de venta", "created_at": "Fecha de venta",
            "order_value": "Total (MXN)", "shipping_method": "Forma de entrega", "country": "País",
        },
        "order_lines": {
            "order_id": "# de venta", "line_number": "SKU", "sku": "SKU", "title": "Título de la publicación",
            "quantity": "Unidades",
        },
        "shipments": {
            "shipment_id": "Número de seguimiento", "order_name": "# de venta", "country": "País",
            "tracking_number": "Número de seguimiento", "carrier": "Transportista",
        },
    },
    {"orders": {"created_at": "2026-09-01T04:07:00Z", "country": "MX"}},
    zone="America/Mexico_City",
)  # fmt: skip

MARKETPLACE = Case(
    "orders_dataset.csv",
    table(
        '"order_id","customer_id","order_status","order_purchase_timestamp","order_approved_at",'
        '"order_delivered_carrier_date","order_delivered_customer_date","order_estimated_delivery_date"',
        lambda i: (
            f"{i * 7919:032x}", f"{i * 104729:032x}", "delivered", str(at(i)), str(later(i, 1)), str(later(i, 30)),
            str(later(i, 120)) if i % 4 else "", later(i, 400).strftime("%Y-%m-%d 00:00:00"),
        ),
    ).encode(),
    {"orders": {
        "order_id": "order_id", "order_name": "order_id", "customer_id": "customer_id",
        "created_at": "order_purchase_timestamp", "paid_at": "order_approved_at",
        "promised_at": "order_estimated_delivery_date",
    }},
    {"orders": {"created_at": "2026-09-01T01:07:41Z"}},
    may=frozenset({f"shipments.{name}" for name in (
        "shipment_id", "order_id", "order_name", "pickup_at", "delivered_at", "promised_at", "label_created_at",
    )}),
    zone="America/Sao_Paulo",
)  # fmt: skip

PAKKER = Case(
    "pakker.csv",
    table(
        "Ordrenummer;Pakkenummer;Fragtfirma;Afsendt;Leveret;Modtagerland;Returnering",
        lambda i: (
            f"DK{5417 + i}", f"0037057{3417000000 + i * 7}", pick(("GLS", "PostNord"), i),
            later(i, 9).strftime("%d-%m-%Y %H:%M"), later(i, 60).strftime("%d-%m-%Y %H:%M") if i % 4 else "",
            pick(("Danmark", "Sverige"), i), pick(("nej", "nej", "ja"), i),
        ),
        ";",
    ).encode(),
    {"shipments": {
        "shipment_id": "Pakkenummer", "order_name": "Ordrenummer", "tracking_number": "Pakkenummer",
        "carrier": "Fragtfirma", "label_created_at": "Afsendt", "delivered_at": "Leveret", "country": "Modtagerland",
        "is_return": "Returnering",
    }},
    {"shipments": {"order_name": "DK5417", "label_created_at": "2026-09-01T05:07:00Z", "country": "DK"}},
    zone="Europe/Copenhagen",
)  # fmt: skip

AGENT_DESK = Case(
    "tickets.json",
    document(lambda i: {
        "ticketid": f"t{i:05x}", "code": f"QWE-{41700 + i}", "conv_subject": pick(SUBJECTS, i),
        "preview": ASKED, "owner_email": MAILS[i], "owner_name": PEOPLE[i % 5], "channel_type": pick(("E", "C"), i),
        "status": pick(("R", "N"), i), "date_created": str(at(i)), "date_changed": str(later(i, 9)),
        "date_resolved": str(later(i, 9)) if i % 3 else None, "tags": ["wismo"] if i % 2 else [],
        "agentid": f"a{i % 3}",
    }),
    {"tickets": {
        "ticket_id": "ticketid", "subject": "conv_subject", "body": "preview", "customer_email": "owner_email",
        "status": "status", "created_at": "date_created", "updated_at": "date_changed", "closed_at": "date_resolved",
        "tags": "tags", "agent_id": "agentid", "channel": "channel_type",
    }},
    {"tickets": {"ticket_id": "t00000", "created_at": "2026-08-31T22:07:41Z"}},
    zone="UTC",
)  # fmt: skip

STATUSSEN = Case(
    "statussen.csv",
    table(
        "Barcode,Statuscode,Statusomschrijving,Tijdstip,Locatie",
        lambda i: (
            f"3SDEVC{417000000 + i // 4 * 7}", ("A01", "B01", "J05", "I01")[i % 4],
            ("Zending voorgemeld", "Zending gesorteerd", "Bezorger onderweg", "Zending bezorgd")[i % 4],
            later(i // 4, 3 + 14 * (i % 4)).strftime("%d-%m-%y %H:%M:%S"), pick(("Utrecht", "Breda"), i),
        ),
        rows=48,
    ).encode(),
    {"tracking_events": {
        "tracking_number": "Barcode", "occurred_at": "Tijdstip", "status": "Statusomschrijving", "place": "Locatie",
    }},
    {"tracking_events": {"occurred_at": "2026-08-31T23:07:41Z", "status": "label_created"}},
    may=frozenset({"tracking_events.substatus", "tracking_events.message"}),
    zone="Europe/Amsterdam",
)  # fmt: skip

SCAN_FEED = Case(
    "scans.jsonl",
    lines(lambda i: {
        "trackingNumber": f"{784417000000 + i // 3 * 131}", "carrierCode": "FDXE",
        "eventTimestamp": later(i // 3, 4 + 20 * (i % 3)).strftime("%Y-%m-%dT%H:%M:%S-05:00"),
        "eventType": ("PU", "IT", "DL")[i % 3], "eventDescription": ("Picked up", "In transit", "Delivered")[i % 3],
        "scanLocation": {"city": pick(("Memphis", "Reno"), i), "countryCode": "US", "postalCode": "38118"},
    }, rows=45),
    {"tracking_events": {
        "tracking_number": "trackingNumber", "carrier": "carrierCode", "occurred_at": "eventTimestamp",
        "status": "eventDescription", "place": "scanLocation.city", "country": "scanLocation.countryCode",
    }},
    {"tracking_events": {"occurred_at": "2026-09-01T07:07:41Z", "status": "picked_up", "place": "Memphis"}},
    may=frozenset({"tracking_events.substatus", "tracking_events.message"}),
)  # fmt: skip

CONFIRMATIONS = Case(
    "confirmations.jsonl",
    lines(lambda i: {
        "dispatchNote": f"DN{417000 + i}", "customerOrderNo": f"WEB{5417 + i}", "carrierName": pick(("DPD", "Evri"), i),
        "consignmentNo": f"155029{41700000 + i * 7}", "dispatchedOn": epoch(later(i, 7)), "site": "Corby",
        "deliverTo": {"country": "GB", "postcode": "LS1 4AP"}, "cartons": [{"sku": "MUG", "qty": 1}],
    }),
    {"shipments": {
        "shipment_id": "dispatchNote", "order_name": "customerOrderNo", "carrier": "carrierName",
        "tracking_number": "consignmentNo", "label_created_at": "dispatchedOn", "warehouse": "site",
        "country": "deliverTo.country",
    }},
    {"shipments": {"shipment_id": "DN417000", "order_name": "WEB5417", "label_created_at": "2026-09-01T05:07:41Z"}},
)  # fmt: skip

AVISOS = Case(
    "avisos.csv",
    table(
        "id_envio;fecha_envio;telefono;plantilla;pedido",
        lambda i: (
            f"av{i:05d}", at(i).strftime("%Y-%m-%d %H:%M:%S"), f"+34 600 {100 + i} {200 + i}",
            pick(("pedido_enviado", "en_reparto", "entregado", "promocion"), i), f"PED-{4417 + i}",
        ),
        ";",
    ).encode(),
    {"notifications": {
        "notification_id": "id_envio", "sent_at": "fecha_envio", "kind": "plantilla", "order_name": "pedido",
    }},
    {"notifications": {"sent_at": "2026-08-31T20:07:41Z", "kind": "shipped", "order_name": "PED-4417"}},
    zone="Europe/Madrid",
)  # fmt: skip

THREADS = Case(
    "messages.jsonl",
    lines(lambda i: {
        "id": f"m{i:05x}", "thread": {"id": f"th{i // 3:04x}"},
        "sentAt": later(i // 3, 2 * (i % 3)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "author": {"type": ("customer", "agent", "customer")[i % 3], "id": f"p{i % 3}"}, "bodyText": ASKED,
    }, rows=45),
    {"ticket_messages": {
        "message_id": "id", "ticket_id": "thread.id", "created_at": "sentAt", "direction": "author.type",
        "author_id": "author.id", "body": "bodyText",
    }},
    {"ticket_messages": {"ticket_id": "th0000", "direction": "in", "created_at": "2026-08-31T22:07:41Z"}},
)  # fmt: skip

INBOX = Case(
    "inbox-report.csv",
    table(
        "Conversation ID,Subject,Sender Email,Created On,Assignee,Status,Tags,First Response Sent On,Closed On",
        lambda i: (
            f"SI-{417 + i}", pick(SUBJECTS, i), MAILS[i], at(i).strftime("%d %b %Y, %H:%M"), f"agent-{i % 3}",
            pick(("Closed", "Open"), i), "wismo" if i % 2 else "", later(i, 3).strftime("%d %b %Y, %H:%M"),
            later(i, 30).strftime("%d %b %Y, %H:%M") if i % 3 else "",
        ),
    ).encode(),
    {"tickets": {
        "ticket_id": "Conversation ID", "subject": "Subject", "customer_email": "Sender Email",
        "created_at": "Created On", "agent_id": "Assignee", "status": "Status", "tags": "Tags",
        "first_response_at": "First Response Sent On", "closed_at": "Closed On",
    }},
    {"tickets": {"ticket_id": "SI-417", "created_at": "2026-08-31T16:37:00Z"}},
    zone="Asia/Kolkata",
)  # fmt: skip

SHOP_DE = Case(
    "bestellungen.csv",
    table(
        "Bestellnummer|Bestellzeit|Rechnungs-E-Mail|Lieferland|Versandart|Zahlungsart|Zahlungsstatus|Gesamtpreis|"
        "Währung",
        lambda i: (
            20417 + i, at(i).strftime("%d.%m.%Y %H:%M:%S"), MAILS[i], pick(("Deutschland", "Österreich"), i),
            pick(("DHL Standard", "Express"), i), "PayPal", "Bezahlt", f"1.{200 + i},90", "EUR",
        ),
        "|",
    ).encode(),
    {"orders": {
        "order_id": "Bestellnummer", "order_name": "Bestellnummer", "created_at": "Bestellzeit",
        "customer_email": "Rechnungs-E-Mail", "country": "Lieferland", "shipping_method": "Versandart",
        "order_value": "Gesamtpreis", "currency": "Währung",
    }},
    {"orders": {"created_at": "2026-08-31T20:07:41Z", "country": "DE", "order_value": "1200.90"}},
    zone="Europe/Berlin",
)  # fmt: skip

CASES = (
    SITE, VENTAS, MARKETPLACE, PAKKER, AGENT_DESK, STATUSSEN, SCAN_FEED, CONFIRMATIONS, AVISOS, THREADS, INBOX, SHOP_DE,
)  # fmt: skip
