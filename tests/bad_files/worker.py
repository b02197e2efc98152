"""A process that loads cases by name, one per line of its input, and answers each with one line of JSON.

It is a process of its own so that a case that hangs or kills the interpreter is noticed by the one who waits.
"""

from __future__ import annotations

import json
import shutil
import sys
import traceback
from dataclasses import asdict
from pathlib import Path

from tests.bad_files.corpus import CASES
from tests.bad_files.outcome import load_case
from wismo.home import Home
from wismo.intake.raw import ensure_raw


def main() -> None:
    """Serve until the input ends; the only argument is a folder to work in."""
    answers = sys.stdout
    sys.stdout = sys.stderr  # nothing that is printed on the way may pass for an answer
    folder = Path(sys.argv[1])
    empty = Home(folder / "empty")
    ensure_raw(empty)
    print("ready", file=answers, flush=True)
    for number, line in enumerate(sys.stdin):
        place = folder / str(number)
        try:
            answer = asdict(load_case(CASES[line.strip()], place, empty))
        except BaseException:  # noqa: BLE001  # a crash is an answer too
            answer = {"crash": traceback.format_exc()}
        shutil.rmtree(place, ignore_errors=True)
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
