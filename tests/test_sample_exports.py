"""The sample's exports: the vendors' shapes, the flaws at their rates, and the truth they agree with."""

from __future__ import annotations

import csv
from datetime import UTC, datetime

import polars as pl
import pytest

from tests.sample_brand import ORDERS, read, utc, zoned
from wismo.home import Home
from wismo.intake.load import load_paths
from wismo.sample import shopify, write_sample, zendesk


@pytest.fixture(scope="module")
def brand(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder / "files", orders=ORDERS, truth=folder / "truth")
    return read(folder / "files", folder / "truth")


def share_twice(table, key):
    """The share of records that stand in the exports word for word a second time."""
    return 1 - table.unique().height / table.height, 1 - table.unique(key).height / table.height


def test_every_file_is_recognised_and_nothing_is_refused(tmp_path):
    write_sample(tmp_path / "in", orders=600)
    reports = load_paths(Home(tmp_path / "home"), [tmp_path / "in"], tmp_path / "in" / "sources.yml")
    assert len(reports) == len(list((tmp_path / "in").iterdir())) - 1
    assert [
        (report.file, report.error, report.quarantined) for report in reports if report.error or report.quarantined
    ] == []
    assert sum(report.duplicates for report in reports) > 0


def test_the_shops_export_has_shopifys_columns(tmp_path):
    write_sample(tmp_path, orders=300)
    with (tmp_path / "shopify_orders_export_1.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == shopify.COLUMNS
    assert (len(rows[0]), {len(row) for row in rows}) == (79, {79})
    with (tmp_path / "zendesk_tickets.csv").open(encoding="utf-8", newline="") as file:
        assert tuple(next(csv.reader(file))) == zendesk.COLUMNS


def test_an_orders_own_columns_are_on_its_first_row_only(brand):
    further = brand["shop"].filter(pl.col("Created at").is_null())
    assert further.height > 0.4 * ORDERS
    kept = {"Name", "Email", "Vendor", "file"} | {name for name in shopify.COLUMNS if name.startswith("Lineitem")}
    empty = [name for name in shopify.COLUMNS if name not in kept]
    assert further.select(pl.all_horizontal(pl.col(empty).is_null()).all()).item()
    assert brand["shop"].select(pl.col("Lineitem name").is_not_null().all()).item()
    assert brand["orders"].select(pl.col("Created at").str.contains(r" -0[45]00$").all()).item()


def test_references_resolve(brand):
    names, ids = set(brand["orders"]["Name"]), set(brand["orders"]["Id"])
    assert len(names) == len(ids) == ORDERS + brand["true_orders"].filter("is_replacement").height
    bare = {name.removeprefix("#") for name in names}
    assert set(brand["parcels"]["Order - Number"].str.strip_prefix("#")) <= bare
    assert set(brand["trackings"]["order_id"]) <= ids
    assert set(brand["trackings"]["tracking_number"]) <= set(brand["parcels"]["Shipment - Tracking Number"])
    assert set(brand["log"]["tracking_number"].drop_nulls()) <= set(brand["parcels"]["Shipment - Tracking Number"])
    assert set(brand["messages"]["ticket_id"]) == set(brand["gorgias"]["id"])
    true = brand["true_tickets"]
    assert set(true["ticket_id"]) == set(brand["zendesk"]["Id"]) | set(brand["gorgias"]["id"].cast(pl.String))
    assert true["ticket_id"].is_unique().all()
    assert set(true["order_id"].drop_nulls()) <= ids
    assert set(true["shipment_id"].drop_nulls()) <= set(brand["true_shipments"]["shipment_id"])


@pytest.mark.parametrize(
    ("table", "key"),
    [("gorgias", "id"), ("zendesk", "Id"), ("messages", "id"), ("log", "notification_id")],
)
def test_one_record_in_a_hundred_comes_twice(brand, table, key):
    exact, by_key = share_twice(brand[table], key)
    assert 0.006 < exact < 0.015
    corrected = by_key - exact
    assert (0.012 < corrected < 0.028) if table in ("gorgias", "zendesk") else corrected == 0


def test_late_corrections_are_newer_versions_of_what_is_there(brand):
    orders = brand["orders"].sort("Name", "file")
    again = orders.with_columns(
        before=pl.col("Fulfilled at").shift(1).over("Name"), first=pl.col("file").shift(1).over("Name")
    ).filter(pl.col("first").is_not_null())
    assert 0.018 < again.height / ORDERS < 0.032
    corrected = again.filter(pl.col("before").is_null() & pl.col("Fulfilled at").is_not_null())
    assert 0.010 < corrected.height / ORDERS < 0.022
    assert (again["file"] == again["first"] + 1).all()
    versions = (
        brand["trackings"]
        .unique(["id", "updated_at"])
        .group_by("id")
        .agg(pl.len(), grows=(pl.col("checkpoints").list.len().sort_by("updated_at").diff() > 0).any())
    )
    grown = versions.filter(pl.col("len") > 1)
    assert 0.010 < grown.height / versions.height < 0.025
    assert grown["grows"].mean() > 0.95


def test_parcels_lack_scans_as_often_as_they_should(brand):
    true = brand["true_shipments"].filter(~pl.col("is_return") & ~pl.col("is_voided"))
    assert 0.025 < true["missing_scan"].mean() < 0.035
    assert 0.003 < (true["trouble"] == "never_scanned").mean() < 0.008


def test_the_feed_is_neither_sorted_nor_free_of_equal_times(brand):
    points = (
        brand["points"]
        .filter(pl.col("checkpoint_time").str.contains(r"[+-]\d\d:\d\d$"))
        .with_columns(at=utc("checkpoint_time"), recorded=utc("created_at"))
    )
    before = pl.col("recorded").shift(1).over("tracking_number", "file")
    swapped = points.select((pl.col("recorded") < before).mean()).item()
    assert 0.005 < swapped < 0.02
    at = points.unique(["tracking_number", "checkpoint_time", "message"]).sort("tracking_number", "file", "at")
    same = at.select((pl.col("at") == pl.col("at").shift(1).over("tracking_number", "file")).mean()).item()
    assert 0.01 < same < 0.04
    assert points.select((pl.col("recorded") >= pl.col("at")).all()).item()
    bare = 1 - points.height / brand["points"].height
    assert 0.002 < bare < 0.03


def test_a_column_changes_its_name_half_way(tmp_path):
    write_sample(tmp_path, orders=300)
    heads = [path.read_text(encoding="utf-8").split("\n", 1)[0] for path in sorted(tmp_path.glob("shipstation_*.csv"))]
    assert ["Date - Shipped Date" in head for head in heads] == [True, True, False, False]
    assert ["Date - Ship date" in head for head in heads] == [False, False, True, True]


def test_helpdesks_hold_what_is_no_question_too(brand):
    true, gorgias = brand["true_tickets"], brand["gorgias"].unique("id", keep="last")
    joined = gorgias.with_columns(pl.col("id").cast(pl.String)).join(true, left_on="id", right_on="ticket_id")
    assert joined.filter(pl.col("from_agent"))["topic"].unique().to_list() == ["outbound"]
    assert joined.filter(pl.col("via") == "rule")["topic"].unique().to_list() == ["automated"]
    assert set(joined.filter(pl.col("spam"))["topic"]) == {"spam"}
    trashed = joined.filter(pl.col("trashed_datetime").is_not_null())
    assert trashed["merged_into_ticket_id"].null_count() == 0
    zendesk_true = brand["zendesk"].join(true, left_on="Id", right_on="ticket_id")
    tagged = zendesk_true.filter(pl.col("Tags").str.contains("closed_by_merge"))
    assert tagged.height > 0
    assert tagged["merged_into_ticket_id"].null_count() == 0
    assert brand["true_tickets"]["reopens_ticket_id"].drop_nulls().len() > 10
    assert (
        brand["gorgias"]
        .select(pl.col("tags").list.eval(pl.element().struct["name"] == "ai_close").list.any().mean())
        .item()
        > 0.02
    )


def test_some_write_from_elsewhere_and_mistype(brand):
    orders = brand["orders"].unique("Id").select("Id", pl.col("Email").str.to_lowercase(), "Name")
    gorgias = (
        brand["gorgias"]
        .unique("id")
        .with_columns(pl.col("id").cast(pl.String), email=pl.col("customer").struct["email"].str.to_lowercase())
    )
    tickets = gorgias.join(brand["true_tickets"], left_on="id", right_on="ticket_id").join(
        orders, left_on="order_id", right_on="Id"
    )
    mailed = tickets.filter(pl.col("channel") == "email")
    assert 0.025 < (mailed["email"] != mailed["Email"]).mean() < 0.055
    first = brand["messages"].filter(~pl.col("from_agent")).unique("ticket_id", keep="first", maintain_order=True)
    said = first.with_columns(pl.col("ticket_id").cast(pl.String)).join(tickets, left_on="ticket_id", right_on="id")
    named = said.with_columns(number=pl.col("stripped_text").str.extract(r"(?i)nl ?([0-9]{5,9})")).drop_nulls("number")
    wrong = named.select((pl.col("number") != pl.col("Name").str.slice(3)).mean()).item()
    assert named.height > 150
    assert 0.03 < wrong < 0.10


def test_nothing_happens_before_its_cause_or_after_the_export(brand):
    end = datetime(2026, 11, 16, 5, tzinfo=UTC)
    orders = brand["orders"]
    for column in ("Created at", "Paid at", "Fulfilled at", "Cancelled at"):
        assert orders.select((zoned(column) < end).all()).item(), column
        assert orders.select((zoned(column) >= zoned("Created at")).all()).item(), column
    assert brand["points"].select((utc("created_at") < end).all()).item()
    for column in ("created_datetime", "closed_datetime", "updated_datetime"):
        assert brand["gorgias"].select((utc(column) < end).all()).item(), column
        assert brand["gorgias"].select((utc(column) >= utc("created_datetime")).all()).item(), column
    assert brand["messages"].select((utc("created_datetime") < end).all()).item()


def test_nobody_in_the_sample_can_be_reached(brand):
    emails = [brand["orders"]["Email"], brand["zendesk"]["Requester email"], brand["parcels"]["Customer - Email"]]
    emails.append(brand["gorgias"]["customer"].struct["email"])
    for column in emails:
        assert column.drop_nulls().str.to_lowercase().str.contains(r"@(?:[a-z.]+\.)?example\.(?:com|org|net)$").all()
    assert brand["orders"]["Phone"].drop_nulls().str.contains(r"^\+1[0-9]{3}55501[0-9]{2}$").all()
