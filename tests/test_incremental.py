"""Builds that go on from what the last one kept say what full builds say, and begin anew wherever they must."""

from __future__ import annotations

import gc
import json
import os
import random
import shutil
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl
import pytest

from tests.day_stories import DAYS, SOURCES
from tests.fast_home import copy_home, memory_folder
from wismo import working
from wismo.bench.job import run_models as models_alone
from wismo.build import BuildReport, build
from wismo.checks import FailedCheck, run_checks
from wismo.cli_data import _print_build
from wismo.errors import WismoError
from wismo.home import Home
from wismo.intake.contract import read_contract
from wismo.intake.load import load_paths
from wismo.intake.raw import EMPTY, ensure_raw
from wismo.models import run_models, working_database
from wismo.publish import mart_hashes, mart_tables
from wismo.snapshot import current_snapshot, open_snapshot

ZONE = "America/New_York"


def copy_marts(home: Home, target: Path) -> dict[str, str]:
    """Hash the marts of a working database as those of a snapshot are."""
    target.unlink(missing_ok=True)
    with duckdb.connect(str(target)) as copy:
        copy.execute(f"attach '{working_database(home)}' as wismo (read_only)")
        for table in mart_tables(home.work / "target"):
            copy.execute(f'create table "{table}" as from wismo.main."{table}"')
        copy.execute("detach wismo")
    return mart_hashes(target)


def full_marts(home: Home, folder: Path) -> dict[str, str]:
    """Build every model of the same raw files in an empty home; hash its marts."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    fresh = Home(folder / "fresh")
    shutil.rmtree(fresh.root, ignore_errors=True)
    shutil.copytree(home.raw, fresh.raw, copy_function=os.link)
    fresh.work.mkdir()
    models_alone(fresh)
    DuckDBConnectionManager.close_all_connections()
    gc.collect()
    return copy_marts(fresh, folder / "full.duckdb")


def scatter(demo: Home, home: Home, chance: random.Random) -> list[dict[str, pl.DataFrame]]:
    """Deal the sample brand's records to the days at random: most to the first, of the others as many to each."""
    days: list[dict[str, pl.DataFrame]] = [{} for _ in DAYS]
    for name in read_contract():
        frame = pl.read_parquet(demo.raw / name / "*.parquet").sample(
            fraction=1, shuffle=True, seed=chance.randrange(99)
        )
        drawn = pl.Series([max(0, chance.randrange(-7, len(DAYS))) for _ in range(frame.height)], dtype=pl.Int64)
        for day, records in enumerate(days):
            records[name] = frame.filter(drawn == day)
    ensure_raw(home)
    return days


@pytest.fixture(scope="module")
def brand(demo_home: Home, tmp_path_factory: pytest.TempPathFactory):
    """A home, and a function that lets one more day arrive in it."""
    home = Home(tmp_path_factory.mktemp("days"))
    chance = random.Random(20261125)
    scattered = scatter(demo_home, home, chance)
    inbox = tmp_path_factory.mktemp("inbox")
    (inbox / "sources.yml").write_text(SOURCES)

    def arrive(day: int) -> None:
        for name, records in scattered[day].items():
            if records.height:
                records.write_parquet(home.raw / name / f"{chance.randrange(16**6):06x}-day.parquet")
        folder = inbox / f"{day}"
        folder.mkdir()
        for name, text in DAYS[day].items():
            (folder / f"{name}.csv").write_text(text)
        # Twice, as people do: a doubled file brings nothing.
        for _ in range(2):
            reports = load_paths(home, [folder], inbox / "sources.yml")
            assert [report for report in reports if report.error or report.quarantined] == []
        shutil.copy(demo_home.root / "brand.yml", home.root)

    return home, arrive


STORIES = {
    "late event": "select reason from tickets where native_id = 'ta'",
    "corrected order": "select promised_at from orders where native_id = 'b1'",
    "order after its ticket": "select order_id from tickets where native_id = 'tc'",
    "another order in flight": "select match_method, order_id from tickets where native_id = 'tb'",
    "another parcel": "select shipment_count from orders where native_id = 'a1'",
    "corrected ticket": "select csat from tickets where native_id = 'tb'",
    "first words": "select is_wismo from tickets where native_id = 'td'",
    "merged ticket": "select exclusion_reason from tickets where native_id = 'te'",
    "open parcel ages": "select reason from open_shipments where shipment_id = 'shop|main|sa1'",
    "days added": "select max(date_day) from calendar_days",
    "exposure": "select sum(parcel_days) from state_exposure",
}
LANE = "select count(*) > 0 from int_lanes where carrier = 'rarecarrier'"


def tell(home: Home) -> dict[str, list[tuple]]:
    with open_snapshot(current_snapshot(home)) as snapshot:
        told = {story: snapshot.execute(query).fetchall() for story, query in STORIES.items()}
    with duckdb.connect(str(working_database(home)), read_only=True) as built:
        return told | {"known lane": built.execute(LANE).fetchall()}


@pytest.mark.soak
def test_day_after_day_an_incremental_build_says_what_a_full_one_says(brand, tmp_path, monkeypatch):
    home, arrive = brand
    arrive(0)
    first = build(home)
    assert (first.why_full, first.new_records > 30_000) == (working.NO_FILE, True)
    told = [tell(home)]
    for day in range(1, len(DAYS)):
        arrive(day)
        report = build(home)
        assert report.why_full is None
        assert 0 < report.new_records < 10_000
        assert 0 < report.test_count < first.test_count
        expected = full_marts(home, tmp_path)
        assert {table: mart_hashes(current_snapshot(home))[table] for table in expected} == expected
        told.append(tell(home))
    assert [story for story in told[0] if all(said[story] == told[0][story] for said in told)] == []
    assert [said["known lane"] for said in told] == [[(False,)], [(False,)], [(True,)], [(True,)]]
    assert told[0]["another order in flight"] == [("customer_open", "shop|main|b1")]
    assert told[1]["another order in flight"] == [("customer_open", "shop|main|b0")]
    _assert_a_build_that_reads_too_little_is_seen(home, tmp_path, monkeypatch)


def _assert_a_build_that_reads_too_little_is_seen(home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its own count, and by the comparison above."""
    events = max((home.raw / "tracking_events").glob("*.parquet"), key=lambda path: path.stat().st_size)
    shutil.copy(events, events.with_name("again.parquet"))
    monkeypatch.setattr(working, "_offer", _offer_nothing)
    with pytest.raises(WismoError, match="The table int_event_[a-z]+ does not hold as many records as were loaded"):
        run_models(home, time_zone=ZONE, full=False, progress=lambda _: None)
    assert copy_marts(home, folder / "ours.duckdb") != full_marts(home, folder)


def _offer_nothing(connection: duckdb.DuckDBPyConnection, home: Home, sources: set[str], _: list[str]) -> None:
    connection.execute("create schema fresh")
    for source in sources:
        connection.execute(f"create view fresh.{source} as from '{home.raw / source / EMPTY}'")


# What follows needs no models: a working file as a build leaves it, with one kept table, one seed and one other table.
MANIFEST = {
    "nodes": {
        "model.wismo.stg_events": {
            "resource_type": "model",
            "alias": "stg_events",
            "config": {"materialized": "incremental"},
            "depends_on": {"nodes": ["source.wismo.raw.tracking_events"]},
        },
        "seed.wismo.words": {"resource_type": "seed", "alias": "words", "depends_on": {}},
        "model.wismo.orders": {"resource_type": "model", "alias": "orders", "config": {"materialized": "table"}},
        "test.wismo.full": {
            "resource_type": "test",
            "name": "no_event_is_bad",
            "attached_node": "model.wismo.stg_events",
            "depends_on": {"nodes": ["model.wismo.stg_events"]},
            "config": {"fail_calc": "count(*)", "error_if": "!= 0"},
            "compiled_code": "select * from main.stg_events where note = 'bad'",
        },
        "test.wismo.seed": {
            "resource_type": "test",
            "name": "words_are_words",
            "depends_on": {"nodes": ["seed.wismo.words"]},
            "config": {"fail_calc": "count(*)", "error_if": "!= 0"},
            "compiled_code": "select 1",
        },
    }
}
CANARY = b"Zerberus Abendrot-Flaschenzug"


@pytest.fixture(scope="module")
def memory():
    """A folder in memory, because homes sync much, and in it a home without loads, in which nobody writes any more."""
    with TemporaryDirectory(dir=memory_folder()) as folder:
        ensure_raw(Home(Path(folder) / "empty"))
        yield Path(folder)


@pytest.fixture
def kept(memory):
    """A home whose last build ended, with its working file and manifest."""
    with TemporaryDirectory(dir=memory) as folder:
        yield _built(copy_home(Home(memory / "empty"), Path(folder) / "home"))


def _built(home: Home) -> Home:
    events = pl.read_parquet_schema(home.raw / "tracking_events" / EMPTY)
    pl.DataFrame({"status": ["delivered"] * 3}).with_columns(
        pl.lit(None, pl.String).alias(name) for name in events if name != "status"
    ).write_parquet(home.raw / "tracking_events" / "a.parquet")
    manifest = home.work / "target" / "manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text(json.dumps(MANIFEST))
    start = begin(home, "as before", full=True)
    with duckdb.connect(str(working_database(home))) as built:
        built.execute("create table words as select 'one' as word; create table orders as select 1 as order_id")
        built.execute("create table stg_events (note varchar)")
        built.execute("insert into stg_events values (?), (''), ('')", [CANARY.decode()])
        built.execute("create view events as from stg_events")
    working.complete(home, working_database(home), start, manifest)
    return home


def begin(home: Home, inputs: str, *, full: bool = False) -> working.Start:
    return working.begin(home, working_database(home), home.work / "target" / "manifest.json", inputs=inputs, full=full)


def add_events(home: Home) -> None:
    shutil.copy(home.raw / "tracking_events" / "a.parquet", home.raw / "tracking_events" / "b.parquet")


def relations(home: Home) -> list[str]:
    with duckdb.connect(str(working_database(home))) as built:
        query = "select schema_name || '.' || table_name from duckdb_tables() union all "
        query += "select schema_name || '.' || view_name from duckdb_views() where not internal order by 1"
        return [name for (name,) in built.execute(query).fetchall()]


def test_only_kept_tables_remain_and_only_new_records_are_offered(kept):
    add_events(kept)
    start = start_again(kept)
    assert (start.why_full, start.new_files, start.new_records) == (None, 1, 3)
    assert [name for name in relations(kept) if not name.startswith("kept.")] == [
        "fresh.tracking_events", "main.stg_events", "main.words",
    ]  # fmt: skip
    with duckdb.connect(str(working_database(kept))) as built:
        assert built.execute("select count(*) from fresh.tracking_events").fetchall() == [(3,)]


def start_again(home: Home) -> working.Start:
    return begin(home, "as before")


def _kill(home: Home) -> None:
    start_again(home)


def _spoil(home: Home) -> None:
    working_database(home).write_bytes(b"no database" * 1000)


def _foreign(home: Home) -> None:
    working_database(home).unlink()
    duckdb.connect(str(working_database(home))).close()


def _by_sail(home: Home) -> None:
    _foreign(home)
    with duckdb.connect(str(working_database(home))) as built:
        working.note_other_engine(built)


def _lose_rows(home: Home) -> None:
    with duckdb.connect(str(working_database(home))) as built:
        built.execute("delete from stg_events where note = ''")


def _drop_table(home: Home) -> None:
    with duckdb.connect(str(working_database(home))) as built:
        built.execute("drop view events; drop table stg_events")


def _grow(home: Home) -> None:
    with duckdb.connect(str(working_database(home))) as built:
        built.execute("create table waste as select hash(range)::varchar || hash(-range) as x from range(400000)")


@pytest.mark.parametrize(
    ("happened", "why"),
    [
        (lambda home: working_database(home).unlink(), working.NO_FILE),
        (lambda home: shutil.rmtree(home.work / "target"), working.NO_FILE),
        (_kill, working.UNFINISHED),
        (_foreign, working.UNFINISHED),
        (_by_sail, working.OTHER_ENGINE),
        (_spoil, working.UNREADABLE),
        (_drop_table, working.UNREADABLE),
        (_lose_rows, working.NOT_WHOLE),
        (_grow, working.GROWN),
        (lambda home: (home.raw / "tracking_events" / "a.parquet").unlink(), working.RAW_CHANGED),
        (lambda home: os.utime(home.raw / "tracking_events" / "a.parquet", (1, 1)), working.RAW_CHANGED),
    ],
)
def test_whatever_else_happened_a_build_begins_in_a_new_file(kept, happened, why):
    """Nothing that was in the old file is in the new one, nor in what the engine leaves beside it."""
    (kept.work / "wismo.duckdb.wal").touch()
    (kept.work / "wismo.duckdb.tmp").mkdir()
    happened(kept)
    assert start_again(kept).why_full == why
    assert list(kept.work.glob("wismo.duckdb*")) == []
    assert not any(CANARY in path.read_bytes() for path in kept.work.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("inputs", "full", "why"), [("others", False, working.OTHER_INPUTS), ("as before", True, working.ASKED)]
)
def test_other_inputs_or_the_wish_begin_anew(kept, inputs, full, why):
    assert begin(kept, inputs, full=full).why_full == why
    assert not working_database(kept).exists()


def test_a_kept_table_that_lost_or_doubled_records_is_no_ground_to_publish(kept):
    add_events(kept)
    start = start_again(kept)
    with pytest.raises(WismoError, match="stg_events does not hold as many records as were loaded"):
        working.complete(kept, working_database(kept), start, kept.work / "target" / "manifest.json")
    assert start_again(kept).why_full == working.UNFINISHED


@pytest.mark.parametrize(("told", "agrees"), [(6, True), (5, False)])
def test_a_kept_table_may_count_its_records_in_a_column(kept, told, agrees):
    add_events(kept)
    start = start_again(kept)
    manifest = kept.work / "target" / "manifest.json"
    counted = json.loads(manifest.read_text())
    counted["nodes"]["model.wismo.stg_events"]["config"]["meta"] = {"records": "events"}
    manifest.write_text(json.dumps(counted))
    with duckdb.connect(str(working_database(kept))) as built:
        built.execute("create or replace table stg_events as select '' as note, $told as events", {"told": told})
    with nullcontext() if agrees else pytest.raises(WismoError, match="stg_events does not hold as many records"):
        working.complete(kept, working_database(kept), start, manifest)


def test_files_that_come_while_a_full_build_reads_are_not_taken_for_read(kept):
    start = begin(kept, "as before", full=True)
    with duckdb.connect(str(working_database(kept))) as built:
        built.execute(
            "create table words as select 1 as word; create table stg_events as select '' as note from range(6)"
        )
    add_events(kept)
    working.complete(kept, working_database(kept), start, kept.work / "target" / "manifest.json")
    assert start_again(kept).why_full == working.UNFINISHED


def test_tests_of_models_are_asked_and_those_of_seeds_are_not(kept):
    with duckdb.connect(str(working_database(kept))) as built:
        assert run_checks(built) == (1, [])
        built.execute("insert into stg_events values ('bad'), ('bad')")
        assert run_checks(built) == (1, [FailedCheck("no_event_is_bad", 2)])


def test_no_test_of_the_project_judges_otherwise_than_by_a_count(demo_home):
    """`wismo.checks` knows one way: rows that must not be there, none of them allowed."""
    nodes = json.loads((demo_home.work / "target" / "manifest.json").read_text())["nodes"].values()
    configs = [node["config"] for node in nodes if node["resource_type"] == "test"]
    ways = {(config["fail_calc"], config["error_if"], config["severity"].lower()) for config in configs}
    assert ways == {("count(*)", "!= 0", "error")}


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (BuildReport("v", is_new=True, why_full=working.RAW_CHANGED), f"Built in full, because {working.RAW_CHANGED}."),
        (
            BuildReport("v", is_new=True, new_files=3, new_records=1234),
            "Built on what the last build kept: 3 new files, 1,234 records.",
        ),
    ],
)
def test_the_report_says_how_it_was_built(report, line, capsys):
    _print_build(report)
    assert line in capsys.readouterr().out.splitlines()
