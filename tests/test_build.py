"""Building: idempotent, all or nothing, and honest about what was let pass."""

from __future__ import annotations

import re
import shutil
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pytest

from tests.small_disk import PAGE, SmallDisk, small_disk, why_no_disk
from wismo import audit
from wismo.audit import Finding, audit_marts, audit_raw, stop_or_note
from wismo.build import build
from wismo.cli import run
from wismo.errors import WismoError
from wismo.fingerprint import build_fingerprint, git_revision
from wismo.home import Home, project_root
from wismo.intake.raw import ensure_raw
from wismo.models import dbt_environment
from wismo.publish import mart_hashes
from wismo.snapshot import current_snapshot, remove_snapshot, rollback, semantic_manifest_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wismo.build import BuildReport


NO_DISK = why_no_disk()
FILLED_AT = ("Checking what was loaded", "Reading what the tickets ask", "Building the models: int_orders")


@pytest.fixture(scope="module")
def refused(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, list[str]]]:
    """The demo brand's raw data and snapshot, and what builds said that met a full disk at each of `FILLED_AT`."""
    folder, said = tmp_path_factory.mktemp("rebuilt"), []
    with nullcontext() if NO_DISK else small_disk(folder, "size=700m") as disk:
        home = Home(folder / "home")
        shutil.copytree(demo_home.raw, home.raw, ignore=shutil.ignore_patterns("ticket_labels", "reply_labels"))
        shutil.copy(demo_home.root / "brand.yml", home.root)
        shutil.copytree(demo_home.published, home.published)
        if disk:
            for step in FILLED_AT:
                said.append(_build_on_a_full_disk(home, disk, step))
                assert current_snapshot(home).name == current_snapshot(demo_home).name
        yield home, said


def _build_on_a_full_disk(home: Home, disk: SmallDisk, step: str) -> str:
    def fill(sentence: str) -> None:
        if sentence == step:
            disk.fill(leave=PAGE)

    with pytest.raises(WismoError) as caught:
        build(home, full=True, progress=fill)
    disk.empty()
    return str(caught.value)


@pytest.fixture(scope="module")
def rebuilt(refused: tuple[Home, list[str]]) -> tuple[Home, BuildReport, list[str]]:
    """The demo brand's raw data, built a second time from nothing else."""
    home, _ = refused
    steps: list[str] = []
    before = current_snapshot(home)
    report = build(home, progress=steps.append)
    remove_snapshot(before)
    return home, report, steps


@pytest.mark.skipif(NO_DISK is not None, reason=NO_DISK or "")
def test_a_build_on_a_full_disk_says_so_at_every_step_and_is_done_again_whole(refused, demo_home, rebuilt):
    home, said = refused
    assert len(said) == len(FILLED_AT)
    for sentence in said:
        assert re.search(r"disk .*full; make room.*Nothing was published.", sentence)
    assert not list(home.root.glob(".score-*"))
    assert rebuilt[1].is_new
    assert mart_hashes(current_snapshot(home)) == mart_hashes(current_snapshot(demo_home))


def test_building_the_same_data_again_gives_the_same_marts(demo_home, rebuilt):
    home, report, steps = rebuilt
    assert report.is_new
    assert mart_hashes(current_snapshot(home)) == mart_hashes(current_snapshot(demo_home))
    assert set(report.seconds) == {"audit_raw", "labels", "models", "audit_marts", "statistics", "publish"}
    assert report.test_count > 0
    assert steps[-1] == "Publishing"


def test_nothing_new_means_no_build_and_something_new_means_one(rebuilt):
    home, report, _ = rebuilt
    again = build(home)
    assert (again.version, again.is_new, again.seconds) == (report.version, False, {})
    before = build_fingerprint(home)
    extra = home.raw / "notifications" / "more.parquet"
    shutil.copy(next((home.raw / "notifications").glob("*.parquet")), extra)
    assert build_fingerprint(home) != before
    extra.unlink()
    assert build_fingerprint(home) == before


def test_a_build_without_news_does_not_undo_a_rollback(rebuilt, capsys, monkeypatch):
    home, report, _ = rebuilt
    older = home.published / "20200101T000000Z-00000000.duckdb"
    shutil.copy(current_snapshot(home), older)
    shutil.copy(semantic_manifest_path(current_snapshot(home)), semantic_manifest_path(older))
    rollback(home)
    monkeypatch.setenv("WISMO_HOME", str(home.root))
    assert run(["build"]) == 0
    assert f"Nothing changed since version {report.version}, from which somebody went back" in capsys.readouterr().out
    assert current_snapshot(home) == older
    rollback(home, report.version)
    remove_snapshot(older)


def test_a_build_writes_nothing_into_the_source_tree(rebuilt):
    assert rebuilt
    root = project_root()
    assert [name for name in ("target", "logs", "dbt_packages", ".user.yml") if (root / name).exists()] == []


def test_every_unit_test_of_the_models_passes(rebuilt):
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    home, _, _ = rebuilt
    root = str(project_root())
    arguments = ["--log-level", "none", "--log-level-file", "none", "test", "--resource-type", "unit_test"]
    arguments += ["--project-dir", root, "--profiles-dir", root, "--target-path", str(home.work / "target")]
    with dbt_environment(home, "America/New_York"):
        result = dbtRunner().invoke([*arguments, "--log-path", str(home.work / "logs")])
    DuckDBConnectionManager.close_all_connections()
    assert result.exception is None
    results = list(getattr(result.result, "results", ()))
    assert len(results) > 0
    assert {item.node.name: item.message for item in results if item.status != "pass"} == {}


def test_no_text_that_a_customer_wrote_reaches_the_snapshot(demo_home):
    personal = _personal_texts(demo_home)
    assert len(personal) > 1_000
    published = current_snapshot(demo_home).read_bytes()
    assert [text for text in personal if text.encode() in published] == []


def _personal_texts(home: Home) -> list[str]:
    """Long texts cannot be found by chance; DuckDB compresses strings, so whole columns are compared too."""
    tickets = pl.read_parquet(home.raw / "tickets" / "*.parquet", columns=["customer_email", "subject", "body"])
    texts = pl.concat([tickets[name].drop_nulls() for name in tickets.columns]).unique()
    return [text for text in texts if len(text) >= 12]


def test_no_value_of_a_mart_is_a_customers(demo_home, snapshot):
    personal = pl.DataFrame({"text": _personal_texts(demo_home)})
    columns = snapshot.execute(
        "select table_name, column_name from information_schema.columns "
        "where table_catalog = 'wismo' and data_type = 'VARCHAR'"
    ).fetchall()
    assert len(columns) > 50
    for table, column in columns:
        values = snapshot.cursor().sql(f'select distinct "{column}" as text from wismo.main."{table}"').pl()
        assert values.join(personal, on="text").is_empty(), f"{table}.{column}"


def test_a_failed_build_leaves_the_live_snapshot(rebuilt, monkeypatch):
    home, report, _ = rebuilt

    def fail(*_: object) -> None:
        raise WismoError("The statistics failed.")

    monkeypatch.setattr("wismo.statistics.run.compute", fail)
    monkeypatch.setattr("wismo.build.run_models", lambda *_, **__: _finished_models(home))
    with pytest.raises(WismoError, match="The statistics failed"):
        build(home, full=True)
    assert current_snapshot(home).stem == report.version
    with duckdb.connect(str(current_snapshot(home)), read_only=True) as connection:
        assert connection.execute("select version from snapshot_info").fetchone() == (report.version,)


def _finished_models(home: Home):
    from wismo.models import ModelRun

    return ModelRun(home.work / "target", 1, 1)


def test_an_empty_mandatory_feed_is_found(tmp_path):
    home = Home(tmp_path)
    ensure_raw(home)
    assert [finding.sentence for finding in audit_raw(home)] == [
        "No tickets were loaded, and nothing can be said without them. Load them with `wismo load`.",
        "No orders were loaded, and nothing can be said without them. Load them with `wismo load`.",
    ]


def test_a_ledger_that_does_not_add_up_is_found(demo_home, monkeypatch):
    assert list(audit_raw(demo_home)) == []
    monkeypatch.setattr(audit, "balance", lambda _: ["a.csv (tickets): 3 records do not add up.", "b.csv: 1."])
    (finding,) = audit_raw(demo_home)
    assert finding.audit == "ledger"
    assert finding.sentence.startswith("2 loaded files do not add up. `wismo doctor` names them")


@pytest.fixture
def marts(demo_home):
    """The demo brand's published marts, in a database that a test may change."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{current_snapshot(demo_home)}' as published (read_only)")
        for table in ("tickets", "orders", "row_accounts"):
            connection.execute(f"create table {table} as from published.main.{table}")
        yield connection


def test_a_row_that_got_lost_between_raw_and_marts_is_found(demo_home, marts):
    assert list(audit_marts(demo_home, marts, ["tickets"])) == []
    marts.execute("delete from tickets where ticket_id = (select min(ticket_id) from tickets)")
    (finding,) = audit_marts(demo_home, marts, ["tickets"])
    assert finding.audit == "rows"
    assert "tickets were loaded but the mart holds" in finding.sentence


@pytest.mark.parametrize("feed", audit.LOADED)
def test_of_every_feed_raw_is_counted_again_without_the_models(demo_home, marts, feed):
    marts.execute("update row_accounts set row_count = row_count - 1 where feed = ? and outcome = 'in_mart'", [feed])
    sentences = [finding.sentence for finding in audit_marts(demo_home, marts, [])]
    assert any(f"{feed.replace('_', ' ')} were loaded but the models account for" in said for said in sentences)


def test_the_demo_brand_is_accounted_for_with_reasons(snapshot):
    found = snapshot.execute("select feed, outcome, row_count from row_accounts").fetchall()
    accounts = {(feed, outcome): rows for feed, outcome, rows in found}
    assert {feed for feed, _ in accounts} == set(audit.LOADED)
    assert accounts["shipments", "return_parcel"] > 100
    assert accounts["shipments", "voided_label"] > 10
    assert accounts["tracking_events", "in_mart"] > 20_000


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [
        ("customer_email", "x", "has a column customer_email"),
        ("first_name", "x", "has a column first_name"),
        ("body", "x", "has a column body"),
        ("detail", "write to jane@example.com", "The mart extra holds what looks like an email address in 1 row."),
        ("check_name", "fresh @ 8:00", None),
    ],
)
def test_personal_columns_and_addresses_are_found(demo_home, marts, column, value, found):
    marts.execute(f"create table extra as select '{value}' as {column}")
    sentences = [finding.sentence for finding in audit_marts(demo_home, marts, ["extra"])]
    assert len(sentences) == (found is not None)
    assert all(found in sentence for sentence in sentences if found)


def test_a_yes_or_no_about_an_address_is_nobodys_address(demo_home, marts):
    marts.execute("create table extra as select true as holds_address_problem")
    assert list(audit_marts(demo_home, marts, ["extra"])) == []


def test_findings_stop_a_build_unless_they_are_accepted_by_name():
    finding = Finding("rows", "3 tickets were loaded but the mart holds 2.")
    assert stop_or_note([finding], ["rows", "feeds"]) == [finding]
    with pytest.raises(WismoError, match="Nothing was published. To publish all the same: .*--accept-audit rows"):
        stop_or_note([finding], ["feeds"])


def test_the_revision_is_a_commit_or_says_that_it_is_unknown(monkeypatch):
    assert git_revision()
    monkeypatch.setenv("PATH", str(Path("/nowhere")))
    assert git_revision() == "unknown"
