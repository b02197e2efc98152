"""What is proposed for exports that are recognised: the brand, zones, an account's own fields, several accounts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import pytest

from wismo.intake.load import load_paths
from wismo.intake.propose.run import Advice, propose_sources
from wismo.intake.sources import read_sources

if TYPE_CHECKING:
    from pathlib import Path

    from wismo.home import Home

SHOPIFY = "Name,Email,Financial Status,Fulfillment Status,Created at,Lineitem quantity,Lineitem name,Id\n"
ZENDESK = (
    "Summation column,Id,Requester,Requester id,Requester email,Submitter,Subject,Tags,Status,Via,Created at,"
    "Updated at,Solved at,Satisfaction Score,Reopens,First reply time in minutes,Order number [txt],Floor [txt],"
    "Parcel [txt]\n"
)


def orders(prefix: str, numbers: range) -> str:
    rows = [
        f"{prefix}{n},a{n}@mail.example,paid,fulfilled,2026-0{n % 9 + 1}-15 09:00:00 "
        f"{'-0400' if 3 <= n % 9 + 1 < 11 else '-0500'},1,Mug,54500{n}\n"
        for n in numbers
    ]
    return SHOPIFY + "".join(rows)


def zendesk(prefix: str = "#NL") -> str:
    rows = [
        f"1,{n},R,9{n},a{n}@mail.example,R,Where is my order?,wismo,closed,mail,2026-09-15 10:00,2026-09-15 11:00,,,0,"
        f"5,{prefix.strip('#').lower()}{n if n % 3 else ''},{n},1Z999AA1012345{n}\n"
        for n in range(1001, 1020)
    ]
    return ZENDESK + "".join(rows)


def gorgias() -> str:
    tickets = [
        {
            "id": n, "created_datetime": "2026-09-15T10:00:00+00:00", "status": "closed", "channel": "email",
            "subject": "Where?", "customer": {"id": n, "email": f"a{n}@mail.example"},
            "custom_fields": {"77": {"id": 77, "value": f"NL{n}"}, "78": {"id": 78, "value": "blue"}},
        }
        for n in range(1001, 1020)
    ]  # fmt: skip
    return "".join(json.dumps(ticket) + "\n" for ticket in tickets)


def test_a_brand_is_proposed_although_every_file_is_recognised(tmp_path):
    (tmp_path / "orders.csv").write_text(orders("#NL", range(1001, 1030)))
    text = propose_sources([tmp_path], None, set()).text
    assert text is not None
    assert "  time_zone: America/New_York  # check" in text
    assert '  order_name_prefix: "#NL"\n  order_name_pattern: "#?NL[0-9]{4,5}"\n' in text
    (tmp_path / "sources.yml").write_text(text)
    brand = read_sources(tmp_path / "sources.yml").brand
    assert brand is not None
    assert (brand.time_zone, brand.order_name_prefix) == ("America/New_York", "#NL")
    assert propose_sources([tmp_path], None, set()) == Advice(None)


@pytest.mark.parametrize(
    ("name", "content", "fields"),
    [
        ("tickets.csv", zendesk(), 'fields: {order_ref: "Order number", tracking_ref: "Parcel"}'),
        ("tickets.jsonl", gorgias(), 'fields: {order_ref: "77"}'),
    ],
)
def test_fields_that_hold_order_names_are_proposed_and_fill_the_tickets(
    name, content, fields, tmp_path: Path, home: Home
):
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / name).write_text(content)
    (folder / "orders.csv").write_text(orders("#NL", range(1001, 1030)))
    parcels = "".join(f"s{n},#NL{n},1Z999AA1012345{n},UPS,2026-09-16 10:00:00 UTC\n" for n in range(1001, 1030))
    (folder / "parcels.csv").write_text("Shipment ID,Order Number,Tracking Number,Carrier,Ship Date\n" + parcels)
    text = propose_sources([folder], None, {name, "parcels.csv"}).text or ""
    assert fields in text
    (folder / "sources.yml").write_text(text)
    assert [report.error for report in load_paths(home, [folder], None) if report.error] == []
    refs = pl.read_parquet(home.raw / "tickets" / "*.parquet")["order_ref"].drop_nulls().to_list()
    assert "NL1001" in [ref.upper() for ref in refs]
    assert propose_sources([folder], None, set()) == Advice(None)


def test_a_zone_is_asked_for_where_nothing_tells_it(tmp_path):
    (tmp_path / "tickets.csv").write_text(zendesk())
    advice = propose_sources([tmp_path], None, {"tickets.csv"})
    assert advice.asks
    assert "  - format: zendesk\n    # time_zone: Europe/Berlin  # the times have no zone" in (advice.text or "")


def test_two_shops_in_one_folder_are_two_accounts(tmp_path):
    for name, prefix, first in (("us_1", "US-", 1001), ("us_2", "US-", 1101), ("uk_1", "UK-", 1001)):
        (tmp_path / f"{name}.csv").write_text(orders(prefix, range(first, first + 20)))
    text = propose_sources([tmp_path], None, set()).text or ""
    (tmp_path / "sources.yml").write_text(text)
    entries = {entry.account: entry.files for entry in read_sources(tmp_path / "sources.yml").entries}
    assert entries == {"uk": ("uk_1.csv",), "us": ("us_*.csv",)}
    assert propose_sources([tmp_path], None, set()) == Advice(None)


def test_what_was_loaded_before_tells_which_field_holds_orders(tmp_path: Path, home: Home):
    from wismo.intake.propose.vendor import loaded_before

    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "orders.csv").write_text(orders("#NL", range(1001, 1030)))
    load_paths(home, [tmp_path / "old"], None)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "tickets.jsonl").write_text(gorgias())
    text = propose_sources([tmp_path / "new"], None, set(), known=loaded_before(home)).text or ""
    assert 'fields: {order_ref: "77"}' in text


def test_an_export_that_a_spreadsheet_saved_again_loads_as_proposed_and_the_others_stay_theirs(tmp_path, home: Home):
    header = SHOPIFY.replace("Lineitem name,", "Lineitem name,Lineitem requires shipping,Total,Refunded Amount,")
    rows = [
        f"#NL{n};kund{n}@mail.example;paid;fulfilled;{n % 28 + 1:02d}.09.2026 09:30;1;Töpfer-Tasse;WAHR;"
        f"1.2{n % 100:02d},50;{'1.201,50' if n == 1001 else '0,00'};54500{n}\r\n"
        for n in range(1001, 1031)
    ]
    (tmp_path / "again.csv").write_bytes((header.strip().replace(",", ";") + "\r\n" + "".join(rows)).encode("cp1252"))
    (tmp_path / "plain.csv").write_text(orders("#NL", range(2001, 2030)).replace("Mug", "Töpfer-Tasse"))
    text = propose_sources([tmp_path], None, {"again.csv"}).text or ""
    assert (
        '  - format: shopify\n    files: ["again.csv"]\n    encoding: cp1252  # the text is no UTF-8\n'
        "    time_zone: America/New_York  # check: the times have no zone, and the brand's other files are in it\n"
        '    time_format: "%d.%m.%Y %H:%M"  # check: a spreadsheet has rewritten the times\n'
        '    decimal: ","  # check: a spreadsheet has rewritten the numbers\n'
        '  - format: shopify\n    files: ["plain.csv"]\n'
    ) in text
    (tmp_path / "sources.yml").write_text(text)
    reports = load_paths(home, [tmp_path], None)
    assert [(report.file, report.error, report.quarantined) for report in reports] == [
        ("again.csv", None, 0),
        ("plain.csv", None, 0),
    ]
    lines = pl.read_parquet(home.raw / "order_lines" / "*.parquet")
    assert lines["title"].unique().to_list() == ["Töpfer-Tasse"]
    assert lines["requires_shipping"].drop_nulls().unique().to_list() == ["true"]
    found = pl.read_parquet(home.raw / "orders" / "*.parquet").filter(
        pl.col("order_name").is_in(["#NL1001", "#NL1002"])
    )
    assert found.sort("order_name").select(
        "order_value", "is_fully_refunded", pl.col("created_at").cast(pl.String), pl.col("updated_at").cast(pl.String)
    ).rows() == [
        ("1201.50", "true", "2026-09-22T13:30:00Z", "2026-09-22T13:30:00.000003Z"),
        ("1202.50", "false", "2026-09-23T13:30:00Z", "2026-09-23T13:30:00.000003Z"),
    ]
    assert propose_sources([tmp_path], None, set()) == Advice(None)
