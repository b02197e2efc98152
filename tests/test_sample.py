"""The sample brand: the same every time, consistent with itself, and like a real brand in its figures."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import numpy as np
import polars as pl
import pytest

from tests.sample_brand import ORDERS, read, utc, zoned
from wismo.errors import WismoError
from wismo.sample import UNTIL, words_wismo, write_sample
from wismo.sample.clock import (
    FAR,
    Calendar,
    add_working_days,
    day_number,
    nth_weekday,
    thanksgiving,
    to_local,
    to_utc,
)


def digests(folder):
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def brand(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder / "files", orders=ORDERS, truth=folder / "truth")
    return read(folder / "files", folder / "truth") | {
        "effects": json.loads((folder / "truth" / "effects.json").read_text(encoding="utf-8"))
    }


def test_same_arguments_give_the_same_bytes(tmp_path):
    write_sample(tmp_path / "a", orders=400)
    write_sample(tmp_path / "b", orders=400)
    write_sample(tmp_path / "c", orders=400, seed=8)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")
    differing = {
        name for name, digest in digests(tmp_path / "c").items() if digests(tmp_path / "a").get(name) != digest
    }
    assert {"shopify_orders_export_1.csv", "gorgias_tickets.jsonl", "aftership_trackings_2025Q1.jsonl"} <= differing


def test_truth_is_only_written_where_asked_for(tmp_path):
    written = write_sample(tmp_path / "a", orders=300)
    assert sorted(written) == sorted(p for p in tmp_path.rglob("*") if p.is_file())
    with_truth = write_sample(tmp_path / "b", orders=300, truth=tmp_path / "truth")
    assert [p.name for p in with_truth if p.parent.name == "truth"] == [
        "tickets.parquet",
        "orders.parquet",
        "shipments.parquet",
        "effects.json",
    ]
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"orders": 10}, "10"),
        ({"orders": 300, "seed": -1}, "-1"),
        ({"orders": 300, "until": date(1999, 1, 1)}, "1999"),
    ],
)
def test_bad_arguments_are_refused_in_words(tmp_path, arguments, words):
    with pytest.raises(WismoError, match=words):
        write_sample(tmp_path, **arguments)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(WismoError, match="taken"):
        write_sample(tmp_path / "taken", orders=300)


def test_figures_are_those_of_a_plausible_brand(brand):
    counted = brand["true_tickets"].filter("is_counted")
    wismo = counted["is_wismo"].sum()
    assert 6 <= 100 * wismo / ORDERS <= 9
    assert 0.20 <= wismo / counted.height <= 0.35
    parcels = brand["true_shipments"].filter(
        ~pl.col("is_return") & ~pl.col("is_voided") & pl.col("shipment_id").is_in(brand["trackings"]["id"].implode())
    )
    assert 1.03 <= parcels.height / parcels["order_id"].n_unique() <= 1.09
    trouble = brand["points"].filter(pl.col("tag").is_in(["Exception", "AttemptFail"]))["tracking_number"].n_unique()
    assert 0.03 <= trouble / parcels.height <= 0.09
    digital = brand["shop"].filter(pl.col("Lineitem requires shipping") == "false")
    assert digital.height > 0
    assert not set(digital["Id"].drop_nulls()) & set(brand["trackings"]["order_id"])


def test_habits_are_there(brand):
    orders = brand["orders"].unique("Id")
    assert 0.10 < orders["Discount Code"].is_not_null().mean() < 0.18
    assert 0.03 < orders["Tags"].str.contains("gift").mean() < 0.06
    assert orders["Tags"].str.contains("Subscription Recurring Order").mean() > 0.005
    relay = orders.filter(pl.col("Source") == "marketplace")
    assert relay["Email"].str.ends_with("@relay.marketplace.example.com").all()
    assert brand["points"].select((pl.col("tag") == "AvailableForPickup").mean()).item() > 0.001


def test_second_legs_continue_a_first(brand):
    points = brand["points"].filter(pl.col("slug").is_in(["canada-post", "royal-mail", "dhl-paket"]))
    assert 0.003 < points["tracking_number"].n_unique() / brand["trackings"]["id"].n_unique() < 0.03
    assert set(points["tag"]) <= {"OutForDelivery", "AttemptFail", "AvailableForPickup", "Delivered", "Exception"}


def test_black_friday_doubles_the_orders(brand):
    days = brand["orders"].unique("Id").select(day=pl.col("Created at").str.slice(0, 10).str.to_date())
    per_day = days.group_by("day").len()
    friday = date(2025, 11, 24)
    week = per_day.filter(pl.col("day").is_between(friday, date(2025, 12, 2)))["len"].sum() / 9
    before = per_day.filter(pl.col("day").is_between(date(2025, 10, 6), date(2025, 11, 9)))["len"].sum() / 35
    assert 1.9 < week / before < 2.8


def weekly_wismo(brand, warehouse, first, last):
    """WISMO tickets per 100 orders of a warehouse whose orders were placed in these days."""
    sent = brand["parcels"].filter(pl.col("Shipment - Warehouse") == warehouse)["Order - Number"].str.strip_prefix("#")
    orders = (
        brand["orders"]
        .unique("Id")
        .filter(
            pl.col("Name").str.strip_prefix("#").is_in(sent.implode()),
            zoned("Created at").dt.date().is_between(first, last),
        )
    )
    about = brand["true_tickets"].filter("is_wismo")["order_id"].drop_nulls()
    return 100 * about.filter(about.is_in(orders["Id"].implode())).len() / orders.height


def test_story_missed_pickups(brand):
    during = weekly_wismo(brand, "Prairie Dock Joliet", date(2026, 3, 30), date(2026, 4, 24))
    after = weekly_wismo(brand, "Prairie Dock Joliet", date(2026, 5, 1), date(2026, 7, 31))
    assert during > 1.4 * after


def test_story_meltdown(brand):
    days = pl.col("labelled_at").dt.date().is_between(date(2025, 12, 7), date(2025, 12, 20))
    parcels = (
        brand["true_shipments"]
        .filter(days)
        .join(
            brand["parcels"].filter(pl.col("Shipment - Service") == "Ground").unique("Shipment - ID"),
            left_on="shipstation_id",
            right_on="Shipment - ID",
        )
    )
    hours = dict(parcels.group_by("carrier").agg(pl.col("transit_hours").median()).iter_rows())
    assert hours["Swiftline"] > 1.8 * hours["UPS"]


def test_story_email_on_first_scan(brand):
    before = weekly_wismo(brand, "Cascade Reno", date(2026, 2, 15), date(2026, 6, 1))
    after = weekly_wismo(brand, "Cascade Reno", date(2026, 6, 8), date(2026, 10, 25))
    assert after < 0.75 * before
    cascade = (
        brand["parcels"]
        .filter(pl.col("Shipment - Warehouse") == "Cascade Reno", pl.col("Date - Created Date") > "2026-06-09")
        .unique("Shipment - Tracking Number")
    )
    sent = (
        brand["log"]
        .filter(pl.col("kind") == "shipped")
        .join(cascade, left_on="tracking_number", right_on="Shipment - Tracking Number")
    )
    scans = brand["points"].filter(
        pl.col("tag") == "InTransit", pl.col("checkpoint_time").str.contains(r"[+-]\d\d:\d\d$")
    )
    first = scans.group_by("tracking_number").agg(first=utc("checkpoint_time").min())
    scanned = sent.join(first, on="tracking_number")
    assert scanned.height > 100
    assert scanned.select((utc("sent_at") >= pl.col("first")).mean()).item() > 0.9


def test_tactics_have_dates_and_effects(brand):
    tactics = {tactic["tactic_id"]: tactic for tactic in brand["effects"]["tactics"]}
    assert set(tactics) == {"first_scan_email", "branded_tracking_page", "delay_alerts"}
    page = tactics["branded_tracking_page"]
    assert (page["launched_on"], page["three_pl"], page["factor"]) == ("2025-05-05", "Harborline Fulfillment", 0.7)
    before = weekly_wismo(brand, "Harborline Newark", date(2024, 12, 26), date(2025, 4, 30))
    after = weekly_wismo(brand, "Harborline Newark", date(2025, 5, 5), date(2025, 11, 20))
    assert after < 0.9 * before


def test_late_customers_come_back_less_often(brand):
    orders = (
        brand["orders"]
        .unique("Id")
        .join(brand["true_orders"], left_on="Id", right_on="order_id")
        .filter(~pl.col("is_replacement"), pl.col("Created at") < "2026-05-01", pl.col("Source") != "marketplace")
    )
    orders = orders.sort("customer", "Created at").with_columns(
        again=pl.col("customer") == pl.col("customer").shift(-1)
    )
    share = dict(orders.group_by("is_late").agg(pl.col("again").mean()).iter_rows())
    assert share[True] < 0.93 * share[False]


def test_questions_are_worded_in_many_ways(brand):
    assert sum(len(lines) for lines in words_wismo.BY_REASON) >= 60
    first = brand["messages"].filter(~pl.col("from_agent")).unique("ticket_id", keep="first", maintain_order=True)
    wismo = brand["true_tickets"].filter("is_wismo")
    bodies = first.filter(pl.col("ticket_id").cast(pl.String).is_in(wismo["ticket_id"].implode()))["body_text"]
    assert bodies.n_unique() > 0.6 * bodies.len()
    plain = bodies.str.contains(r"(?i)where.{0,12}(?:order|package)").mean()
    assert 0.03 < plain < 0.3
    assert not bodies.str.contains(r"\{[a-z]+\}").any()


def test_clock_keeps_wall_time_and_calendars():
    noon = np.array([day_number(date(2026, 7, 4)), day_number(date(2026, 1, 4))]) * 86_400 + 12 * 3_600
    assert (to_utc(noon, "America/New_York") - noon).tolist() == [4 * 3_600, 5 * 3_600]
    assert to_local(to_utc(noon, "Europe/Berlin"), "Europe/Berlin").tolist() == noon.tolist()
    assert thanksgiving(2026) == date(2026, 11, 26)
    assert nth_weekday(2026, 5, 6, 2) == date(2026, 5, 10)
    wednesday = np.array([day_number(date(2026, 11, 25))])
    assert add_working_days(wednesday, 1).tolist() == [day_number(date(2026, 11, 27))]
    assert Calendar(date(2024, 9, 15), UNTIL).end < FAR
