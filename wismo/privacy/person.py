"""Who an address belongs to: every id that leads to a record of the person, as keyed hashes."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from wismo.errors import WismoError
from wismo.home import project_root
from wismo.intake.key import customer_keys, marked_ids, normal_emails
from wismo.privacy.erased import Erased
from wismo.privacy.mentions import LEAST_ID, id_words
from wismo.privacy.traces import ALL, LONG_ID, OWN, TRACES, asked_phones, listed_phones, normal, trace_hashes

if TYPE_CHECKING:
    from wismo.home import Home

# A shop's customer id that stands beside more addresses than this is no person's: guests, a till, a marketplace.
_MOST_ADDRESSES = 3
_SOURCE = ["source_system", "source_account"]
_PERSON = [*_SOURCE, "customer_key", "phone_key", "customer_phone", "customer_id"]
_PEOPLE = {"orders": "order_id", "tickets": "ticket_id", "contacts": "contact_id"}


@dataclass(frozen=True)
class Person:
    """What leads to a person: keyed hashes, and how many things of each kind they stand for."""

    hashes: frozenset[str]
    found: dict[str, int]


def normal_email(text: str) -> str:
    """Return an address as it is hashed.

    Raises:
        WismoError: it has not the form of one address.
    """
    email = normal_emails(pl.Series([text]))[0]
    local, _, domain = (email or "").partition("@")
    if not (local and "." in domain.strip(".") and "@" not in domain) or any(sign.isspace() for sign in email):
        raise WismoError("That is not an email address. Write it as in `wismo forget somebody@example.com`.")
    return email


def find_person(home: Home, key: bytes, email: str, *, is_shared: bool = False) -> Person:
    """Find everything in raw that leads to whoever has a (normal) address.

    ``is_shared`` takes an address that many people share for one person all the same.

    Raises:
        WismoError: more orders have the address than one person can have placed.
    """
    own = customer_keys(key, pl.Series([email]))[0]
    people = _people(home)
    most = shared_address_orders()
    count = people.filter((pl.col("object") == "orders") & (pl.col("customer_key") == own))["id"].n_unique()
    if count > most and not is_shared:
        raise WismoError(
            f"{count:,} orders have this address, more than the {most} from which on an address is taken for one that "
            "many people share. If all of them are to be erased: the same command with --shared."
        )
    customer_ids = _customer_ids(people, own)
    keys = {own, *customer_keys(key, marked_ids(pl.Series(customer_ids, dtype=pl.String)))}
    by_id = pl.col("customer_id").is_in(customer_ids).fill_null(value=False)
    keys |= set(people.filter(by_id)["customer_key"].drop_nulls())
    is_own = pl.col("customer_key").is_in(keys).fill_null(value=False) | by_id
    phones = _own_phones(people, is_own)
    # The number itself is gone from old records, but for its key.
    has_phone = pl.any_horizontal(pl.col("customer_phone", "phone_key").is_in(phones).fill_null(value=False))
    is_own |= has_phone
    theirs = people.filter(is_own)
    # Whoever answers tickets is named by every ticket they answered: an agent's id leads to other people.
    contacts = theirs.filter((pl.col("object") == "contacts") & (pl.col("role") != "agent").fill_null(value=True))
    requested = people.filter(pl.col("object") == "tickets").join(
        contacts.select(*_SOURCE, requester_id="id"), on=[*_SOURCE, "requester_id"], how="semi"
    )
    tickets = pl.concat([theirs.filter(pl.col("object") == "tickets"), requested]).unique([*_SOURCE, "id"])
    orders = theirs.filter(pl.col("object") == "orders")
    with_phone = theirs.filter(has_phone)
    hashes = {*keys, *with_phone["phone_key"].drop_nulls(), *_phone_hashes(key, with_phone["customer_phone"])}
    words = [*customer_ids]
    for kind, things in (("contact", contacts), ("ticket", tickets)):
        every = people.filter(pl.col("object") == f"{kind}s").select(*_SOURCE, value="id")
        hashes |= _id_hashes(key, kind, things.select(*_SOURCE, value="id"), every)
        words += things["id"].to_list()
    hashes |= _order_hashes(home, key, orders)
    words += [*orders["id"], *orders["order_name"].drop_nulls()]
    parcels, parcel_words = _parcels(home, key, hashes)
    words += parcel_words
    hashes |= parcels
    hashes |= set(
        _hashed(key, pl.Series(id_words(word for word in set(words) if len(word) >= LEAST_ID), dtype=pl.String))
    )
    found = {"orders": orders.unique([*_SOURCE, "id"]).height, "tickets": tickets.height, "contacts": contacts.height}
    return Person(frozenset(hashes), found)


def shared_address_orders() -> int:
    """Return from how many orders on an address tells no customer; the models ask the same threshold."""
    with (project_root() / "seeds" / "thresholds.csv").open(encoding="utf-8", newline="") as file:
        return next(int(row["value"]) for row in csv.DictReader(file) if row["name"] == "shared_address_orders")


def _hashed(key: bytes, texts: pl.Series) -> list[str]:
    return customer_keys(key, texts).drop_nulls().to_list()


def _people(home: Home) -> pl.DataFrame:
    """Return every record that names a person: object, id, order_name, requester_id, role and the person's columns."""
    parts = []
    for name, identifier in _PEOPLE.items():
        more = [column for column in ("order_name", "requester_id", "role") if _has(name, column)]
        frame = pl.read_parquet(home.raw / name / "*.parquet", columns=[*_PERSON, identifier, *more])
        parts.append(frame.rename({identifier: "id"}).with_columns(object=pl.lit(name)))
    return pl.concat(parts, how="diagonal")


def _has(name: str, column: str) -> bool:
    from wismo.intake.contract import read_contract

    return column in read_contract()[name].raw_columns


def _customer_ids(people: pl.DataFrame, own: str) -> list[str]:
    """Return the shop's ids of the person, without those that several people have."""
    ids = people.filter(pl.col("customer_key") == own)["customer_id"].drop_nulls().unique()
    beside = people.filter(pl.col("customer_id").is_in(ids.to_list())).group_by("customer_id")
    counts = beside.agg(pl.col("customer_key").n_unique())
    return counts.filter(pl.col("customer_key") <= _MOST_ADDRESSES)["customer_id"].to_list()


def _own_phones(people: pl.DataFrame, is_own: pl.Expr) -> list[str]:
    """Return telephone numbers as they are written, and their keys, that stand beside nobody else.

    A family shares one, or a shop. A number is written with and without its country.
    """
    held = people.select("customer_phone", "phone_key", is_own=is_own, is_known=pl.col("customer_key").is_not_null())
    asked = asked_phones(held["customer_phone"])
    followed: set[str] = set()
    for phone, key in held.filter("is_own").select("customer_phone", "phone_key").unique().rows():
        words = {word for listed in listed_phones(pl.Series([phone], dtype=pl.String)) for word in listed if word}
        is_same = held["phone_key"].is_in([key] if key else []).fill_null(value=False)
        for forms in asked:
            is_same |= forms.is_in(words).fill_null(value=False)
        same = held.filter(is_same)
        if not (same["is_known"] & ~same["is_own"]).any():
            followed |= {text for row in same.select("customer_phone", "phone_key").rows() for text in row if text}
    return sorted(followed)


def _phone_hashes(key: bytes, phones: pl.Series) -> set[str]:
    numbers = phones.drop_nulls().unique()
    return {hashed for words in listed_phones(numbers) for hashed in _hashed(key, words)}


def _id_hashes(key: bytes, kind: str, ids: pl.DataFrame, every: pl.DataFrame) -> set[str]:
    """Return the hashes of ids in their own source, and of long ones that nothing else of the kind has in any."""
    sole = every.unique().group_by("value").agg(pl.len()).filter(pl.col("len") == 1)
    anywhere = ids.join(sole, on="value", how="semi").filter(pl.col("value").str.len_chars() >= LONG_ID)
    return set(trace_hashes(key, kind, OWN, ids)) | set(trace_hashes(key, kind, ALL, anywhere))


def _order_hashes(home: Home, key: bytes, orders: pl.DataFrame) -> set[str]:
    """Return the hashes of orders' ids and names, in every scope in which no other order has the same."""
    everyone = pl.read_parquet(home.raw / "orders" / "*.parquet", columns=[*_SOURCE, "order_id", "order_name"])
    mine = orders.select(*_SOURCE, value="id")
    hashes = _id_hashes(key, "order", mine, everyone.select(*_SOURCE, value="order_id"))
    for kind, column, own_column in (("order", "order_id", "id"), ("name", "order_name", "order_name")):
        every = everyone.select(*_SOURCE, "order_id", value=normal(kind, everyone[column])).unique()
        mine = orders.select(*_SOURCE, value=normal(kind, orders[own_column]), order_id="id").unique()
        for scope, keys in ((OWN, [*_SOURCE, "value"]), ("account", ["source_account", "value"]), (ALL, ["value"])):
            sole = every.group_by(keys).agg(pl.len()).filter(pl.col("len") == 1)
            kept = mine.join(sole, on=keys, how="semi") if scope != OWN or kind == "name" else mine
            hashes |= set(trace_hashes(key, kind, scope, kept.select(*_SOURCE, "value")).drop_nulls())
    return hashes


def _parcels(home: Home, key: bytes, hashes: set[str]) -> tuple[set[str], list[str]]:
    """Return the hashes of shipments and tracking numbers that hang on what is known, and their ids as words."""
    columns = [*_SOURCE, *dict.fromkeys(trace.column for trace in TRACES["shipments"])]
    shipments = pl.read_parquet(home.raw / "shipments" / "*.parquet", columns=columns)
    numbers = pl.read_parquet(
        home.raw / "shipment_numbers" / "*.parquet", columns=[*_SOURCE, "shipment_id", "tracking_number"]
    )
    known: set[str] = set()
    while True:
        erased = Erased(key, frozenset(hashes | known))
        theirs = shipments.filter(erased.is_of("shipments", shipments))
        apart = numbers.filter(erased.is_of("shipment_numbers", numbers))
        others = shipments.filter(
            ~erased.is_of(
                "shipments", shipments.drop("tracking_number").with_columns(tracking_number=pl.lit(None, pl.String))
            )
        )
        named = others.filter(pl.col("order_id").is_not_null() | pl.col("order_name").is_not_null())
        own_numbers = (
            pl.concat([theirs.select("tracking_number"), apart.select("tracking_number")]).drop_nulls().unique()
        )
        taken = normal("number", named["tracking_number"]).drop_nulls().unique()
        own_numbers = own_numbers.filter(~normal("number", own_numbers["tracking_number"]).is_in(taken.to_list()))
        ids = theirs.select(*_SOURCE, value="shipment_id").unique()
        new = _id_hashes(key, "shipment", ids, shipments.select(*_SOURCE, value="shipment_id"))
        blank = own_numbers.select(source_system=pl.lit(""), source_account=pl.lit(""), value="tracking_number")
        new |= set(trace_hashes(key, "number", ALL, blank))
        if new <= known:
            return known, [*ids["value"], *own_numbers["tracking_number"]]
        known |= new
