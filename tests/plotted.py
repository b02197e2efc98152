"""What a chart draws: all of its numbers, and what each of its points stands for."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CLOSE = 1e-9


@dataclass(frozen=True)
class Points:
    """One trace of a chart: the key that each of its points carries, and what it draws there."""

    chart: str
    keys: tuple[tuple[str, ...], ...]
    values: tuple[float | None, ...]
    rests_on: tuple[float | None, ...] | None = None


def numbers(name: str, figure: dict[str, Any]) -> Iterator[tuple[float, str]]:
    """Yield every number that a chart draws with its place; what only says where something lies is none."""
    skipped = set(_laid_out(figure))
    for number, trace in enumerate(figure["data"]):
        place = f"{name}, {trace.get('name') or trace['type']} {number}"
        for part in ("x", "y", "z", "customdata"):
            if part not in trace or (number, part) in skipped:
                continue
            # Of a bar that does not begin at 0, and of an interval, the ends are what is read.
            if part == _length(trace) and "base" in trace:
                yield from _ends(trace["base"], trace[part], f"{place}, end")
                yield from _flat(trace["base"], f"{place}, base")
            else:
                yield from _flat(trace[part], f"{place}, {part}")
        for part in ("x", "y"):
            error = trace.get(f"error_{part}", {})
            if "array" in error:
                yield from _ends(trace[part], error["array"], f"{place}, upper")
                yield from _ends(trace[part], error["arrayminus"], f"{place}, lower", sign=-1)
    for shape in figure["layout"].get("shapes", ()):
        if shape.get("xref") == "x":
            yield from _flat([shape["x0"], shape["x1"]], f"{name}, {shape['type']}")


def _length(trace: dict[str, Any]) -> str:
    return "x" if trace.get("orientation") == "h" else "y"


def _ends(starts: Any, lengths: Any, place: str, *, sign: int = 1) -> Iterator[tuple[float, str]]:
    for inner, (start, length) in enumerate(zip(as_list(starts), as_list(lengths), strict=True)):
        if start is not None and length is not None:
            yield start + sign * length, f"{place}[{inner}]"


def _flat(value: Any, place: str) -> Iterator[tuple[float, str]]:
    if isinstance(value, dict) and "bdata" in value:
        value = as_list(value)
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, (int, float)):
        yield float(value), place
    elif isinstance(value, list):
        for inner, item in enumerate(value):
            yield from _flat(item, f"{place}[{inner}]")


def _laid_out(figure: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """Yield trace and part of a chart whose numbers say where something lies and are no figures."""
    heights = figure["layout"].get("yaxis", {})
    for number, trace in enumerate(figure["data"]):
        # Words stand where they have room; what they say is read as words.
        if trace.get("mode") == "text":
            yield from ((number, "x"), (number, "y"))
        # Rows at so many pixels, or beside a name each.
        if trace["type"] == "scatter" and (heights.get("visible") is False or "ticktext" in heights):
            yield (number, "y")
        if trace["type"] == "heatmap" and _are_hours_of_a_week(trace):
            yield from ((number, "x"), (number, "y"))
        if trace.get("mode") == "lines" and as_list(trace["x"]) == as_list(trace["y"]):
            # The line on which what was foretold is what came.
            yield from ((number, "x"), (number, "y"))
        if _runs_along(figure["data"], trace):
            yield (number, "x")


def _are_hours_of_a_week(trace: dict[str, Any]) -> bool:
    """The middle of each hour of a day, and the place of each weekday."""
    return as_list(trace["x"]) == list(range(7)) and as_list(trace["y"]) == [hour + 0.5 for hour in range(24)]


def _runs_along(traces: list[dict[str, Any]], line: dict[str, Any]) -> bool:
    """Whether a line is the sum of the bars down to each of them, from the second on."""
    bars = traces[0]
    if (
        line is bars
        or bars["type"] != "bar"
        or bars.get("orientation") != "h"
        or line.get("mode") != "lines+markers+text"
    ):
        return False
    sums = list(accumulate(as_list(bars["x"])))[1:]
    reached = as_list(line["x"])
    return as_list(line["y"]) == as_list(bars["y"])[1:] and all(
        abs(one - other) <= CLOSE * other for one, other in zip(reached, sums, strict=True)
    )


def points(figures: Mapping[str, dict[str, Any]]) -> Iterator[Points]:
    """Yield the traces whose points say what they stand for: a week, members of dimensions, and n."""
    for name, figure in figures.items():
        for trace in figure["data"]:
            if trace["type"] == "heatmap" and _are_hours_of_a_week(trace):
                yield _hours_of_a_week(name, trace)
            carried = trace.get("customdata") or []
            if not carried or not all(isinstance(part, list) and part and isinstance(part[0], str) for part in carried):
                continue
            keys = tuple(tuple(word for word in part if isinstance(word, str)) for part in carried)
            further = [[word for word in part if not isinstance(word, str)] for part in carried]
            values = _values(trace, figure)
            if values is None or len(values) != len(keys):
                continue
            rests_on = tuple(part[0] for part in further) if all(len(part) == 1 for part in further) else None
            yield Points(name, keys, tuple(values), rests_on)


def _hours_of_a_week(name: str, trace: dict[str, Any]) -> Points:
    shades = as_list(trace["z"])
    places = [(day, hour) for hour in range(24) for day in range(7)]
    keys = tuple((f"{day + 1}", f"{hour:02d}") for day, hour in places)
    return Points(name, keys, tuple(shades[hour][day] for day, hour in places))


def spoken_of(figure: dict[str, Any]) -> list[float]:
    """Return what a sentence on a chart may name: all of its bars, both ends of its lines, the shades of its cells."""
    found: list[Any] = []
    for trace in figure["data"]:
        if trace["type"] == "bar":
            found += [value for axis in ("x", "y") for value in as_list(trace[axis])]
        elif trace["type"] == "scatter" and "lines" in trace.get("mode", ""):
            known = [value for value in as_list(trace["y"]) if value is not None]
            found += known[:1] + known[-1:]
    return [float(value) for value in found if isinstance(value, (int, float))]


def _values(trace: dict[str, Any], figure: dict[str, Any]) -> list[float | None] | None:
    """Return what a trace draws at its points: its own lengths or heights, or the shades of the cells below them."""
    if trace["type"] == "bar":
        return as_list(trace["x"] if trace.get("orientation") == "h" else trace["y"])
    heat = next((other for other in figure["data"] if other["type"] == "heatmap"), None)
    if heat is None:
        # Where names stand at the left, points lie along the other axis.
        heights = as_list(trace["y"])
        is_named = "ticktext" in figure["layout"].get("yaxis", {}) or any(isinstance(place, str) for place in heights)
        return as_list(trace["x"]) if is_named else heights
    shades = {
        (column, row): shade
        for row, line in zip(heat["y"], heat["z"], strict=True)
        for column, shade in zip(heat["x"], line, strict=True)
    }
    return [shades[place] for place in zip(trace["x"], trace["y"], strict=True)]


def as_list(values: Any) -> list[Any]:
    """Return the values of an axis, also where Plotly packed them."""
    if isinstance(values, dict):  # Plotly's packed arrays
        flat = np.frombuffer(base64.b64decode(values["bdata"]), dtype=values["dtype"])
        shape = [int(size) for size in str(values.get("shape", flat.size)).split(",")]
        return flat.reshape(shape).tolist()
    return list(values)
