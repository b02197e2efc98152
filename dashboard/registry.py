"""Every metric there is, as the snapshot's semantic manifest and the list of statistics define them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml

from dashboard.warehouse import manifest_text
from wismo.home import project_root

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.warehouse import Snapshot

STATISTICS = project_root() / "wismo" / "statistics" / "registry.yml"


@dataclass(frozen=True)
class Metric:
    """One metric and how to show it.

    ``dimensions`` maps a dimension's name to how MetricFlow calls it; a statistic maps it to its column.
    ``numerator`` and ``denominator`` name the two metrics that a rate is made of.
    ``whole_over`` lists dimensions that cut the numerator only: the denominator stays the whole.
    ``columns`` are the further figures that a statistic gives beside its value.
    """

    name: str
    label: str
    description: str
    kind: str
    format: str
    unit: str
    direction: str
    smallest_n: int
    term: str
    dimensions: Mapping[str, str]
    has_interval: bool = False
    is_part: bool = False
    numerator: str | None = None
    denominator: str | None = None
    expression: str | None = None
    whole_over: tuple[str, ...] = ()
    table: str | None = None
    grain_column: str | None = None
    period_column: str | None = None
    value_column: str | None = None
    n_column: str | None = None
    columns: tuple[str, ...] = ()
    slices: tuple[tuple[str, ...], ...] = ()


def registry(snapshot: Snapshot) -> Mapping[str, Metric]:
    """Return every metric of the snapshot by name: those of the semantic layer, then the statistics.

    Raises:
        UnreadableSnapshotError: the snapshot was published without its semantic manifest.
    """
    return defined(manifest_text(snapshot))


@lru_cache(maxsize=4)
def defined(manifest_json: str) -> Mapping[str, Metric]:
    """Return every metric that the text of a semantic manifest defines, and the statistics."""
    manifest = json.loads(manifest_json)
    models = {model["name"]: model for model in manifest["semantic_models"]}
    measures = {measure["name"]: model for model in models.values() for measure in model["measures"]}
    raw = {metric["name"]: metric for metric in manifest["metrics"]}
    additive = {name: _additive(name, raw, measures) for name in raw}
    statistics = yaml.safe_load(STATISTICS.read_text(encoding="utf-8"))["statistics"]
    return additive | {entry["name"]: _statistic(entry) for entry in statistics}


def read_manifest(snapshot: Snapshot) -> dict[str, Any]:
    """Return the semantic manifest that the snapshot was published with, as plain data."""
    return json.loads(manifest_text(snapshot))


def _additive(name: str, raw: dict[str, Any], measures: dict[str, Any]) -> Metric:
    entry = raw[name]
    meta = entry["config"]["meta"]
    parts = _parts(entry["type_params"])
    two = parts if len(parts) == 2 else [None, None]
    return Metric(
        name=name,
        label=entry["label"],
        description=" ".join(entry["description"].split()),
        kind="rate" if parts else "count",
        format=meta["format"],
        unit=meta["unit"],
        direction=meta["direction"],
        smallest_n=meta["smallest_n"],
        term=meta["term"],
        dimensions=_dimensions(name, raw, measures),
        has_interval=meta.get("interval") == "wilson",
        is_part=meta.get("is_part", False),
        numerator=two[0],
        denominator=two[1],
        expression=entry["type_params"]["expr"] or _quotient(*two),
        whole_over=tuple(meta.get("whole_over", ())),
    )


def _parts(type_params: dict[str, Any]) -> list[str]:
    if type_params["numerator"]:
        return [type_params["numerator"]["name"], type_params["denominator"]["name"]]
    return [part["name"] for part in type_params["metrics"] or []]


def _quotient(numerator: str | None, denominator: str | None) -> str | None:
    return f"{numerator}::double / nullif({denominator}, 0)" if numerator else None


def _dimensions(name: str, raw: dict[str, Any], measures: dict[str, Any]) -> dict[str, str]:
    """A rate can be cut by what its numerator can be cut by; a denominator without it stays whole."""
    parts = _parts(raw[name]["type_params"])
    if len(parts) > 2:
        each = [_dimensions(part, raw, measures) for part in parts]
        return {key: value for key, value in each[0].items() if all(key in other for other in each)}
    if parts:
        return _dimensions(parts[0], raw, measures)
    model = measures[raw[name]["type_params"]["measure"]["name"]]
    shared = {entity["name"]: entity["name"] for entity in model["entities"] if entity["type"] == "foreign"}
    own = {
        dimension["name"]: f"{model['primary_entity']}__{dimension['name']}"
        for dimension in model["dimensions"]
        if dimension["type"] == "categorical"
    }
    return shared | own


def _statistic(entry: dict[str, Any]) -> Metric:
    slices = tuple(tuple(cut) for cut in entry["slices"])
    return Metric(
        name=entry["name"],
        label=entry["label"],
        description=" ".join(entry["description"].split()),
        kind="statistic",
        format=entry["meta"]["format"],
        unit=entry["meta"]["unit"],
        direction=entry["meta"]["direction"],
        smallest_n=entry["meta"]["smallest_n"],
        term=entry["meta"]["term"],
        dimensions={name: name for cut in slices for name in cut},
        table=entry["table"],
        grain_column=entry["grain_column"],
        period_column=entry["period_column"],
        value_column=entry["value"],
        n_column=entry["n_column"],
        columns=tuple(entry["columns"]),
        slices=slices,
    )
