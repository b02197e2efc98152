"""How long the published snapshot takes for the questions that pages ask, without a browser and without drawing.

Run as ``python -m wismo.bench.questions questions HOME``; prints one line of JSON. Each page runs once to hear what it
asks; then its questions are asked again and again, compiled as they are by then, past the answers that are kept. What a
click costs, with script, sending and drawing, `scripts/page_speed` measures.
"""

from __future__ import annotations

import json
import math
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from wismo.bench.job import ended_in_words, hold_to_cores
from wismo.errors import WismoError
from wismo.home import Home, project_root

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dashboard.metrics import Query
    from dashboard.warehouse import Snapshot

PAGES = ("weekly_review", "root_causes", "carriers")
TIMES = 30
CUBE = "weekly cube"
# What a chart by week would ask of the cube by day if nobody had compiled a metric.
_CUBE = """
select date_trunc('week', reporting_date) as week, root_cause, carrier, sum(wismo_count) as wismo_count
from wismo.main.ticket_days
group by all
order by all
"""


@dataclass(frozen=True)
class Asked:
    """A page's questions: how many; milliseconds of one of them, and of all of them one after the other."""

    page: str
    question_count: int
    p50_milliseconds: float
    p95_milliseconds: float
    page_p50_milliseconds: float
    page_p95_milliseconds: float


def measure(home: Home, times: int = TIMES) -> list[Asked]:
    """Ask what each page asks of the live snapshot of ``home``, which WISMO_HOME must name, ``times`` over."""
    from dashboard import metrics
    from dashboard.warehouse import live_snapshot, rows

    snapshot = live_snapshot(home)

    def answer(asked: Query) -> Callable[[], object]:
        # The function itself, without the answers that it keeps.
        return lambda: metrics.run.__wrapped__(snapshot, asked)

    found = [_timed(page, [answer(asked) for asked in heard(page)], times) for page in PAGES]
    return [*found, _timed(CUBE, [lambda: rows(snapshot, _CUBE)], times)]


def heard(page: str) -> list[Query]:
    """Run a page as a visitor would see it first, and return each different question that it asks of a metric.

    Raises:
        WismoError: the page failed.
    """
    from streamlit.testing.v1 import AppTest

    from dashboard import metrics

    asked: dict[Query, None] = {}
    run = metrics.run

    def listen(snapshot: Snapshot, query: Query) -> object:
        asked[query] = None
        return run(snapshot, query)

    with patch.object(metrics, "run", listen):  # every question of a page goes through it
        app = AppTest.from_file(str(project_root() / "dashboard" / "app.py"), default_timeout=600)
        app.run()
        if page != PAGES[0]:
            asked.clear()
            app.switch_page(f"views/{page}.py").run()
    if app.exception or not asked:
        raise WismoError(f"The page {page} did not ask anything, so it was not measured.")
    return list(asked)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that this share of the values does not pass."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def _timed(page: str, questions: list[Callable[[], object]], times: int) -> Asked:
    single, whole = [], []
    # The first pass warms up.
    for turn in range(times + 1):
        spans = [_milliseconds(question) for question in questions]
        if turn:
            single += spans
            whole.append(sum(spans))
    figures = [round(percentile(spans, share), 2) for spans in (single, whole) for share in (0.5, 0.95)]
    return Asked(page, len(questions), *figures)


def _milliseconds(question: Callable[[], object]) -> float:
    started = time.perf_counter()
    question()
    return 1000 * (time.perf_counter() - started)


def main(_: str, root: str) -> None:
    """Measure and print."""
    hold_to_cores()
    found = measure(Home(Path(root)))
    # Pages write to standard output what they like; the last line is ours.
    sys.stdout.write("\n" + json.dumps([asdict(asked) for asked in found]) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with ended_in_words(sys.argv[1]):
        main(*sys.argv[1:])
