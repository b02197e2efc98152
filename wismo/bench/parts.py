"""From pieces of a build to its parts, and which nodes make what the hand-written job makes, too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from wismo.bench.meter import Piece

# What the hand-written job makes.
RESULTS = ("model.wismo.tickets", "model.wismo.ticket_days")
# In the order of a build. "models" are seeds, models and what dbt takes itself; "other" is starting and noting down.
PARTS = {
    "words": "reading what the tickets ask",
    "models": "seeds and models, with dbt's own cost",
    "tests": "tests of the models",
    "checks": "audits before and after",
    "statistics": "statistics",
    "publish": "publishing",
    "other": "starting, locks, notes",
}
_STEPS = {
    "labels": "words", "models": "models", "audit_raw": "checks", "audit_marts": "checks", "statistics": "statistics",
    "publish": "publish",
}  # fmt: skip


@dataclass(frozen=True)
class Used:
    """Seconds of processor and of clock, and the most memory at once."""

    cpu_seconds: float
    wall_seconds: float
    peak_bytes: int


@dataclass(frozen=True)
class Node:
    """One node of dbt's in the profile; ``share`` is of the CPU of the whole build.

    ``is_needed`` says that tickets or ticket_days, which the hand-written job makes, cannot be had without it.
    """

    name: str
    kind: str
    cpu_seconds: float
    wall_seconds: float
    peak_bytes: int
    share: float
    is_needed: bool


def parts_of(pieces: Iterable[Piece]) -> dict[str, Used]:
    """Add pieces up to the parts of a build, which together are the whole, under ``build``."""
    pieces = list(pieces)
    grouped: dict[str, list[Piece]] = {name: [] for name in PARTS}
    for piece in pieces:
        grouped["tests" if is_test(piece) else _STEPS.get(piece.step, "other")].append(piece)
    return {name: total(some) for name, some in grouped.items()} | {"build": total(pieces)}


def is_test(piece: Piece) -> bool:
    """Return whether a piece is a test of dbt's."""
    return piece.node.startswith("test.")


def total(pieces: Sequence[Piece]) -> Used:
    """Return what pieces that ran one after the other used together."""
    return Used(
        round(sum(piece.cpu_seconds for piece in pieces), 3),
        round(sum(piece.wall_seconds for piece in pieces), 3),
        max((piece.peak_bytes for piece in pieces), default=0),
    )


def needed_for(results: Collection[str], manifest: Mapping[str, Any]) -> set[str]:
    """Return the results and every node of dbt's manifest that they rest on, directly or not."""
    found: set[str] = set()
    waiting = list(results)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += manifest["parent_map"].get(node, [])
    return found


def profile(pieces: Sequence[Piece], needed: Collection[str]) -> list[Node]:
    """Return every node of dbt's that ran, the dearest first."""
    whole = sum(piece.cpu_seconds for piece in pieces)
    return [
        Node(
            piece.node.split(".")[2],
            piece.node.split(".")[0],
            round(piece.cpu_seconds, 3),
            round(piece.wall_seconds, 3),
            piece.peak_bytes,
            round(piece.cpu_seconds / whole, 4) if whole else 0,
            piece.node in needed,
        )
        for piece in sorted(pieces, key=lambda piece: -piece.cpu_seconds)
        if piece.node.count(".") >= 2
    ]
