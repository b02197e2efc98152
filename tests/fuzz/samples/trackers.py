"""Trackings of EasyPost, Shippo, ShipEngine and 17TRACK."""

import json

from tests.fuzz.sample import MARKERS, Sample, answer, json_lines

_RENO = {"city": "Reno", "state": "NV", "zip": "89501", "country": "US"}


def _easypost(mark: str) -> dict:
    return {
        "id": f"trk_{mark}", "object": "Tracker", "tracking_code": f"94{mark}", "status": "in_transit",
        "created_at": "2026-01-01T15:05:00Z", "updated_at": "2026-01-02T23:01:00Z", "carrier": "USPS",
        "est_delivery_date": "2026-01-04T00:00:00Z", "is_return": False,
        "tracking_details": [
            {
                "object": "TrackingDetail", "message": f"Scan {number} of {mark}", "status": "in_transit",
                "status_detail": "arrived_at_facility", "datetime": f"2026-01-02T1{number}:40:00Z",
                "tracking_location": _RENO,
            }
            for number in (1, 2)
        ],
        "carrier_detail": {
            "service": "Ground", "guaranteed_delivery_date": "2026-01-03", "destination_location": "AUSTIN TX, 78756",
            "destination_tracking_location": {"state": "TX", "country": "US"},
        },
    }  # fmt: skip


def _shippo(mark: str) -> dict:
    status = {
        "object_created": "2026-01-02T01:10:00.943Z", "object_id": f"a{mark}", "status": "TRANSIT",
        "substatus": {"code": "package_accepted", "text": "Accepted."}, "status_details": f"Accepted {mark}",
        "status_date": "2026-01-01T22:40:00Z", "location": _RENO,
    }  # fmt: skip
    return {
        "messages": [], "carrier": "usps", "tracking_number": f"92{mark}", "address_to": _RENO,
        "original_eta": "2026-01-03T00:00:00Z", "eta": "2026-01-04T00:00:00Z", "metadata": f"Order {mark}",
        "servicelevel": {"token": "usps_priority", "name": "Priority Mail"}, "tracking_status": status,
        "tracking_history": [status],
    }  # fmt: skip


def _shipengine(mark: str) -> dict:
    return {
        "tracking_number": f"1Z{mark}", "status_code": "AC", "carrier_code": "ups", "carrier_id": 3,
        "ship_date": "2026-01-01T00:00:00Z", "estimated_delivery_date": "2026-01-04T00:00:00",
        "actual_delivery_date": None,
        "events": [
            {
                "occurred_at": "2026-01-01T22:40:00Z", "carrier_occurred_at": "2026-01-01T18:40:00Z",
                "description": f"Scan of {mark}", "city_locality": "RENO", "state_province": "NV",
                "country_code": "US", "status_code": "AC", "status_detail_code": "RECEIVED_BY_CARRIER",
            }
        ],
    }  # fmt: skip


def _seventeentrack(mark: str) -> dict:
    moment = {
        "time_iso": "2026-01-02T13:31:00-05:00", "time_utc": "2026-01-02T18:31:00Z",
        "time_raw": {"date": "2026-01-02", "time": "13:31:00", "timezone": "-05:00"},
    }  # fmt: skip
    happened = {
        **moment, "description": f"Scan of {mark}", "location": "RENO", "stage": "PickedUp",
        "sub_status": "InTransit_PickedUp", "address": {"country": "US", "state": "NV", "city": "Reno"},
    }  # fmt: skip
    provider = {
        "provider": {"key": 3011, "name": "China Post"}, "service_type": None,
        "latest_sync_time": "2026-01-03T18:05:00Z", "events": [happened],
    }  # fmt: skip
    return {
        "number": f"LZ{mark}CN", "carrier": 3011, "param": None, "tag": f"#{mark}",
        "track_info": {
            "shipping_info": {"recipient_address": {"country": "US", "state": "NJ"}},
            "time_metrics": {"estimated_delivery_date": {"from": None, "to": "2026-01-09T00:00:00-05:00"}},
            "milestone": [{"key_stage": "PickedUp", **moment}, {"key_stage": "Delivered", "time_iso": None}],
            "misc_info": {"service_type": "ePacket", "local_number": f"94{mark}", "local_provider": "USPS"},
            "tracking": {"providers": [provider]},
        },
    }  # fmt: skip


_ZONE = "brand: {time_zone: America/New_York}\nsources: [{format: shopify}]"
_ACCEPTED = {"code": 0, "data": {"accepted": [_seventeentrack(mark) for mark in MARKERS], "rejected": []}}
SAMPLES = (
    Sample("easypost_json", "trackers.json", answer(trackers=_easypost), sources=_ZONE),
    Sample("easypost_json", "trackers.jsonl", json_lines(_easypost)),
    Sample("shippo_json", "tracks.jsonl", json_lines(_shippo), sources=_ZONE),
    Sample("shipengine_json", "trackings.jsonl", json_lines(_shipengine), sources=_ZONE),
    Sample("17track_json", "answer.json", json.dumps(_ACCEPTED, indent=1).encode()),
    Sample("17track_json", "trackings.jsonl", json_lines(_seventeentrack), sources=_ZONE),
)
