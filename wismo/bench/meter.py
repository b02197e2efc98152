"""What each piece of a process used: it is told what works from each moment on, and all between two moments is one's.

The peak of memory is each piece's own where the system can begin to count anew (Linux); elsewhere it is the
process's so far. Memory that a piece finds in use counts for it, too.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

_CLEAR, _STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")


@dataclass(frozen=True)
class Piece:
    """What a node of dbt's used, or with an empty ``node`` the rest of a step, or with neither the rest of it all."""

    step: str
    node: str
    cpu_seconds: float
    wall_seconds: float
    peak_bytes: int


@dataclass
class Meter:
    """Adds up what is used from moment to moment; ``works`` begins as neither a step nor a node."""

    used: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    works: tuple[str, str] = ("", "")
    last: tuple[float, float] = field(default_factory=lambda: (cpu_seconds(), time.perf_counter()))

    def now(self, step: str, node: str) -> None:
        """Note that from this moment on it is this step and node that work."""
        cpu, wall = cpu_seconds(), time.perf_counter()
        used = self.used.setdefault(self.works, [0, 0, 0])
        used[0] += cpu - self.last[0]
        used[1] += wall - self.last[1]
        used[2] = max(used[2], peak_bytes())
        begin_peak_anew()
        self.works, self.last = (step, node), (cpu, wall)

    def pieces(self) -> list[Piece]:
        """Return what was used up to this moment."""
        self.now(*self.works)
        return [Piece(*names, cpu, wall, int(peak)) for names, (cpu, wall, peak) in self.used.items()]


def cpu_seconds() -> float:
    """Return the processor's time of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(item.ru_utime + item.ru_stime for item in used)


def peak_bytes() -> int:
    """Return the most memory that this process held since it began, or since ``begin_peak_anew``."""
    try:
        lines = _STATUS.read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    except (OSError, StopIteration, ValueError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def begin_peak_anew() -> bool:
    """Forget the peak so far; return whether this system can."""
    try:
        _CLEAR.write_text("5", encoding="ascii")
    except OSError:
        return False
    return True
