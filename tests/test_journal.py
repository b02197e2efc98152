"""The log of commands: every step, no people, bounded, and never in the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wismo import journal
from wismo.cli import run
from wismo.errors import WismoError
from wismo.journal import journal_file, journaled, note_step
from wismo.without_people import without_people

if TYPE_CHECKING:
    from wismo.home import Home

HEADER = "order_id,order_name,created_at,customer_email\n"
CANARY = "jane.canary@example.com"


def _lines(home: Home) -> list[dict]:
    return [json.loads(line) for line in journal_file(home).read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def wismo(home, monkeypatch):
    """Run a command on a home of its own that is there already."""
    home.root.mkdir()
    monkeypatch.setenv("WISMO_HOME", str(home.root))
    return lambda *arguments: run([str(argument) for argument in arguments])


def test_a_load_leaves_a_line_for_its_begin_each_file_and_its_end(home, wismo, inbox):
    folder = inbox(orders__csv=HEADER + f"1,#1,2026-07-01T10:00:00Z,{CANARY}\n", broken__csv="a,b\n1,2,3\n")
    assert wismo("load", folder) == 1
    begin, *files, end = _lines(home)
    assert (begin["command"], begin["step"], len({line["run"] for line in (begin, *files, end)})) == (
        "load",
        "begin",
        1,
    )
    assert [(line["file"], line["is_refused"], line["loaded"]) for line in files] == [
        ("broken.csv", True, 0),
        ("orders.csv", False, 1),
    ]
    assert (end["step"], end["outcome"], end["exit_code"]) == ("end", "failed", 1)
    assert CANARY not in journal_file(home).read_text(encoding="utf-8")


def test_an_error_is_told_without_people_and_folders(home, wismo, tmp_path):
    assert wismo("load", tmp_path / "of jane" / f"{CANARY} +49 171 1234567.csv") == 1
    (*_, end) = _lines(home)
    assert end["error_kind"] == "WismoError"
    assert end["error"].startswith("There is no file or folder (address)")
    text = journal_file(home).read_text(encoding="utf-8")
    assert [word for word in (CANARY, "1234567", "of jane", str(tmp_path)) if word in text] == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("It lies in {home}/raw/orders/x.parquet.", "It lies in WISMO_HOME/raw/orders/x.parquet."),
        ("Look at /srv/exports of jane/a.csv now.", "Look at a.csv now."),
        ("Look at {user}/exports/a.csv now.", "Look at a.csv now."),
        ("The value 'Jane Doe' and \"12 Main St\" are wrong.", "The value '...' and '...' are wrong."),
        ("Write to jane@example.com, or call +1 (212) 555-0100.", "Write to (address), or call (number)."),
        ("Don't: run `wismo build --full` and it won't.", "Don't: run `wismo build --full` and it won't."),
        ("two\nlines\x1b[2J", "two lines\\x1b[2J"),
    ],
)
def test_what_is_not_ours_is_taken_out_of_a_sentence(tmp_path, text, left):
    home = tmp_path / "home"
    assert without_people(text.format(home=home, user=Path.home()), home) == left


def test_a_command_that_stops_or_meets_another_says_so(home, wismo):
    from wismo.lock import build_lock

    with build_lock(home):
        assert wismo("build") == 75
    assert _lines(home)[-1]["outcome"] == "busy"


def test_what_only_reads_or_helps_leaves_no_line(home, wismo, inbox):
    folder = inbox(orders__csv=HEADER + "1,#1,2026-07-01T10:00:00Z,a@b.c\n")
    for arguments in (("doctor",), ("snapshots",), ("build", "--help"), ("load", folder, "--dry-run")):
        wismo(*arguments)
    assert not home.logs.exists()


def test_a_home_that_is_not_there_is_not_made_for_a_log(home, monkeypatch):
    monkeypatch.setenv("WISMO_HOME", str(home.root))
    assert run(["rollback", "--nonsense"]) == 2
    assert not home.root.exists()


def test_the_log_is_private_and_bounded(home, monkeypatch):
    home.root.mkdir()
    monkeypatch.setattr(journal, "LARGEST_BYTES", 2_000)
    with journaled(home, "build"):
        for number in range(300):
            note_step("models", number=number)
    files = sorted(home.logs.iterdir())
    assert [file.name for file in files] == ["commands.jsonl", *(f"commands.jsonl.{n}" for n in range(1, 5))]
    assert all(file.stat().st_size <= 2_000 and file.stat().st_mode & 0o777 == 0o600 for file in files)
    assert home.logs.stat().st_mode & 0o777 == 0o700
    assert _lines(home)[-1]["step"] == "end"
    kept = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert sum(line.get("number", -1) >= 250 for line in kept if line["step"] == "models") == 50


def test_a_log_that_cannot_be_written_stops_nothing(home, wismo, inbox):
    home.logs.write_text("in the way", encoding="utf-8")
    folder = inbox(orders__csv=HEADER + "1,#1,2026-07-01T10:00:00Z,a@b.c\n")
    assert wismo("load", folder) == 0


def test_an_error_that_nobody_foresaw_is_told_by_its_kind_alone(home, wismo, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr("wismo.build.build", fail)
    assert wismo("build") == 1
    assert (_lines(home)[-1]["error_kind"], _lines(home)[-1].get("error")) == ("ValueError", None)


def test_without_a_command_nothing_is_written(home):
    note_step("models", seconds=1)
    assert not home.root.exists()
    with pytest.raises(WismoError), journaled(home, "build"):
        raise WismoError("No.")
    assert not home.root.exists()
