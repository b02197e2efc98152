"""What the measurement rests on: raw data cut without loss, pieces that add up, and reports beside each other."""

from __future__ import annotations

import json
import shutil
import sys
from types import SimpleNamespace

import duckdb
import pytest
from click.testing import CliRunner

from wismo.bench import build_job, cut, questions, room, run
from wismo.bench.arrivals import ARRIVALS
from wismo.bench.cut import ensure_cut, let_in, made_files
from wismo.bench.meter import Meter, begin_peak_anew
from wismo.bench.parts import RESULTS, needed_for
from wismo.bench.raw import ensure_bench_raw
from wismo.bench.revisions import changes_between, exponent, growth_over
from wismo.bench.room import check_room
from wismo.bench.run import measure, parts_named
from wismo.cli import run as command
from wismo.cli_bench import SIZES, bench
from wismo.errors import WismoError
from wismo.home import Home

ORDERS = 1_000


def quiet(_: str) -> None:
    """Show nothing."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("made"))
    ensure_bench_raw(home, ORDERS)
    return home


@pytest.fixture
def home(made: Home, tmp_path) -> Home:
    shutil.copytree(made.raw, tmp_path / "raw")
    return Home(tmp_path)


def _records(files) -> list[tuple]:
    with duckdb.connect() as connection:
        query = "select _record, count(*) from read_parquet($1, union_by_name = true) group by all order by all"
        return connection.execute(query, [[str(path) for path in files]]).fetchall()


def _raw(home: Home) -> dict[str, list[tuple]]:
    return {name: _records((home.raw / name).glob("*.parquet")) for name in ARRIVALS}


def test_the_last_day_is_kept_apart_and_nothing_is_lost_though_it_was_interrupted(made, home, monkeypatch):
    cut_file, calls = cut._cut_file, []

    def interrupted(*given) -> None:
        if len(calls) == 3:
            raise KeyboardInterrupt
        calls.append(given)
        cut_file(*given)

    monkeypatch.setattr(cut, "_cut_file", interrupted)
    with pytest.raises(KeyboardInterrupt):
        ensure_cut(home, ORDERS, quiet)
    monkeypatch.undo()
    ensure_cut(home, ORDERS, quiet)
    whole = _raw(made)
    assert {name: _records(made_files(home, name)) for name in ARRIVALS} == whole
    assert sum(map(len, _raw(home).values())) < sum(map(len, whole.values()))
    with duckdb.connect() as connection:
        days = f"select min(sent_at) >= '2025-12-31', max(sent_at) from '{home.root}/last-day/notifications.parquet'"
        before = f"select max(sent_at) < '2025-12-31' from '{home.raw}/notifications/part-*.parquet'"
        assert connection.execute(days).fetchall()[0][0] is not False
        assert connection.execute(before).fetchall() == [(True,)]
    let_in(home)
    assert _raw(home) == whole


def test_raw_data_is_cut_once_and_the_day_is_taken_back(home):
    ensure_cut(home, ORDERS, quiet)
    files = {path: path.stat().st_mtime_ns for path in home.raw.rglob("part-*.parquet")}
    before = _raw(home)
    let_in(home)
    assert _raw(home) != before
    (home.raw / "ticket_labels" / "labels.parquet").write_bytes(b"of the last measurement")
    ensure_cut(home, ORDERS, quiet)
    assert _raw(home) == before
    assert {path: path.stat().st_mtime_ns for path in home.raw.rglob("part-*.parquet")} == files
    assert not (home.raw / "ticket_labels" / "labels.parquet").exists()


def test_customers_write_what_the_made_labels_say(made, home):
    ensure_cut(home, ORDERS, quiet)
    with duckdb.connect() as connection:
        [(wrong, asking, numbers)] = connection.execute(
            f"""
            select count(*) filter (where (body like 'Where is my order?%') <> is_wismo_phrase::boolean),
                count(*) filter (where is_wismo_phrase::boolean),
                count(*) filter (where body like '%My order number is #%') > 0
            from '{home.raw}/tickets/part-*.parquet' as tickets
            join '{made.raw}/ticket_labels/part-*.parquet' as labels using (ticket_id)
            """
        ).fetchall()
    assert (wrong, numbers) == (0, True)
    assert asking > 50


def test_pieces_add_up_to_the_whole():
    meter = Meter()
    begun = meter.last
    meter.now("labels", "")
    sum(range(3_000_000))
    meter.now("models", "model.a")
    meter.now("labels", "")
    meter.now("", "")
    pieces = {(piece.step, piece.node): piece for piece in meter.pieces()}
    assert set(pieces) == {("", ""), ("labels", ""), ("models", "model.a")}
    assert pieces["labels", ""].cpu_seconds > 10 * pieces["models", "model.a"].cpu_seconds
    for place, field in enumerate(("cpu_seconds", "wall_seconds")):
        whole = sum(getattr(piece, field) for piece in pieces.values())
        assert whole == pytest.approx(meter.last[place] - begun[place])


@pytest.mark.skipif(sys.platform != "linux" or not begin_peak_anew(), reason="only the whole process has a peak here")
def test_each_piece_has_its_own_peak_of_memory():
    meter = Meter()
    meter.now("large", "")
    held = bytearray(300_000_000)
    del held
    meter.now("small", "")
    peaks = {piece.step: piece.peak_bytes for piece in meter.pieces()}
    assert peaks["large"] - peaks["small"] > 200_000_000


def test_needed_are_the_nodes_from_which_the_results_can_be_reached(demo_home):
    manifest = json.loads((demo_home.work / "target" / "manifest.json").read_text())
    found = needed_for(RESULTS, manifest)

    def reaches(node: str, seen: set[str]) -> bool:
        seen.add(node)
        children = [child for child in manifest["child_map"].get(node, []) if not child.startswith("test.")]
        return node in RESULTS or any(reaches(child, seen) for child in children if child not in seen)

    models = [name for name, node in manifest["nodes"].items() if node["resource_type"] in {"model", "seed"}]
    assert {name for name in models if reaches(name, set())} == {name for name in found if name in manifest["nodes"]}
    assert 10 < len(found) < len(models)


@pytest.mark.parametrize(("why", "records", "said"), [("it was asked for", 5, "began anew"), (None, 0, "Nothing new")])
def test_a_day_that_was_built_from_nothing_is_no_measure(tmp_path, monkeypatch, why, records, said):
    report = SimpleNamespace(why_full=why, new_records=records, test_count=1)
    monkeypatch.setattr(build_job, "build", lambda *_, **__: report)
    with pytest.raises(WismoError, match=said):
        build_job.measure_build(Home(tmp_path), is_day=True)
    assert build_job.measure_build(Home(tmp_path), is_day=False)["new_records"] == records


def test_pages_questions_are_heard_and_timed(demo_home, monkeypatch):
    monkeypatch.setenv("WISMO_HOME", str(demo_home.root))
    found = {asked.page: asked for asked in questions.measure(demo_home, times=2)}
    assert list(found) == ["weekly_review", "root_causes", "carriers", "weekly cube"]
    assert found["weekly_review"].question_count > 10
    assert all(0 < asked.p50_milliseconds <= asked.p95_milliseconds for asked in found.values())
    assert found["weekly_review"].page_p50_milliseconds > found["weekly_review"].p50_milliseconds


def test_percentiles_are_values_that_were_measured():
    values = list(range(1, 101))
    assert [questions.percentile(values, share) for share in (0.5, 0.95, 1)] == [50, 95, 100]
    assert questions.percentile([7.0], 0.95) == 7


def test_a_disk_that_is_too_small_is_said_before_anything_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr(room.shutil, "disk_usage", lambda _: SimpleNamespace(free=20_000_000_000))
    home = Home(tmp_path / "not" / "yet")
    with pytest.raises(WismoError, match=r"10,000,000 orders needs about 4\d\.\d GB of disk and 20\.0 GB are free"):
        check_room(home, 10_000_000, run.PARTS)
    check_room(home, 1_000_000, run.PARTS)
    check_room(home, 10_000_000, ("intake",))
    assert list(tmp_path.iterdir()) == []


def test_parts_are_named_in_any_order_and_wrong_ones_refused(tmp_path):
    assert parts_named("") == run.PARTS
    assert parts_named("day, build") == ("build", "day")
    with pytest.raises(WismoError, match="There is no part buld. Did you mean build"):
        parts_named("buld")
    with pytest.raises(WismoError, match="name both"):
        parts_named("day")
    with pytest.raises(WismoError, match="no snapshot"):
        measure(Home(tmp_path), ORDERS, quiet, ("questions",))


def test_the_commands_sizes_are_those_of_the_measurement():
    assert tuple(run.SIZES) == SIZES


def _report(orders: int, revision: str = "a", *, cpu: float = 1.0, peak: float = 1.0) -> dict:
    parts = {
        name: {"cpu_seconds": 0.001 * orders**cpu, "wall_seconds": 1.0, "peak_bytes": 1000 * orders**peak}
        for name in ("models", "statistics", "build", "reference")
    }
    return {"orders": orders, "git_revision": revision, "parts": parts, "ratios": {"same_results_cpu": 2.0}}


def test_the_exponent_of_known_growth_is_found():
    sizes = (20_000, 100_000, 1_000_000, 10_000_000)
    [models, *others] = growth_over([_report(orders, cpu=1.25, peak=0.5) for orders in sizes])
    assert (models.part, models.sizes) == ("models", list(sizes))
    assert (models.cpu_exponent, models.peak_exponent) == (1.25, 0.5)
    assert [other.part for other in others] == ["statistics", "build", "reference"]
    # Least squares, and not the line through both ends.
    assert exponent([(1, 1), (10, 1), (100, 100)]) == pytest.approx(1)
    assert growth_over([_report(20_000), _report(20_000)]) == []


def test_two_revisions_of_one_size_are_set_beside_each_other():
    old, new = _report(20_000, "old"), _report(20_000, "new")
    new["parts"]["models"]["cpu_seconds"] *= 0.5
    new["ratios"]["same_results_cpu"] = 3.0
    found = {change.part: change for change in changes_between([old, new])}
    assert (found["models"].cpu_ratio, found["models"].wall_ratio, found["statistics"].cpu_ratio) == (0.5, 1, 1)
    assert found["ratio same_results_cpu"].cpu_ratio == 1.5
    assert (found["models"].old_revision, found["models"].new_revision) == ("old", "new")
    assert changes_between([_report(20_000), _report(30_000)]) == []


def test_comparing_says_in_a_sentence_what_is_wrong(tmp_path, capsys):
    good, other = tmp_path / "good.json", tmp_path / "other.json"
    good.write_text(json.dumps(_report(20_000)))
    wrong = {"[]": "is no report", "{}": "is no report", "half {": "is no report"}
    damaged, differing = _report(20_000), _report(20_000)
    damaged["parts"]["models"]["cpu_seconds"] = 0
    differing["comparison"] = {"tickets_that_differ": 0, "days_that_differ": 1}
    wrong |= {json.dumps(damaged): "is no report", json.dumps(differing): "the results differ"}
    for text, sentence in wrong.items():
        other.write_text(text)
        assert command(["bench", "--compare", str(good), str(other)]) == 1
        said = capsys.readouterr().err
        assert sentence in said
        assert said.count("\n") == 1
    assert command(["bench", "--compare", str(good), str(tmp_path / "typo.json")]) == 1
    assert "There is no file" in capsys.readouterr().err
    assert command(["bench", "--compare", str(good)]) == 1
    assert "nothing to compare" in capsys.readouterr().err
    other.write_text(json.dumps(_report(40_000, cpu=2)))
    assert command(["bench", "--compare", str(good), str(other)]) == 0
    assert "CPU exponent" in capsys.readouterr().out
    assert command(["bench", "--compare", "--json", str(good), str(good)]) == 0
    assert json.loads(capsys.readouterr().out)["changes"][0]["cpu_ratio"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--size", "S", "--orders", "5000"], "leave one out"),
        (["--size", "M"], "is not one of"),
        (["report.json"], "only for --compare"),
        (["--compare", "--size", "S"], "measures nothing"),
        (["--orders", "10"], "not in the range"),
    ],
)
def test_what_does_not_go_together_is_said(arguments, said):
    result = CliRunner().invoke(bench, arguments)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())


def test_stopping_leaves_the_made_data(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("WISMO_HOME", str(tmp_path))

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "measure", stop)
    assert command(["bench", "--size", "XS"]) == 130
    # click ends the line that Ctrl-C stands in.
    assert capsys.readouterr().err.lstrip() == "Stopped. The made-up data stays and is used again.\n"
