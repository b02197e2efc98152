"""Files with the contract's own columns, and one that sources.yml maps."""

import json

from tests.fuzz.sample import MARKERS, Sample, json_lines, lines
from tests.landed_cases import as_parquet

_TICKETS = "sources: [{name: desk, object: tickets, format: canonical, time_zone: America/New_York}]"
_MAPPED = """
sources:
  - {name: shop, object: orders, delimiter: ";", encoding: cp1252, time_zone: Europe/Berlin,
     columns: {order_id: Nr, order_name: Name, created_at: {from: Tag, time_format: "%d.%m.%Y %H:%M"},
               hold_reason: {from: Halt, optional: true}, tags: {from: Worte, split: "|"}}}
"""


def _ticket(mark: str) -> dict:
    return {
        "ticket_id": mark, "created_at": "2026-01-01T08:00:00", "subject": f'Where "is" {mark}, please?',
        "body": f"First {mark} and second {mark}", "tags": json.dumps([f"t{mark}", "late"]), "csat": "4",
    }  # fmt: skip


def _row(mark: str) -> str:
    return ",".join('"' + value.replace('"', '""') + '"' for value in _ticket(mark).values())


SAMPLES = (
    Sample(
        "canonical", "tickets.csv", lines([",".join(_ticket("")), *(_row(mark) for mark in MARKERS)]), sources=_TICKETS
    ),
    Sample("canonical", "tickets.jsonl", json_lines(_ticket), sources=_TICKETS),
    Sample("canonical", "tickets.parquet", as_parquet(*map(_ticket, MARKERS)), sources=_TICKETS),
    Sample(
        "canonical",
        "orders.csv",
        "".join(
            ["Nr;Name;Tag;Halt;Worte\r\n", *(f"{mark};é{mark};31.01.2026 08:15;;a{mark}|ü\r\n" for mark in MARKERS)]
        ).encode("cp1252"),
        sources=_MAPPED,
    ),
)
