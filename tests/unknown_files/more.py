"""A third set, which showed the rules what names alone cannot tell."""

from __future__ import annotations

from tests.unknown_files.helpdesks import ASKED, SUBJECTS
from tests.unknown_files.rows import MAILS, PEOPLE, Case, at, document, later, pick, table

SWEDISH = Case(
    "orderlista.csv",
    table(
        "Ordernr;Orderdatum;Kund;E-postadress;Telefon;Summa;Valuta;Leveranssätt;Land;Orderstatus",
        lambda i: (
            f"SE{5417 + i}", at(i).strftime("%Y-%m-%d %H:%M"), PEOPLE[i % 5], MAILS[i], f"+46 70 123 {1000 + i}",
            f"{499 + i},00 kr", "SEK", pick(("PostNord Ombud", "Budbee hem"), i), pick(("Sverige", "Norge"), i),
            pick(("Skickad", "Ny", "Avbruten"), i),
        ),
        ";",
    ).encode(),
    {"orders": {
        "order_id": "Ordernr", "order_name": "Ordernr", "created_at": "Orderdatum", "customer_email": "E-postadress",
        "customer_phone": "Telefon", "order_value": "Summa", "currency": "Valuta", "shipping_method": "Leveranssätt",
        "country": "Land",
    }},
    {"orders": {"order_id": "SE5417", "created_at": "2026-08-31T20:07:00Z", "order_value": "499.00", "country": "SE"}},
    zone="Europe/Stockholm",
)  # fmt: skip

EBAY = Case(
    "eBay-OrdersReport-Sep-2026.csv",
    table(
        "Sales Record Number,Order Number,Buyer Username,Buyer Name,Buyer Email,Item Number,Item Title,Custom Label,"
        "Quantity,Sold For,Total Price,Sale Date,Paid On Date,Ship By Date,Shipped On Date,Shipping Service,"
        "Tracking Number,Ship To State,Ship To Country",
        lambda i: (
            417 + i, f"{11 + i % 3}-{14017 + i * 7:05d}-{23417 + i * 11:05d}", f"buyer_{i}", PEOPLE[i % 5], MAILS[i],
            f"3258{41700000 + i % 5}", "Stoneware mug, 350 ml, blue glaze", f"MUG-{i % 5:03d}", 1 + i % 2, "$24.99",
            f"${29.98 + i:.2f}", at(i).strftime("%b-%d-%y"), at(i).strftime("%b-%d-%y"),
            later(i, 72).strftime("%b-%d-%y"), later(i, 40).strftime("%b-%d-%y"),
            pick(("USPS Ground Advantage", "UPS Ground"), i), f"9400100000000000{517000 + i * 7}",
            pick(("NY", "CA", "TX"), i), "United States",
        ),
    ).encode(),
    {
        "orders": {
            "order_id": "Order Number", "order_name": "Order Number", "created_at": "Sale Date",
            "paid_at": "Paid On Date", "promised_ship_by_at": "Ship By Date", "customer_email": "Buyer Email",
            "order_value": "Total Price", "shipping_method": "Shipping Service", "region": "Ship To State",
            "country": "Ship To Country",
        },
        "order_lines": {
            "order_id": "Order Number", "line_number": "Item Number", "sku": "Custom Label", "title": "Item Title",
            "quantity": "Quantity",
        },
        "shipments": {
            "shipment_id": "Tracking Number", "order_name": "Order Number", "tracking_number": "Tracking Number",
            "label_created_at": "Shipped On Date", "service": "Shipping Service", "region": "Ship To State",
            "country": "Ship To Country",
        },
    },
    {"orders": {"order_id": "11-14017-23417", "created_at": "2026-08-31T07:00:00Z", "country": "US"}},
    may=frozenset({"orders.customer_id", "shipments.order_id", "shipments.carrier"}),
    zone="America/Los_Angeles",
)  # fmt: skip

SITE_BUILDER = Case(
    "orders (3).csv",
    table(
        "Order ID,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Subtotal,Shipping,Taxes,"
        "Amount Refunded,Total,Discount Code,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
        "Lineitem sku,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Cancelled at",
        lambda i: (
            f"{10417 + i:05d}", MAILS[i], "PAID", at(i).strftime("%Y-%m-%d %H:%M:%S -0400"), "FULFILLED",
            later(i, 20).strftime("%Y-%m-%d %H:%M:%S -0400"), "USD", f"{40 + i}.00", "6.00", "0.00", "0.00",
            f"{46 + i}.00", "", "Standard", at(i).strftime("%Y-%m-%d %H:%M:%S -0400"), 1 + i % 2, "Oak tray", "40.00",
            f"TRAY-{i % 4}", "Albany", f"{12201 + i}", "NY", "US", f"+1 518 555 {100 + i:04d}", "",
        ),
    ).encode(),
    {
        "orders": {
            "order_id": "Order ID", "order_name": "Order ID", "created_at": "Created at", "paid_at": "Paid at",
            "cancelled_at": "Cancelled at", "customer_email": "Email", "customer_phone": "Shipping Phone",
            "order_value": "Total", "currency": "Currency", "shipping_method": "Shipping Method",
            "region": "Shipping Province", "country": "Shipping Country",
        },
        "order_lines": {
            "order_id": "Order ID", "line_number": "Lineitem sku", "sku": "Lineitem sku", "title": "Lineitem name",
            "quantity": "Lineitem quantity",
        },
    },
    {"orders": {"order_id": "10417", "created_at": "2026-09-01T02:07:41Z", "order_value": "46.00"}},
)  # fmt: skip

ORDER_HUB = Case(
    "open-orders.json",
    document(lambda i: {
        "OrderId": f"b7c1-{i:04x}-9e1b", "NumOrderId": 300417 + i,
        "GeneralInfo": {
            "Status": 1, "ReferenceNum": f"NL-{8417 + i}", "ReceivedDate": at(i).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "Source": pick(("SHOP", "MARKETPLACE"), i), "DespatchByDate": later(i, 48).strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
        "ShippingInfo": {"PostalServiceName": pick(("Tracked 24", "Tracked 48"), i), "TotalWeight": 0.4},
        "CustomerInfo": {"Address": {"EmailAddress": MAILS[i], "Country": "United Kingdom", "PhoneNumber": ""}},
        "TotalsInfo": {"Subtotal": 20.5 + i, "TotalCharge": 24.5 + i, "Currency": "GBP"},
        "Items": [{"SKU": "MUG", "Quantity": 1 + i % 2}],
    }),
    {"orders": {
        "order_id": "OrderId", "order_name": "GeneralInfo.ReferenceNum", "created_at": "GeneralInfo.ReceivedDate",
        "sales_channel": "GeneralInfo.Source", "promised_ship_by_at": "GeneralInfo.DespatchByDate",
        "shipping_method": "ShippingInfo.PostalServiceName", "customer_email": "CustomerInfo.Address.EmailAddress",
        "country": "CustomerInfo.Address.Country", "order_value": "TotalsInfo.TotalCharge",
        "currency": "TotalsInfo.Currency",
    }},
    {"orders": {"order_name": "NL-8417", "created_at": "2026-08-31T22:07:41Z", "country": "GB"}},
    may=frozenset({"orders.customer_phone"}),
)  # fmt: skip

CRM_CASES = Case(
    "case_export.csv",
    table(
        "CaseNumber,Subject,Description,Status,Origin,Type,Reason,CreatedDate,ClosedDate,LastModifiedDate,ContactEmail,"
        "ContactPhone,OwnerId,Order_Number__c",
        lambda i: (
            f"{417000 + i:08d}", pick(SUBJECTS, i), ASKED, pick(("New", "Closed", "Working"), i),
            pick(("Email", "Web", "Phone"), i), pick(("Question", "Problem"), i), pick(("Delivery", "Returns"), i),
            at(i).strftime("%Y-%m-%dT%H:%M:%S.000+0000"),
            later(i, 40).strftime("%Y-%m-%dT%H:%M:%S.000+0000") if i % 3 else "",
            later(i, 41).strftime("%Y-%m-%dT%H:%M:%S.000+0000"), MAILS[i], f"+1 212 555 {100 + i:04d}", f"005Hs{i % 4}",
            f"NL{1417 + i}" if i % 2 else "",
        ),
    ).encode(),
    {"tickets": {
        "ticket_id": "CaseNumber", "subject": "Subject", "body": "Description", "status": "Status",
        "channel": "Origin", "intent": "Reason | Type", "created_at": "CreatedDate", "closed_at": "ClosedDate",
        "updated_at": "LastModifiedDate", "customer_email": "ContactEmail", "customer_phone": "ContactPhone",
        "agent_id": "OwnerId", "order_ref": "Order_Number__c",
    }},
    {"tickets": {"ticket_id": "00417000", "created_at": "2026-08-31T22:07:41Z", "channel": "email"}},
)  # fmt: skip

SERVICE_DESK = Case(
    "JIRA.csv",
    table(
        "Issue key,Issue id,Summary,Issue Type,Status,Reporter,Assignee,Created,Updated,Resolved,Labels,Description,"
        "Custom field (Order number)",
        lambda i: (
            f"CS-{417 + i}", 90417 + i, pick(SUBJECTS, i), "Service Request", pick(("Done", "Waiting"), i), MAILS[i],
            f"agent-{i % 3}", at(i).strftime("%d/%b/%y %-I:%M %p"), later(i, 9).strftime("%d/%b/%y %-I:%M %p"),
            later(i, 9).strftime("%d/%b/%y %-I:%M %p") if i % 3 else "", "shipping" if i % 2 else "", ASKED,
            f"NL{1417 + i}" if i % 2 else "",
        ),
    ).encode(),
    {"tickets": {
        "ticket_id": "Issue key | Issue id", "subject": "Summary", "body": "Description", "status": "Status",
        "created_at": "Created", "updated_at": "Updated", "closed_at": "Resolved", "customer_email": "Reporter",
        "agent_id": "Assignee", "tags": "Labels", "order_ref": "Custom field (Order number)",
    }},
    {"tickets": {"created_at": "2026-09-01T02:07:00Z", "subject": "Where is my order?"}},
    may=frozenset({"tickets.intent"}),
    zone="America/New_York",
)  # fmt: skip

CHAT_CSV = Case(
    "tickets-september.csv",
    table(
        "Ticket #,Requester Email,Title,Assigned To,Department,State,Submitted,Last Reply,Solved On,Via,Score",
        lambda i: (
            4417 + i, MAILS[i], pick(SUBJECTS, i), f"agent-{i % 3}", pick(("Support", "Sales"), i),
            pick(("solved", "open"), i), at(i).strftime("%Y/%m/%d %H:%M"), later(i, 8).strftime("%Y/%m/%d %H:%M"),
            later(i, 30).strftime("%Y/%m/%d %H:%M") if i % 3 else "", pick(("chat", "email"), i), "",
        ),
    ).encode(),
    {"tickets": {
        "ticket_id": "Ticket #", "customer_email": "Requester Email", "subject": "Title", "agent_id": "Assigned To",
        "status": "State", "created_at": "Submitted", "closed_at": "Solved On", "channel": "Via",
    }},
    {"tickets": {"ticket_id": "4417", "created_at": "2026-08-31T20:07:00Z"}},
    may=frozenset({"tickets.updated_at", "tickets.intent", "tickets.csat"}),
    zone="Europe/Berlin",
)  # fmt: skip

EVENT_FEED = Case(
    "event_feed.csv",
    table(
        "PIC,EventDateTime,EventCode,EventDesc,EventCity,EventState,EventZip",
        lambda i: (
            f"9205590000000000{417000 + i // 4 * 7}", later(i // 4, 5 + 11 * (i % 4)).strftime("%Y%m%d %H:%M:%S"),
            ("03", "10", "OF", "01")[i % 4],
            ("ACCEPTANCE", "PROCESSED AT USPS FACILITY", "OUT FOR DELIVERY", "DELIVERED")[i % 4],
            pick(("NEWARK", "ALBANY"), i), "NY", f"{12201 + i}",
        ),
        rows=48,
    ).encode(),
    {"tracking_events": {
        "tracking_number": "PIC", "occurred_at": "EventDateTime", "status": "EventDesc", "place": "EventCity",
    }},
    {"tracking_events": {"occurred_at": "2026-09-01T07:07:41Z", "status": "picked_up"}},
    may=frozenset({"tracking_events.message", "tracking_events.substatus"}),
    zone="America/New_York",
)  # fmt: skip

CASES = (SWEDISH, EBAY, SITE_BUILDER, ORDER_HUB, CRM_CASES, SERVICE_DESK, CHAT_CSV, EVENT_FEED)  # fmt: skip
