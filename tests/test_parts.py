"""What comes apart from a ticket, an order or a shipment: from files in any order to the published tables."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pytest

from dashboard import details, reference, warehouse
from wismo.build import build
from wismo.doctor import examine
from wismo.home import Home, project_root
from wismo.intake.contract import read_contract
from wismo.intake.load import load_paths
from wismo.intake.raw import EMPTY, ensure_raw
from wismo.models import dbt_environment, working_database
from wismo.score.phrases import REASONS
from wismo.score.tickets import gather
from wismo.snapshot import current_snapshot, open_snapshot
from wismo.unmapped import unmapped_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOURCES = "sources: [{name: shop, format: canonical, time_zone: UTC}]"
# Apart first and whole last, each file a load of its own: nothing may lean on the order in which things come.
FILES = {
    "contacts": """contact_id,role,updated_at,customer_email
c1,customer,2026-03-02 12:00:00,ann@mail.example
c1,agent,2026-03-01 12:00:00,old@mail.example
a1,agent,2026-03-01 12:00:00,eve@brand.example
c2,,2026-03-01 12:00:00,bob@mail.example
""",
    "ticket_metrics": """metric_id,ticket_id,updated_at,first_reply_minutes,reopen_count,csat
1,t1,2026-03-07 12:00:00,90,2,
2,t1,2026-03-08 12:00:00,,,4
""",
    "ticket_tags": "ticket_id,tag\nt3,where is my order\nt7,where is my order\nt7,Closed_by_merge\n",
    "order_tags": "order_id,tag\n2,pre-order\n",
    "order_shipping_lines": "order_id,line_number,shipping_method\n3,1,Express\n",
    "fulfillment_orders": """fulfillment_order_id,order_id,created_at,updated_at,status,three_pl,hold_reason
f3,3,2026-03-04 13:00:00,2026-03-05 12:00:00,on_hold,Cascade Reno,stock
f3,3,2026-03-04 13:00:00,2026-03-04 13:00:00,open,Somewhere,
""",
    "locations": "location_id,name\nl1,HARBORLINE_Newark\n",
    "shipment_numbers": """shipment_id,position,tracking_number,carrier
s1,,N-1,UPS
s1,1,n 2,Pigeon Post
s1,2,N1,
""",
    "tracking_events": """shipment_id,tracking_number,vendor,occurred_at,status,substatus
s1,,,2026-03-03 18:00:00,in_transit,
,N2,,2026-03-03 20:00:00,picked_up,
s2,,teleport,2026-03-04 18:00:00,Beamed,up
s2,,teleport,2026-03-05 18:00:00,Beamed,up
""",
    "shipments": """shipment_id,order_id,label_created_at,location_id
s1,1,2026-03-03 12:00:00,l1
s2,2,2026-03-04 12:00:00,
""",
    "ticket_messages": """message_id,ticket_id,created_at,author_id,is_public,direction,body
m0,t1,2026-03-06 11:59:00,a1,false,,where is my refund
m1,t1,2026-03-06 12:00:00,c1,true,,where is my order
m2,t1,2026-03-06 12:30:00,x9,true,,we answer nothing
m3,t1,2026-03-06 14:00:00,a1,true,,on its way
m4,t4,2026-03-06 12:00:00,c2,true,,where is my order
m5,t4,2026-03-06 12:10:00,c2,true,IN,where is my order
m6,t5,2026-03-06 12:00:00,a1,true,,where is my order
m7,t5,2026-03-06 12:00:00,a1,,note,where is my order
m8,t9,2026-03-06 12:00:00,c1,true,,where is my order
""",
    "orders": """order_id,order_name,created_at,customer_email
1,#1001,2026-03-02 12:00:00,Ann@Mail.example
2,#1002,2026-03-03 12:00:00,bob@mail.example
3,#1003,2026-03-04 12:00:00,cy@mail.example
4,#1004,2026-03-09 12:00:00,dee@mail.example
""",
    "tickets": """ticket_id,created_at,subject,requester_id,channel
t1,2026-03-06 12:00:00,hello,c1,email
t2,2026-03-06 12:00:00,hello,a1,email
t3,2026-03-06 12:00:00,hello,c2,email
t4,2026-03-06 12:00:00,about order #2002,,email
t5,2026-03-06 12:00:00,hello,a1,phone
t6,2026-03-09 12:00:00,hello,,telepathy
t7,2026-03-09 12:00:00,hello,,email
""",
}


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("parts"))
    inbox = tmp_path_factory.mktemp("inbox")
    (inbox / "sources.yml").write_text(SOURCES)
    for name, text in FILES.items():
        path = inbox / f"{name}.csv"
        path.write_text(text)
        for report in load_paths(home, [path], inbox / "sources.yml"):
            assert report.error is None
            assert report.loaded == report.records, report.reasons
    build(home)
    return home


@pytest.fixture
def marts(parts: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_snapshot(current_snapshot(parts)) as connection:
        yield connection


def test_every_file_lands_in_the_object_of_its_name(parts):
    for name, text in FILES.items():
        assert pl.read_parquet(parts.raw / name / "*.parquet").height == text.count("\n") - 1


def test_tickets_know_their_customer_their_first_words_and_what_was_counted(marts):
    rows = marts.execute("""
        select native_id, exclusion_reason, wismo_method, match_method, order_id, first_response_minutes,
            reopen_count, csat
        from tickets order by native_id
    """).fetchall()
    assert rows == [
        ("t1", None, "phrase", "customer_open", "shop|main|1", 120.0, 2, 4.0),
        ("t2", "from_agent", "none", "none", None, None, 0, None),
        ("t3", None, "helpdesk_tag", "customer_open", "shop|main|2", None, 0, None),
        ("t4", None, "phrase", "none", None, None, 0, None),
        ("t5", None, "phrase", "none", None, None, 0, None),
        ("t6", None, "none", "none", None, None, 0, None),
        ("t7", "merged", "helpdesk_tag", "none", None, None, 0, None),
    ]


def test_orders_know_their_tags_and_what_the_store_asked_its_warehouses(marts, parts):
    rows = marts.execute("select native_id, is_preorder, three_pl from orders order by native_id").fetchall()
    assert rows == [
        ("1", False, "harborline"),
        ("2", True, "unassigned"),
        ("3", True, "cascade"),
        ("4", False, "unassigned"),
    ]
    with duckdb.connect(working_database(parts), read_only=True) as built:
        told = "select shipping_method, hold_reason, is_sold_out, sent_to_warehouse_at from int_orders"
        assert built.execute(f"{told} where native_id = '3'").fetchall() == [("Express", "stock", True, None)]


def test_a_second_number_is_a_second_parcel_and_an_event_without_one_finds_its_parcel(marts):
    rows = marts.execute("""
        select native_id, order_id, carrier, three_pl, first_scan_rule, current_state
        from shipments order by native_id
    """).fetchall()
    assert rows == [
        ("s1", "shop|main|1", "ups", "harborline", "in_transit_scan", "in_transit"),
        ("s1/1", "shop|main|1", "pigeon post", "harborline", "acceptance_scan", "picked_up"),
        ("s2", "shop|main|2", "unassigned", "unassigned", None, "label_created"),
    ]


def test_the_models_and_the_score_agree_on_who_wrote_each_message(parts):
    """One rule, two engines' joins around it; where nobody knows, both say so."""
    with duckdb.connect() as connection:
        gather(connection, parts, project_root() / "seeds" / "tag_map.csv", REASONS)
        scored = connection.execute("select message_id, lower(direction) from directed order by 1").fetchall()
    with duckdb.connect(working_database(parts), read_only=True) as built:
        modelled = built.execute(
            "select split_part(message_id, '|', 3), direction from int_ticket_messages order by 1"
        ).fetchall()
    assert scored == modelled
    expected = ["note", "in", None, "out", None, "in", "in", "note", "in"]
    assert [direction for _, direction in modelled] == expected


def test_words_that_no_seed_knows_are_listed_and_the_doctor_says_which_line_to_add(marts, parts):
    rows = marts.execute("select kind, feed, vendor, word, substatus, row_count from unmapped_words").fetchall()
    assert rows == [
        ("status", "tracking_events", "teleport", "beamed", "up", 2),
        ("carrier", "shipments", "shop", "pigeon post", None, 1),
        ("channel", "tickets", "shop", "telepathy", None, 1),
    ]
    checks = {check.check: check for check in examine(parts)}
    assert checks["unmapped_three_pl"].status == "ok"
    assert checks["unmapped_status"].status == "warn"
    assert "seeds/status_map.csv" in checks["unmapped_status"].detail
    assert (
        "\n    teleport,beamed,up,?,,false,false,inferred,own data   (2 times, teleport)"
        in checks["unmapped_status"].detail
    )
    assert "\n    pigeon post,?   (1 times, shop)" in checks["unmapped_carrier"].detail
    assert "\n    telepathy,?   (1 times, shop)" in checks["unmapped_channel"].detail


def test_a_word_of_several_feeds_and_vendors_is_one_line_to_add_and_a_status_is_each_vendors_own():
    with duckdb.connect() as connection:
        connection.execute("""
            create table unmapped_words as
            from (values
                ('three_pl', 'orders', 'shop', 'Zippy', null, 3),
                ('three_pl', 'shipments', 'shop', 'Zippy', null, 3),
                ('three_pl', 'shipments', 'till', 'Zippy', null, 1),
                ('status', 'tracking_events', 'hawk', 'gone', null, 2),
                ('status', 'tracking_events', 'dove', 'gone', null, 2)
            ) as words (kind, feed, vendor, word, substatus, row_count)
        """)
        sentences = dict(unmapped_sentences(connection))
    assert (sentences["three_pl"] or "").startswith("1 3PLs are in no seed.")
    assert (sentences["three_pl"] or "").endswith("\n    Zippy,?   (7 times, shop, till)")
    assert [line.strip()[:9] for line in (sentences["status"] or "").splitlines()[1:]] == ["dove,gone", "hawk,gone"]


def test_the_dashboard_lists_the_same_words(parts):
    live = warehouse.live_snapshot(parts)
    table = details.unmapped_table(reference.unmapped_words(live))
    assert table.select("Kind", "Whose word", "Word", "Finer word", "In", "Records").rows() == [
        ("Status", "teleport", "beamed", "up", "tracking events", 2),
        ("Carrier", "shop", "pigeon post", None, "shipments", 1),
        ("Channel", "shop", "telepathy", None, "tickets", 1),
    ]


def test_one_line_in_a_seed_takes_a_word_off_the_list_and_makes_it_a_state(parts, tmp_path):
    assert _words(parts) == ({"beamed", "pigeon post", "telepathy"}, {"unknown"}, "pigeon post")
    added = {
        "status_map.csv": "teleport,beamed,up,out_for_delivery,,true,false,inferred,own data\n",
        "carrier_aliases.csv": "Pigeon_Post,other\n",
        "channels.csv": "telepathy,other\n",
    }
    assert _words(_with_seeds(parts, tmp_path, added)) == (set(), {"out_for_delivery"}, "other")


def _with_seeds(parts: Home, folder: Path, added: dict[str, str]) -> Home:
    """Build on a copy of the project with lines added to seeds."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    project = folder / "project"
    for name in ("models", "seeds", "macros", "tests/dbt"):
        shutil.copytree(project_root() / name, project / name)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(project_root() / name, project)
    for name, line in added.items():
        with (project / "seeds" / name).open("a", encoding="utf-8") as file:
            file.write(line)
    home = Home(folder / "home")
    shutil.copytree(parts.raw, home.raw)
    home.work.mkdir()
    arguments = ["--log-level", "none", "--log-level-file", "none", "build", "--exclude-resource-type", "test"]
    arguments += ["unit_test", "--select", "+unmapped_words", "+int_tracking_events", "+int_parcels"]
    arguments += ["--project-dir", str(project), "--profiles-dir", str(project)]
    with dbt_environment(home, "UTC"):
        result = dbtRunner().invoke([*arguments, "--target-path", str(folder / "target"), "--log-path", str(folder)])
    DuckDBConnectionManager.close_all_connections()
    assert result.success, result.exception
    return home


def _words(home: Home) -> tuple[set[str], set[str], str]:
    """The list of words that no seed knows, a word's states, and the carrier of a second number."""
    with duckdb.connect(working_database(home), read_only=True) as built:
        words = {row[0] for row in built.execute("select word from unmapped_words").fetchall()}
        states = built.execute("select status from int_tracking_events where parcel_key = 'shop|main|s2'").fetchall()
        carrier = built.execute("select carrier from int_parcels where parcel_number = 'N2'").fetchone()
    return words, {row[0] for row in states}, carrier[0] if carrier else ""


def test_a_ticket_that_came_before_its_order_is_matched_when_the_order_comes(parts, tmp_path):
    def match() -> tuple[str | None, str]:
        with open_snapshot(current_snapshot(parts)) as connection:
            query = "select order_id, match_method from tickets where native_id = 't4'"
            [row] = connection.execute(query).fetchall()
        return row

    assert match() == (None, "none")
    (tmp_path / "orders.csv").write_text(
        "order_id,order_name,created_at,customer_email\n5,#2002,2026-03-02 12:00:00,dora@mail.example\n"
    )
    (tmp_path / "sources.yml").write_text(SOURCES)
    load_paths(parts, [tmp_path / "orders.csv"], tmp_path / "sources.yml")
    # Only the new file is read: what is known of the older ticket is taken up again.
    assert build(parts).why_full is None
    assert match() == ("shop|main|5", "order_number")


def test_a_home_from_before_gets_the_objects_and_columns_that_came_since(tmp_path):
    home = Home(tmp_path)
    ensure_raw(home)
    for name in ("contacts", "shipment_numbers"):
        shutil.rmtree(home.raw / name)
    old = home.raw / "tickets" / EMPTY
    pl.DataFrame(schema={"ticket_id": pl.String}).write_parquet(old)
    ensure_raw(home)
    for name, raw_object in read_contract().items():
        frame = pl.read_parquet(home.raw / name / "*.parquet")
        assert (tuple(frame.columns), frame.height) == (raw_object.raw_columns, 0)
