"""Who placed which order: repeat purchases, fewer of them after a late parcel; names and addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.sample.clock import DAY, FAR

if TYPE_CHECKING:
    from wismo.sample.world import Table

RETURN_SHARE = 0.40
AFTER_LATE = 0.72  # factor on a further order when the parcel came after its promise
FIRST_NAMES = (
    "Ada",
    "Ben",
    "Carla",
    "Dev",
    "Elena",
    "Farid",
    "Grace",
    "Hugo",
    "Ines",
    "Jamal",
    "Kim",
    "Lena",
    "Marco",
    "Nora",
    "Owen",
    "Priya",
    "Quinn",
    "Rosa",
    "Sam",
    "Tara",
    "Uma",
    "Victor",
    "Wendy",
    "Xavier",
    "Yara",
    "Zoe",
)
LAST_NAMES = (
    "Abbott",
    "Brandt",
    "Castillo",
    "Dawson",
    "Egan",
    "Fischer",
    "Garcia",
    "Hayes",
    "Ivers",
    "Jensen",
    "Kaur",
    "Lopez",
    "Moreau",
    "Nguyen",
    "Okafor",
    "Pereira",
    "Quigley",
    "Rossi",
    "Silva",
    "Turner",
    "Usher",
    "Vogel",
    "Walsh",
    "Young",
)
DOMAINS = ("example.com", "example.com", "mail.example.com", "example.org", "example.net")


def assign_customers(rng: np.random.Generator, orders: Table, late: np.ndarray, settled: np.ndarray) -> np.ndarray:
    """Return a customer number per order.

    ``late`` says which orders came after their promise, ``settled`` when each was delivered. An order
    may lead to one further order of the same region; the chain of such orders is one customer.
    """
    n = len(orders["created"])
    original = orders["original"]
    chance = RETURN_SHARE * np.where(late, AFTER_LATE, 1.0) * np.where(orders["region"] > 4, 0.8, 1.0)
    chance = np.where(orders["channel"] == 2, 0.0, chance)
    comes_back = (rng.random(n) < chance) & (original < 0) & (orders["cancelled"] >= FAR) & (settled < FAR)
    wait = (np.exp(rng.normal(4.1, 0.75, n)) * DAY).astype(np.int64) + 2 * DAY
    wanted = settled + wait
    parent = np.full(n, -1)
    takers = (original < 0) & (orders["channel"] != 2)
    for region in range(int(orders["region"].max()) + 1):
        slots = np.flatnonzero((orders["region"] == region) & takers)
        asking = np.flatnonzero((orders["region"] == region) & comes_back)
        asking = asking[np.argsort(wanted[asking], kind="stable")]
        place = np.searchsorted(orders["created"][slots], wanted[asking])
        # Each order takes at most one returning customer: push ties to the next free order.
        step = np.arange(len(place))
        place = np.maximum.accumulate(place - step) + step
        fits = place < len(slots)
        parent[slots[place[fits]]] = asking[fits]
    root = np.where(parent >= 0, parent, np.where(original >= 0, original, np.arange(n)))
    while not np.array_equal(root, root[root]):
        root = root[root]
    return np.unique(root, return_inverse=True)[1]


def habits(rng: np.random.Generator, orders: Table) -> Table:
    """Return what marks single orders: ``gift``, ``coupon`` (0: none), ``subscription``, ``tagged``, ``linked``.

    ``tagged`` and ``linked`` say whether somebody noted a back-order or a replacement, and what it replaces.
    """
    n = len(orders["created"])
    by_customer = np.lexsort((orders["created"], orders["customer"]))
    again = np.zeros(n, dtype=bool)
    again[by_customer[1:]] = orders["customer"][by_customer[1:]] == orders["customer"][by_customer[:-1]]
    bought = orders["original"] < 0
    ships = orders["delivery"] == 0
    coupon = np.where(rng.random(n) < 0.14, rng.integers(1, 5, n), 0)
    return {
        "gift": (rng.random(n) < 0.045) & bought & ships,
        "coupon": np.where(bought, coupon, 0),
        "subscription": (rng.random(n) < 0.15) & again & bought & ships & (orders["channel"] == 0),
        "tagged": rng.random(n) < np.where(bought, 0.6, 0.85),
        "linked": rng.random(n) < 0.9,
    }


def contact_details(customer: np.ndarray, channel: np.ndarray, order: np.ndarray) -> pl.DataFrame:
    """Return ``first``, ``email``, ``phone`` per row; all fictional (example domains, 555-01xx numbers).

    Orders of the marketplace carry a relay address of their own, as marketplaces hand them out.
    """
    first = np.array(FIRST_NAMES)[customer * 7 % len(FIRST_NAMES)]
    last = np.array(LAST_NAMES)[customer * 11 % len(LAST_NAMES)]
    domain = np.array(DOMAINS)[customer * 13 % len(DOMAINS)]
    line = customer * 7_919 % 79_900
    frame = pl.DataFrame(
        {
            "first": first,
            "last": last,
            "domain": domain,
            "number": customer,
            "order": order,
            "area": 201 + line // 100,
            "line": 100 + line % 100,
            "relay": channel == 2,
            "has_phone": (customer * 17 % 100) < 58,
        }
    )
    own = pl.concat_str(
        pl.col("first").str.to_lowercase(),
        pl.lit("."),
        pl.col("last").str.to_lowercase(),
        "number",
        pl.lit("@"),
        "domain",
    )
    relay = pl.format("buyer{}@relay.marketplace.example.com", pl.col("order") * 37 % 99_999_989 + 100_000)
    phone = pl.format("+1{}5550{}", "area", "line")
    return frame.select(
        "first",
        "last",
        pl.when("relay").then(relay).otherwise(own).alias("email"),
        pl.when(pl.col("has_phone") & ~pl.col("relay")).then(phone).alias("phone"),
    )
