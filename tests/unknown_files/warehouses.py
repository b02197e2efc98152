"""Shipments as warehouses and 3PLs report them."""

from __future__ import annotations

from tests.unknown_files.rows import MAILS, PEOPLE, Case, at, document, later, pick, table

VERSANDLISTE = Case(
    "Versandliste_KW36.csv",
    table(
        "Auftragsnummer;Lieferschein-Nr.;Empfänger;PLZ;Ort;Land;Versanddienstleister;Sendungsnummer;Versanddatum;"
        "Gewicht (kg);Lager",
        lambda i: (
            f"AB-{70417 + i}", f"LS{26000417 + i}", PEOPLE[i % 5], f"{10115 + i * 83}", "Köln",
            pick(("DE", "AT", "DE"), i), pick(("DHL", "DPD", "GLS"), i), f"00340434{161094000000 + i * 977}",
            later(i, 20).strftime("%d.%m.%Y %H:%M"), f"{1 + i % 9},{i % 10}", pick(("Süd", "Nord"), i),
        ),
        ";",
    ).encode("cp1252"),
    {"shipments": {
        "shipment_id": "Lieferschein-Nr.", "order_name": "Auftragsnummer", "carrier": "Versanddienstleister",
        "tracking_number": "Sendungsnummer", "label_created_at": "Versanddatum", "country": "Land",
        "warehouse": "Lager",
    }},
    {"shipments": {"order_name": "AB-70417", "label_created_at": "2026-09-01T16:07:00Z", "warehouse": "Süd"}},
    zone="Europe/Berlin",
)  # fmt: skip

COLIS = Case(
    "suivi_colis.csv",
    b"\xef\xbb\xbf" + table(
        "N° commande;N° de colis;Transporteur;Date d'expédition;Date de livraison;Pays de livraison;Statut;Retour;"
        "Poids",
        lambda i: (
            f"CMD{30417 + i}", f"6A{21345678901 + i * 313}", pick(("Colissimo", "Chronopost", "Mondial Relay"), i),
            later(i, 18).strftime("%d/%m/%Y"), later(i, 60).strftime("%d/%m/%Y") if i % 6 else "",
            pick(("France", "Belgique", "France", "Suisse"), i), pick(("Livré", "En transit", "Expédié"), i),
            pick(("non", "non", "oui", "non"), i), f"0,{100 + i}",
        ),
        ";",
    ).encode(),
    {"shipments": {
        "shipment_id": "N° de colis", "order_name": "N° commande", "tracking_number": "N° de colis",
        "carrier": "Transporteur", "label_created_at": "Date d'expédition", "delivered_at": "Date de livraison",
        "country": "Pays de livraison", "is_return": "Retour",
    }},
    {"shipments": {"order_name": "CMD30417", "label_created_at": "2026-08-31T22:00:00Z", "country": "FR",
                   "is_return": "false"}},
    zone="Europe/Paris",
)  # fmt: skip

HANDOVER = Case(
    "handover_report_0926.csv",
    table(
        "Manifest No,Handover Date,Carrier,Service,Order Ref,Tracking Ref,Parcels,Weight (lb),Ship To Country",
        lambda i: (
            f"MAN{9017 + i // 8}", later(i, 6).strftime("%-m/%-d/%Y %-I:%M %p"), pick(("UPS", "USPS", "OnTrac"), i),
            pick(("Ground", "Priority Mail", "Ground Advantage"), i), f"#NL{1417 + i}",
            f"9400100000000000{417000 + i * 7}", 1, f"{2.4 + i / 10:.1f}", pick(("United States", "Canada"), i),
        ),
    ).encode(),
    {"shipments": {
        "shipment_id": "Tracking Ref", "order_name": "Order Ref", "tracking_number": "Tracking Ref",
        "pickup_at": "Handover Date", "carrier": "Carrier", "service": "Service", "country": "Ship To Country",
    }},
    {"shipments": {"order_name": "#NL1417", "pickup_at": "2026-09-01T09:07:00Z", "country": "US"}},
    zone="America/Chicago",
)  # fmt: skip

MONK = Case(
    "shipments_export.csv",
    table(
        "Order Key,Order Number,Store Name,Shipment ID,Status,Warehouse,Carrier,Shipping Service,Tracking Number,"
        "Ordered At,Processed At,Shipped At,Delivered At,Ship To Country,Recipient Email,Total Items",
        lambda i: (
            f"shop-5450{417000 + i}", f"NL{5417 + i}", "Northlight", f"{881000 + i}",
            pick(("shipped", "delivered", "delivered"), i), pick(("Fort Lauderdale", "Prague"), i),
            pick(("UPS", "FedEx", "DHL eCommerce"), i), pick(("Ground", "SmartPost"), i),
            f"{784417000000 + i * 131}", str(at(i)), str(later(i, 8)), str(later(i, 20)),
            str(later(i, 90)) if i % 3 else "", pick(("US", "CA"), i), MAILS[i], 1 + i % 4,
        ),
    ).encode(),
    {
        "shipments": {
            "shipment_id": "Shipment ID", "order_id": "Order Key", "order_name": "Order Number",
            "label_created_at": "Shipped At | Processed At", "delivered_at": "Delivered At", "carrier": "Carrier",
            "service": "Shipping Service", "warehouse": "Warehouse", "tracking_number": "Tracking Number",
            "country": "Ship To Country",
        },
    },
    {"shipments": {"shipment_id": "881000", "order_name": "NL5417"}},
    zone="America/New_York",
)  # fmt: skip

ZENDINGEN = Case(
    "zendingen.csv",
    table(
        "Bestelnummer|Zendingnummer|Barcode|Vervoerder|Aangemaakt op|Verzonden op|Bezorgd op|Land|Retour",
        lambda i: (
            200417 + i, f"ZN{5000417 + i}", f"3SABCD{4170000 + i * 3:09d}", pick(("PostNL", "DHL Parcel"), i),
            later(i, 1).strftime("%d-%m-%Y %H:%M"), later(i, 10).strftime("%d-%m-%Y %H:%M"),
            later(i, 33).strftime("%d-%m-%Y %H:%M") if i % 5 else "", pick(("NL", "BE"), i),
            pick(("nee", "nee", "ja", "nee"), i),
        ),
        "|",
    ).encode(),
    {"shipments": {
        "shipment_id": "Zendingnummer", "order_name": "Bestelnummer", "tracking_number": "Barcode",
        "carrier": "Vervoerder", "label_created_at": "Aangemaakt op | Verzonden op", "delivered_at": "Bezorgd op",
        "country": "Land", "is_return": "Retour",
    }},
    {"shipments": {"shipment_id": "ZN5000417", "tracking_number": "3SABCD004170000", "is_return": "false"}},
    may=frozenset({"shipments.pickup_at"}),
    zone="Europe/Amsterdam",
)  # fmt: skip

SENDCLOUD = Case(
    "parcels-page-1.json",
    document(
        lambda i: {
            "id": 71000417 + i, "tracking_number": f"3SYZXG{9417000 + i * 7}", "order_number": f"SC-{8417 + i}",
            "date_created": later(i, 2).strftime("%d-%m-%Y %H:%M:%S"),
            "date_updated": later(i, 50).strftime("%d-%m-%Y %H:%M:%S"), "carrier": {"code": pick(("postnl", "dpd"), i)},
            "status": {"id": 11, "message": pick(("Delivered", "En route to sorting center"), i)},
            "country": {"iso_2": pick(("NL", "DE"), i), "iso_3": pick(("NLD", "DEU"), i), "name": "x"},
            "shipment": {"id": 8, "name": pick(("PostNL Standard 0-23kg", "DPD Home"), i)}, "email": MAILS[i],
            "parcel_items": [{"sku": "MUG-1", "quantity": 1 + i % 2}], "is_return": bool(i % 7 == 2), "weight": "1.200",
        },
        "data",
    ),
    {"shipments": {
        "shipment_id": "id", "order_name": "order_number", "tracking_number": "tracking_number",
        "carrier": "carrier.code", "label_created_at": "date_created", "updated_at": "date_updated",
        "country": "country.iso_2", "service": "shipment.name", "is_return": "is_return",
    }},
    {"shipments": {"shipment_id": "71000417", "order_name": "SC-8417", "is_return": "false", "country": "NL"}},
    zone="Europe/Amsterdam",
)  # fmt: skip

CASES = (VERSANDLISTE, COLIS, HANDOVER, MONK, ZENDINGEN, SENDCLOUD)
