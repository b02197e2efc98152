"""Reports beside each other: of one size, how two revisions differ; of several sizes, how cost grows with orders."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from wismo.cli_output import print_json, print_table
from wismo.errors import WismoError, safe

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# What is followed over sizes.
GROWING = ("models", "statistics", "build", "reference")
FIELDS = ("cpu_seconds", "wall_seconds", "peak_bytes")


@dataclass(frozen=True)
class Change:
    """A part of two reports of one size: what the new one used for each unit that the old one used."""

    orders: int
    old_revision: str
    new_revision: str
    part: str
    cpu_ratio: float | None
    wall_ratio: float | None
    peak_ratio: float | None


@dataclass(frozen=True)
class Growth:
    """How CPU and peak memory of a part grow with orders: like their power of these exponents."""

    part: str
    sizes: list[int]
    cpu_exponent: float
    peak_exponent: float


def run_compare(paths: Sequence[Path], as_json: bool) -> None:
    """Print what reports say beside each other, the first of each size as the old one.

    Raises:
        WismoError: a file is no report, or there is nothing to compare.
    """
    reports = [read_report(path) for path in paths]
    changes, grown = changes_between(reports), growth_over(reports)
    if not changes and not grown:
        raise WismoError("There is nothing to compare: give two reports of one size, or reports of several sizes.")
    if as_json:
        print_json({"changes": changes, "growth": grown})
        return
    if changes:
        head = ["orders", "old", "new", "part", "CPU new / old", "wall", "peak"]
        print_table(head, [list(vars(change).values()) for change in changes])
    if grown:
        rows = [
            [one.part, ", ".join(f"{size:,}" for size in one.sizes), one.cpu_exponent, one.peak_exponent]
            for one in grown
        ]
        print_table(["part", "orders", "CPU exponent", "peak exponent"], rows)
        click.echo(
            "An exponent of 1: twice the orders cost twice as much. What costs the same at any size pulls it down."
        )
    for field in ("memory_limit", "threads"):
        if len(found := {str(report.get(field)) for report in reports}) > 1:
            click.echo(f"Mind: {field} is not the same in all of them ({', '.join(sorted(found))}).")
    click.echo("On a busy machine compare ratios within one report rather than seconds between two.")


def read_report(path: Path) -> dict[str, Any]:
    """Return a report that `wismo bench --json` wrote.

    Raises:
        WismoError: the file is not there, or is something else.
    """
    wrong = WismoError(f"{safe(str(path))} is no report. Write one with `wismo bench --json > FILE`.")
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WismoError(f"There is no file {safe(str(path))}.") from None
    except (OSError, ValueError):
        raise wrong from None
    if not _is_report(report):
        raise wrong
    comparison = report.get("comparison") or {}
    if comparison.get("tickets_that_differ") or comparison.get("days_that_differ"):
        raise WismoError(f"In {safe(str(path))} the results differ from the hand-written job's: it compares nothing.")
    return report


def changes_between(reports: Sequence[dict[str, Any]]) -> list[Change]:
    """Return every part that the first and a later report of one size have, and the ratios that both have."""
    first: dict[int, dict[str, Any]] = {}
    found = []
    for new in reports:
        old = first.setdefault(new["orders"], new)
        if old is new:
            continue
        names = (new["orders"], old["git_revision"], new["git_revision"])
        for part in (part for part in old["parts"] if part in new["parts"]):
            ratios = [_ratio(old["parts"][part][field], new["parts"][part][field]) for field in FIELDS]
            found.append(Change(*names, part, *ratios))
        found += [
            Change(*names, f"ratio {name}", _ratio(old["ratios"][name], new["ratios"][name]), None, None)
            for name in old["ratios"]
            if name in new["ratios"]
        ]
    return found


def growth_over(reports: Sequence[dict[str, Any]]) -> list[Growth]:
    """Return the exponents of each part that was measured at two sizes or more."""
    found = []
    for part in GROWING:
        used = [(report["orders"], report["parts"][part]) for report in reports if part in report["parts"]]
        sizes = sorted({orders for orders, _ in used})
        if len(sizes) > 1:
            cpu, peak = (
                exponent([(orders, each[field]) for orders, each in used]) for field in ("cpu_seconds", "peak_bytes")
            )
            found.append(Growth(part, sizes, round(cpu, 3), round(peak, 3)))
    return found


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """Return the slope of the line through the logarithms of the points, by least squares."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    mean_x, mean_y = (sum(axis) / len(logs) for axis in zip(*logs, strict=True))
    across = sum((x - mean_x) * (y - mean_y) for x, y in logs)
    return across / sum((x - mean_x) ** 2 for x, _ in logs)


def _ratio(old: float, new: float) -> float | None:
    return round(new / old, 3) if old else None


def _is_report(report: object) -> bool:
    if not isinstance(report, dict):
        return False
    sound = isinstance(report.get("orders"), int) and report["orders"] > 0
    sound = sound and isinstance(report.get("git_revision"), str)
    parts, ratios = report.get("parts"), report.get("ratios")
    return (
        sound
        and isinstance(parts, dict)
        and isinstance(ratios, dict)
        and all(
            isinstance(used, dict) and all(_is_amount(used.get(field)) for field in FIELDS) for used in parts.values()
        )
        and all(_is_amount(ratio) for ratio in ratios.values())
        # Of what is followed over sizes the logarithm is taken.
        and all(used[field] > 0 for name, used in parts.items() if name in GROWING for field in FIELDS)
    )


def _is_amount(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
