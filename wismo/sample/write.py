"""Writes the sample brand's files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.errors import WismoError
from wismo.sample import exports, helpdesk, labels, legs, world
from wismo.sample.brand import Brand, simulate, stage
from wismo.sample.clock import FIRST_YEAR, LAST_YEAR
from wismo.sample.truth import write_truth

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

UNTIL = date(2026, 11, 15)
FEWEST, MOST = 200, 20_000_000
_TIME = "%Y-%m-%dT%H:%M:%SZ"

# Source, object and files. One entry per object, as a brand would write them.
_ENTRIES = (
    ("shop", "orders", "orders.csv"),
    ("shop", "order_lines", "order_lines.csv"),
    ("warehouse", "shipments", "shipments.csv"),
    ("tracker", "tracking_events", "tracking_events_*.csv"),
    ("mailer", "notifications", "notifications.csv"),
    ("helpdesk", "tickets", "tickets.jsonl"),
    ("helpdesk", "ticket_messages", "ticket_messages.jsonl"),
)
_BRAND = f"""\
# The sample brand: what each exported file holds. Times in them are UTC.
brand:
  name: {world.BRAND}
  time_zone: {world.REPORTING_ZONE}
  order_name_prefix: "#NL"
  order_name_pattern: "{world.ORDER_NAME_PATTERN}"
  tracking_number_pattern: "{world.TRACKING_PATTERN}"
sources:
"""
SOURCES = _BRAND + "".join(
    f'  - {{name: {name}, account: nettle-lark, object: {kind}, format: canonical, files: ["{files}"]}}\n'
    for name, kind, files in _ENTRIES
)


def write_sample(
    out: Path,
    *,
    orders: int = 60_000,
    seed: int = 7,
    until: date = UNTIL,
    truth: Path | None = None,
    progress: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write 26 months of a fictional brand up to the end of ``until`` (New York time) into ``out``.

    The same ``orders``, ``seed`` and ``until`` give the same bytes. Times in the files are UTC. What is
    really behind each ticket and order goes to Parquet files in ``truth``, only if that is given.

    Returns the files written, in order of writing.

    Raises:
        WismoError: an argument is out of range, or the folder cannot be written.
    """
    _check(orders, seed, until)
    say = progress or (lambda _: None)
    say(f"Simulating {orders:,} orders")
    brand = simulate(orders, seed, until)
    tracking = labels.tracking_numbers(brand.parcels["carrier"], brand.parcels["numbered"])
    written: list[Path] = []

    def keep(name: str, frame: pl.DataFrame) -> None:
        say(f"Writing {name}: {len(frame):,} rows")
        written.append(_write(out / name, frame))

    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "sources.yml").write_text(SOURCES, encoding="utf-8")
        written.append(out / "sources.yml")
        rng = stage(seed, orders, until, 20)
        keep("orders.csv", exports.orders(brand, rng))
        keep("order_lines.csv", exports.order_lines(brand, rng))
        numbers = legs.number_parcels(rng, brand, tracking)
        keep("shipments.csv", legs.leg_rows(brand, exports.shipments(brand, rng, tracking), numbers))
        for quarter, rows in _quarters(brand):
            keep(f"tracking_events_{quarter}.csv", exports.tracking_events(brand, numbers, rows))
        keep("notifications.csv", exports.notifications(brand, tracking))
        tickets, messages = helpdesk.tables(brand, stage(seed, orders, until, 21), tracking)
        keep("tickets.jsonl", tickets)
        keep("ticket_messages.jsonl", messages)
        if truth is not None:
            truth.mkdir(parents=True, exist_ok=True)
            written += write_truth(truth, brand)
    except OSError as error:
        raise WismoError(
            f"{error.filename or out} cannot be written: {error.strerror}. Choose another folder."
        ) from error
    return written


def _check(orders: int, seed: int, until: date) -> None:
    if not FEWEST <= orders <= MOST:
        raise WismoError(f"A sample has {FEWEST:,} to {MOST:,} orders, not {orders:,}. Choose a number in between.")
    if seed < 0:
        raise WismoError(f"The seed must be 0 or more, not {seed}.")
    if not FIRST_YEAR + 4 <= until.year < LAST_YEAR - 2:
        raise WismoError(f"The last day must lie in {FIRST_YEAR + 4} to {LAST_YEAR - 3}, not in {until.year}.")


def _quarters(brand: Brand) -> list[tuple[str, slice]]:
    """Return each quarter of the tracker's feed: its name and the rows that became known in it."""
    recorded = brand.events["recorded"]
    months = recorded.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
    quarter = months // 3
    names, starts = np.unique(quarter, return_index=True)
    ends = [*starts[1:], len(quarter)]
    return [
        (f"{1970 + name // 4}Q{name % 4 + 1}", slice(int(first), int(last)))
        for name, first, last in zip(names, starts, ends, strict=True)
    ]


def _write(path: Path, frame: pl.DataFrame) -> Path:
    """Write one table as CSV or JSON Lines, by the file's ending."""
    if path.suffix == ".csv":
        frame.write_csv(path, datetime_format=_TIME)
    else:
        frame.with_columns(pl.col(pl.Datetime).dt.strftime(_TIME)).write_ndjson(path)
    return path
