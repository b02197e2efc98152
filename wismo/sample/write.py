"""Writes the sample brand's files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.progress import Step
from wismo.sample import (
    aftership,
    gorgias,
    helpdesk,
    labels,
    legs,
    mailer,
    messages,
    shipstation,
    shopify,
    told,
    zendesk,
)
from wismo.sample.brand import simulate, stage
from wismo.sample.clock import FIRST_YEAR, LAST_YEAR
from wismo.sample.description import SOURCES
from wismo.sample.truth import write_truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    import polars as pl

    from wismo.sample.brand import Brand

UNTIL = date(2026, 11, 15)
FEWEST, MOST = 200, 20_000_000
# A third of the time goes into simulating, the rest into about so many files; for those who watch.
SIMULATED, FILES = 0.35, 23


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

    The files have the formats of Shopify, ShipStation, AfterShip, Zendesk and Gorgias. The same ``orders``,
    ``seed`` and ``until`` give the same bytes. What is really behind each ticket and order goes to Parquet
    files in ``truth``, only if that is given.

    Returns the files written, in order of writing.

    Raises:
        WismoError: an argument is out of range, or the folder cannot be written.
    """
    _check(orders, seed, until)
    say = progress or (lambda _: None)
    say(f"Simulating {orders:,} orders")
    brand = simulate(orders, seed, until)
    written: list[Path] = []
    files = 0

    def draw(number: int) -> np.random.Generator:
        return stage(seed, orders, until, number)

    def keep(name: str, frame: pl.DataFrame) -> None:
        nonlocal files
        say(Step(f"Writing {name}: {len(frame):,} rows", SIMULATED + (1 - SIMULATED) * files / FILES))
        files += 1
        written.append(_write(out / name, frame))

    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "sources.yml").write_text(SOURCES, encoding="utf-8")
        written.append(out / "sources.yml")
        for name, frame in _helpdesk_files(brand, draw, truth, written):
            keep(name, frame)
        for name, frame in _parcel_files(brand, draw):
            keep(name, frame)
    except OSError as error:
        raise WismoError(
            f"{error.filename or out} cannot be written: {error.strerror}. Choose another folder."
        ) from error
    return written


def _helpdesk_files(
    brand: Brand, draw: Callable[[int], np.random.Generator], truth: Path | None, written: list[Path]
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the helpdesks' exports, one at a time: none is kept. Then write the truth, if it has a folder."""
    office = helpdesk.open_desk(brand, draw(25), _tracking(brand))
    told.decide(draw(29), brand)
    yield zendesk.FILE, zendesk.ticket_table(brand, draw(26), office)
    yield gorgias.TICKETS_FILE, gorgias.ticket_table(brand, draw(27), office)
    yield gorgias.MESSAGES_FILE, messages.message_table(brand, draw(28), office)
    if truth is not None:
        truth.mkdir(parents=True, exist_ok=True)
        written += write_truth(truth, brand, office)


def _parcel_files(brand: Brand, draw: Callable[[int], np.random.Generator]) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the shop's, the warehouses', the tracker's and the mail tool's exports, one at a time."""
    tracking = _tracking(brand)
    numbers = legs.number_parcels(draw(20), brand, tracking)
    for number, frame in enumerate(shopify.order_files(brand, draw(21)), 1):
        yield shopify.FILE.format(number), frame
    for number, frame in enumerate(shipstation.shipment_files(brand, draw(22), numbers), 1):
        yield shipstation.FILE.format(number), frame
    for quarter, frame in aftership.tracking_files(brand, draw(23), numbers):
        yield aftership.FILE.format(quarter), frame
    yield "notifications.csv", mailer.message_log(brand, draw(24), tracking)


def _tracking(brand: Brand) -> pl.Series:
    return labels.tracking_numbers(brand.parcels["carrier"], brand.parcels["numbered"])


def _check(orders: int, seed: int, until: date) -> None:
    if not FEWEST <= orders <= MOST:
        raise WismoError(f"A sample has {FEWEST:,} to {MOST:,} orders, not {orders:,}. Choose a number in between.")
    if seed < 0:
        raise WismoError(f"The seed must be 0 or more, not {seed}.")
    if not FIRST_YEAR + 4 <= until.year < LAST_YEAR - 2:
        raise WismoError(f"The last day must lie in {FIRST_YEAR + 4} to {LAST_YEAR - 3}, not in {until.year}.")


def _write(path: Path, frame: pl.DataFrame) -> Path:
    """Write one table as CSV or JSON Lines, by the file's ending."""
    if path.suffix == ".csv":
        frame.write_csv(path)
    else:
        frame.write_ndjson(path)
    return path
