"""The team's file: two at once, killed midway, damaged, full, read-only; and nobody erased is left in it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.small_disk import small_disk, why_no_disk
from wismo.errors import WismoError
from wismo.home import Home, project_root
from wismo.intake.key import read_key
from wismo.intake.load import load_paths
from wismo.privacy.erased import Erased
from wismo.privacy.forget import purge, still_there
from wismo.privacy.person import find_person
from wismo.setup_checks import setup_checks, team_checks
from wismo.team.actions import ChangedMeanwhileError, Decision, add_action, change_action, list_actions
from wismo.team.file import TeamFileError, damage, reading, team_file, writing
from wismo.team.views import add_view, delete_view, list_views

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MONDAY = date(2026, 11, 2)
DECISION = Decision(MONDAY, "Ask for a second pickup", "Olga", date(2026, 11, 13), about=("three_pl", "cascade"))
JANE = "jane@example.com"
ORDERS = f"order_id,order_name,created_at,customer_email\n10000001,#7001,2026-01-01T08:00:00,{JANE}\n"
WRITER = """
import sys
from datetime import date
from wismo.home import Home
from wismo.team.actions import Decision, add_action
from pathlib import Path
home = Home(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    add_action(home, Decision(date(2026, 11, 2), f"{sys.argv[2]} {number} " + "x" * 300, "Olga"))
    print(number, flush=True)
"""


# What it wrote stays in the log, as somebody reads all the while.
HOLDER = """
import sys, time
from datetime import date
from wismo.home import Home
from wismo.team.actions import Decision, add_action
from wismo.team.file import reading
from pathlib import Path
home = Home(Path(sys.argv[1]))
with reading(home):
    add_action(home, Decision(date(2026, 11, 2), sys.argv[2], "Olga"))
    print("held", flush=True)
    time.sleep(60)
"""


def writer(home: Home, name: str, count: int, script: str = WRITER) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, str(home.root), name, str(count)]
    return subprocess.Popen(command, cwd=project_root(), stdout=subprocess.PIPE, text=True)


def test_a_decision_is_kept_changed_and_closed(home: Home) -> None:
    assert list_actions(home) == []
    assert not home.team.exists()
    later = add_action(home, replace(DECISION, due_on=None))
    first = add_action(home, replace(DECISION, what="  Write to\nUPS "))
    assert [action.action_id for action in list_actions(home)] == [first, later]
    kept = list_actions(home)[0]
    assert (kept.what, kept.about, kept.week_start) == ("Write to UPS", ("three_pl", "cascade"), MONDAY)
    assert kept.is_overdue(date(2026, 11, 14))
    assert not kept.is_overdue(date(2026, 11, 13))
    change_action(home, first, 1, replace(DECISION, status="done", result="They come at 16:00, too", about=None))
    closed = list_actions(home)[-1]
    assert (closed.status, closed.result, closed.about, closed.version) == ("done", "They come at 16:00, too", None, 2)
    assert not closed.is_overdue(date(2030, 1, 1))
    with pytest.raises(WismoError, match="Say what was decided"):
        add_action(home, replace(DECISION, owner=" "))
    with pytest.raises(WismoError, match="too long"):
        add_action(home, replace(DECISION, what="x" * 401))


def test_the_second_of_two_who_change_an_entry_is_told(home: Home) -> None:
    number = add_action(home, DECISION)
    change_action(home, number, 1, replace(DECISION, owner="Ann"))
    with pytest.raises(ChangedMeanwhileError, match="Somebody else changed this entry"):
        change_action(home, number, 1, replace(DECISION, owner="Bob"))
    assert list_actions(home)[0].owner == "Ann"


def test_the_file_is_its_owners_alone(home: Home) -> None:
    add_action(home, DECISION)
    with writing(home) as connection:
        connection.execute("update actions set owner = 'Ann'")
        files = list(home.team.iterdir())
        assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert len(files) == 3
    assert home.team.stat().st_mode & 0o777 == 0o700
    home.team.chmod(0o755)
    assert [check for check in setup_checks(home) if check.check == "private_team" and check.status == "warn"]


def test_views_have_one_name_each(home: Home) -> None:
    add_view(home, "Late at UPS", "root_causes", "carrier=UPS", "me")
    with pytest.raises(WismoError, match="of this name already"):
        add_view(home, " late at  ups", "tickets", "", "you")
    with pytest.raises(WismoError, match="1 to 60 letters"):
        add_view(home, "x" * 61, "tickets", "", "you")
    (view,) = list_views(home)
    assert (view.name, view.page, view.query, view.made_by) == ("Late at UPS", "root_causes", "carrier=UPS", "me")
    delete_view(home, view.view_id)
    delete_view(home, view.view_id)
    assert list_views(home) == []


def test_processes_that_begin_and_write_at_once_lose_nothing(home: Home) -> None:
    writers = [writer(home, name, 40) for name in "abcd"]
    assert [process.communicate(timeout=60)[0].count("\n") for process in writers] == [40, 40, 40, 40]
    kept = {action.what.rpartition(" ")[0] for action in list_actions(home)}
    assert kept == {f"{name} {number}" for name in "abcd" for number in range(40)}


def test_a_process_killed_while_it_writes_leaves_whole_entries(home: Home) -> None:
    add_action(home, DECISION)
    for wait in (0.0, 0.01, 0.05, 0.1):
        process = writer(home, f"killed after {wait}", 100_000)
        assert process.stdout
        said = [process.stdout.readline() for _ in range(5)]
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        said += process.communicate()[0].splitlines()
        kept = [action for action in list_actions(home) if action.what.startswith(f"killed after {wait} ")]
        # What it had said was kept is there; one more may have been on its way.
        assert len(said) <= len(kept) <= len(said) + 1
        assert damage(home) is None
    add_action(home, replace(DECISION, what="after all of that"))


@pytest.mark.parametrize("harm", ["garbage", "cut", "flipped"])
def test_a_damaged_file_is_named_and_left_as_it_is(home: Home, harm: str) -> None:
    for number in range(50):
        add_action(home, replace(DECISION, what=f"{number} {'x' * 300}"))
    path = team_file(home)
    content = bytearray(path.read_bytes())
    if harm == "garbage":
        content[:] = b"no database" * 1000
    elif harm == "cut":
        del content[len(content) // 2 :]
    else:
        content[4096:8192] = os.urandom(4096)
    path.write_bytes(content)
    with pytest.raises(TeamFileError, match=r"is damaged and was left as it is"):
        list_actions(home)
    if harm != "flipped":
        with pytest.raises(TeamFileError, match=r"is damaged"):
            add_action(home, DECISION)
    assert path.read_bytes() == content
    (check,) = team_checks(home)
    assert (check.status, "is damaged" in check.detail) == ("fail", True)


def test_a_file_of_a_newer_version_is_not_touched(home: Home) -> None:
    add_action(home, DECISION)
    with sqlite3.connect(team_file(home)) as connection:
        connection.execute("pragma user_version = 99")
    before = team_file(home).read_bytes()
    for use in (list_actions, lambda home: add_action(home, DECISION)):
        with pytest.raises(TeamFileError, match="newer version"):
            use(home)
    assert team_file(home).read_bytes() == before


def test_somebody_who_writes_for_long_is_waited_for_and_then_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    add_action(home, DECISION)
    monkeypatch.setattr("wismo.team.file.BUSY_SECONDS", 0.2)
    with writing(home) as connection:
        connection.execute("update actions set owner = 'Ann'")
        with pytest.raises(TeamFileError, match="Somebody else is writing"):
            add_action(home, DECISION)
        assert list_actions(home)[0].owner == "Olga"  # readers do not wait
    assert [action.owner for action in list_actions(home)] == ["Ann"]


@pytest.mark.skipif(why_no_disk() is not None, reason=why_no_disk() or "")
def test_a_full_disk_and_a_read_only_one_lose_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path / "disk" / "home")
    with small_disk(tmp_path / "disk", "size=2m") as disk:
        home.root.mkdir()
        disk.fill()
        with pytest.raises(TeamFileError, match="is full, so nothing was saved"):
            add_action(home, DECISION)
        assert list_actions(home) == []
        disk.empty()
        add_action(home, DECISION)
        disk.fill()
        with pytest.raises(TeamFileError, match="is full, so nothing was saved"):
            _add_many(home)
        kept = list_actions(home)
        assert DECISION.what in {action.what for action in kept}
        disk.empty()
        disk.remount("ro")
        assert list_actions(home) == kept
        with pytest.raises(TeamFileError, match="cannot be written here"):
            add_action(home, DECISION)
        disk.remount("rw")
        assert add_action(home, DECISION) > len(kept)


def test_nobody_erased_is_left_in_the_file_or_its_log(home: Home, inbox: Callable[..., Path]) -> None:
    folder = inbox(orders__csv=ORDERS)
    load_paths(home, [folder], folder / "sources.yml")
    kept = add_action(home, replace(DECISION, what="Write to tom@example.com"))
    named = add_action(home, replace(DECISION, what=f"Send {JANE.title()} a coupon for #7001 and 10000001"))
    change_action(home, named, 1, replace(DECISION, owner=f"whoever knows {JANE}"))
    add_view(home, "Hers", "one_order", "order=10000001", "")
    add_view(home, "UPS", "carriers", "carrier=UPS", "")
    # Killed while it wrote: what the row said before stands in the log, and nobody has written it over.
    process = writer(home, JANE, 1, HOLDER)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert {"team/team.sqlite-wal"} <= set(still_there(home, JANE))
    key = read_key(home, lambda _: None, create=False)
    erased = Erased(key, find_person(home, key, JANE).hashes)
    counted = purge(home, erased, lambda _: None, keep=True).team
    with reading(home):  # an open page, for whose sake the log would stay
        assert purge(home, erased, lambda _: None).team == counted > 2
        assert not [path for path in still_there(home, JANE) if path.startswith("team/")]
    assert not [path for path in still_there(home, JANE) if path.startswith("team/")]
    texts = {action.action_id: action for action in list_actions(home)}
    assert texts[kept].what == "Write to tom@example.com"
    assert (texts[named].owner, texts[named].version) == ("whoever knows [erased]", 3)
    assert [view.name for view in list_views(home)] == ["UPS"]
    assert purge(home, erased, lambda _: None).team == 0


def _add_many(home: Home) -> None:
    for number in range(100):
        add_action(home, replace(DECISION, what=f"{number} {'x' * 390}"))
