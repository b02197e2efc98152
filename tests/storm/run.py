"""The storm: publishers that are killed, readers that never stop, and what they saw."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from itertools import count
from typing import TYPE_CHECKING

from tests.republish import working
from tests.storm.publisher import publish_batch
from wismo.home import project_root
from wismo.publish import KEPT
from wismo.seal import damage
from wismo.snapshot import current_snapshot, list_snapshots

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from wismo.home import Home

READERS = 2


def storm(home: Home, *, publishes: int, kills: int, steps: int, reads: int, seed: int) -> dict[str, int]:
    """Publish, kill at random moments and before publish steps, and read all the while; return what happened.

    ``home`` holds a built working database (``tests.republish.copy_work``). ``steps`` kills fall before calls that
    touch the disk, spread over all of them: as many as there are, or fewer.
    """
    chance = random.Random(seed)
    with working(home) as connection:
        calls = publish_batch(home, connection, 0)
    whole = _time_of_a_process(home)
    over = home.root / "storm-is-over"
    readers = [_reader(home, reads // READERS, over) for _ in range(READERS)]
    number, done, at_random = 1, 0, 0
    blows = sorted(chance.sample(range(publishes), kills)) if kills <= publishes else [0] * kills
    while done < publishes or at_random < kills:
        if at_random < kills and done >= blows[at_random]:
            at_random += _killed_at_random(home, number, chance.uniform(0.3, 1.0) * whole)
        else:
            done += _process(home, number).wait() == 0
        number += 1
    at_steps = 0
    for last in _spread(calls, steps):
        if not _killed_before(home, number, last):
            break  # it was over by then
        at_steps, number = at_steps + 1, number + 1
        if damage(current_snapshot(home)) is not None:
            raise AssertionError(f"killed before call {last}: the live snapshot is damaged")
    if _process(home, number).wait() != 0:
        raise AssertionError("publishing does not work any more")
    over.touch()
    return {
        "publishes": done + 2,
        "killed_at_random": at_random,
        "killed_before_a_step": at_steps,
        "steps": calls,
        "leftovers": len(list(home.published.glob(".*"))),
        "kept": len(list_snapshots(home)),
        "damaged": sum(damage(snapshot.path) is not None for snapshot in list_snapshots(home)),
        **_sum_up(readers),
    }


def failures(result: dict[str, int]) -> dict[str, int]:
    """Return what must be zero and is not."""
    zero = ("errors", "torn", "unaudited", "backwards", "stand_ins", "leftovers", "damaged")
    wrong = {name: result[name] for name in zero if result[name]}
    return wrong | ({"kept": result["kept"]} if result["kept"] > KEPT + 1 else {})


def _spread(calls: int, steps: int) -> Iterable[int]:
    """Choose the calls to kill before: some of them, or all, where what an earlier kill left makes a few more."""
    if steps >= calls:
        return count(1)
    return sorted({1 + position * (calls - 1) // max(1, steps - 1) for position in range(steps)})


def _process(home: Home, number: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.storm.publisher", str(home.root), str(number), "1"]
    return subprocess.Popen(command, cwd=project_root(), stdout=subprocess.DEVNULL)


def _time_of_a_process(home: Home) -> float:
    begun = time.monotonic()
    _process(home, 0).wait()
    return time.monotonic() - begun


def _killed_at_random(home: Home, number: int, seconds: float) -> bool:
    process = _process(home, number)
    time.sleep(seconds)
    was_running = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return was_running


def _killed_before(home: Home, number: int, last: int) -> bool:
    """Fork, so that all is imported already; the engine is opened in the child alone."""
    child = os.fork()
    if child == 0:
        with working(home) as connection:
            publish_batch(home, connection, number, last)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in {0, -signal.SIGKILL}:
        raise AssertionError(f"publishing ended with {code} before call {last}")
    return code != 0


def _reader(home: Home, reads: int, over: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.storm.reader", str(home.root), str(reads), str(over)]
    return subprocess.Popen(command, cwd=project_root(), stdout=subprocess.PIPE, text=True)


def _sum_up(readers: list[subprocess.Popen[str]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for reader in readers:
        output, _ = reader.communicate()
        if reader.returncode != 0:
            raise AssertionError("a reader ended with an error")
        total.update(json.loads(output))
    return dict(total)
