"""The sample brand: the same every time, consistent with itself, and like a real brand in its figures."""

from __future__ import annotations

import hashlib
from datetime import date

import numpy as np
import polars as pl
import pytest

from wismo.errors import WismoError
from wismo.intake.contract import read_contract
from wismo.intake.sources import read_sources
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

ORDERS = 12_000


def digests(folder):
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def brand(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder / "files", orders=ORDERS, truth=folder / "truth")
    files = folder / "files"
    tables = {path.stem: pl.read_csv(path, infer_schema=False) for path in files.glob("*.csv")}
    events = [tables.pop(name) for name in sorted(tables) if name.startswith("tracking_events_")]
    tables["tracking_events"] = pl.concat(events)
    for name in ("tickets", "ticket_messages"):
        tables[name] = pl.read_ndjson(files / f"{name}.jsonl", infer_schema_length=None)
    tables |= {
        f"true_{name}": pl.read_parquet(folder / "truth" / f"{name}.parquet")
        for name in ("tickets", "orders", "shipments")
    }
    return tables


def instant(name):
    return pl.col(name).str.to_datetime("%Y-%m-%dT%H:%M:%SZ")


def test_same_arguments_give_the_same_bytes(tmp_path):
    write_sample(tmp_path / "a", orders=400)
    write_sample(tmp_path / "b", orders=400)
    write_sample(tmp_path / "c", orders=400, seed=8)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")
    differing = {
        name for name, digest in digests(tmp_path / "c").items() if digests(tmp_path / "a").get(name) != digest
    }
    assert {"orders.csv", "tickets.jsonl", "shipments.csv"} <= differing


def test_truth_is_only_written_where_asked_for(tmp_path):
    written = write_sample(tmp_path / "a", orders=300)
    assert sorted(written) == sorted(p for p in tmp_path.rglob("*") if p.is_file())
    with_truth = write_sample(tmp_path / "b", orders=300, truth=tmp_path / "truth")
    assert [p.name for p in with_truth if p.parent.name == "truth"] == [
        "tickets.parquet",
        "orders.parquet",
        "shipments.parquet",
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


def test_files_follow_the_contract(brand, tmp_path):
    contract = read_contract()
    for name, raw_object in contract.items():
        assert set(brand[name].columns) <= set(raw_object.fillable), name
        for column in raw_object.fillable.values():
            if column.required:
                assert brand[name][column.name].null_count() == 0, (name, column.name)
    write_sample(tmp_path, orders=300)
    sources = read_sources(tmp_path / "sources.yml")
    assert {entry.object for entry in sources.entries} == set(contract)
    assert sources.brand is not None
    assert sources.brand.time_zone == "America/New_York"


def test_ids_are_unique_and_references_resolve(brand):
    for name, key in (
        ("orders", "order_id"),
        ("orders", "order_name"),
        ("shipments", "shipment_id"),
        ("tickets", "ticket_id"),
        ("ticket_messages", "message_id"),
        ("notifications", "notification_id"),
    ):
        assert brand[name][key].is_unique().all(), (name, key)
    assert brand["shipments"]["tracking_number"].drop_nulls().is_unique().all()
    orders, tickets = set(brand["orders"]["order_id"]), set(brand["tickets"]["ticket_id"])
    numbers = set(brand["shipments"]["tracking_number"].drop_nulls())
    assert set(brand["shipments"]["order_id"].drop_nulls()) <= orders
    assert set(brand["order_lines"]["order_id"]) == orders
    assert set(brand["notifications"]["order_id"]) <= orders
    assert set(brand["orders"]["replaces_order_id"].drop_nulls()) <= orders
    assert set(brand["tickets"]["linked_order_id"].drop_nulls()) <= orders
    assert set(brand["tickets"]["embedded_order_ids"].explode().drop_nulls()) <= orders
    assert set(brand["tickets"]["merged_into_ticket_id"].drop_nulls()) <= tickets
    assert set(brand["ticket_messages"]["ticket_id"]) <= tickets
    assert set(brand["tracking_events"]["tracking_number"]) <= numbers
    assert set(brand["notifications"]["tracking_number"].drop_nulls()) <= numbers


def test_nothing_happens_before_its_cause_or_after_the_export(brand):
    orders = brand["orders"].select("order_id", ordered=instant("created_at"))
    tickets = brand["tickets"].join(brand["true_tickets"].select("ticket_id", true_order="order_id"), on="ticket_id")
    asked = tickets.join(orders, left_on="true_order", right_on="order_id").select(
        instant("created_at") > pl.col("ordered")
    )
    assert asked.height > 1_000
    assert asked.to_series().all()
    listed = tickets.explode("embedded_order_ids").join(orders, left_on="embedded_order_ids", right_on="order_id")
    assert listed.select((instant("created_at") >= pl.col("ordered")).all()).item()
    shipped = brand["shipments"].join(orders, on="order_id").select(instant("label_created_at") > pl.col("ordered"))
    assert shipped.to_series().all()
    events = brand["tracking_events"]
    assert events.select((instant("recorded_at") >= instant("occurred_at")).all()).item()
    end = pl.lit("2026-11-16T05:00:00Z")
    for name, column in (
        ("orders", "created_at"),
        ("shipments", "label_created_at"),
        ("tracking_events", "recorded_at"),
        ("tickets", "created_at"),
        ("tickets", "closed_at"),
        ("ticket_messages", "created_at"),
        ("notifications", "sent_at"),
        ("orders", "cancelled_at"),
    ):
        assert brand[name].select((pl.col(column) < end).all()).item(), (name, column)


def test_replies_follow_questions(brand):
    tickets = brand["tickets"]
    for later in ("first_response_at", "first_eta_response_at", "closed_at", "updated_at"):
        assert tickets.select((pl.col(later) >= pl.col("created_at")).all()).item(), later
    first = brand["ticket_messages"].group_by("ticket_id").agg(pl.col("direction").sort_by("created_at").first())
    assert first["direction"].unique().to_list() == ["in"]
    joined = tickets.join(first, on="ticket_id", how="left")
    assert joined.select((pl.col("body").is_null() == pl.col("direction").is_not_null()).all()).item()


def test_figures_are_those_of_a_plausible_brand(brand):
    tickets = brand["tickets"].join(brand["true_tickets"], on="ticket_id", suffix="_true")
    counted = tickets.filter(
        ~pl.col("is_spam")
        & ~pl.col("is_from_agent")
        & ~pl.col("is_automated")
        & pl.col("merged_into_ticket_id").is_null()
        & pl.col("reopens_ticket_id").is_null()
    )
    wismo = counted["is_wismo"].sum()
    assert 6 <= 100 * wismo / ORDERS <= 9
    assert 0.20 <= wismo / counted.height <= 0.35
    parcels = brand["shipments"].filter(
        pl.col("is_voided") == "false",
        pl.col("is_return") == "false",
        pl.col("leg_of_tracking_number").is_null(),
    )
    assert 1.03 <= parcels["order_id"].drop_nulls().len() / parcels["order_id"].drop_nulls().n_unique() <= 1.09
    truth = parcels.join(brand["true_shipments"].select("shipment_id", "trouble"), on="shipment_id")
    assert 0.002 <= truth.select((pl.col("trouble") == "never_scanned").mean()).item() <= 0.009
    exceptions = brand["tracking_events"].filter(pl.col("status").is_in(["exception", "delivery_attempted"]))
    assert 0.03 <= exceptions["tracking_number"].n_unique() / parcels.height <= 0.09
    digital = brand["orders"].filter(pl.col("delivery_type") == "digital")
    assert not set(digital["order_id"]) & set(brand["shipments"]["order_id"])


def test_second_legs_continue_a_first(brand):
    parcels, events = brand["shipments"], brand["tracking_events"]
    legs = parcels.filter(pl.col("leg_of_tracking_number").is_not_null())
    assert 0.003 < legs.height / parcels.height < 0.03
    assert set(legs["leg_of_tracking_number"]) <= set(parcels["tracking_number"])
    ends = events.filter(pl.col("status") == "delivered")["tracking_number"]
    assert not set(ends) & set(legs["leg_of_tracking_number"])
    assert set(ends) & set(legs["tracking_number"])


def test_the_feed_has_the_flaws_of_real_ones(brand):
    events = brand["tracking_events"].with_columns(at=instant("occurred_at"))
    key = ["tracking_number", "occurred_at", "status", "substatus", "message"]
    assert 0.003 < 1 - events.unique(key).height / events.height < 0.03
    assert events.height > events.unique().height
    behind = events.select((pl.col("at") < pl.col("at").shift(1).over("tracking_number")).mean()).item()
    assert behind > 0.005
    late = events.select(((instant("recorded_at") - pl.col("at")).dt.total_hours() >= 5).mean()).item()
    assert 0.02 < late < 0.06
    assert brand["shipments"]["tracking_number"].null_count() > 0


def test_black_friday_doubles_the_orders(brand):
    days = brand["orders"].select(day=instant("created_at").dt.convert_time_zone("America/New_York").dt.date())
    per_day = days.group_by("day").len()
    friday = date(2025, 11, 24)
    week = per_day.filter(pl.col("day").is_between(friday, date(2025, 12, 2)))["len"].sum() / 9
    before = per_day.filter(pl.col("day").is_between(date(2025, 10, 6), date(2025, 11, 9)))["len"].sum() / 35
    assert 1.9 < week / before < 2.8


def weekly_wismo(brand, three_pl, first, last):
    """WISMO tickets per 100 orders of a 3PL whose orders were placed in these days."""
    orders = brand["orders"].filter(
        pl.col("three_pl") == three_pl, instant("created_at").dt.date().is_between(first, last)
    )
    about = brand["true_tickets"].filter("is_wismo")["order_id"].drop_nulls()
    return 100 * about.filter(about.is_in(orders["order_id"].implode())).len() / orders.height


def test_story_missed_pickups(brand):
    during = weekly_wismo(brand, "Prairie Dock Logistics", date(2026, 3, 30), date(2026, 4, 24))
    after = weekly_wismo(brand, "Prairie Dock Logistics", date(2026, 5, 1), date(2026, 7, 31))
    assert during > 1.4 * after


def test_story_meltdown(brand):
    parcels = brand["shipments"].filter(
        instant("label_created_at").dt.date().is_between(date(2025, 12, 7), date(2025, 12, 20))
    )
    parcels = parcels.join(brand["true_shipments"].select("shipment_id", "transit_hours"), on="shipment_id")
    ground = parcels.filter(pl.col("service") == "Ground").group_by("carrier").agg(pl.col("transit_hours").median())
    hours = dict(ground.iter_rows())
    assert hours["Swiftline"] > 1.8 * hours["UPS"]


def test_story_email_on_first_scan(brand):
    before = weekly_wismo(brand, "Cascade Pick & Pack", date(2026, 2, 15), date(2026, 6, 1))
    after = weekly_wismo(brand, "Cascade Pick & Pack", date(2026, 6, 8), date(2026, 10, 25))
    assert after < 0.75 * before
    sent = (
        brand["notifications"]
        .filter(pl.col("kind") == "shipped")
        .join(
            brand["shipments"].filter(
                pl.col("three_pl") == "Cascade Pick & Pack", pl.col("label_created_at") > "2026-06-09"
            ),
            on="tracking_number",
        )
    )
    scans = brand["tracking_events"].filter(pl.col("status").is_in(["picked_up", "in_transit"]))
    scanned = sent.join(scans.group_by("tracking_number").agg(pl.col("occurred_at").min()), on="tracking_number")
    assert scanned.height > 100
    assert scanned.select((pl.col("sent_at") >= pl.col("occurred_at")).mean()).item() > 0.9


def test_late_customers_come_back_less_often(brand):
    orders = (
        brand["orders"]
        .join(brand["true_orders"], on="order_id")
        .filter(
            pl.col("replaces_order_id").is_null(),
            pl.col("created_at") < "2026-05-01",
            pl.col("sales_channel") != "marketplace",
        )
    )
    orders = orders.sort("customer", "created_at").with_columns(
        again=pl.col("customer") == pl.col("customer").shift(-1)
    )
    share = dict(orders.group_by("is_late").agg(pl.col("again").mean()).iter_rows())
    assert share[True] < 0.93 * share[False]


def test_questions_are_worded_in_many_ways(brand):
    assert sum(len(lines) for lines in words_wismo.BY_REASON) >= 60
    tickets = brand["tickets"].join(brand["true_tickets"].select("ticket_id", "is_wismo"), on="ticket_id")
    bodies = tickets.filter("is_wismo", pl.col("body").is_not_null())["body"]
    assert bodies.n_unique() > 0.6 * bodies.len()
    plain = bodies.str.contains(r"(?i)where.{0,12}(?:order|package)").mean()
    assert 0.03 < plain < 0.3
    assert not bodies.str.contains(r"\{[a-z]+\}").any()


def test_nobody_in_the_sample_can_be_reached(brand):
    for name in ("orders", "tickets"):
        emails = brand[name]["customer_email"].drop_nulls().str.to_lowercase()
        assert emails.str.contains(r"@(?:[a-z.]+\.)?example\.(?:com|org|net)$").all()
        assert brand[name]["customer_phone"].drop_nulls().str.contains(r"^\+1[0-9]{3}55501[0-9]{2}$").all()


def test_clock_keeps_wall_time_and_calendars():
    noon = np.array([day_number(date(2026, 7, 4)), day_number(date(2026, 1, 4))]) * 86_400 + 12 * 3_600
    assert (to_utc(noon, "America/New_York") - noon).tolist() == [4 * 3_600, 5 * 3_600]
    assert to_local(to_utc(noon, "Europe/Berlin"), "Europe/Berlin").tolist() == noon.tolist()
    assert thanksgiving(2026) == date(2026, 11, 26)
    assert nth_weekday(2026, 5, 6, 2) == date(2026, 5, 10)
    wednesday = np.array([day_number(date(2026, 11, 25))])
    assert add_working_days(wednesday, 1).tolist() == [day_number(date(2026, 11, 27))]
    assert Calendar(date(2024, 9, 15), UNTIL).end < FAR
