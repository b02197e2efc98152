"""The sample brand: its warehouses, carriers, regions, services and the three stories in its data.

Everything here is invented. The four well-known carrier names are used as plain words so that the
data reads like a shop's own; the figures say nothing about those companies, and the carrier
that has a bad December is a fictional one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

Table = dict[str, "np.ndarray"]
"""Columns of equal length. Times are whole seconds since 1970 UTC; ``clock.FAR`` means never."""

BRAND = "Nettle & Lark"
REPORTING_ZONE = "America/New_York"
ORDER_NAME_PATTERN = "#?NL[0-9]{5,9}"
TRACKING_PATTERN = "1Z[0-9A-Z]{16}|94[0-9]{20}|7946[0-9]{8}|JD[0-9]{16}|SWL[0-9]{11}|[A-Z]{2}[0-9]{9}[A-Z]{2}"
MONTHS = 26


@dataclass(frozen=True)
class ThreePl:
    """One fulfilment partner: its clock, its staffing and how it hands parcels over."""

    name: str
    warehouse: str
    zone: str
    home_region: int
    works_saturday: bool
    pickup_on_saturday: bool
    open_hour: float
    close_hour: float
    cut_off_hour: float
    pickup_hour: float
    slack: float  # capacity on a normal day, in multiples of the mean demand
    peak_staffing: float  # further capacity from Black Friday to 20 December
    pack_hours: tuple[float, float]  # from the label to the dock
    missed_pickup: float  # share of scheduled pickups that do not happen
    dock_scan: float  # share of parcels scanned at pickup; the rest waits for the hub
    hub_hours: tuple[float, float]  # from pickup to the hub's scan


THREE_PLS = (
    ThreePl("Harborline Fulfillment", "Harborline Newark", "America/New_York", 0, False, False,
            8.0, 18.0, 14.0, 17.5, 1.30, 1.72, (0.4, 2.5), 0.012, 0.86, (5.0, 20.0)),
    ThreePl("Prairie Dock Logistics", "Prairie Dock Joliet", "America/Chicago", 2, False, False,
            7.0, 17.0, 12.0, 17.0, 1.18, 1.62, (0.5, 3.0), 0.02, 0.74, (7.0, 26.0)),
    ThreePl("Cascade Pick & Pack", "Cascade Reno", "America/Los_Angeles", 4, True, False,
            7.0, 16.0, 13.0, 16.0, 1.26, 1.66, (2.0, 18.0), 0.025, 0.56, (9.0, 34.0)),
)  # fmt: skip

REGIONS = ("Northeast", "Southeast", "Midwest", "Southwest", "West", "Canada", "United Kingdom", "Germany")
COUNTRIES = ("US", "US", "US", "US", "US", "CA", "GB", "DE")
REGION_ZONES = (
    "America/New_York", "America/New_York", "America/Chicago", "America/Chicago",
    "America/Los_Angeles", "America/Toronto", "Europe/London", "Europe/Berlin",
)  # fmt: skip
REGION_SHARES = (0.23, 0.19, 0.20, 0.12, 0.19, 0.035, 0.025, 0.01)
FIRST_FOREIGN_REGION = 5
CURRENCIES = ("USD", "USD", "USD", "USD", "USD", "CAD", "GBP", "EUR")
# Which 3PL ships to a region: rows are regions, columns the 3PLs above.
ASSIGNMENT = (
    (0.90, 0.08, 0.02), (0.78, 0.18, 0.04), (0.10, 0.84, 0.06), (0.04, 0.38, 0.58),
    (0.03, 0.07, 0.90), (0.70, 0.20, 0.10), (1.0, 0.0, 0.0), (1.0, 0.0, 0.0),
)  # fmt: skip
# Service days of ground transport from each 3PL (columns) to each region (rows).
GROUND_DAYS = ((2, 3, 5), (3, 3, 5), (3, 2, 4), (4, 3, 3), (5, 4, 2), (4, 4, 5), (6, 7, 7), (7, 7, 8))

CARRIERS = ("UPS", "USPS", "FedEx", "DHL Express", "Swiftline")
UPS, USPS, FEDEX, DHL, SWIFTLINE = range(5)
LATE_SHARE = (0.035, 0.06, 0.05, 0.05, 0.06)
PEAK_LATENESS = (1.5, 2.1, 1.8, 1.5, 2.0)

SERVICES = ("Ground", "Expedited", "Economy", "International")
GROUND, EXPEDITED, ECONOMY, INTERNATIONAL = range(4)
METHODS = (
    "Standard (3-5 business days)", "Express (2-3 business days)",
    "Economy (5-8 business days)", "International (7-10 business days)",
)  # fmt: skip
# Business days from order to the promise at checkout, and carriers' odds, per service.
PROMISE_DAYS = (5, 4, 8, 10)
CARRIER_ODDS = (
    (0.36, 0.20, 0.25, 0.0, 0.19), (0.45, 0.05, 0.42, 0.0, 0.08),
    (0.05, 0.70, 0.05, 0.0, 0.20), (0.12, 0.33, 0.0, 0.55, 0.0),
)  # fmt: skip


@dataclass(frozen=True)
class Story:
    """Something that happened to the brand, for a viewer to find. ``last`` is inclusive."""

    name: str
    first: date
    last: date


MISSED_PICKUPS = Story("Prairie Dock: most pickups missed", date(2026, 3, 30), date(2026, 4, 26))
MELTDOWN = Story("Swiftline: sort centres jammed", date(2025, 12, 6), date(2025, 12, 24))
SCAN_EMAIL = Story("Cascade: shipped email waits for the first scan", date(2026, 6, 8), date(9999, 12, 31))
TRACKING_PAGE = Story("Harborline: branded tracking page", date(2025, 5, 5), date(9999, 12, 31))
DELAY_ALERTS = Story("FedEx parcels: told of a delay in time", date(2025, 9, 1), date(9999, 12, 31))
TRACKING_PAGE_3PL, DELAY_ALERTS_CARRIER = 0, FEDEX
MISSED_PICKUPS_3PL, MELTDOWN_CARRIER, SCAN_EMAIL_3PL = 1, SWIFTLINE, 2
