"""Days in a state from spot checks, beside the same days counted to the second from the parcels' own moments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from wismo.models import working_database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wismo.home import Home

# Parcels about which no other rule can come first: numbered, tracked, scanned in the end, their order alive.
_PLAIN = """
create temp table plain as
select parcels.shipment_id, spells.started_at, spells.ended_at, parcels.first_scan_at,
    parcels.pickup_due_at + interval '24' hour as overdue_from
from int_parcels as parcels
inner join int_orders as orders using (order_id)
inner join int_exposure_spells as spells on spells.shipment_id = parcels.shipment_id and not spells.is_delivered
where parcels.first_scan_at is not null and parcels.is_tracked and parcels.parcel_number is not null
    and parcels.pickup_due_at is not null and orders.cancelled_at is null and orders.refunded_at is null
    and (parcels.returning_at is null and parcels.lost_at is null)
    and parcels.shipment_id in (select shipment_id from (
        select shipment_id, count(*) over (partition by order_id) as siblings from int_parcels where not is_return
    ) where siblings = 1)
"""
_EXACT = {
    "label_no_scan_fresh": ("started_at", "least(first_scan_at, greatest(overdue_from, started_at), ended_at)"),
    "label_no_scan_overdue": (
        "least(greatest(overdue_from, started_at), ended_at)",
        "least(greatest(first_scan_at, overdue_from), ended_at)",
    ),
}


@pytest.fixture(scope="module")
def connection(demo_home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """The working database of the demo, with the table ``plain``."""
    with duckdb.connect(str(working_database(demo_home)), read_only=True) as opened:
        opened.execute(_PLAIN)
        yield opened


@pytest.mark.parametrize("cause", _EXACT)
def test_checked_days_are_the_exact_days(connection: duckdb.DuckDBPyConnection, cause: str) -> None:
    begin, end = _EXACT[cause]
    [(exact,)] = connection.sql(f"select sum(greatest(epoch({end}) - epoch({begin}), 0)) / 86400 from plain").fetchall()
    [(checked, count)] = connection.execute(
        """
        select sum(parcel_days), count(*) from int_exposure_checks as checks
        inner join int_ticket_rules as rules on rules.ticket_id = checks.ticket_id and rules.variant = 'happened'
        inner join plain using (shipment_id)
        where rules.root_cause = ? and not checks.is_delivered
        """,
        [cause],
    ).fetchall()
    assert count > 300
    # Checks at even steps from a drawn start: the relative error is below that of as many independent draws.
    assert checked == pytest.approx(exact, rel=4 / count**0.5)


def test_a_hazard_is_tickets_per_days_of_the_same_state(snapshot: duckdb.DuckDBPyConnection) -> None:
    [(tickets, matched)] = snapshot.sql(
        """
        select (select sum(wismo_count) from state_exposure),
            (select count(*) from tickets where is_wismo and handled_by = 'agent' and order_id is not null)
        """
    ).fetchall()
    assert tickets == matched > 0


def test_checks_reach_no_ticket_mart(snapshot: duckdb.DuckDBPyConnection) -> None:
    assert snapshot.sql("select count(*) from tickets where ticket_id like 'check|%'").fetchall() == [(0,)]
