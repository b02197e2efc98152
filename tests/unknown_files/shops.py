"""Orders as shop systems and marketplaces export them."""

from __future__ import annotations

from datetime import UTC

import pyarrow as pa

from tests.unknown_files.rows import MAILS, PEOPLE, Case, at, epoch, later, lines, parquet, pick, table

MAGENTO = Case(
    "export_orders_magento.csv",
    table(
        '"ID","Purchase Point","Purchase Date","Bill-to Name","Ship-to Name","Grand Total (Base)",'
        '"Grand Total (Purchased)","Status","Billing Address","Shipping Address","Shipping Information",'
        '"Customer Email","Customer Group","Subtotal","Shipping and Handling","Customer Name","Payment Method",'
        '"Total Refunded"',
        lambda i: (
            f"{300000417 + i * 3:09d}", "Main Website Store English", at(i).strftime("%b %-d, %Y %-I:%M:%S %p"),
            PEOPLE[i % 5], PEOPLE[i % 5], f"{40 + i * 7.35:.4f}", f"{40 + i * 7.35:.4f}",
            pick(("complete", "processing", "closed", "canceled"), i), "1 Any Street,Town", "1 Any Street,Town",
            pick(("Flat Rate - Fixed", "Federal Express - Ground", "Best Way - Table Rate"), i), MAILS[i],
            pick(("General", "NOT LOGGED IN", "Wholesale"), i), f"{35 + i * 7.35:.4f}", "5.0000", PEOPLE[i % 5],
            pick(("checkmo", "paypal_express", "braintree"), i), "0.0000" if i % 9 else "12.5000",
        ),
    ).encode(),
    {"orders": {
        "order_id": "ID", "order_name": "ID", "created_at": "Purchase Date", "customer_email": "Customer Email",
        "shipping_method": "Shipping Information", "order_value": "Grand Total (Purchased) | Grand Total (Base)",
    }},
    {"orders": {"order_id": "300000417", "created_at": "2026-09-01T02:07:41Z", "order_value": "40.0000"}},
    may=frozenset({"orders.sales_channel"}),
    zone="America/New_York",
)  # fmt: skip

WOOCOMMERCE = Case(
    "orders-export-2026-09.csv",
    table(
        '"Order Number","Order Status","Order Date","Customer Note","First Name (Billing)","Last Name (Billing)",'
        '"City (Billing)","Country Code (Billing)","Email (Billing)","Phone (Billing)","State Code (Shipping)",'
        '"Postcode (Shipping)","Country Code (Shipping)","Payment Method Title","Order Subtotal Amount",'
        '"Shipping Method Title","Order Shipping Amount","Order Total Amount","SKU","Item #","Item Name",'
        '"Quantity (- Refund)","Item Cost"',
        lambda i: (
            20417 + i // 2, pick(("Processing", "Completed", "On hold", "Refunded"), i // 2),
            at(i // 2).strftime("%Y-%m-%d %H:%M"), "" if i // 2 % 5 else "Please leave it at the back door",
            PEOPLE[i // 2 % 5].split()[0], "Example", "Leeds", "GB", MAILS[i // 2], f"+44 20 7946 {100 + i // 2:04d}",
            pick(("LND", "YOR", ""), i // 2), f"LS{i // 2 % 9} 4AP", pick(("GB", "GB", "IE"), i // 2), "Credit card",
            f"{30 + i // 2 * 1.15:.2f}", pick(("Royal Mail Tracked 48", "Free shipping"), i // 2), "3.50",
            f"{33.5 + i // 2 * 1.15:.2f}", f"MUG-{i % 11:03d}", i % 2 + 1,
            pick(("Stoneware mug", "Oak tray", "Linen towel"), i), 1 + i % 3, "14.00",
        ),
    ).encode(),
    {
        "orders": {
            "order_id": "Order Number", "order_name": "Order Number", "created_at": "Order Date",
            "customer_email": "Email (Billing)", "customer_phone": "Phone (Billing)",
            "country": "Country Code (Shipping)", "region": "State Code (Shipping)",
            "shipping_method": "Shipping Method Title", "order_value": "Order Total Amount",
        },
        "order_lines": {
            "order_id": "Order Number", "line_number": "Item #", "sku": "SKU", "title": "Item Name",
            "quantity": "Quantity (- Refund)",
        },
    },
    {"orders": {"order_name": "20417", "created_at": "2026-08-31T21:07:00Z", "country": "GB", "order_value": "33.50"},
     "order_lines": {"order_id": "20417", "line_number": "1", "sku": "MUG-000"}},
    may=frozenset({"order_lines.order_name"}),
    zone="Europe/London",
)  # fmt: skip

AMAZON = Case(
    "1284417020345.txt",
    table(
        "amazon-order-id\tmerchant-order-id\tpurchase-date\tlast-updated-date\torder-status\tfulfillment-channel\t"
        "sales-channel\torder-channel\tship-service-level\tproduct-name\tsku\tasin\titem-status\tquantity\tcurrency\t"
        "item-price\titem-tax\tshipping-price\tship-city\tship-state\tship-postal-code\tship-country\tpromotion-ids",
        lambda i: (
            f"{111 + i % 3}-{2934417 + i * 811}-{1745093 + i * 377}", "", at(i).strftime("%Y-%m-%dT%H:%M:%S+00:00"),
            later(i, 30).strftime("%Y-%m-%dT%H:%M:%S+00:00"), pick(("Shipped", "Pending", "Cancelled"), i),
            "Merchant", "Amazon.com", "", pick(("Standard", "Expedited"), i),
            "Oak serving tray with handles, 40 cm, oiled", f"TRAY-{i % 7:02d}", f"B0{1000 + i % 7:04d}XYZQ", "Shipped",
            1 + i % 2, "USD", f"{24 + i % 5}.99", "1.92", "0.0", "SPRINGFIELD", pick(("IL", "NY", "CA", "TX"), i),
            f"{10001 + i * 37}", "US", "",
        ),
        "\t",
    ).encode(),
    {
        "orders": {
            "order_id": "amazon-order-id", "order_name": "amazon-order-id", "created_at": "purchase-date",
            "updated_at": "last-updated-date", "shipping_method": "ship-service-level", "country": "ship-country",
            "region": "ship-state", "sales_channel": "sales-channel", "currency": "currency",
        },
        "order_lines": {
            "order_id": "amazon-order-id", "line_number": "sku", "sku": "sku", "title": "product-name",
            "quantity": "quantity",
        },
    },
    {"orders": {"order_id": "111-2934417-1745093", "created_at": "2026-08-31T22:07:41Z", "region": "IL"}},
)  # fmt: skip

PRESTASHOP = Case(
    "pedidos_septiembre.csv",
    table(
        "ID pedido;Referencia;Cliente;Correo electrónico;Teléfono;Importe total;Forma de pago;Estado;País;Provincia;"
        "Forma de envío;Fecha de pedido",
        lambda i: (
            4417 + i, "".join("ABCDEFGHJKLMNPQRSTUVWXYZ"[(i * k + k * k) % 24] for k in range(3, 12)), PEOPLE[i % 5],
            MAILS[i], f"+34 600 {100 + i} {200 + i}", f"{1000 + i * 7.5:,.2f} €".replace(",", "X").replace(".", ",")
            .replace("X", "."), pick(("Tarjeta", "PayPal", "Transferencia"), i),
            pick(("Pago aceptado", "Enviado", "Entregado", "Cancelado"), i), pick(("España", "España", "Portugal"), i),
            pick(("Madrid", "Barcelona", "Sevilla"), i), pick(("SEUR 24h", "Correos Express"), i),
            at(i).strftime("%d/%m/%Y %H:%M:%S"),
        ),
        ";",
    ).encode(),
    {"orders": {
        "order_id": "ID pedido", "order_name": "Referencia", "created_at": "Fecha de pedido",
        "customer_email": "Correo electrónico", "customer_phone": "Teléfono", "order_value": "Importe total",
        "country": "País", "region": "Provincia", "shipping_method": "Forma de envío",
    }},
    {"orders": {"order_id": "4417", "created_at": "2026-08-31T20:07:41Z", "order_value": "1000.00", "country": "ES"}},
    zone="Europe/Madrid",
)  # fmt: skip

PARQUET = Case(
    "fact_orders.parquet",
    parquet(
        pa.schema([
            ("order_sk", pa.int64()), ("order_no", pa.string()), ("ordered_at", pa.timestamp("us", tz="UTC")),
            ("paid_ts", pa.timestamp("us", tz="UTC")), ("cancelled_ts", pa.timestamp("us", tz="UTC")),
            ("customer_email", pa.string()), ("ship_country", pa.string()), ("grand_total", pa.decimal128(12, 2)),
            ("currency", pa.string()), ("is_test_order", pa.bool_()), ("etl_batch", pa.int32()),
        ]),
        lambda i: {
            "order_sk": 9_000_000_001 + i, "order_no": f"NL-{10417 + i}", "ordered_at": at(i).replace(tzinfo=UTC),
            "paid_ts": later(i, 1).replace(tzinfo=UTC),
            "cancelled_ts": later(i, 9).replace(tzinfo=UTC) if i % 8 == 3 else None, "customer_email": MAILS[i],
            "ship_country": pick(("US", "CA"), i), "grand_total": 2000 + i, "currency": "USD",
            "is_test_order": i % 13 == 5, "etl_batch": 7,
        },
    ),
    {"orders": {
        "order_id": "order_sk", "order_name": "order_no", "created_at": "ordered_at", "paid_at": "paid_ts",
        "cancelled_at": "cancelled_ts", "customer_email": "customer_email", "country": "ship_country",
        "order_value": "grand_total", "currency": "currency", "is_test": "is_test_order",
    }},
    {"orders": {"order_id": "9000000001", "order_name": "NL-10417", "created_at": "2026-08-31T22:07:41Z"}},
)  # fmt: skip

OWN_SHOP = Case(
    "orders.jsonl",
    lines(lambda i: {
        "orderId": f"{i:04x}c0ffee{i * 7919 % 65536:04x}", "orderNumber": 100417 + i, "placedAt": epoch(at(i)),
        "customer": {"email": MAILS[i], "phone": f"+1 212 555 {100 + i:04d}", "marketing": bool(i % 2)},
        "shipTo": {"countryCode": pick(("US", "CA"), i), "state": pick(("NY", "ON", "TX"), i), "zip": f"{10001 + i}"},
        "shippingMethod": pick(("standard", "express"), i),
        "totals": {"grandTotal": f"{48.5 + i:.2f}", "tax": "3.10", "currency": "USD"},
        "items": [{"sku": f"MUG-{i % 5}", "qty": 1 + i % 2}, {"sku": "TRAY", "qty": 1}],
    }),
    {"orders": {
        "order_id": "orderId", "order_name": "orderNumber", "created_at": "placedAt",
        "customer_email": "customer.email", "customer_phone": "customer.phone", "country": "shipTo.countryCode",
        "region": "shipTo.state", "shipping_method": "shippingMethod", "order_value": "totals.grandTotal",
        "currency": "totals.currency",
    }},
    {"orders": {"order_name": "100417", "created_at": "2026-08-31T22:07:41Z", "order_value": "48.50"}},
)  # fmt: skip

SHEET = Case(
    "Orders Sept.csv",
    table(
        "Order #,Order Date,Ship Date,Customer Email,Ship Via,Tracking #,Order Total,Notes",
        lambda i: (
            f"B{2417 + i}", f"{9 if i % 3 else 8}/{i % 12 + 1}/26", f"9/{i % 12 + 14}/26", MAILS[i],
            pick(("UPS Ground", "USPS Priority", "FedEx Home"), i), f"1Z999AA1{10123456784 + i * 17:011d}"[:18],
            f"${1200 + i * 31.25:,.2f}", "" if i % 6 else "gift",
        ),
    ).encode(),
    {
        "orders": {
            "order_id": "Order #", "order_name": "Order #", "created_at": "Order Date",
            "customer_email": "Customer Email", "order_value": "Order Total", "shipping_method": "Ship Via",
        },
        "shipments": {
            "shipment_id": "Tracking #", "order_name": "Order #", "tracking_number": "Tracking #",
            "label_created_at": "Ship Date", "carrier": "Ship Via",
        },
    },
    {"orders": {"order_id": "B2417", "created_at": "2026-08-01T04:00:00Z", "order_value": "1200.00"},
     "shipments": {"label_created_at": "2026-09-14T04:00:00Z"}},
    may=frozenset({"shipments.service", "shipments.order_id", "orders.shipping_method"}),
    zone="America/New_York",
)  # fmt: skip

CASES = (MAGENTO, WOOCOMMERCE, AMAZON, PRESTASHOP, PARQUET, OWN_SHOP, SHEET)
