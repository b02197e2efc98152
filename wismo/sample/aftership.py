"""The tracker's export: one AfterShip tracking per line with its checkpoints, in files by quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.sample import dirt, events, labels, places, transit, world
from wismo.sample.clock import FAR, by_zone
from wismo.sample.labels import stamps, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wismo.sample.brand import Brand
    from wismo.sample.legs import Numbers

FILE = "aftership_trackings_{}.jsonl"
_UTC = "%Y-%m-%dT%H:%M:%S+00:00"
_WALL = "%Y-%m-%dT%H:%M:%S"
SLUGS = ("ups", "usps", "fedex", "dhl", "swiftline")
# Tag and subtag of each row of events.KINDS.
TAGS = (
    ("InfoReceived", 1), ("InTransit", 2), ("InTransit", 1), ("InTransit", 3), ("InTransit", 7), ("InTransit", 3),
    ("InTransit", 5), ("InTransit", 1), ("OutForDelivery", 1), ("AttemptFail", 2), ("AttemptFail", 1),
    ("AvailableForPickup", 1), ("AvailableForPickup", 1), ("Delivered", 1), ("Delivered", 3), ("Delivered", 1),
    ("Delivered", 2), ("Exception", 10), ("Exception", 11), ("Exception", 13), ("Exception", 17), ("Exception", 5),
    ("Exception", 5), ("Exception", 7), ("Exception", 4), ("Exception", 18), ("Exception", 6), ("Exception", 12),
    ("Exception", 3), ("Exception", 8), ("Exception", 1), ("Exception", 20),
)  # fmt: skip
_TAG_NAMES = tuple(tag for tag, _ in TAGS)
_SUBTAG_NAMES = tuple(f"{tag}_{number:03d}" for tag, number in TAGS)
_MESSAGES = tuple(message for _, _, message in events.KINDS)


def tracking_files(brand: Brand, rng: np.random.Generator, numbers: Numbers) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the name and the trackings of each quarter, by the label's date, in order of the labels.

    Customers' returns run under a portal of their own and are not here. Some trackings stand in the
    next quarter's file again, grown; in their own file they end early. Some lines come twice.
    """
    table, end = brand.parcels, brand.calendar.end
    known = np.flatnonzero((table["label"] < end) & table["numbered"] & ~table["return"])
    known = known[np.argsort(table["label"][known], kind="stable")]
    month = table["label"][known].astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
    quarters, starts = np.unique(month // 3, return_index=True)
    by_parcel = np.argsort(brand.events["parcel"], kind="stable")
    bounds = np.searchsorted(brand.events["parcel"][by_parcel], np.arange(len(table["label"]) + 1))
    seen = _Seen(brand, numbers, by_parcel, bounds)
    carried = known[:0]
    for number, (quarter, start) in enumerate(zip(quarters, starts, strict=True)):
        rows = known[start : starts[number + 1] if number + 1 < len(starts) else len(known)]
        cut = np.where(number + 1 < len(starts), rng.random(len(rows)) < dirt.CORRECTED, False)
        every = np.concatenate([carried, rows])
        is_cut = np.concatenate([np.zeros(len(carried), dtype=bool), cut])
        chosen = dirt.repeats(rng, len(every))
        yield f"{1970 + quarter // 4}Q{quarter % 4 + 1}", seen.trackings(rng, every[chosen], is_cut[chosen])
        carried = rows[cut]


class _Seen:
    """The feed by parcel: `bounds` says which part of the events, as ordered, is a parcel's."""

    def __init__(self, brand: Brand, numbers: Numbers, ordered: np.ndarray, bounds: np.ndarray) -> None:
        self._brand, self._numbers, self._ordered, self._bounds = brand, numbers, ordered, bounds

    def trackings(self, rng: np.random.Generator, parcels: np.ndarray, cut: np.ndarray) -> pl.DataFrame:
        """Return a tracking per parcel; where ``cut``, with the first half of its checkpoints only."""
        count = self._bounds[parcels + 1] - self._bounds[parcels]
        count = np.where(cut, count // 2, count)
        position = np.repeat(np.arange(len(parcels)), count)
        offset = np.arange(len(position)) - np.repeat(np.cumsum(count) - count, count)
        rows = self._ordered[np.repeat(self._bounds[parcels], count) + offset]
        last = rows[np.maximum(np.cumsum(count) - 1, 0)] if len(rows) else np.zeros(len(parcels), dtype=np.int64)
        head = self._heads(parcels, np.where(count > 0, last, -1), cut)
        # A feed is not sorted: here and there two neighbours have changed places.
        swap = np.flatnonzero((rng.random(len(rows)) < 0.01) & (offset > 0))
        rows[swap], rows[swap - 1] = rows[swap - 1], rows[swap]
        points = self._checkpoints(rows).to_struct("checkpoints")
        lists = pl.DataFrame({"position": position, "checkpoints": points})
        lists = lists.group_by("position", maintain_order=True).agg("checkpoints")
        empty = pl.lit([], dtype=lists.schema["checkpoints"])
        joined = head.with_row_index("position").with_columns(pl.col("position").cast(pl.Int64))
        joined = joined.join(lists, on="position", how="left", maintain_order="left")
        return joined.with_columns(pl.col("checkpoints").fill_null(empty)).drop("position")

    def _checkpoints(self, rows: np.ndarray) -> pl.DataFrame:
        brand = self._brand
        table = {name: values[rows] for name, values in brand.events.items()}
        parcel, kind = table["parcel"], table["kind"]
        city = _city(brand, parcel, kind)
        wall = by_zone(table["occurred"], places.zone_of(city), places.ZONES, local=True)
        wall = np.where(table["day_only"], table["occurred"], wall)
        offset = (wall - table["occurred"]) // 900
        _, post = self._numbers.of_events(parcel, kind)
        carrier = words(SLUGS, brand.parcels["carrier"][parcel])
        # The local posts abroad give the wall clock without its offset, and some scans have a day only.
        clock = pl.from_epoch(pl.Series(wall), time_unit="s").dt.strftime(_WALL)
        day = clock.str.slice(0, 10)
        signed = pl.select(clock + words(_OFFSETS, offset + 48)).to_series()
        bare = pl.Series(table["day_only"])
        time = pl.select(pl.when(bare).then(day).when(post.is_not_null()).then(clock).otherwise(signed)).to_series()
        return pl.DataFrame(
            {
                "slug": post.zip_with(post.is_not_null(), carrier).str.to_lowercase().str.replace_all(" ", "-"),
                "created_at": stamps(table["recorded"], _UTC),
                "checkpoint_time": time,
                "city": places.column(0, city),
                "state": places.column(1, city),
                "country_region": places.country(city, places.COUNTRIES_ISO3),
                "message": words(_MESSAGES, kind),
                "tag": words(_TAG_NAMES, kind),
                "subtag": words(_SUBTAG_NAMES, kind),
            }
        )

    def _heads(self, parcels: np.ndarray, last: np.ndarray, cut: np.ndarray) -> pl.DataFrame:
        """Return the tracking's own fields; ``last`` is the event known last, -1 for none."""
        brand, end = self._brand, self._brand.calendar.end
        table = {name: values[parcels] for name, values in brand.parcels.items() if values.ndim == 1}
        order = table["order"]
        zone, place = world.REPORTING_ZONE, brand.place[order]
        kind = np.where(last >= 0, brand.events["kind"][last], len(TAGS))
        known = np.where(last >= 0, brand.events["recorded"][last], table["label"] + 300)
        delivered = np.where(np.isin(kind, (13, 14, 15, 16)), brand.events["occurred"][last], FAR)
        eta = stamps(table["first_eta"], "%Y-%m-%d", zone)
        latest = stamps(np.where(cut, table["first_eta"], table["latest_eta"]), "%Y-%m-%d", zone)
        shows = (table["first_eta"] < FAR) & ~table["voided"] & table["tracked"]
        chosen = np.where(table["trouble"] == transit.LOCKER, 2, 1)
        email = labels.where(table["email"] < end, pl.Series(["customer"]).new_from_index(0, len(parcels)))
        return pl.DataFrame(
            {
                "id": tracking_ids(parcels),
                "created_at": stamps(table["label"] + 300, _UTC),
                "updated_at": stamps(np.maximum(known, table["label"] + 300), _UTC),
                "tracking_number": self._numbers.first[parcels],
                "slug": words(SLUGS, table["carrier"]),
                "active": delivered >= FAR,
                "source": pl.Series(["shopify"]).new_from_index(0, len(parcels)),
                "title": labels.order_names(place),
                "order_id": labels.order_ids(place),
                "order_number": labels.order_names(place),
                "origin_country_region": pl.Series(["USA"]).new_from_index(0, len(parcels)),
                "destination_country_region": words(places.COUNTRIES_ISO3, table["region"]),
                "destination_state": places.column(1, places.home(brand.orders, order)),
                "shipping_method": words(world.SERVICES, table["service"]),
                "delivery_type": words(("", "door_to_door", "pickup_at_courier"), chosen),
                "tag": words((*_TAG_NAMES, "Pending"), kind),
                "subtag": words((*_SUBTAG_NAMES, "Pending_001"), kind),
                "order_promised_delivery_date": stamps(brand.orders["promised"][order], "%Y-%m-%d", zone),
                "first_estimated_delivery": _estimate(shows, eta),
                "latest_estimated_delivery": _estimate(shows, latest),
                "shipment_pickup_date": stamps(
                    np.where(table["states_pickup"] & (last >= 0), table["pickup"], FAR), _UTC, before=end
                ),
                "shipment_delivery_date": stamps(delivered, _UTC),
                "return_to_sender": np.isin(kind, (17, 18)),
                "subscribed_emails": pl.select(
                    pl.when(email.is_not_null()).then(pl.lit(["customer@example.com"])).otherwise(pl.lit([]))
                ).to_series(),
            }
        )


_OFFSETS = tuple(
    f"{'-' if quarter < 0 else '+'}{abs(quarter) // 4:02d}:{abs(quarter) % 4 * 15:02d}" for quarter in range(-48, 53)
)


def tracking_ids(parcels: np.ndarray) -> pl.Series:
    """Return AfterShip's id of each parcel."""
    mixed = pl.Series(parcels * 48_271 % 99_999_989).cast(pl.String).str.zfill(8)
    return pl.select(pl.concat_str(pl.lit("k3wq7tn0"), mixed, pl.lit("lm2d8xg4"))).to_series()


def _estimate(shown: np.ndarray, day: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"shown": shown, "day": day})
    estimate = pl.struct(type=pl.lit("specific"), source=pl.lit("AfterShip"), datetime=pl.col("day"))
    return frame.select(pl.when("shown").then(estimate)).to_series()


def _city(brand: Brand, parcel: np.ndarray, kind: np.ndarray) -> np.ndarray:
    """Return where each event took place; a problem's place is none of those before and after it."""
    table = brand.parcels
    home = places.home(brand.orders, table["order"][parcel])
    first, last = home // places.PER_REGION * places.PER_REGION, home % places.PER_REGION
    step = np.where(kind > 18, 5, 1 + (parcel + kind) % 4)
    step = np.where((kind >= 8) & (kind <= 18), 0, step)
    origin = places.FIRST_ORIGIN + table["three_pl"][parcel]
    return np.where(kind < events.HUB, origin, first + (last + step) % places.PER_REGION)
