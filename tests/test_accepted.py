"""What people let pass is asked by name, written down before it is published, and kept for good."""

from __future__ import annotations

import json
import os
import pwd

import duckdb
import pytest

from wismo.accepted import read_accepted, record_accepted, record_published
from wismo.audit import Finding
from wismo.audit_names import check_names
from wismo.cli import run
from wismo.errors import WismoError
from wismo.health import note_accepted, note_shrunk, sentences
from wismo.home import Home

ROWS = Finding("rows", "3 tickets were loaded but the mart holds 2.")


def test_the_record_says_who_when_what_and_which_version(home, monkeypatch):
    monkeypatch.setenv("LOGNAME", "somebody-else")
    home.root.mkdir()
    made = record_accepted(home, [ROWS])
    (asked,) = read_accepted(home)
    assert (asked.user, asked.audit, asked.sentence, asked.version) == (
        pwd.getpwuid(os.getuid()).pw_name,
        "rows",
        ROWS.sentence,
        None,
    )
    assert asked.accepted_at.endswith("Z")
    record_published(home, made, "20261125T195429Z-4ae5c2ed")
    (published,) = read_accepted(home)
    assert (published.id, published.version) == (asked.id, "20261125T195429Z-4ae5c2ed")


def test_the_record_only_grows_and_survives_a_line_that_was_cut_off(home):
    home.root.mkdir()
    record_accepted(home, [ROWS])
    path = home.root / "accepted_audits.jsonl"
    before = path.read_bytes()
    path.write_bytes(before + b'{"id": "ab", "accep')
    record_accepted(home, [Finding("feeds", "No orders were loaded.")])
    assert path.read_bytes().startswith(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [item.audit for item in read_accepted(home)] == ["rows", "feeds"]


def test_without_a_record_nothing_is_let_pass(home):
    (home.root / "accepted_audits.jsonl").mkdir(parents=True)
    with pytest.raises(WismoError, match="without a record nothing is published"):
        record_accepted(home, [ROWS])
    assert record_accepted(home, []) == []


def test_a_snapshot_that_is_live_does_not_fail_for_its_second_line(home):
    home.root.mkdir()
    made = record_accepted(home, [ROWS])
    (home.root / "accepted_audits.jsonl").unlink()
    (home.root / "accepted_audits.jsonl").mkdir()
    record_published(home, made, "v")


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home in which dbt reads the project once: asked again, it only looks whether that changed."""
    return Home(tmp_path_factory.mktemp("names") / "home")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("row", "Did you mean rows?"),
        ("unique_tickets_ticket_ids", "Did you mean unique_tickets_ticket_id?"),
        ("zzzz", "The audits are feeds, ledger, rows, personal"),
    ],
)
def test_a_name_that_nobody_has_is_refused_before_anything_runs(read_once, name, meant):
    with pytest.raises(WismoError, match="There is no audit or test") as refusal:
        check_names(read_once, ["feeds", name])
    assert meant in str(refusal.value)
    assert "Nothing was published" in str(refusal.value)


def test_names_of_audits_and_tests_pass(home, read_once):
    check_names(home, ["rows"])
    assert not home.work.exists()
    check_names(read_once, ["unique_tickets_ticket_id", "days_of_orders_add_up_to_the_orders"])


def test_a_build_tells_and_lists_what_was_let_pass(home, monkeypatch, capsys, inbox):
    """An audit that does not hold, without a build that takes long: no orders, so that nothing can be built."""
    monkeypatch.setenv("WISMO_HOME", str(home.root))
    folder = inbox(orders__csv="order_id,order_name,created_at\n1,#1,2026-07-01T10:00:00Z\n")
    assert run(["load", str(folder)]) == 0
    assert run(["build"]) == 1
    assert "`wismo build --accept-audit feeds`" in capsys.readouterr().err
    record_published(home, record_accepted(home, [ROWS]), "20260101T000000Z-00000000")
    assert run(["snapshots"]) == 0
    assert "rows   20260101T000000Z-00000000  3 tickets were loaded" in capsys.readouterr().out
    assert run(["doctor", "--json"]) == 1
    checks = {item["check"]: item for item in json.loads(capsys.readouterr().out)}
    assert checks["accepted_audits"]["detail"].startswith("1 on record, the last on ")


@pytest.fixture
def working():
    """The tables of a working database that the build adds to."""
    with duckdb.connect() as connection:
        connection.execute("create table data_health (check_name text, status text, value double, detail text)")
        connection.execute("insert into data_health values ('match_rate', 'ok', 1, 'fine')")
        connection.execute("create table thresholds as select 'feed_shrunk_share' as name, 0.9 as value")
        connection.execute("create table feed_coverage (feed text, source_system text, row_count bigint)")
        yield connection


def test_what_was_let_pass_travels_with_the_data(working):
    note_accepted(working, [ROWS])
    assert sentences(working) == ["Published in spite of this: 3 tickets were loaded but the mart holds 2"]


def test_a_file_may_bear_anybodys_name_and_the_snapshot_and_the_record_do_not(home, working):
    home.root.mkdir()
    named = Finding("ledger", "1 loaded files do not add up. jane@example.com.csv (orders): 3 records. Load it again.")
    note_accepted(working, [named])
    (kept,) = record_accepted(home, [named])
    assert "jane" not in kept.sentence
    assert sentences(working) == [
        "Published in spite of this: 1 loaded files do not add up. (address) (orders): 3 records. Load it again"
    ]


@pytest.mark.parametrize(
    ("left", "told"),
    [(95, []), (100, []), (80, ["80 orders are loaded, but 100 were"]), (0, ["0 orders are loaded, but 100 were"])],
)
def test_a_feed_that_lost_records_since_a_kept_snapshot_is_told(home, working, left, told):
    home.published.mkdir(parents=True)
    for version, count in (("20260101T000000Z-a", 100), ("20260102T000000Z-b", 60)):
        with duckdb.connect(str(home.published / f"{version}.duckdb")) as kept:
            kept.execute(f"create table feed_coverage as select 'orders' as feed, 'shop' as s, {count} as row_count")
    (home.published / "20260103T000000Z-c.duckdb").write_bytes(b"damaged")
    if left:
        working.execute("insert into feed_coverage values ('orders', 'shop', ?), ('tickets', 'desk', 5)", [left])
    note_shrunk(home, working)
    assert [sentence[: len(start)] for sentence, start in zip(sentences(working), told, strict=True)] == told
    assert all("20260101T000000Z-a" in sentence for sentence in sentences(working))
