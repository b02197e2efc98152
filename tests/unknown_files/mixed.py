"""A second set of files of every kind, by which the rules were widened once the first set was read well."""

from __future__ import annotations

from datetime import UTC

import pyarrow as pa

from tests.unknown_files.helpdesks import SUBJECTS
from tests.unknown_files.rows import MAILS, PEOPLE, Case, at, epoch, later, lines, parquet, pick, table

BIGCOMMERCE = Case(
    "orders-2026-09-21.csv",
    table(
        "Order ID,Customer ID,Customer Name,Customer Email,Customer Phone,Order Date,Order Status,"
        "Subtotal (inc tax),Shipping Cost (inc tax),Order Total (inc tax),Ship Method,Payment Method,Total Quantity,"
        "Date Shipped,Order Currency Code,Customer Message,Shipping Zip,Shipping State,Shipping Country",
        lambda i: (
            3117 + i, 500 + i % 19, PEOPLE[i % 5], MAILS[i], f"0{2 + i % 7} 9374 {4000 + i}",
            at(i).strftime("%d/%m/%Y"), pick(("Completed", "Shipped", "Awaiting Fulfillment"), i), f"{50 + i}.00",
            "9.95", f"{59.95 + i:.2f}", pick(("Australia Post Parcel", "Express"), i), "Credit card", 1 + i % 3,
            later(i, 40).strftime("%d/%m/%Y") if i % 4 else "", "AUD", "", f"{2000 + i}",
            pick(("New South Wales", "Victoria"), i), pick(("Australia", "Australia", "New Zealand"), i),
        ),
    ).encode(),
    {"orders": {
        "order_id": "Order ID", "order_name": "Order ID", "created_at": "Order Date", "customer_id": "Customer ID",
        "customer_email": "Customer Email", "customer_phone": "Customer Phone",
        "order_value": "Order Total (inc tax)", "shipping_method": "Ship Method", "currency": "Order Currency Code",
        "region": "Shipping State", "country": "Shipping Country",
    }},
    {"orders": {"order_id": "3117", "created_at": "2026-08-30T14:00:00Z", "country": "AU", "order_value": "59.95"}},
    zone="Australia/Sydney",
)  # fmt: skip

ETSY = Case(
    "EtsySoldOrders2026-9.csv",
    table(
        "Sale Date,Order ID,Buyer User ID,Full Name,First Name,Last Name,Number of Items,Payment Method,Date Shipped,"
        "Street 1,Street 2,Ship City,Ship State,Ship Zipcode,Ship Country,Currency,Order Value,Coupon Code,"
        "Shipping,Sales Tax,Order Total,Card Processing Fees,Order Net,Buyer,Order Type,SKU",
        lambda i: (
            at(i).strftime("%m/%d/%y"), 3141592653 + i * 101, f"buyer{i}", PEOPLE[i % 5], PEOPLE[i % 5].split()[0],
            "Example", 1 + i % 3, "Credit Card", later(i, 50).strftime("%m/%d/%y") if i % 5 else "", "1 Any Street", "",
            "Portland", pick(("OR", "WA", "ME"), i), f"{97201 + i}", pick(("United States", "Canada"), i), "USD",
            f"{30 + i}.00", "", "5.00", "0.00", f"{35 + i}.00", "1.30", f"{33.7 + i:.2f}", f"buyer{i}", "online",
            f"MUG-{i % 4}",
        ),
    ).encode(),
    {"orders": {
        "order_id": "Order ID", "order_name": "Order ID", "created_at": "Sale Date", "region": "Ship State",
        "country": "Ship Country", "currency": "Currency", "order_value": "Order Total | Order Value",
        "customer_id": "Buyer User ID",
    }},
    {"orders": {"order_id": "3141592653", "created_at": "2026-08-31T04:00:00Z", "country": "US"}},
    zone="America/New_York",
)  # fmt: skip

RASTREIO = Case(
    "rastreamento.csv",
    table(
        "Código de rastreio;Pedido;Transportadora;Data/Hora;Evento;Cidade;UF",
        lambda i: (
            f"NX{417000000 + i // 4 * 919:09d}BR", f"NL-{7417 + i // 4}", "Correios",
            later(i // 4, 4 + 20 * (i % 4)).strftime("%d/%m/%Y %H:%M:%S"),
            ("Objeto postado", "Objeto em trânsito", "Objeto saiu para entrega", "Objeto entregue")[i % 4],
            pick(("Curitiba", "Cajamar", "Recife"), i), pick(("PR", "SP", "PE"), i),
        ),
        ";",
        rows=48,
    ).encode("utf-16"),
    {
        "tracking_events": {
            "tracking_number": "Código de rastreio", "carrier": "Transportadora", "occurred_at": "Data/Hora",
            "status": "Evento", "place": "Cidade",
        },
        "shipments": {
            "shipment_id": "Código de rastreio", "order_name": "Pedido", "tracking_number": "Código de rastreio",
            "carrier": "Transportadora",
        },
    },
    {"tracking_events": {"occurred_at": "2026-09-01T05:07:41Z", "status": "picked_up"}},
    zone="America/Sao_Paulo",
)  # fmt: skip

TICKETLISTE = Case(
    "tickets_export.csv",
    table(
        "Ticket-Nr.;Betreff;Status;Kanal;Eingegangen am;Erste Antwort;Geschlossen am;E-Mail;Schlagworte;"
        "Bestellnummer;Bearbeiter",
        lambda i: (
            f"T{80417 + i}", pick(("Wo ist mein Paket?", "Rückgabe", "Falsche Größe", "Lieferung verspätet"), i),
            pick(("offen", "geschlossen"), i), pick(("E-Mail", "Telefon", "Chat"), i),
            at(i).strftime("%d.%m.%y %H:%M"), later(i, 3).strftime("%d.%m.%y %H:%M"),
            later(i, 40).strftime("%d.%m.%y %H:%M") if i % 3 else "", MAILS[i],
            pick(("Versand, WISMO", "Retoure", ""), i), f"AB-{70417 + i}" if i % 2 else "", f"Team {i % 3}",
        ),
        ";",
    ).encode("cp1252"),
    {"tickets": {
        "ticket_id": "Ticket-Nr.", "created_at": "Eingegangen am", "closed_at": "Geschlossen am", "status": "Status",
        "first_response_at": "Erste Antwort", "channel": "Kanal", "subject": "Betreff", "customer_email": "E-Mail",
        "tags": "Schlagworte", "order_ref": "Bestellnummer", "agent_id": "Bearbeiter",
    }},
    {"tickets": {"ticket_id": "T80417", "created_at": "2026-08-31T20:07:00Z", "subject": "Wo ist mein Paket?"}},
    zone="Europe/Berlin",
)  # fmt: skip

DESPATCH = Case(
    "despatch_report.csv",
    table(
        "Order Number,Despatch Date,Courier,Courier Service,Tracking Number,Warehouse,Delivery Country,Parcels,"
        "Weight KG",
        lambda i: (
            f"WEB{15417 + i}", later(i, 12).strftime("%d/%m/%Y %H:%M:%S"), pick(("Royal Mail", "DPD", "Evri"), i),
            pick(("Tracked 24", "Next Day"), i), f"TT{417000000 + i * 37:09d}GB", pick(("Daventry", "Corby"), i),
            pick(("United Kingdom", "Ireland"), i), 1, f"{0.3 + i / 20:.2f}",
        ),
    ).encode(),
    {"shipments": {
        "shipment_id": "Tracking Number", "order_name": "Order Number", "label_created_at": "Despatch Date",
        "carrier": "Courier", "service": "Courier Service", "tracking_number": "Tracking Number",
        "warehouse": "Warehouse", "country": "Delivery Country",
    }},
    {"shipments": {"order_name": "WEB15417", "label_created_at": "2026-09-01T09:07:41Z", "country": "GB"}},
    zone="Europe/London",
)  # fmt: skip

PARQUET_TICKETS = Case(
    "dim_ticket.parquet",
    parquet(
        pa.schema([
            ("ticket_key", pa.int64()), ("opened_at", pa.timestamp("us", tz="UTC")),
            ("resolved_at", pa.timestamp("us", tz="UTC")), ("subject_line", pa.string()),
            ("contact_channel", pa.string()),
            ("labels", pa.list_(pa.string())), ("contact_email", pa.string()), ("order_number", pa.string()),
            ("csat_score", pa.int8()), ("is_spam", pa.bool_()),
        ]),
        lambda i: {
            "ticket_key": 417000 + i, "opened_at": at(i).replace(tzinfo=UTC),
            "resolved_at": later(i, 40).replace(tzinfo=UTC) if i % 3 else None, "subject_line": pick(SUBJECTS, i),
            "contact_channel": pick(("email", "chat"), i), "labels": ["wismo", "vip"][: i % 3],
            "contact_email": MAILS[i], "order_number": f"NL{1417 + i}" if i % 2 else None,
            "csat_score": i % 5 + 1 if i % 4 == 0 else None, "is_spam": i % 12 == 7,
        },
    ),
    {"tickets": {
        "ticket_id": "ticket_key", "created_at": "opened_at", "closed_at": "resolved_at", "subject": "subject_line",
        "channel": "contact_channel", "tags": "labels", "customer_email": "contact_email",
        "order_ref": "order_number", "csat": "csat_score", "is_spam": "is_spam",
    }},
    {"tickets": {"ticket_id": "417000", "created_at": "2026-08-31T22:07:41Z", "is_spam": "false"}},
)  # fmt: skip

MAIL_LOG = Case(
    "outbound-messages.csv",
    table(
        "MessageID,Recipients,Subject,Tag,SubmittedAt,Status,Metadata.order_number,MessageStream",
        lambda i: (
            f"{i:08x}-9e1b-4d0c", MAILS[i], "News about your order",
            pick(("order-shipped", "order-delivered", "out-for-delivery", "order-confirmation"), i),
            at(i).strftime("%Y-%m-%dT%H:%M:%S.0000000-05:00"), pick(("Delivered", "Opened"), i), f"#NL{3417 + i}",
            "outbound",
        ),
    ).encode(),
    {"notifications": {
        "notification_id": "MessageID", "sent_at": "SubmittedAt", "kind": "Tag",
        "order_name": "Metadata.order_number",
    }},
    {"notifications": {"sent_at": "2026-09-01T03:07:41Z", "kind": "shipped", "order_name": "#NL3417"}},
    may=frozenset({"notifications.channel"}),
)  # fmt: skip

BERLIN_3PL = Case(
    "shipments-2026-09.jsonl",
    lines(lambda i: {
        "shipmentNumber": f"BY{417000 + i}", "shopOrderNumber": f"AB-{70417 + i}", "destinationCountry": "DE",
        "carrier": pick(("DHL Paket", "GLS"), i), "trackingNumber": f"00340434{161094000000 + i * 977}",
        "warehouseName": pick(("Berlin", "Wien"), i), "status": pick(("shipped", "delivered"), i),
        "createdAt": epoch(at(i)) * 1000, "shippedAt": epoch(later(i, 12)) * 1000,
        "deliveredAt": epoch(later(i, 60)) * 1000 if i % 3 else None,
        "shipmentItems": [{"sku": "MUG", "amount": 1 + i % 2}],
    }),
    {"shipments": {
        "shipment_id": "shipmentNumber", "order_name": "shopOrderNumber", "country": "destinationCountry",
        "carrier": "carrier", "tracking_number": "trackingNumber", "warehouse": "warehouseName",
        "label_created_at": "shippedAt | createdAt", "delivered_at": "deliveredAt",
    }},
    {"shipments": {"shipment_id": "BY417000", "order_name": "AB-70417", "delivered_at": ""}},
)  # fmt: skip

CASES = (BIGCOMMERCE, ETSY, RASTREIO, TICKETLISTE, DESPATCH, PARQUET_TICKETS, MAIL_LOG, BERLIN_3PL)  # fmt: skip
