"""How long each part of a build took the last time, so that the next one can say how much is left.

Kept in ``work/pace.json`` beside what the build needed of the disk; without it nothing is guessed.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wismo.progress import Step

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wismo.home import Home


@dataclass(frozen=True)
class Past:
    """The last build: the seconds of each step, and the bytes that it put on the disk.

    ``ends`` are the seconds from the beginning of the step models to the end of its first node, its second, and so on.
    """

    steps: dict[str, float]
    ends: list[float]
    bytes_needed: int


def last_pace(home: Home) -> Past | None:
    """Return what the last build took, if one has ended."""
    try:
        note = json.loads(_note(home).read_text(encoding="utf-8"))
        return Past(note["steps"], note["ends"], note["bytes_needed"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


@dataclass
class Pace:
    """Follows a build: what has ended, and from the last build how much of the whole that is.

    Nodes run side by side and in another order each time, so what counts is how many have ended: as many had ended
    after so many seconds the last time. ``watch`` is told which step and which node of dbt's work from this moment on,
    each empty where it is none; a measurement listens there.
    """

    past: Past | None
    steps: dict[str, float] = field(default_factory=dict)
    ends: list[float] = field(default_factory=list)
    began: dict[str, float] = field(default_factory=dict)
    watch: Callable[[str, str], None] = lambda _step, _node: None

    def told(self, sentence: str, step: str) -> str:
        """Return the sentence with how much of the build was done when ``step`` runs; bare where nobody knows."""
        self.began.setdefault(step, time.perf_counter())
        share = self._share(step)
        if share is None or self.past is None:
            return sentence
        return Step(sentence, share, sum(self.past.steps.values()))

    def node_began(self, node: str) -> None:
        """Note that a node of the step models, named as dbt names it, begins."""
        self.watch("models", node)

    def node_ended(self) -> None:
        """Note that one more node of the step models has ended."""
        self.watch("models", "")
        now = time.perf_counter()
        self.ends.append(round(now - self.began.get("models", now), 2))

    def keep(self, home: Home, version: str) -> None:
        """Write down what this build took and needed; an estimate is not worth a failed build."""
        with suppress(OSError):
            files = [path for path in (*home.work.rglob("*"), *home.published.glob(f"{version}.*")) if path.is_file()]
            needed = sum(path.stat().st_size for path in files)
            waiting = _note(home).with_suffix(".new")
            note = {"steps": self.steps, "ends": sorted(self.ends), "bytes_needed": needed}
            waiting.write_text(json.dumps(note), encoding="utf-8")
            waiting.replace(_note(home))

    def _share(self, step: str) -> float | None:
        whole = sum(self.past.steps.values()) if self.past else 0
        if self.past is None or not whole:
            return None
        done = sum(seconds for name, seconds in self.past.steps.items() if name in self.steps)
        if step == "models" and self.ends and self.past.ends:
            done += self.past.ends[min(len(self.ends), len(self.past.ends)) - 1]
        return done / whole


def _note(home: Home) -> Path:
    return home.work / "pace.json"
