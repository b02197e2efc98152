"""What a person writes into `models/metrics/`, looked at before anything is built.

Every page and command reads all metrics at once, so one that says too little of itself would stop them all; and dbt's
own words for a misspelt name are kept back, because they can quote data. These files hold none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from wismo.errors import WismoError, known_instead, safe
from wismo.home import project_root

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

FORMATS = ("integer", "percent", "per_100", "factor", "hours", "currency")
DIRECTIONS = ("up_is_good", "down_is_good", "neutral")
SAID = ("label", "description", "type", "type_params", "config")
MOST_NAMED = 25
META = ("format", "unit", "direction", "smallest_n", "term")


def check_metric_files(folder: Path | None = None) -> None:
    """Read every file of the folder (``models/metrics/`` of the project) and say what is wrong first.

    Raises:
        WismoError: a file is no YAML, or a metric lacks what pages need, or names what there is not.
    """
    files = {path: _read(path) for path in sorted((folder or project_root() / "models" / "metrics").glob("*.yml"))}
    models = [model for content in files.values() for model in content.get("semantic_models") or ()]
    measures = {measure["name"] for model in models for measure in model.get("measures") or ()}
    entries = [(path, entry) for path, content in files.items() for entry in content.get("metrics") or ()]
    names = {entry.get("name") for _, entry in entries}
    for path, entry in entries:
        _check(f"models/metrics/{path.name}, metric {safe(str(entry.get('name')))}", entry, measures, names)


def _read(path: Path) -> dict[str, Any]:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it is no YAML"
        raise WismoError(f"models/metrics/{path.name}{where}: {problem}.") from error


def _check(place: str, entry: dict[str, Any], measures: Collection[str], names: Collection[str]) -> None:
    meta = (entry.get("config") or {}).get("meta") or {}
    missing = [name for name in SAID if not entry.get(name)] + [
        f"config.meta.{name}" for name in META if name not in meta
    ]
    if missing:
        raise WismoError(
            f"{place}: {', '.join(missing)} is missing. Another metric of the file shows how it is written."
        )
    _among(f"{place}: format", meta["format"], FORMATS)
    _among(f"{place}: direction", meta["direction"], DIRECTIONS)
    if not isinstance(meta["smallest_n"], int):
        raise WismoError(f"{place}: smallest_n is {safe(str(meta['smallest_n']))}; it must be a whole number.")
    params = entry["type_params"]
    if measure := _name(params.get("measure")):
        _among(f"{place}: measure", measure, measures)
    parts = (params.get("numerator"), params.get("denominator"), *(params.get("metrics") or ()))
    for part in filter(None, map(_name, parts)):
        _among(f"{place}: metric", part, names)


def _name(part: Any) -> str | None:
    return part.get("name") if isinstance(part, dict) else part


def _among(what: str, word: str, known: Collection[str]) -> None:
    if word not in known:
        hint = known_instead(str(word), {str(name) for name in known}, MOST_NAMED)
        raise WismoError(f"{what} is {safe(str(word))}, which is not known.{hint}")
