"""Weeks as statistics see them: what is not known yet is left out and never passes for a fall."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import polars as pl
import pytest

from wismo.statistics.decomposition import settled
from wismo.statistics.weeks import weekly_counts

MONDAY = date(2026, 1, 5)


@pytest.fixture
def marts():
    """Six weeks of 100 orders a day and a ticket a day about an order with UPS; the helpdesk begins in the second."""
    with duckdb.connect() as connection:
        connection.execute("create table int_data_through as select date '2026-02-15' as reporting_through")
        connection.execute("create table thresholds as select 'provisional_share' as name, 0.1::double as value")
        connection.execute("""
            create table order_days as select date '2026-01-05' + day::integer as reporting_date, 'ups' as carrier,
                'north' as three_pl, 'CA' as region, 100.0 as lag_matched_orders from range(42) as days (day)
        """)
        connection.execute("""
            create table ticket_days as select date '2026-01-15' + day::integer as reporting_date,
                'late_in_transit' as root_cause, 'carrier' as owner, 'email' as channel, 'ups' as carrier,
                'north' as three_pl, 'CA' as region, 'final' as cause_status, 1::bigint as rated_wismo_count
            from range(32) as days (day)
        """)
        yield connection


def counted(connection: duckdb.DuckDBPyConnection, dimension: str) -> list[tuple]:
    found = weekly_counts(connection).filter(pl.col("dimension") == dimension)
    return found.select("week_start", "member", "tickets", "orders").rows()


def test_weeks_before_the_helpdesk_began_are_not_weeks_without_questions(marts):
    # The first ticket came on a Thursday: that week, too, is not known whole.
    assert counted(marts, "all") == [(MONDAY + timedelta(weeks=n), "all", 7, 700.0) for n in (2, 3, 4, 5)]


def test_a_week_with_many_provisional_causes_is_not_compared_by_cause(marts):
    marts.execute("update ticket_days set cause_status = 'provisional' where reporting_date >= '2026-02-14'")
    for dimension in ("root_cause", "owner"):
        assert [row[0] for row in counted(marts, dimension)] == [MONDAY + timedelta(weeks=n) for n in (2, 3, 4)]
    # The total, and what a ticket is about besides its cause, are known.
    for dimension in ("all", "carrier", "channel"):
        assert counted(marts, dimension)[-1][2:] == (7, 700.0)


def test_a_few_provisional_causes_are_left_out(marts):
    marts.execute("update thresholds set value = 0.3")
    marts.execute("update ticket_days set cause_status = 'provisional' where reporting_date >= '2026-02-14'")
    assert counted(marts, "root_cause")[-1] == (MONDAY + timedelta(weeks=5), "late_in_transit", 5, 700.0)


def test_without_a_ticket_no_week_is_known(marts):
    marts.execute("delete from ticket_days")
    assert weekly_counts(marts).is_empty()


def test_a_cause_that_may_still_change_is_one_of_its_own_where_a_change_is_taken_apart():
    tickets = pl.DataFrame(
        {"root_cause": ["a", "a", "b"], "cause_status": ["final", "provisional", "uncertain"], "tickets": [5, 3, 2]}
    )
    assert settled(tickets).rows() == [("a", 5), ("provisional", 3), ("b", 2)]
