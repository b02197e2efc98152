"""AfterShip trackings many at once, in columns: what ``aftership`` makes of each, in a third of the time.

Only trackings without a second number and without fields of the account's own are taken, and only as long as
every cell is text; the rest is read one by one. A test holds the two ways against each other.
"""

from __future__ import annotations

from itertools import chain
from types import NoneType
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from wismo.intake.parsed import trim
from wismo.intake.times import aware_moments
from wismo.intake.vendors.carrier_times import label_time, promise, sure, zoned
from wismo.intake.vendors.countries import country_code
from wismo.intake.vendors.record import StrangeValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wismo.intake.rules import Entry

# What is nearly always another text, and what is said over and over: of that each distinct row is read once.
_OWN = (
    "id", "tracking_number", "order_id", "order_number", "updated_at", "created_at", "tracking_ship_date",
    "shipment_pickup_date", "shipment_delivery_date", "order_promised_delivery_date", "promised", "latest",
)  # fmt: skip
_SHARED = (
    "slug", "shipping_method", "shipment_type", "location_id", "delivery_type", "destination_country_region",
    "destination_country_iso3", "courier_destination_country_region", "courier_destination_country_iso3",
    "destination_state",
)  # fmt: skip
_OBJECTS = frozenset({dict})
_OTHERS = ("first_mile", "last_mile", "checkpoint")
_NONE_OF_THEM = (None,) * len(_OTHERS)
_TIMES = ("checkpoint_time", "created_at")
_SAID = (
    "tag", "subtag", "message", "location", "city", "state", "country_region", "country_iso3", "country_name", "slug",
)  # fmt: skip
# A time that means the same moment to polars and to Python.
_HOUR = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_WHOLE = rf"^[12][0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}T{_HOUR}:[0-5][0-9][+-]{_HOUR}$"


class Trackings:
    """Trackings of a part of a file, to be read together."""

    def __init__(
        self, entry: Entry, etas: Callable[[dict[str, Any]], tuple[str | None, str | None]], points: dict[str, str]
    ) -> None:
        self.positions: list[int] = []
        self._entry = entry
        self._etas = etas
        self._points = points
        # One list of all cells, row by row: a tuple for each row would be slower to make, to keep and to turn.
        self._own: list[Any] = []
        self._shared: list[int] = []
        self._shared_rows: dict[tuple, int] = {}
        self._times: list[Any] = []
        self._said: list[int] = []
        self._said_rows: dict[tuple, int] = {}
        self._counts: list[int] = []

    def take(self, position: int, tracking: dict[str, Any]) -> bool:
        """Take a tracking; False where it must be read by itself."""
        read = tracking.get
        checkpoints = [] if read("checkpoints") is None else read("checkpoints")
        if self._entry.fields or tuple(map(read, _OTHERS)) != _NONE_OF_THEM:
            return False
        if type(read("custom_fields")) not in (dict, NoneType) or type(checkpoints) is not list:
            return False
        if not _OBJECTS.issuperset(map(type, checkpoints)):
            return False
        rows = self._said_rows
        try:
            etas = self._etas(tracking)
            # The number of a row among the distinct ones: a new one gets the next.
            shared = self._shared_rows.setdefault(tuple(map(read, _SHARED)), len(self._shared_rows))
            said = [rows.setdefault(tuple(map(checkpoint.get, _SAID)), len(rows)) for checkpoint in checkpoints]
        except (StrangeValueError, TypeError):  # a list or an object where text belongs
            return False
        self.positions.append(position)
        self._own += map(read, _OWN[:-2])
        self._own += etas
        self._shared.append(shared)
        for checkpoint in checkpoints:
            self._times += map(checkpoint.get, _TIMES)
        self._said += said
        self._counts.append(len(checkpoints))
        return True

    def frames(self) -> dict[str, tuple[np.ndarray, pl.DataFrame]] | None:
        """Return shipments and events with the positions of their trackings; None where a cell is no text."""
        try:
            own, times = _texts(_OWN, self._own), _texts(_TIMES, self._times)
            shared = _texts(_SHARED, [*chain.from_iterable(self._shared_rows)])
            said = _texts(_SAID, [*chain.from_iterable(self._said_rows)])
        except TypeError:
            return None
        places, zone = np.array(self.positions, np.int64), self._entry.time_zone
        owners = np.repeat(np.arange(len(places)), self._counts)
        shipments = self._shipments(own, self._lanes(shared)[self._shared], times["checkpoint_time"], owners)
        events = _events(times, _sentences(said)[self._said], shipments[owners], zone)
        return {"shipments": (places, shipments), "tracking_events": (places[owners], events)}

    def _lanes(self, shared: pl.DataFrame) -> pl.DataFrame:
        columns = {
            "carrier": shared["slug"],
            "service": shared["shipping_method"].fill_null(shared["shipment_type"]),
            "location_id": shared["location_id"],
            "delivery_point": _each(shared["delivery_type"], self._points.get),
            "country": _each(shared.select(pl.coalesce(_SHARED[5:9])).to_series(), country_code),
            "region": shared["destination_state"],
        }
        return pl.DataFrame([column.alias(name) for name, column in columns.items()])

    def _shipments(self, own: pl.DataFrame, lanes: pl.DataFrame, scans: pl.Series, owners: np.ndarray) -> pl.DataFrame:
        zone, day_zone = self._entry.time_zone, self._entry.day_zone
        number, carrier = own["tracking_number"], lanes["carrier"]
        promised = own["order_promised_delivery_date"].fill_null(own["promised"])
        delivered = own["shipment_delivery_date"].set(pl.Series(np.array(self._counts) > 0, dtype=pl.Boolean), None)
        known = _label_times(_zoned(own["created_at"], None), scans, owners, zone)
        columns = {
            "shipment_id": own["id"].fill_null((carrier + "/").fill_null("") + number),
            "order_id": own["order_id"],
            "order_name": own["order_number"].fill_null(own["order_id"]),
            "updated_at": _zoned(own["updated_at"], None),
            "label_created_at": _each(own["tracking_ship_date"], lambda when: sure(when, zone)).fill_null(known),
            "pickup_at": _each(own["shipment_pickup_date"], lambda when: sure(when, zone)),
            "promised_at": _each(promised, lambda when: promise(when, day_zone)),
            "latest_eta_at": _each(own["latest"], lambda when: promise(when, day_zone)),
            "delivered_at": _each(delivered, lambda when: sure(when, zone)),
            "tracking_number": number,
        }
        return pl.DataFrame([column.alias(name) for name, column in columns.items()]).hstack(lanes)


def _sentences(said: pl.DataFrame) -> pl.DataFrame:
    parts = said.select(pl.concat_str("city", "state", separator=", ", ignore_nulls=True)).to_series()
    columns = {
        "status": said["tag"],
        "substatus": said["subtag"],
        "message": said["message"],
        "place": said["location"].fill_null(parts.set(parts == "", None)),
        "country": _each(said.select(pl.coalesce(_SAID[6:9])).to_series(), country_code),
        "carrier": said["slug"],
    }
    return pl.DataFrame([column.alias(name) for name, column in columns.items()])


def _events(times: pl.DataFrame, said: pl.DataFrame, shipments: pl.DataFrame, zone: str | None) -> pl.DataFrame:
    when = times["checkpoint_time"]
    is_sure = (when.str.len_chars() > 10) if zone else _has_zone(when)
    columns = {
        "tracking_number": shipments["tracking_number"],
        "occurred_at": _zoned(when, zone),
        "recorded_at": _zoned(times["created_at"], None),
        "vendor": pl.repeat("aftership", len(when), eager=True),
        "is_time_known": is_sure.fill_null(value=True).cast(pl.String),
        "carrier": said["carrier"].fill_null(shipments["carrier"]),
    }
    return pl.DataFrame([column.alias(name) for name, column in columns.items()]).hstack(said.drop("carrier"))


def _texts(names: Sequence[str], cells: list[Any]) -> pl.DataFrame:
    """Return the cells of rows as columns of trimmed text, NULL where empty. Raises TypeError where one is no text."""
    columns = [pl.Series(name, cells[at :: len(names)], dtype=pl.String) for at, name in enumerate(names)]
    return trim(pl.DataFrame(columns))


def _each(values: pl.Series, read: Callable[[str], str | None]) -> pl.Series:
    """Read each distinct value once."""
    distinct = values.unique().drop_nulls()
    if distinct.is_empty():
        return values
    return values.replace_strict(distinct, pl.Series(map(read, distinct), dtype=pl.String), default=None)


def _has_zone(times: pl.Series) -> pl.Series:
    return times.str.contains(r"(?s)^.{16}.*(?:[+-]|[Zz]$)")


def _zoned(times: pl.Series, zone: str | None) -> pl.Series:
    """Mark times without a zone, as ``carrier_times.zoned`` does."""
    if zone is not None:
        return times
    is_marked = _has_zone(times)
    if is_marked.all():  # NULLs do not count
        return times
    return times.zip_with(is_marked.fill_null(value=True), _each(times.set(is_marked, None), zoned))


def _label_times(created: pl.Series, scans: pl.Series, owners: np.ndarray, zone: str | None) -> pl.Series:
    """Return ``carrier_times.label_time`` of every tracking; those whose times have another form one by one."""
    known, moments = _moments(created), _moments(scans)
    is_late = np.zeros(len(created), bool)
    is_late[owners[(moments < known.gather(owners)).fill_null(value=False).to_numpy()]] = True
    times = created.set(pl.Series(is_late), None)
    is_odd = (created.is_not_null() & known.is_null()).to_numpy()
    is_odd[owners[(scans.is_not_null() & moments.is_null()).to_numpy()]] = True
    odd = np.flatnonzero(is_odd)
    if len(odd):
        texts, starts, ends = scans.to_list(), np.searchsorted(owners, odd), np.searchsorted(owners, odd + 1)
        labels = [
            label_time(text, texts[start:end], zone)
            for text, start, end in zip(created.gather(odd), starts, ends, strict=True)
        ]
        times = times.scatter(odd, pl.Series(labels, dtype=pl.String))
    return times


def _moments(times: pl.Series) -> pl.Series:
    return aware_moments(times.set(~times.str.contains(_WHOLE), None))
