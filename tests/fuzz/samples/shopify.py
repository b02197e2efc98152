"""Shopify orders: two rows an order, the second with a line alone."""

from tests.fuzz.sample import MARKERS, Sample, lines

_HEADER = (
    "Name,Email,Financial Status,Paid at,Fulfilled at,Currency,Total,Shipping Method,Created at,Lineitem quantity,"
    "Lineitem name,Lineitem sku,Shipping Country,Note Attributes,Cancelled at,Id,Tags,Source"
)


def _rows(mark: str) -> list[str]:
    order = f"#{mark},a{mark}@example.com,paid,2026-01-01 09:00:05 -0500,,USD,48.50,Standard,2026-01-01 09:00:00 -0500"
    line = f'1,"Cup, large {mark}",CUP-{mark},US,,,54{mark},"gift, {mark}",web'
    return [f"{order},{line}", f"#{mark},a{mark}@example.com,,,,,,,,2,Saucer {mark},SAU-{mark},,,,,,"]


SAMPLES = (
    Sample(
        "shopify_orders", "orders.csv", lines([_HEADER, *(row for mark in MARKERS for row in _rows(mark))]), MARKERS
    ),
)
