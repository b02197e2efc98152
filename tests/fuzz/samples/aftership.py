"""AfterShip trackings with checkpoints: an array, and as lines."""

import json

from tests.fuzz.sample import MARKERS, Sample, lines


def _tracking(mark: str) -> dict:
    return {
        "id": f"t{mark}", "tracking_number": f"1Z{mark}", "slug": "ups", "tag": "InTransit",
        "order_number": f"#{mark}", "created_at": "2026-01-01T08:00:00+00:00",
        "updated_at": "2026-01-02T08:00:00+00:00", "destination_country_region": "USA",
        "checkpoints": [
            {
                "checkpoint_time": f"2026-01-0{day}T10:00:00-05:00", "tag": "InTransit", "subtag": "InTransit_001",
                "message": f"Scan of {mark}", "city": "Reno", "created_at": f"2026-01-0{day}T16:00:00Z",
            }
            for day in (1, 2)
        ],
    }  # fmt: skip


SAMPLES = (
    Sample(
        "aftership_trackings", "trackings.json", json.dumps([_tracking(mark) for mark in MARKERS]).encode(), MARKERS
    ),
    Sample("aftership_trackings", "trackings.jsonl", lines([json.dumps(_tracking(mark)) for mark in MARKERS]), MARKERS),
)
