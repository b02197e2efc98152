"""Where the brand's customers live and where carriers scan: six real cities per region."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.sample import world

if TYPE_CHECKING:
    from wismo.sample.world import Table

# City, province code, province, postal code; one line per region of world.REGIONS.
CITIES = (
    ("Albany", "NY", "New York", "12207"), ("Boston", "MA", "Massachusetts", "02118"),
    ("Hartford", "CT", "Connecticut", "06103"), ("Philadelphia", "PA", "Pennsylvania", "19107"),
    ("Portland", "ME", "Maine", "04101"), ("Queens", "NY", "New York", "11375"),
    ("Atlanta", "GA", "Georgia", "30308"), ("Charlotte", "NC", "North Carolina", "28203"),
    ("Miami", "FL", "Florida", "33130"), ("Nashville", "TN", "Tennessee", "37203"),
    ("Orlando", "FL", "Florida", "32803"), ("Richmond", "VA", "Virginia", "23220"),
    ("Chicago", "IL", "Illinois", "60614"), ("Columbus", "OH", "Ohio", "43215"),
    ("Des Moines", "IA", "Iowa", "50309"), ("Madison", "WI", "Wisconsin", "53703"),
    ("Minneapolis", "MN", "Minnesota", "55408"), ("St. Louis", "MO", "Missouri", "63104"),
    ("Austin", "TX", "Texas", "78704"), ("Dallas", "TX", "Texas", "75206"),
    ("Houston", "TX", "Texas", "77006"), ("Oklahoma City", "OK", "Oklahoma", "73102"),
    ("San Antonio", "TX", "Texas", "78210"), ("Tulsa", "OK", "Oklahoma", "74104"),
    ("Fresno", "CA", "California", "93721"), ("Los Angeles", "CA", "California", "90026"),
    ("Portland", "OR", "Oregon", "97214"), ("Sacramento", "CA", "California", "95816"),
    ("San Diego", "CA", "California", "92104"), ("Seattle", "WA", "Washington", "98103"),
    ("Hamilton", "ON", "Ontario", "L8P 1A1"), ("Kingston", "ON", "Ontario", "K7L 1B2"),
    ("London", "ON", "Ontario", "N6A 1C3"), ("Montreal", "QC", "Quebec", "H2W 1D4"),
    ("Ottawa", "ON", "Ontario", "K1P 1E5"), ("Toronto", "ON", "Ontario", "M5V 1F6"),
    ("Bristol", "ENG", "England", "BS1 4ND"), ("Leeds", "ENG", "England", "LS1 4AP"),
    ("Manchester", "ENG", "England", "M1 2JW"), ("Norwich", "ENG", "England", "NR2 1DE"),
    ("Oxford", "ENG", "England", "OX1 3LB"), ("York", "ENG", "England", "YO1 7EP"),
    ("Berlin", "", "", "10115"), ("Hamburg", "", "", "20095"), ("Köln", "", "", "50667"),
    ("Leipzig", "", "", "04109"), ("München", "", "", "80331"), ("Stuttgart", "", "", "70173"),
    ("Newark", "NJ", "New Jersey", "07105"), ("Joliet", "IL", "Illinois", "60431"),
    ("Reno", "NV", "Nevada", "89502"),
)  # fmt: skip
PER_REGION = 6
FIRST_ORIGIN = PER_REGION * len(world.REGIONS)
COUNTRIES_ISO3 = ("USA", "USA", "USA", "USA", "USA", "CAN", "GBR", "DEU")


def home(orders: Table, rows: np.ndarray) -> np.ndarray:
    """Return the row of CITIES that these orders go to; a customer does not move."""
    return orders["region"][rows] * PER_REGION + orders["customer"][rows] % PER_REGION


def column(number: int, city: np.ndarray) -> pl.Series:
    """Return one column of CITIES (0 city, 1 province code, 2 province, 3 postal code)."""
    return pl.Series(np.array([line[number] for line in CITIES]))[city]


def country(city: np.ndarray, names: tuple[str, ...]) -> pl.Series:
    """Return each city's country, spelt as in ``names`` (one per region)."""
    return pl.Series(np.array([*names, names[0]]))[np.minimum(city // PER_REGION, len(names))]


def zone_of(city: np.ndarray) -> np.ndarray:
    """Return the position of each city's clock in ``ZONES``."""
    origin = city >= FIRST_ORIGIN
    return np.where(origin, len(world.REGIONS) + city - FIRST_ORIGIN, city // PER_REGION)


ZONES = (*world.REGION_ZONES, *(three_pl.zone for three_pl in world.THREE_PLS))
