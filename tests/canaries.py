"""Made-up people whose every word can be found again: exports full of them, and a search for what leaked.

Every email, name, street and message of a canary holds the word STEM, every telephone number the digits PHONES, so
that one search finds any of them, however they are encoded.
"""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import random
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

import duckdb
import polars as pl

from tests.fuzz.sample import MARKERS, all_samples, archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STEM = "qzvcanary"
PHONES = "499907000"
SOURCES = """
brand: {name: Canary, time_zone: Europe/Berlin}
sources:
  - {name: shop, files: ["canonical_*", "*orders*", "qzvcanary*"], format: canonical, time_zone: Europe/Berlin}
"""


@dataclass(frozen=True)
class Canary:
    """One made-up person."""

    number: int

    @property
    def email(self) -> str:
        return f"{STEM}-mail{self.number:05d}@example.com"

    @property
    def name(self) -> str:
        return f"Qzvcanary Person{self.number:05d}"

    @property
    def phone(self) -> str:
        return f"+49 99070 {self.number:06d}"

    @property
    def street(self) -> str:
        return f"Qzvcanary Street {self.number:05d}, 10115 Berlin"

    @property
    def words(self) -> str:
        return f"qzvcanary words {self.number:05d}"

    @property
    def needles(self) -> list[str]:
        """What nobody may find after the canary was forgotten; its streets and words stand in its own records only."""
        digits = "".join(sign for sign in self.phone if sign.isdigit())
        return [self.email, self.name, self.phone, digits, self.street, self.words]


def canaries(count: int) -> list[Canary]:
    return [Canary(number) for number in range(1, count + 1)]


def write_exports(folder: Path, people: list[Canary], seed: int) -> None:
    """Write exports about people into a folder: every object, in valid and in broken records, in every kind of file."""
    folder.mkdir(parents=True)
    chance = random.Random(seed)
    (folder / "sources.yml").write_text(SOURCES)
    orders = [_order(person, chance) for person in people]
    _write_csv(folder / "canonical_orders.csv", orders)
    _write_csv(folder / "canonical_tickets.csv", [_ticket(person, chance) for person in people])
    others = [_other_ticket(person, chance) for person in people]
    _write_csv(folder / "canonical_others.csv", others)
    messages = [message for person in people for message in _messages(person)]
    (folder / "canonical_messages.jsonl").write_text("".join(json.dumps(message) + "\n" for message in messages))
    contacts = [_contact(person) for person in people]
    (folder / "canonical_contacts.jsonl.gz").write_bytes(
        gzip.compress("".join(json.dumps(contact) + "\n" for contact in contacts).encode())
    )
    pl.DataFrame([_shipment(person) for person in people]).write_parquet(folder / "canonical_shipments.parquet")
    _write_csv(folder / "canonical_events.csv", [_event(person) for person in people])
    _write_broken(folder, people)
    first = people[0]
    _write_csv(folder / f"{first.email}.csv", [_order(first, chance, "again")])
    packed = {
        "canonical_packed_orders.csv": _csv_text([_order(person, chance, "z") for person in people[:20]]).encode()
    }
    (folder / "packed_orders.zip").write_bytes(archive(packed))
    _write_vendors(folder)


def vendor_people() -> list[str]:
    """Return the addresses of the canaries that stand in the vendors' own formats."""
    return [f"{STEM}-a{mark}@example.com" for mark in MARKERS]


def _write_vendors(folder: Path) -> None:
    """Write an example of every vendor's format with canaries in it."""
    for number, sample in enumerate(all_samples()):
        if sample.kind not in ("csv", "json", "jsonl") or sample.format == "canonical":
            continue
        text = sample.content.decode("utf-8", "surrogateescape")
        for mark in MARKERS:
            text = text.replace(f"a{mark}@example.com", f"{STEM}-a{mark}@example.com")
            text = text.replace(f"+1555{mark}", f"+{PHONES}{mark[-4:]}")
        for word in ("Where is", "where is", "Hi,", "Ann"):
            text = text.replace(word, f"{word} {STEM}")
        place = folder / f"vendor_{number:02d}"
        place.mkdir()
        (place / f"{sample.format}_{sample.file}").write_text(text, errors="surrogateescape")
        if sample.sources:
            (place / "sources.yml").write_text(sample.sources)


def _order(person: Canary, chance: random.Random, again: str = "") -> dict[str, str]:
    return {
        "order_id": f"{again}880000{person.number:05d}", "order_name": f"#QC{again}{person.number:05d}",
        "created_at": f"2026-0{chance.randint(1, 3)}-1{chance.randint(0, 9)}T08:00:00",
        "customer_email": person.email.upper() if person.number % 5 == 0 else person.email,
        "customer_phone": person.phone, "country": "DE", "shipping_method": "Standard",
    }  # fmt: skip


def _ticket(person: Canary, chance: random.Random) -> dict[str, str]:
    is_by_phone = person.number % 11 == 0
    return {
        "ticket_id": f"661{person.number:05d}", "created_at": f"2026-04-1{chance.randint(0, 9)}T09:00:00",
        "subject": f"{person.name}: where is my order?",
        "body": f"Where is my order #QC{person.number:05d}? {person.words}\nI live in {person.street}, {person.phone}.",
        "customer_email": "" if is_by_phone else person.email, "customer_phone": person.phone,
        "channel": "phone" if is_by_phone else "email", "tags": json.dumps(["wismo", "late"]), "requester_id": "",
    }  # fmt: skip


def _other_ticket(person: Canary, chance: random.Random) -> dict[str, str]:
    """Somebody else quotes the canary's address, in one of the forms in which addresses stand in messages."""
    email = person.email
    forms = [
        f"my friend {email}, ", f"<{email.upper()}>", f"mailto:{email}?subject=x", f"*{email}*", f"from {email}.",
        f'<a href="mailto:{quote(email)}">', email.replace("@", "&#64;"), f"write to '{email}'!",
        f"tel. {person.phone}",
    ]  # fmt: skip
    return {
        "ticket_id": f"771{person.number:05d}", "created_at": f"2026-04-1{chance.randint(0, 9)}T10:00:00",
        "subject": "Where is the order?", "body": f"Please ask {forms[person.number % len(forms)]} where it is",
        "customer_email": f"friend{person.number}@other.example", "customer_phone": "", "channel": "email",
        "tags": "[]", "requester_id": "",
    }  # fmt: skip


def _messages(person: Canary) -> list[dict[str, object]]:
    ticket, moment = f"661{person.number:05d}", "2026-04-20T09:0"
    return [
        {"message_id": f"1{ticket}", "ticket_id": ticket, "created_at": f"{moment}1:00", "direction": "in",
         "body": f"It is {person.name} again, where is my parcel? {person.words}"},
        {"message_id": f"2{ticket}", "ticket_id": ticket, "created_at": f"{moment}5:00", "direction": "out",
         "body": f"Dear {person.name}, it is on its way to {person.street}", "is_public": True},
    ]  # fmt: skip


def _contact(person: Canary) -> dict[str, object]:
    return {
        "contact_id": f"55{person.number:05d}", "role": "customer", "customer_email": person.email,
        "customer_phone": person.phone, "updated_at": "2026-04-01T08:00:00",
    }  # fmt: skip


def _shipment(person: Canary) -> dict[str, str]:
    return {
        "shipment_id": f"44{person.number:05d}", "order_name": f"#QC{person.number:05d}", "carrier": "DHL",
        "tracking_number": f"QCTRACK{person.number:06d}DE", "label_created_at": "2026-04-02T08:00:00",
    }  # fmt: skip


def _event(person: Canary) -> dict[str, str]:
    return {
        "tracking_number": f"QCTRACK{person.number:06d}DE", "occurred_at": "2026-04-09T08:00:00", "status": "delivered",
        "message": f"Left with {person.name}, {person.street}", "place": "Berlin",
    }  # fmt: skip


def _write_broken(folder: Path, people: list[Canary]) -> None:
    """Records that are refused: wrong times, cells too many, JSON that breaks off, a file that is none."""
    chance = random.Random(0)
    orders = [{**_order(person, chance, "bad"), "created_at": f"yesterday, says {person.name}"} for person in people]
    _write_csv(folder / "canonical_bad_orders.csv", orders)
    header, *rows = _csv_text([_ticket(person, chance) for person in people[:40]]).splitlines()
    del rows
    ragged = [
        f'9{person.number},"{person.words}",{person.email},{person.street},x,y,z,w,a,b,c,d' for person in people[:40]
    ]
    (folder / "canonical_ragged_tickets.csv").write_text("\n".join([header, *ragged]) + "\n")
    broken = [
        f'{{"message_id": "3{person.number}", "body": "\\n{person.email} {person.words}' for person in people[:40]
    ]
    lines = [json.dumps(_messages(people[-1])[0] | {"message_id": "x1"}), *broken]
    (folder / "canonical_broken_messages.jsonl").write_text("\n".join(lines) + "\n")
    (folder / f"{people[1].email}.txt").write_text(f"No export at all, by {people[1].name}\n" * 3)


def _write_csv(path: Path, rows: list[dict[str, str]]) -> None:
    path.write_text(_csv_text(rows))


def _csv_text(rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def encoded(text: str) -> set[bytes]:
    """Return the forms in which a text may hide in bytes that were lower-cased before they are searched."""
    plain = text.encode()
    forms = {plain, text.encode("utf-16-le"), text.encode("utf-16-be"), quote(text).encode(), plain.hex().encode()}
    forms |= {quote(text, safe="").encode(), json.dumps(text)[1:-1].encode(), plain[::-1]}
    forms |= {
        "".join(f"%{byte:02x}" for byte in plain).encode(),
        "".join(f"\\u{ord(sign):04x}" for sign in text).encode(),
    }
    for variant in {text, text.lower(), text.upper()}:
        for shift in range(3):
            # What stands before a text in base64 shifts it; its first and last signs depend on the neighbours.
            forms.add(base64.b64encode(b"\0" * shift + variant.encode())[4 if shift else 0 : -4])
    return {form.lower() for form in forms if len(form) >= 7}


@cache
def _forms(needles: tuple[str, ...]) -> dict[str, str]:
    return {form.decode("latin-1"): needle for needle in needles for form in encoded(needle)}


def found_in(content: bytes, needles: list[str]) -> list[str]:
    """Return which of some texts stand in bytes, in any encoding and any case."""
    # All forms at once: latin-1 gives every byte a letter, and the search takes capitals for small letters.
    text = pl.Series([content.decode("latin-1")])
    stems = _forms((STEM, PHONES, PHONES[:2] + " 99070"))
    if not text.str.contains_any(list(stems), ascii_case_insensitive=True)[0]:
        return []  # what every needle begins with is not there
    forms = _forms(tuple(needles))
    hits = text.str.extract_many(list(forms), ascii_case_insensitive=True, overlapping=True)[0].unique().to_list()
    return sorted({forms[hit.lower()] for hit in hits})


def leaks(folder: Path, needles: list[str]) -> dict[str, list[str]]:
    """Return which texts stand in which files under a folder: by their bytes, and in every value an engine reads."""
    found: dict[str, list[str]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        hits = set(found_in(path.read_bytes(), needles)) | set(
            found_in(str(path.relative_to(folder)).encode(), needles)
        )
        for text in values_of(path):
            hits |= set(found_in(text.encode(), needles))
        if hits:
            found[path.relative_to(folder).as_posix()] = sorted(hits)
    return found


def values_of(path: Path) -> Iterator[str]:
    """Yield all values of a Parquet file or a DuckDB database as text, and what gzip and zip hold."""
    if path.suffix == ".parquet":
        yield pl.read_parquet(path).cast(pl.String).write_csv()
    elif path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as database:
            for schema, name in database.execute(
                "select table_schema, table_name from information_schema.tables"
            ).fetchall():
                rows = database.execute(f'select * from "{schema}"."{name}"').fetchall()
                yield "\n".join(map(str, rows))
    elif path.suffix == ".gz":
        yield gzip.decompress(path.read_bytes()).decode()
