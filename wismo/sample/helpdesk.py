"""What the two helpdesks know of every ticket: who writes, in which words, which fields agents filled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.sample import customers, desk, labels, text, topics, words_other, world
from wismo.sample.clock import DAY, to_utc
from wismo.sample.labels import where, words

if TYPE_CHECKING:
    from wismo.sample.brand import Brand

ZENDESK_DAYS = 184  # the first half year; then the brand moved to Gorgias
TOOLS = (topics.SPAM, topics.OUTBOUND, topics.AUTOMATED)


@dataclass(frozen=True)
class Desk:
    """Every ticket in order of time. ``frame`` has a row per ticket, ``listed`` the orders shown beside it."""

    frame: pl.DataFrame
    values: pl.DataFrame  # what placeholders of replies stand for
    moved: int  # the first ticket of the second helpdesk


def ticket_ids(count: int, moved: int) -> pl.Series:
    """Return the helpdesks' ids; they grow with time, and start anew with the second helpdesk."""
    serial = np.arange(count)
    return pl.Series(np.where(serial < moved, 12_001 + serial, 40_120_000 + serial * 7 + serial % 5))


def first_of_gorgias(brand: Brand) -> int:
    """Return the position of the first ticket that was opened in the second helpdesk."""
    day = np.array([(brand.calendar.first_day + ZENDESK_DAYS) * DAY])
    return int(np.searchsorted(brand.tickets["created"], to_utc(day, world.REPORTING_ZONE)[0]))


def open_desk(brand: Brand, rng: np.random.Generator, tracking: pl.Series) -> Desk:
    """Answer the tickets and return what is on file about them.

    Columns of the frame: ``id``, ``customer``, ``first``, ``last``, ``email``, ``phone``, ``subject``, ``body``,
    ``own`` (the body without quoted mail), ``tags`` (list), ``intent``, ``order_ref``, ``tracking_ref``, ``listed``
    (positions in time of the customer's orders that the helpdesk shows).
    """
    tickets = brand.tickets
    desk.answer(rng, tickets, brand.calendar)
    n = len(tickets["created"])
    order, parcel = np.maximum(tickets["order"], 0), np.maximum(tickets["parcel"], 0)
    has_order, has_parcel = tickets["order"] >= 0, tickets["parcel"] >= 0
    visitor = brand.orders["customer"].max() + 1 + np.arange(n)
    customer = np.where(has_order, brand.orders["customer"][order], visitor)
    sales = np.where(has_order, brand.orders["channel"][order], 0)
    place = brand.place[order]
    contact = customers.contact_details(customer, sales, place)
    # Nobody can name a number before its label is printed.
    number = where(has_parcel & (brand.parcels["label"][parcel] < tickets["created"]), tracking[parcel])
    about = pl.DataFrame(
        {
            "number": np.where(has_order, place + labels.FIRST_ORDER, -1),
            "tracking": number,
            "carrier": words(world.CARRIERS, np.where(has_parcel, brand.parcels["carrier"][parcel], rng.choice(3, n))),
            "days": np.where(has_order, (tickets["created"] - brand.orders["created"][order]) // DAY, 0),
            "name": contact["first"],
        }
    )
    values = text.references(rng, about)
    share = np.array([0.07, 0.20, 0.03, 0.10, 0.02, 0.45])[tickets["channel"]]
    names = labels.order_names(place)
    bare = pl.select(pl.when(pl.Series(rng.random(n) < 0.5)).then(names.str.slice(1)).otherwise(names)).to_series()
    moved = first_of_gorgias(brand)
    frame = text.compose(rng, tickets, values).with_columns(
        id=ticket_ids(n, moved),
        customer=pl.Series(customer),
        first=contact["first"],
        last=contact["last"],
        **_addresses(rng, brand, contact),
        tags=_tags(rng, tickets),
        intent=_intent(rng, tickets),
        order_ref=where(has_order & (rng.random(n) < share), bare),
        tracking_ref=where(has_parcel & (rng.random(n) < 0.03), number),
        listed=_listed(rng, brand),
    )
    return Desk(frame, values, moved)


def _addresses(rng: np.random.Generator, brand: Brand, contact: pl.DataFrame) -> dict[str, pl.Series]:
    """Return the requester's address and number, where the channel shows them; some write from elsewhere."""
    tickets = brand.tickets
    n, channel = len(tickets["created"]), tickets["channel"]
    shows_email = rng.random(n) < np.array([1.0, 0.88, 0.0, 0.12, 0.10, 1.0])[channel]
    tickets["elsewhere"] = rng.random(n) < 0.04
    other = pl.select(pl.format("family{}@home.example.org", pl.Series(rng.integers(1_000, 9_999_999, n)))).to_series()
    email = other.zip_with(pl.Series(tickets["elsewhere"]), contact["email"])
    email = email.str.to_titlecase().zip_with(pl.Series(rng.random(n) < 0.05), email)
    human = ~np.isin(tickets["topic"], (topics.SPAM, topics.AUTOMATED))
    tickets["shows_email"] = shows_email & human
    tickets["shows_phone"] = np.isin(channel, (topics.SMS, topics.PHONE)) & contact["phone"].is_not_null().to_numpy()
    return {"email": where(tickets["shows_email"], email), "phone": where(tickets["shows_phone"], contact["phone"])}


def _listed(rng: np.random.Generator, brand: Brand) -> pl.Series:
    """Return the customer's latest orders (five at most) that the helpdesk shows beside some tickets."""
    orders, tickets = brand.orders, brand.tickets
    created, customer = orders["created"], orders["customer"]
    by_customer = np.lexsort((created, customer))
    start = np.searchsorted(customer[by_customer], customer)
    position = np.empty(len(created), dtype=np.int64)
    position[by_customer] = np.arange(len(created))
    n = len(tickets["created"])
    shown = np.flatnonzero((tickets["order"] >= 0) & (rng.random(n) < 0.3))
    order = tickets["order"][shown]
    # One order later than the ticket's own may already be there.
    following = np.minimum(position[order] + 1, len(created) - 1)
    later = by_customer[following]
    has_later = (
        (following > position[order])
        & (customer[later] == customer[order])
        & (created[later] < tickets["created"][shown])
    )
    last = position[order] + has_later
    count = np.minimum(last - start[order] + 1, 5)
    row = np.repeat(np.arange(len(shown)), count)
    back = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    places = brand.place[by_customer[last[row] - back]]
    lists = pl.DataFrame({"row": row, "place": places}).group_by("row", maintain_order=True).agg("place")["place"]
    tickets["shown"] = np.zeros(n, dtype=bool)
    tickets["shown"][shown] = True
    out = pl.DataFrame({"row": np.arange(n)}).join(
        pl.DataFrame({"row": shown, "places": lists}), on="row", how="left", maintain_order="left"
    )
    return out["places"]


def _intent(rng: np.random.Generator, tickets: world.Table) -> pl.Series:
    """Return the helpdesk's own classification where it has one; it is not always right."""
    drawn = text.draw(rng, [words_other.INTENTS[name] for name in topics.NAMES], tickets["topic"])
    return where(rng.random(len(drawn)) < 0.40, drawn)


def _tags(rng: np.random.Generator, tickets: world.Table) -> pl.Series:
    """Return a list of tags, often empty."""
    groups = [words_other.TAGS[name] for name in topics.NAMES]
    n = len(tickets["topic"])
    frame = pl.DataFrame({"a": text.draw(rng, groups, tickets["topic"]), "b": text.draw(rng, groups, tickets["topic"])})
    frame = frame.with_columns(one=pl.Series(rng.random(n) < 0.42), two=pl.Series(rng.random(n) < 0.12))
    one, two = pl.concat_list("a"), pl.concat_list("a", "b").list.unique(maintain_order=True)
    none = pl.lit([], dtype=pl.List(pl.String))
    return frame.select(pl.when(pl.col("two")).then(two).when(pl.col("one")).then(one).otherwise(none)).to_series()
