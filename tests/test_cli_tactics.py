"""wismo tactics: the register, and what a launch could show before it is entered."""

from __future__ import annotations

import json

import duckdb
import pytest

from wismo.cli import run
from wismo.snapshot import current_snapshot
from wismo.tactic_report import EMPTY, print_register


@pytest.fixture
def tactics(capsys, monkeypatch, demo_home):
    """Return a function that runs the command on the demo brand and returns its code, output and errors."""
    monkeypatch.setenv("WISMO_HOME", str(demo_home.root))

    def tactics(*arguments: str) -> tuple[int, str, str]:
        code = run(["tactics", *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return tactics


def test_each_tactic_is_listed_with_its_sentences(tactics, snapshot):
    code, printed, _ = tactics()
    assert code == 0
    rows = snapshot.sql("select sentence, visible_sentence, window_sentence from tactic_effects").fetchall()
    assert len(rows) == 3
    assert all(sentence in printed for row in rows for sentence in row)
    assert "sample-shipped-on-scan: Shipped email on the first scan (sample brand), cascade, from 2026-06-08" in printed
    assert printed.endswith("Effects of several tactics must not be added: their windows overlap.\n")


def test_json_has_the_register_and_the_effects(tactics):
    code, printed, _ = tactics("--json")
    rows = json.loads(printed)
    assert (code, rows[0]["tactic_id"]) == (0, "sample-tracking-page")
    assert {"kind", "launched_on", "state", "effect", "visible_after_8_weeks", "addressable_share"} <= set(rows[0])


def test_what_if_says_how_small_a_fall_could_be_seen(tactics):
    code, printed, _ = tactics("--what-if", "--launch", "2026-12-01", "--json")
    answer = json.loads(printed)
    assert (code, answer["launched_on"], answer["metric"], answer["three_pl"]) == (0, "2026-12-01", "wismo_rate", None)
    assert 1 > answer["visible_after_8_weeks"] > answer["visible_after_26_weeks"] > 0
    code, printed, _ = tactics("--what-if", "--carrier", "ups")
    assert code == 0
    assert printed.count("\n") == 2
    assert "A fall of" in printed or "is not known" in printed


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--what-if", "--carrier", "upz"], 1, "No orders are known of the carrier upz. Did you mean ups?\n"),
        (["--what-if", "--metric", "csat"], 1, "Tactics are not judged by csat; they are by wismo_rate or"),
        (["--what-if", "--launch", "soon"], 2, "Invalid value for '--launch'"),
        (["--carrier", "ups"], 2, "go with --what-if."),
    ],
)  # fmt: skip
def test_mistakes_are_told_in_a_sentence(tactics, arguments, code, said):
    found = tactics(*arguments)
    assert (found[0], found[1]) == (code, "")
    assert said in found[2]


def test_without_a_snapshot_or_with_an_old_one_a_sentence_says_what_to_do(tactics, monkeypatch, tmp_path, demo_home):
    monkeypatch.setenv("WISMO_HOME", str(tmp_path))
    assert "Nothing is published yet" in tactics()[2]
    old = tmp_path / "old.duckdb"
    with duckdb.connect(str(old)) as connection:
        connection.execute("create table tactics (tactic_id varchar)")
    monkeypatch.setattr("wismo.tactic_report.current_snapshot", lambda _: old)
    for arguments in ([], ["--what-if"]):
        assert tactics(*arguments)[2] == "This snapshot was made before tactics were judged. Run `wismo build`.\n"
    assert current_snapshot(demo_home).exists()


def test_an_empty_register_says_how_to_begin(capsys):
    print_register([])
    assert capsys.readouterr().out == f"{EMPTY}\n"
