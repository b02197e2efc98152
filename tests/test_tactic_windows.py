"""What a tactic could touch and what is above normal, and the email replay, on parcels counted by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import duckdb
import numpy as np
import polars as pl
import pytest

from tests.test_tactics import empty_like
from wismo.statistics import email_replay
from wismo.statistics.scopes import Scope
from wismo.statistics.tactic_windows import WINDOW_KINDS, opportunities, opportunity

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
LABEL = datetime.fromisoformat("2026-03-02T12:00:00")


def hours(count: float) -> datetime:
    return LABEL + timedelta(hours=count)


@pytest.fixture
def brand():
    """An empty brand in UTC whose data ends on 31 March; ``add`` puts parcels and tickets in."""
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(
        "create table int_data_through (data_through timestamp, reporting_through date, reporting_time_zone varchar)"
    )
    connection.execute("insert into int_data_through values ('2026-04-01 00:00:00', '2026-03-31', 'UTC')")
    connection.execute(
        """
        create table shipments (shipment_id varchar, carrier varchar, three_pl varchar, region varchar,
            label_created_at timestamp, label_date date, told_shipped_at timestamp, first_scan_at timestamp,
            first_scan_lag_hours double, promised_date date, delivered_at timestamp, current_state varchar,
            last_scan_at timestamp, exception_at timestamp, exception_alert_at timestamp, is_exception_alerted boolean)
        """
    )
    connection.execute(
        """
        create table tickets (ticket_id varchar, shipment_id varchar, created_at timestamp, reporting_date date,
            is_wismo boolean, handled_by varchar, carrier varchar, three_pl varchar, region varchar)
        """
    )
    return connection


def add(connection: duckdb.DuckDBPyConnection, name: str, asked: list[float] | None = None, **given: object) -> None:
    """Add a parcel with a label at noon of 2 March, and its tickets so many hours later."""
    parcel = {
        "shipment_id": name, "carrier": "ups", "three_pl": "north", "region": "CA", "label_created_at": LABEL,
        "label_date": LABEL.date(), "current_state": "in_transit",
    } | given  # fmt: skip
    columns = ", ".join(parcel)
    connection.execute(f"insert into shipments ({columns}) values ({', '.join('?' * len(parcel))})", [*parcel.values()])
    for count in asked or []:
        at = hours(count)
        scope = [parcel["carrier"], parcel["three_pl"], parcel["region"]]
        row = [f"{name}-{count}", name, at, at.date(), True, "agent", *scope]
        connection.execute("insert into tickets values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def touched(connection: duckdb.DuckDBPyConnection, scope: Scope | None = None) -> dict[str, int | None]:
    found = opportunities(connection, scope or Scope(), FIRST, LAST)
    return {kind: one.addressable for kind, one in found.items()}


def test_a_ticket_between_the_email_and_the_scan_is_in_the_window_after_a_day(brand):
    add(
        brand,
        "a",
        [1, 24.9, 25.1, 47.9, 48.1],
        told_shipped_at=hours(1),
        first_scan_at=hours(48),
        delivered_at=hours(90),
    )
    assert touched(brand)["notify_at_first_scan"] == 2
    add(brand, "never_told", [30], first_scan_at=hours(48))
    add(brand, "scanned_first", [30], told_shipped_at=hours(20), first_scan_at=hours(10))
    assert touched(brand)["notify_at_first_scan"] == 2
    add(brand, "never_scanned", [30, 100], told_shipped_at=hours(2))
    assert touched(brand)["notify_at_first_scan"] == 4


def test_a_problem_counts_until_the_first_message_about_it(brand):
    trouble = {"exception_at": hours(10), "delivered_at": hours(80)}
    add(brand, "told", [9, 11, 19, 21], exception_alert_at=hours(20), is_exception_alerted=True, **trouble)
    assert touched(brand)["exception_alerts"] == 2
    add(brand, "untold", [9, 50, 81], is_exception_alerted=False, **trouble)
    assert touched(brand)["exception_alerts"] == 3
    add(brand, "not_recorded", [50], **trouble)
    add(brand, "late_only", [50], exception_alert_at=hours(60), is_exception_alerted=True, promised_date=LABEL.date())
    assert touched(brand)["exception_alerts"] == 3


def test_after_the_promise_begins_at_midnight_of_the_brands_zone(brand):
    add(brand, "a", [35, 36.5, 59, 61], promised_date=date(2026, 3, 3), first_scan_at=hours(5), delivered_at=hours(60))
    assert touched(brand)["dynamic_window"] == 2
    brand.execute("update int_data_through set reporting_time_zone = 'America/New_York'")
    # Midnight in New York is five hours later: 41 hours after the label.
    assert touched(brand)["dynamic_window"] == 1
    add(brand, "no_promise", [50], first_scan_at=hours(5))
    assert touched(brand)["dynamic_window"] == 1


def test_only_the_slowest_tenth_is_a_backlog(brand):
    for index in range(19):
        add(
            brand,
            f"fast{index}",
            [50],
            first_scan_lag_hours=5.0,
            first_scan_at=hours(5),
            promised_date=date(2026, 3, 3),
        )
    add(brand, "slow", [50], first_scan_lag_hours=40.0, first_scan_at=hours(40), promised_date=date(2026, 3, 3))
    found = touched(brand)
    assert (found["backlog_promise"], found["dynamic_window"], found["any"]) == (1, 20, 20)


def test_a_scope_counts_its_own_parcels_and_tickets(brand):
    add(brand, "a", [30], told_shipped_at=hours(1), first_scan_at=hours(48))
    add(brand, "b", [30], told_shipped_at=hours(1), first_scan_at=hours(48), carrier="usps")
    assert touched(brand, Scope(carrier="usps"))["notify_at_first_scan"] == 1
    assert touched(brand, Scope(carrier="dhl"))["notify_at_first_scan"] is None


def cells(*rows: tuple[str, int, float, int]) -> pl.DataFrame:
    schema = {"part": pl.String, "age_days": pl.Int64, "days": pl.Float64, "tickets": pl.Int64}
    return pl.DataFrame(list(rows), schema=schema, orient="row").with_columns(stratum=pl.lit(""))


def test_what_is_above_normal_is_counted_at_the_same_age():
    # Day 1: 100 days at the reference's 10 %, day 2: 200 days at 20 %. Normal are 10 + 40 of the 90.
    found = opportunity(
        cells(("window", 1, 100, 30), ("window", 2, 200, 60), ("reference", 1, 500, 50), ("reference", 2, 100, 20)), 300
    )
    assert (found.addressable, found.excess) == (90, pytest.approx(40))
    error = (90 + 0.2**2 * 50 + 2**2 * 20) ** 0.5
    assert found.excess_lower == pytest.approx(40 - 1.96 * error)
    assert found.share(found.addressable) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ((), "no parcel was seen"),
        ((("reference", 1, 10.0, 40),), "no parcel was seen"),
        ((("window", 1, 10.0, 29), ("reference", 1, 10.0, 400)), "fewer than 30"),
        ((("window", 1, 10.0, 290), ("reference", 1, 10.0, 29)), "fewer than 30"),
        ((("window", 1, 10.0, 70), ("window", 9, 10.0, 30), ("reference", 1, 10.0, 40)), "70 of them"),
    ],
)
def test_without_comparable_parcels_nothing_is_above_normal(rows, why):
    found = opportunity(cells(*rows), 500)
    assert found.excess is None
    assert found.why_not is not None
    assert why in found.why_not


def test_the_interval_of_what_is_above_normal_holds_in_made_up_parcels():
    """Chances fall with age; the window's are 60 % above. A rate without regard to age would be far off."""
    rng = np.random.default_rng(8)
    ages = np.arange(8)
    chance = 0.09 * np.exp(-ages / 4)
    window, reference = 900 * np.exp(-ages / 2), 200 * np.exp(ages / 4)
    truth, hits, crude = float((0.6 * chance * window).sum()), 0, []
    for _ in range(300):
        asked, usual = rng.poisson(1.6 * chance * window), rng.poisson(chance * reference)
        rows = [("window", age, window[age], asked[age]) for age in ages]
        rows += [("reference", age, reference[age], usual[age]) for age in ages]
        found = opportunity(cells(*rows), 5_000)
        assert found.excess_lower is not None
        assert found.excess_upper is not None
        hits += found.excess_lower <= truth <= found.excess_upper
        crude.append(asked.sum() - usual.sum() / reference.sum() * window.sum())
    assert 0.91 <= hits / 300 <= 0.99
    assert np.mean(crude) > 1.3 * truth


def replayed(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, int | None], dict]:
    email_replay.compute(connection)
    rows = connection.sql("select * from email_replay").pl().iter_rows(named=True)
    return {(row["three_pl"], row["waits_at_most_hours"]): row for row in rows}


def test_the_replay_moves_the_email_to_the_scan_and_counts_the_silence(brand):
    add(brand, "early", [10, 35], told_shipped_at=hours(1), first_scan_at=hours(30))
    add(brand, "after", [3], told_shipped_at=hours(60), first_scan_at=hours(20))
    add(brand, "never", [200], told_shipped_at=hours(2))
    add(brand, "unknown", [3], first_scan_at=hours(20))
    row = replayed(brand)["north", None]
    assert (row["n"], row["told_before_scan"], row["told_before_scan_then"], row["never_scanned"]) == (3, 2, 0, 1)
    assert (row["hours_early"], row["hours_early_then"]) == (29.0, 0.0)
    # "after" was told 60 hours after its label anyway; the early one comes to 30, the other is never told.
    assert [row[f"silent_{count}h"] for count in (24, 48, 72)] == [1, 1, 0]
    assert [row[f"silent_{count}h_then"] for count in (24, 48, 72)] == [3, 2, 1]
    assert (row["wismo_tickets"], row["tickets_between"], row["told_before_scan_share"]) == (4, 2, None)
    assert row["sentence"] == "Not enough data: 3 parcels whose shipped email is known."


def test_a_limit_sends_the_email_without_a_scan(brand):
    add(brand, "early", [10, 28], told_shipped_at=hours(1), first_scan_at=hours(30))
    add(brand, "never", [23, 25], told_shipped_at=hours(2))
    row = replayed(brand)["all", 24]
    assert (row["told_before_scan"], row["told_before_scan_then"]) == (2, 2)
    assert (row["hours_early"], row["hours_early_then"]) == (29.0, 6.0)
    assert [row[f"silent_{count}h_then"] for count in (24, 48, 72)] == [0, 0, 0]
    assert row["tickets_between"] == 2


def test_labels_of_the_last_three_days_are_left_out(brand):
    add(
        brand,
        "fresh",
        told_shipped_at=datetime.fromisoformat("2026-03-30"),
        label_date=date(2026, 3, 29),
        label_created_at=datetime.fromisoformat("2026-03-29"),
    )
    assert replayed(brand) == {}


def test_the_replay_says_what_it_could_touch_and_no_more(brand):
    for index in range(40):
        add(brand, f"p{index}", [20], told_shipped_at=hours(1), first_scan_at=hours(50 if index < 10 else 30))
    rows = replayed(brand)
    assert rows["all", None]["sentence"] == (
        "Had the shipped email of 40 parcels waited for the first scan, 40 of the 40 sent before it would not have been"
        "; 10 customers (25%) would have heard nothing for 48 hours after the label, against 0. It could touch the 40 "
        "WISMO tickets opened in between; nothing says that they would not have come."
    )
    assert "24 hours after the label at most, 0 of the 40" in rows["all", 24]["sentence"]
    assert {name: value for name, value in rows["all", 48].items() if name != "three_pl"} == {
        name: value for name, value in rows["north", 48].items() if name != "three_pl"
    }


def test_without_parcels_there_is_nothing(working):
    connection = empty_like(working)
    email_replay.compute(connection)
    assert connection.sql("select count(*) from email_replay").fetchall() == [(0,)]
    assert set(opportunities(connection, Scope(), FIRST, LAST)) == {*WINDOW_KINDS, "any"}


def test_the_sample_brands_window_is_the_one_that_the_rules_saw(working):
    """The facts that the root-cause rules compared name the same tickets, by the email that was known by then."""
    (through,) = working.execute("select reporting_through from main.int_data_through").fetchone()
    first = through - timedelta(days=363)
    found = opportunities(working, Scope(), first, through, ["notify_at_first_scan"])["notify_at_first_scan"]
    (seen,) = working.execute(
        """
        select count(*) from main.ticket_facts as facts inner join main.tickets using (ticket_id)
        where variant = 'happened' and handled_by = 'agent' and tickets.reporting_date between $1 and $2
            and facts.first_scan_at is null and facts.created_at >= facts.told_shipped_at + interval 24 hour
            and tickets.shipment_id is not null
        """,
        [first, through],
    ).fetchone()
    assert found.addressable == pytest.approx(seen, rel=0.1)
    assert seen > 10
