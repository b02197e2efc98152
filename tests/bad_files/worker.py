"""A process that loads cases by name, one per line of its input, and answers each with one line of JSON.

It is a process of its own so that a case that hangs or kills the interpreter is noticed by the one who waits.
"""

from __future__ import annotations

import json
import sys
import traceback
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bad_files.corpus import CASES
from tests.bad_files.outcome import load_case


def main() -> None:
    """Serve until the input ends."""
    answers = sys.stdout
    sys.stdout = sys.stderr  # nothing that is printed on the way may pass for an answer
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        with TemporaryDirectory(prefix="bad-file-") as place:
            try:
                answer = asdict(load_case(CASES[line.strip()], Path(place)))
            except BaseException:  # noqa: BLE001  # a crash is an answer too
                answer = {"crash": traceback.format_exc()}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
