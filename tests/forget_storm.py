"""Erasures that are killed at any moment: whatever was left, the next build finishes them.

    python -m tests.forget_storm [--kills 10] [--people 200]

Ends with an error where a killed erasure leaves a home without a snapshot, an unbalanced ledger, or, once it is
finished, any trace of the person.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.canaries import canaries, leaks, write_exports
from wismo.home import Home
from wismo.intake.ledger import balance
from wismo.privacy.erased import read_erased_list
from wismo.snapshot import current_snapshot


def _wismo(home: Home, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "WISMO_HOME": str(home.root), "WISMO_KEY": "0123456789abcdef" * 4}
    command = [sys.executable, "-m", "wismo", *arguments]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)


def storm(kills: int, count: int, folder: Path) -> None:
    """Kill ``kills`` erasures, one person each, and finish every one of them by a build."""
    home, people, moments = Home(folder / "home"), canaries(count), random.Random(kills)
    write_exports(home.inbox / "all", people, seed=1)
    inbox = str(home.inbox / "all")
    _wismo(home, "load", inbox, "--sources", f"{inbox}/sources.yml").wait()
    assert _wismo(home, "build").wait() == 0
    longest = 30.0
    for number, person in enumerate(people[2 : 2 + kills]):
        begun = time.monotonic()
        process = _wismo(home, "forget", "-")
        assert process.stdin
        process.stdin.write(f"{person.email}\n".encode())
        process.stdin.close()
        time.sleep(moments.uniform(0.5, longest))
        process.send_signal(signal.SIGKILL)
        process.wait()
        longest = min(longest, max(5.0, time.monotonic() - begun))
        assert current_snapshot(home).is_file()
        begun_to = read_erased_list(home).pending or leaks(home.raw, person.needles) == {}
        assert _wismo(home, "build").wait() == 0
        assert balance(home) == []
        assert not read_erased_list(home).pending
        if begun_to:
            assert leaks(home.root, person.needles) == {}
            assert len(list(home.published.glob("2*.duckdb"))) == 1
        told = "finished by the build" if begun_to else "killed before it began"
        sys.stdout.write(f"{number + 1} of {kills}: {told}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--people", type=int, default=200)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wismo-storm-") as place:
        storm(chosen.kills, chosen.people, Path(place))
