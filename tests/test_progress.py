"""What long work says of itself: a bar and the time left on a terminal, nothing elsewhere, and no guesses."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from wismo.cli_output import progress
from wismo.intake.load import load_paths
from wismo.pace import Pace, Past, last_pace
from wismo.progress import Step, seconds_left, spoken_seconds
from wismo.progress_line import progress_line
from wismo.sample import write_sample

HEADER = "order_id,order_name,created_at\n"


def _share(step: str) -> float:
    assert isinstance(step, Step)
    return step.share


def test_a_step_is_its_sentence():
    step = Step("Reading a.csv", 1.7)
    assert (step, step.share, f"{step}") == ("Reading a.csv", 1.0, "Reading a.csv")


@pytest.mark.parametrize(
    ("elapsed", "share", "left"), [(10, 0.25, 30), (60, 1.0, 0), (1, 0.5, None), (100, 0.01, None)]
)
def test_the_rest_takes_as_long_as_the_part_that_is_done_and_nothing_is_said_too_early(elapsed, share, left):
    assert seconds_left(elapsed, share) == left


@pytest.mark.parametrize(
    ("elapsed", "share", "left"),
    [
        pytest.param(0, 0.0, 100, id="at first the last time is believed"),
        pytest.param(50, 0.5, 50, id="as fast as the last time"),
        pytest.param(100, 0.5, 50 * 125 / 75, id="half as fast, and not yet wholly believed"),
        pytest.param(200, 1.0, 0, id="done"),
    ],
)
def test_what_the_last_time_took_counts_less_and_less(elapsed, share, left):
    assert seconds_left(elapsed, share, 100) == pytest.approx(left)


def test_times_are_said_no_finer_than_they_are_known():
    assert [spoken_seconds(seconds) for seconds in (2, 43, 200, 9_000)] == [
        "about 5 s",
        "about 45 s",
        "about 3 min",
        "about 2.5 h",
    ]


def test_a_terminal_shows_one_line_with_a_bar_and_notices_above_it(monkeypatch):
    out = io.StringIO()
    moments = iter([0.0, *(30.0 for _ in range(50))])
    monkeypatch.setattr("wismo.progress_line.time.perf_counter", lambda: next(moments))
    console = Console(file=out, force_terminal=True, width=120, color_system=None)
    with progress_line(console) as show:
        show(Step("Reading [bold]a.csv\x1b[2J", 0.25))
        show("Made a secret key in it.")
    text = out.getvalue()
    assert "Reading [bold]a.csv\\x1b[2J" in text
    assert "about 2 min left" in text
    assert "Made a secret key in it." in text


def test_where_no_terminal_is_only_notices_are_printed(capsys):
    with progress() as show:
        show(Step("Reading a.csv", 0.5))
        show("Made a secret key.")
    assert capsys.readouterr().err == "Made a secret key.\n"


def test_a_load_counts_the_bytes_of_its_files(home, inbox):
    small = HEADER + "1,#1,2026-07-01T10:00:00Z\n"
    large = HEADER + "".join(f"{n},#{n},2026-07-01T10:00:00Z\n" for n in range(2, 2_000))
    said: list[str] = []
    folder = inbox(a__csv=small, b__csv=large, c__csv=small.replace("1", "7"))
    load_paths(home, [folder], None, progress=said.append)
    first, second, third = (next(step for step in said if step == f"Reading {name}.csv") for name in "abc")
    assert _share(first) == 0
    assert _share(second) < 0.01
    assert _share(third) > 0.98
    shares = [step.share for step in said if isinstance(step, Step)]
    assert shares == sorted(shares)


def test_a_sample_comes_to_its_end(tmp_path):
    said: list[str] = []
    write_sample(tmp_path, orders=300, progress=said.append)
    shares = [step.share for step in said if isinstance(step, Step)]
    assert shares == sorted(shares)
    assert 0.9 < shares[-1] < 1


def test_the_first_build_guesses_nothing_and_the_next_goes_by_the_seconds_of_the_last():
    assert not isinstance(Pace(None).told("Building", "models"), Step)
    past = Past({"labels": 10, "models": 80, "publish": 10}, [20, 30, 75], bytes_needed=1)
    pace = Pace(past)
    assert _share(pace.told("Reading", "labels")) == 0
    pace.steps["labels"] = 9
    shares = [_share(pace.told("Building", "models"))]
    for _ in range(4):
        pace.node_ended()
        shares.append(_share(pace.told("Building", "models")))
    assert shares == [0.1, 0.3, 0.4, 0.85, 0.85]
    pace.steps["models"] = 75
    told = pace.told("Publishing", "publish")
    assert isinstance(told, Step)
    assert (told.share, told.expected) == (0.9, 100)


def test_a_build_keeps_what_it_took_and_needed(demo_home):
    past = last_pace(demo_home)
    assert past is not None
    assert set(past.steps) == {"audit_raw", "labels", "models", "audit_marts", "statistics", "publish"}
    assert len(past.ends) > 500
    assert past.ends == sorted(past.ends)
    assert 0 < past.ends[0] < past.ends[-1] <= past.steps["models"]
    assert past.bytes_needed > 10_000_000


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"steps": {}})])
def test_a_note_that_is_not_whole_is_no_note(home, text):
    home.work.mkdir(parents=True)
    (home.work / "pace.json").write_text(text, encoding="utf-8")
    assert last_pace(home) is None
