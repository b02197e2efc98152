"""AfterShip trackings with checkpoints: an array, and as lines."""

import json

from tests.fuzz.sample import MARKERS, Sample, json_lines


def tracking(mark: str) -> dict:
    """Return a tracking."""
    return {
        "id": f"t{mark}", "tracking_number": f"1Z{mark}", "slug": "ups", "tag": "InTransit",
        "order_number": f"#{mark}", "created_at": "2026-01-01T08:00:00+00:00",
        "updated_at": "2026-01-02T08:00:00+00:00", "destination_country_region": "USA",
        "first_mile": {"tracking_number": f"L{mark}", "slug": "dhl"},
        "latest_estimated_delivery": {"type": "specific", "datetime": "2026-01-04", "datetime_max": None},
        "checkpoints": [
            {
                "checkpoint_time": f"2026-01-0{day}T10:00:00-05:00", "tag": "InTransit", "subtag": "InTransit_001",
                "message": f"Scan of {mark}", "city": "Reno", "created_at": f"2026-01-0{day}T16:00:00Z",
            }
            for day in (1, 2)
        ],
    }  # fmt: skip


SAMPLES = (
    Sample("aftership_json", "trackings.json", json.dumps([tracking(mark) for mark in MARKERS]).encode()),
    Sample("aftership_json", "trackings.jsonl", json_lines(tracking)),
)
