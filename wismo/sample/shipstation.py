"""The warehouses' export: shipments out of ShipStation, whose columns the user chose and later renamed one of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.sample import customers, dirt, labels, places, world
from wismo.sample.labels import stamps, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wismo.sample.brand import Brand
    from wismo.sample.legs import Numbers

ZONE = "America/Los_Angeles"  # ShipStation's own clock, whatever the shop's
FILE = "shipstation_shipments_{}.csv"
FILES = 4
_TIME = "%Y-%m-%d %H:%M:%S"
_SHIPPED, _SHIPPED_LATER = "Date - Shipped Date", "Date - Ship date"


def shipment_files(brand: Brand, rng: np.random.Generator, numbers: Numbers) -> Iterator[pl.DataFrame]:
    """Yield the files in order of the labels. From the second half on, one column has another name."""
    table, end = brand.parcels, brand.calendar.end
    known = np.flatnonzero(table["label"] < end)
    known = known[np.argsort(table["label"][known], kind="stable")]
    carried = known[:0]
    for number, rows in enumerate(np.array_split(known, FILES)):
        stale = rng.random(len(rows)) < (dirt.CORRECTED if number < FILES - 1 else 0)
        every = np.concatenate([carried, rows])
        is_stale = np.concatenate([np.zeros(len(carried), dtype=bool), stale])
        chosen = dirt.repeats(rng, len(every))
        frame = _shipments(brand, numbers, every[chosen], is_stale[chosen])
        yield frame.rename({_SHIPPED: _SHIPPED_LATER}) if number >= FILES // 2 else frame
        carried = rows[stale]


def shipment_ids(brand: Brand) -> pl.Series:
    """Return ShipStation's id of every parcel."""
    return pl.Series(88_000_000 + labels.rank(brand.parcels["label"]) * 3).cast(pl.String)


def _shipments(brand: Brand, numbers: Numbers, rows: np.ndarray, stale: np.ndarray) -> pl.DataFrame:
    table = {name: values[rows] for name, values in brand.parcels.items() if values.ndim == 1}
    order = table["order"]
    place = brand.place[order]
    contact = customers.contact_details(brand.orders["customer"][order], brand.orders["channel"][order], place)
    city = places.home(brand.orders, order)
    names = labels.order_names(place)
    bare = pl.select(pl.when(pl.Series(place % 5 == 0)).then(names.str.slice(1)).otherwise(names)).to_series()
    modified = np.maximum(table["label"], np.where(stale, 0, table["label"] + 3_600 + place % 7_200))
    return pl.DataFrame(
        {
            "Shipment - ID": shipment_ids(brand)[rows],
            "Order - Number": bare,
            "Date - Order Date": stamps(brand.orders["created"][order], _TIME, ZONE),
            "Date - Created Date": stamps(table["label"], _TIME, ZONE),
            _SHIPPED: stamps(table["label"], "%Y-%m-%d", ZONE),
            "Date - Modified Date": stamps(modified, _TIME, ZONE),
            "Shipment - Tracking Number": labels.where(~stale, numbers.first[rows]),
            "Shipment - Carrier": words(world.CARRIERS, table["carrier"]),
            "Shipment - Service": words(world.SERVICES, table["service"]),
            "Shipment - Warehouse": words(tuple(p.warehouse for p in world.THREE_PLS), table["three_pl"]),
            "Shipment - Voided": words(("False", "True"), table["voided"].astype(np.int64)),
            "Shipment - Return Label": words(("False", "True"), table["return"].astype(np.int64)),
            "Ship To - Name": pl.select(pl.concat_str(contact["first"], pl.lit(" "), contact["last"])).to_series(),
            "Ship To - City": places.column(0, city),
            "Ship To - State": places.column(1, city),
            "Ship To - Postal Code": places.column(3, city),
            "Ship To - Country": words(world.COUNTRIES, table["region"]),
            "Customer - Email": contact["email"],
        }
    )
