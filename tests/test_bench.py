"""Measuring: the made-up brand is the same every time, and both jobs say the same of every ticket."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess

import duckdb
import pytest

from wismo import models
from wismo.bench import run
from wismo.bench.build_job import measure_build
from wismo.bench.child import run_job
from wismo.bench.compare import DAY_COLUMNS, TICKET_COLUMNS, compare
from wismo.bench.job import Usage, reference_database
from wismo.bench.parts import PARTS
from wismo.bench.raw import bench_home, ensure_bench_raw
from wismo.bench.run import PARTS as PARTS_OF_A_RUN
from wismo.bench.run import measure, run_bench
from wismo.errors import WismoError
from wismo.home import Home
from wismo.intake.contract import read_contract
from wismo.models import working_database
from wismo.snapshot import list_snapshots
from wismo.statistics import run as statistics

ORDERS = 2_000


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A brand's home in which only `bench/` may appear."""
    return Home(tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="module")
def written(brand: Home) -> Home:
    home = bench_home(brand, ORDERS)
    ensure_bench_raw(home, ORDERS)
    return home


@pytest.fixture(scope="module")
def measured(written: Home, tmp_path_factory: pytest.TempPathFactory):
    """The build in full, the hand-written job and one more day, and the brand's home.

    In this process, as starting dbt twice more takes longest, and without tests of the models and statistics: every
    other build in these tests has those.
    """
    root = tmp_path_factory.mktemp("measured")
    home = bench_home(Home(root), ORDERS)
    shutil.copytree(written.raw, home.raw)
    tested = models.build_nodes

    def untested(home, folder, written, excluded, **others):
        return tested(home, folder, written, [*excluded, "test"], **others)

    def here(module: str, name: str, home: Home):
        assert module == "wismo.bench.build_job"
        return measure_build(home, is_day=name == "day")

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WISMO_DBT_THREADS", "1")
        patch.setattr(models, "build_nodes", untested)
        patch.setattr(statistics, "compute", lambda _: None)
        patch.setattr(statistics, "STATISTIC_TABLES", ())
        patch.setattr(run, "run_module", here)
        return measure(home, ORDERS, lambda _: None, ("build", "reference", "day")), home


def _records(home: Home, name: str) -> tuple[int, int]:
    """Count and hash the records, in whatever order and files they lie."""
    files = home.raw / name / "*.parquet"
    with duckdb.connect() as connection:
        return connection.execute(f"select count(*), sum(hash(raw)) from '{files}' as raw").fetchall()[0]


def test_the_same_number_of_orders_gives_the_same_records(written, tmp_path):
    again = Home(tmp_path)
    ensure_bench_raw(again, ORDERS)
    names = [*read_contract(), "ticket_labels"]
    first = {name: _records(written, name) for name in names}
    assert first == {name: _records(again, name) for name in names}
    counts = {name: count for name, (count, _) in first.items()}
    lacking = {name for name, count in counts.items() if count == 0}
    assert lacking == {
        "ticket_metrics", "ticket_tags", "contacts", "order_tags", "order_shipping_lines", "fulfillment_orders",
        "locations", "shipment_numbers",
    }  # fmt: skip
    assert 7 < counts["tracking_events"] / ORDERS < 9
    assert 0.12 < counts["ticket_labels"] / ORDERS < 0.18


def test_raw_data_is_made_once(written):
    before = {path: path.stat().st_mtime_ns for path in written.raw.rglob("*.parquet")}
    ensure_bench_raw(written, ORDERS)
    assert {path: path.stat().st_mtime_ns for path in written.raw.rglob("*.parquet")} == before


@pytest.mark.parametrize("name", list(read_contract()))
def test_records_keep_the_contract(written, name):
    """What intake promises of raw: text, UTC instants, booleans, numbers, required ids."""
    contract = read_contract()[name]
    forms = {"time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "boolean": "true|false", "number": r"-?\d+(\.\d+)?"}
    with duckdb.connect() as connection:
        raw = connection.from_parquet(str(written.raw / name / "*.parquet"))
        assert tuple(raw.columns) == contract.raw_columns
        assert {str(kind) for kind in raw.types} == {"VARCHAR"}
        for column in contract.columns:
            wrong = []
            if column.type in forms:
                wrong.append(f"not regexp_full_match({column.name}, '{forms[column.type]}')")
            if column.required:
                wrong.append(f"{column.name} is null")
            if wrong:
                assert raw.filter(" or ".join(wrong)).limit(1).fetchall() == [], column.name
        key = ", ".join(("source_system", "source_account", *contract.key, "_record"))
        assert raw.aggregate(f"count(*) as n, {key}").filter("n > 1").limit(1).fetchall() == []


@pytest.mark.slow
def test_both_jobs_agree_on_every_ticket_and_every_day(measured):
    report, home = measured
    assert (report.comparison.differences, report.comparison.days_that_differ) == ({}, 0)
    assert report.comparison.is_equal
    assert report.comparison.tickets > 0.12 * ORDERS
    assert report.comparison.days > 100
    assert [path.name for path in home.root.parent.parent.iterdir()] == ["bench"]


@pytest.mark.slow
def test_parts_are_the_whole_and_the_day_is_less_than_it(measured):
    report, home = measured
    parts = report.parts
    assert set(parts) == {*PARTS, "build", "reference", "day"}
    for field in ("cpu_seconds", "wall_seconds"):
        assert sum(getattr(parts[name], field) for name in PARTS) == pytest.approx(
            getattr(parts["build"], field), abs=0.1
        )
    assert all(parts[name].peak_bytes > 50_000_000 for name in ("words", "models", "statistics", "build", "reference"))
    assert parts["models"].cpu_seconds > report.dbt_cpu_seconds > 0
    models_cpu = sum(node.cpu_seconds for node in report.profile)
    assert models_cpu == pytest.approx(parts["models"].cpu_seconds - report.dbt_cpu_seconds, abs=0.1)
    needed = {node.name for node in report.profile if node.is_needed}
    assert {"tickets", "ticket_days", "int_orders", "status_map"} <= needed
    assert not {"order_states", "open_shipments", "state_exposure"} & needed
    assert 0 < report.ratios["same_results_cpu"] < report.ratios["all_models_cpu"]
    assert report.ratios["day_of_build_cpu"] < 1
    # A day of two years, and not the whole again.
    assert 0 < report.day_records < 0.01 * 12 * ORDERS
    assert not working_database(home).exists()


@pytest.mark.slow
def test_a_result_that_a_model_changed_is_found(measured, tmp_path):
    _, home = measured
    full = list_snapshots(home)[-1].path
    changed = tmp_path / "changed.duckdb"
    shutil.copyfile(full, changed)
    assert compare(full, reference_database(home)).is_equal
    changed.chmod(0o600)
    with duckdb.connect(str(changed)) as connection:
        connection.execute("update tickets set owner = 'nobody' where ticket_id = (select min(ticket_id) from tickets)")
    assert compare(changed, reference_database(home)).differences == {"owner": 1}


@pytest.mark.slow
def test_most_rules_are_put_to_the_test(measured):
    report, home = measured
    assert report.orders == ORDERS
    with duckdb.connect(str(reference_database(home)), read_only=True) as connection:
        counts = {
            column: connection.execute(f"select count(distinct {column}) from reference_tickets").fetchall()[0][0]
            for column in ("root_cause", "cause_detail", "owner", "match_method", "cause_status")
        }
    assert counts["root_cause"] >= 12
    assert counts["cause_detail"] >= 15
    assert counts["match_method"] == 7
    assert counts["cause_status"] >= 2


@pytest.fixture
def results(tmp_path):
    """Two small databases with the columns that are compared, and equal rows."""
    home = Home(tmp_path)
    home.work.mkdir()
    for path, tickets, days in (
        (working_database(home), "tickets", "ticket_days"),
        (reference_database(home), "reference_tickets", "reference_ticket_days"),
    ):
        with duckdb.connect(str(path)) as connection:
            columns = ", ".join(f"'x' as {name}" for name in TICKET_COLUMNS)
            connection.execute(f"create table {tickets} as select 't' || i as ticket_id, {columns} from range(4) r (i)")
            columns = ", ".join(f"'x' as {name}" for name in DAY_COLUMNS)
            connection.execute(f"create table {days} as select {columns} from range(3)")
    return home


@pytest.mark.parametrize(
    ("change", "tickets", "differences", "days"),
    [
        ("select 1", 0, {}, 0),
        ("update tickets set owner = 'y' where ticket_id = 't1'", 1, {"owner": 1}, 0),
        ("update tickets set owner = null, root_cause = 'y'", 4, {"root_cause": 4, "owner": 4}, 0),
        ("delete from tickets where ticket_id = 't2'", 1, {"missing": 1}, 0),
        ("delete from ticket_days where rowid = 0", 0, {}, 1),
        ("update ticket_days set wismo_count = 'y'", 0, {}, 3),
    ],
)
def test_a_row_that_differs_or_is_missing_is_counted(results, change, tickets, differences, days):
    with duckdb.connect(str(working_database(results))) as connection:
        connection.execute(change)
    found = compare(working_database(results), reference_database(results))
    assert found.tickets_that_differ == tickets
    assert found.differences == differences
    assert found.days_that_differ == days
    assert found.is_equal == (tickets == days == 0)


@pytest.mark.slow
def test_the_report_is_printed_and_a_difference_is_an_error(measured, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("WISMO_HOME", str(tmp_path))
    agreeing, _ = measured
    monkeypatch.setattr(run, "measure", lambda *_: agreeing)
    assert run_bench(ORDERS, PARTS_OF_A_RUN, False) is agreeing
    printed = capsys.readouterr().out
    for part in (
        "whole build",
        "the job written by hand",
        "one more day",
        "Same results: ",
        "All models: ",
        "0 differ",
    ):
        assert part in printed
    assert run_bench(ORDERS, PARTS_OF_A_RUN, True) is agreeing
    printed = json.loads(capsys.readouterr().out)
    assert printed["comparison"]["tickets_that_differ"] == 0
    assert set(printed["parts"]["build"]) == {"cpu_seconds", "wall_seconds", "peak_bytes"}
    assert {"python", "duckdb", "dbt-core"} <= set(printed["versions"])
    differing = dataclasses.replace(agreeing, comparison=dataclasses.replace(agreeing.comparison, days_that_differ=2))
    monkeypatch.setattr(run, "measure", lambda *_: differing)
    with pytest.raises(WismoError, match="disagree"):
        run_bench(ORDERS, PARTS_OF_A_RUN, False)
    assert "day 2" in capsys.readouterr().out
    # Without the hand-written job the build's own figures are printed all the same.
    parts = {name: used for name, used in agreeing.parts.items() if name != "reference"}
    alone = dataclasses.replace(agreeing, parts=parts, ratios={}, comparison=None, failed="Out of memory.")
    monkeypatch.setattr(run, "measure", lambda *_: alone)
    with pytest.raises(WismoError, match=r"Out of memory\."):
        run_bench(ORDERS, PARTS_OF_A_RUN, False)
    assert "whole build" in capsys.readouterr().out


def test_a_part_that_fails_takes_no_other_parts_figures_away(tmp_path, monkeypatch):
    monkeypatch.setenv("WISMO_HOME", str(tmp_path))
    # There is no snapshot to ask and no last day to let in.
    monkeypatch.setattr(run, "_built", lambda _home, report, _show: dataclasses.replace(report, test_count=718))
    monkeypatch.setattr(run, "discard", lambda _: None)
    report = measure(bench_home(Home(tmp_path), 10), 10, lambda _: None, ("build", "questions", "day"))
    assert report.test_count == 718
    assert report.failed


def test_a_job_that_fails_says_why(tmp_path):
    with pytest.raises(WismoError, match="The job reference failed: IO Error: No files found"):
        run_job("reference", Home(tmp_path))


def test_stopping_ends_the_job(tmp_path, monkeypatch):
    started: list[subprocess.Popen] = []

    def stop(process: subprocess.Popen) -> None:
        started.append(process)
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "communicate", stop)
    with pytest.raises(KeyboardInterrupt):
        run_job("models", Home(tmp_path))
    assert started[0].poll() not in (None, 0)


def test_what_a_job_used_is_read_back(written):
    usage = run_job("reference", written)
    assert isinstance(usage, Usage)
    assert usage.job == "reference"
    assert 0 < usage.wall_seconds < 60
