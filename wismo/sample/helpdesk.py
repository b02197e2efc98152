"""The helpdesk's exports: tickets and their messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.sample import customers, desk, labels, text, topics, words_other, world
from wismo.sample.clock import DAY, FAR
from wismo.sample.labels import instants, words
from wismo.sample.messages import Written, messages

if TYPE_CHECKING:
    from wismo.sample.brand import Brand

MESSAGES_SHARE = 0.6  # of the tickets have a messages feed; the others carry their body
_TOOLS = (topics.SPAM, topics.OUTBOUND, topics.AUTOMATED)


def _null(condition: np.ndarray, values: pl.Series) -> pl.Series:
    """Keep the values where the condition holds."""
    return pl.select(pl.when(pl.Series(condition)).then(values)).to_series()


def ticket_ids(count: int) -> pl.Series:
    """Return the helpdesk's ids; they grow with time."""
    serial = np.arange(count)
    return pl.Series(40_120_000 + serial * 7 + serial % 5).cast(pl.String)


def tables(brand: Brand, rng: np.random.Generator, tracking: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return tickets.jsonl and ticket_messages.jsonl, both in order of time."""
    tickets, end = brand.tickets, brand.calendar.end
    desk.answer(rng, tickets, brand.calendar)
    n = len(tickets["created"])
    order = tickets["order"]
    has_order = order >= 0
    known = np.maximum(order, 0)
    place = labels.rank(brand.orders["created"])
    visitor = brand.orders["customer"].max() + 1 + np.arange(n)
    customer = np.where(has_order, brand.orders["customer"][known], visitor)
    sales = np.where(has_order, brand.orders["channel"][known], 0)
    contact = customers.contact_details(customer, sales, place[known])
    parcel = np.maximum(tickets["parcel"], 0)
    # Nobody can name a number before its label is printed.
    labelled = (tickets["parcel"] >= 0) & (brand.parcels["label"][parcel] < tickets["created"])
    number = _null(labelled, tracking[parcel])
    days = np.where(has_order, (tickets["created"] - brand.orders["created"][known]) // DAY, 0)
    carrier = words(
        world.CARRIERS, np.where(tickets["parcel"] >= 0, brand.parcels["carrier"][parcel], rng.choice(3, n))
    )
    named = np.where(has_order, place[known] + labels.FIRST_ORDER, -1)
    about = pl.DataFrame({"number": named, "tracking": number, "carrier": carrier, "days": days})
    values = text.references(rng, about.with_columns(name=contact["first"]))
    written = text.compose(rng, tickets, values)
    ids = ticket_ids(n)
    with_feed = (rng.random(n) < MESSAGES_SHARE) & ~np.isin(tickets["topic"], _TOOLS)
    address = _addresses(rng, tickets, contact)
    frame = pl.DataFrame(
        {
            "ticket_id": ids,
            "created_at": instants(tickets["created"]),
            **_progress(tickets, end),
            "channel": words(topics.CHANNELS, tickets["channel"]),
            "subject": written["subject"],
            "body": _null(~with_feed, written["body"]),
            **address,
            "tags": _tags(rng, tickets),
            "intent": _intent(rng, tickets),
            **_links(rng, brand, tickets, number),
            "handled_by": words(("", "agent", "ai"), np.where(tickets["ai"], 2, tickets["replied"] < FAR)),
            "is_spam": (tickets["topic"] == topics.SPAM) & (rng.random(n) < 0.85),
            "is_from_agent": tickets["topic"] == topics.OUTBOUND,
            "is_automated": tickets["topic"] == topics.AUTOMATED,
            "merged_into_ticket_id": _null(tickets["merged"] >= 0, ids[np.maximum(tickets["merged"], 0)]),
            "reopen_count": tickets["reopened"],
            "csat": _null(tickets["csat"] > 0, pl.Series(tickets["csat"])),
            "agent_id": words(("", *(f"agent-{k:02d}" for k in range(1, desk.AGENTS + 1))), tickets["agent"] + 1),
            "refund_amount": _null(tickets["refund"] > 0, pl.Series(tickets["refund"])),
            "coupon_amount": _null(tickets["coupon"] > 0, pl.Series(tickets["coupon"])),
        }
    )
    return frame, messages(rng, tickets, Written(ids, written["body"], values, with_feed), end)


def _progress(tickets: world.Table, end: int) -> dict[str, pl.Series]:
    """Return the moments and the state of each ticket, as known when the export was taken."""
    moments = [
        np.where(tickets[name] < end, tickets[name], 0) for name in ("created", "replied", "eta_replied", "closed")
    ]
    closed = tickets["closed"] < end
    status = np.where(closed, 2, np.where(tickets["replied"] < end, 1, 0))
    return {
        "updated_at": instants(np.maximum.reduce(moments)),
        "closed_at": instants(tickets["closed"], end),
        "first_response_at": instants(tickets["replied"], end),
        "first_eta_response_at": instants(tickets["eta_replied"], end),
        "status": words(("open", "pending", "closed"), status),
    }


def _addresses(rng: np.random.Generator, tickets: world.Table, contact: pl.DataFrame) -> dict[str, pl.Series]:
    """Return the requester's address and number, where the channel shows them; some write from elsewhere."""
    n = len(tickets["created"])
    channel = tickets["channel"]
    shows_email = rng.random(n) < np.array([1.0, 0.88, 0.0, 0.12, 0.10, 1.0])[channel]
    elsewhere = rng.random(n) < 0.04
    other = pl.select(pl.format("family{}@home.example.org", pl.Series(rng.integers(1_000, 9_999_999, n)))).to_series()
    email = pl.select(pl.when(pl.Series(elsewhere)).then(other).otherwise(contact["email"])).to_series()
    shouted = pl.select(
        pl.when(pl.Series(rng.random(n) < 0.05)).then(email.str.to_titlecase()).otherwise(email)
    ).to_series()
    calls = np.isin(channel, (topics.SMS, topics.PHONE))
    human = ~np.isin(tickets["topic"], (topics.SPAM, topics.AUTOMATED))
    return {
        "customer_email": _null(shows_email & human, shouted),
        "customer_phone": _null(calls, contact["phone"]),
    }


def _links(rng: np.random.Generator, brand: Brand, tickets: world.Table, number: pl.Series) -> dict[str, pl.Series]:
    """Return what fields of the ticket say about the order."""
    n = len(tickets["created"])
    has_order = tickets["order"] >= 0
    place = labels.rank(brand.orders["created"])[np.maximum(tickets["order"], 0)]
    share = np.array([0.07, 0.20, 0.03, 0.10, 0.02, 0.45])[tickets["channel"]]
    names = labels.order_names(place)
    bare = pl.select(pl.when(pl.Series(rng.random(n) < 0.5)).then(names.str.slice(1)).otherwise(names)).to_series()
    return {
        "order_ref": _null(has_order & (rng.random(n) < share), bare),
        "embedded_order_ids": _embedded(rng, brand, tickets),
        "linked_order_id": _null(has_order & (rng.random(n) < 0.16), labels.order_ids(place)),
        "tracking_ref": _null((tickets["parcel"] >= 0) & (rng.random(n) < 0.03), number),
    }


def _embedded(rng: np.random.Generator, brand: Brand, tickets: world.Table) -> pl.Series:
    """Return the customer's latest orders (five at most) that the helpdesk shows beside some tickets."""
    orders = brand.orders
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
    ids = labels.order_ids(labels.rank(created)[by_customer[last[row] - back]])
    lists = pl.DataFrame({"row": row, "id": ids}).group_by("row", maintain_order=True).agg("id")["id"]
    out = pl.DataFrame({"row": np.arange(n)}).join(
        pl.DataFrame({"row": shown, "ids": lists}), on="row", how="left", maintain_order="left"
    )
    return out["ids"]


def _intent(rng: np.random.Generator, tickets: world.Table) -> pl.Series:
    """Return the helpdesk's own classification where it has one; it is not always right."""
    drawn = text.draw(rng, [words_other.INTENTS[name] for name in topics.NAMES], tickets["topic"])
    return _null(rng.random(len(drawn)) < 0.40, drawn)


def _tags(rng: np.random.Generator, tickets: world.Table) -> pl.Series:
    """Return a list of tags, often empty."""
    groups = [words_other.TAGS[name] for name in topics.NAMES]
    n = len(tickets["topic"])
    frame = pl.DataFrame({"a": text.draw(rng, groups, tickets["topic"]), "b": text.draw(rng, groups, tickets["topic"])})
    frame = frame.with_columns(one=pl.Series(rng.random(n) < 0.42), two=pl.Series(rng.random(n) < 0.12))
    one, two = pl.concat_list("a"), pl.concat_list("a", "b").list.unique(maintain_order=True)
    none = pl.lit([], dtype=pl.List(pl.String))
    return frame.select(pl.when(pl.col("two")).then(two).when(pl.col("one")).then(one).otherwise(none)).to_series()
