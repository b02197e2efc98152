"""A log of messages sent to customers."""

import json

from tests.fuzz.sample import MARKERS, Sample, lines

_ROWS = [f"n{mark},2026-01-01T08:00:00Z,shipped,email,#{mark},1Z{mark}" for mark in MARKERS]

SAMPLES = (
    Sample(
        "notifications",
        "log.csv",
        lines(["notification_id,sent_at,kind,channel,order_name,tracking_number", *_ROWS]),
    ),
    Sample(
        "notifications_json",
        "log.jsonl",
        lines([
            json.dumps({
                "notification_id": f"n{mark}", "sent_at": "2026-01-01T08:00:00Z", "kind": "shipped",
                "order_name": f"#{mark}", "tracking_number": f"1Z{mark}",
            })
            for mark in MARKERS
        ]),
    ),
)  # fmt: skip
