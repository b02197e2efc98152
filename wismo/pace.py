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
    from pathlib import Path

    from wismo.home import Home


@dataclass(frozen=True)
class Past:
    """The last build: the seconds of each step and of each dbt node, and the bytes that it put on the disk.

    ``startup`` are the seconds of the step models before its first node began.
    """

    steps: dict[str, float]
    nodes: dict[str, float]
    startup: float
    bytes_needed: int


def last_pace(home: Home) -> Past | None:
    """Return what the last build took, if one has ended."""
    try:
        note = json.loads(_note(home).read_text(encoding="utf-8"))
        return Past(note["steps"], note["nodes"], note["startup"], note["bytes_needed"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


@dataclass
class Pace:
    """Follows a build: what has ended, and from the last build's seconds how much of the whole that is.

    Nodes run side by side, so their seconds add up to more than the step takes; only their shares count.
    """

    past: Past | None
    steps: dict[str, float] = field(default_factory=dict)
    nodes: dict[str, float] = field(default_factory=dict)
    running: dict[str, float] = field(default_factory=dict)
    startup: float = 0
    began: dict[str, float] = field(default_factory=dict)

    def told(self, sentence: str, step: str) -> str:
        """Return the sentence with how much of the build was done when ``step`` runs; bare where nobody knows."""
        self.began.setdefault(step, time.perf_counter())
        share = self._share(step)
        if share is None or self.past is None:
            return sentence
        return Step(sentence, share, sum(self.past.steps.values()))

    def node_started(self, name: str) -> None:
        """Note the moment at which a node began."""
        self.running[name] = time.perf_counter()
        self.startup = self.startup or time.perf_counter() - self.began.get("models", time.perf_counter())

    def node_ended(self, name: str) -> None:
        """Note how many seconds a node took."""
        if (started := self.running.pop(name, None)) is not None:
            self.nodes[name] = round(time.perf_counter() - started, 3)

    def keep(self, home: Home, version: str) -> None:
        """Write down what this build took and needed; an estimate is not worth a failed build."""
        snapshots = home.published.glob(f"{version}.*")
        files = [path for path in (*home.work.rglob("*"), *snapshots) if path.is_file()]
        note = {
            "steps": self.steps,
            "nodes": self.nodes,
            "startup": round(self.startup, 2),
            "bytes_needed": sum(path.stat().st_size for path in files),
        }
        with suppress(OSError):
            waiting = _note(home).with_suffix(".new")
            waiting.write_text(json.dumps(note), encoding="utf-8")
            waiting.replace(_note(home))

    def _share(self, step: str) -> float | None:
        whole = sum(self.past.steps.values()) if self.past else 0
        if self.past is None or not whole:
            return None
        done = sum(seconds for name, seconds in self.past.steps.items() if name in self.steps)
        if step == "models" and self.running:
            done += self.past.startup + (self.past.steps.get("models", 0) - self.past.startup) * self._nodes_done()
        return done / whole

    def _nodes_done(self) -> float:
        """The share of the nodes' seconds that is over; a node that runs for a while has done some of its part."""
        past = self.past.nodes if self.past else {}
        now = time.perf_counter()
        ended = sum(past.get(name, 0) for name in list(self.nodes))
        ended += sum(min(past.get(name, 0), now - began) for name, began in list(self.running.items()))
        return min(1, ended / (sum(past.values()) or 1))


def _note(home: Home) -> Path:
    return home.work / "pace.json"
