"""ShipBob's and ShipHero's shipments."""

from tests.fuzz.sample import Sample, answer, json_lines


def _bob_shipment(mark: str) -> dict:
    return {
        "id": int(mark), "order_id": 500, "reference_id": f"54{mark}", "status": "Completed",
        "created_date": "2026-01-02T08:00:00+00:00", "last_update_at": "2026-01-05T00:00:00.1234567+00:00",
        "actual_fulfillment_date": "2026-01-02T20:00:00-06:00", "delivery_date": None,
        "estimated_fulfillment_date": "2026-01-03T23:59:59+00:00", "location": {"id": 12, "name": "Cicero (IL)"},
        "tracking": {"carrier": "USPS", "carrier_service": "Priority", "tracking_number": f"9400{mark}"},
        "recipient": {"address": {"state": "TX", "country": "United States"}},
        "status_details": [{"id": 1, "name": "Labeled"}],
    }  # fmt: skip


def _bob_order(mark: str) -> dict:
    return {
        "id": int(f"5{mark}"), "order_number": f"#{mark}", "reference_id": f"54{mark}", "status": "Fulfilled",
        "purchase_date": "2026-01-01T08:00:00+00:00", "shipments": [_bob_shipment(mark)],
    }  # fmt: skip


def _bob_step(mark: str) -> dict:
    return {
        "log_type_id": 603, "log_type_name": "Label", "log_type_text": f"Label of {mark}", "shipment_id": mark,
        "timestamp": "2026-01-02T20:00:00+00:00",
    }  # fmt: skip


def _bob_return(mark: str) -> dict:
    return {
        "id": int(f"6{mark}"), "original_shipment_id": int(mark), "return_type": "Regular", "status": "Completed",
        "store_order_id": f"54{mark}", "tracking_number": f"94R{mark}", "insert_date": "2026-01-09T08:00:00+00:00",
        "completed_date": "2026-01-12T08:00:00+00:00", "fulfillment_center": {"id": 12, "name": "Cicero (IL)"},
    }  # fmt: skip


def _hero_shipment(mark: str) -> dict:
    return {
        "shipment_id": mark, "order_id": f"7{mark}", "order_number": f"#{mark}", "shipping_name": "UPS Ground",
        "carrier": "UPS", "date": "2026-01-02T15:04:05", "method": "Ground", "tracking": f"1Z{mark}",
        "status": "completed", "warehouse": "Primary",
        "order": {
            "id": int(f"7{mark}"), "partner_order_id": f"54{mark}",
            "shipping_address": {"province_code": "TX", "country_code": "US"},
        },
    }  # fmt: skip


def _hero_node(mark: str) -> dict:
    return {
        "id": f"U2hpcG1lbnQ6{mark}", "legacy_id": int(mark), "created_date": "2026-01-02T15:04:05+00:00",
        "address": {"state": "TX", "country": "US"}, "warehouse": {"identifier": "Primary"},
        "order": {"order_number": f"#{mark}", "partner_order_id": f"54{mark}"},
        "shipping_labels": [
            {"tracking_number": f"1Z{mark}", "carrier": "UPS", "shipping_method": "Ground", "status": "valid"},
            {"tracking_number": f"2Z{mark}", "carrier": "FedEx", "shipping_method": "Home", "status": "valid"},
        ],
    }  # fmt: skip


SAMPLES = (
    Sample("shipbob_json", "orders.json", answer(items=_bob_order)),
    Sample("shipbob_json", "rest.jsonl", json_lines(_bob_shipment, _bob_step, _bob_return)),
    Sample("shiphero_json", "shipments.json", answer(results=_hero_shipment)),
    Sample("shiphero_json", "nodes.jsonl", json_lines(_hero_node)),
)
