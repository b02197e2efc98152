"""The columns of an entry of sources.yml: where each comes from, which rows count, what is looked up elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wismo.errors import WismoError, did_you_mean
from wismo.intake.brand import check_zone
from wismo.intake.rules import Lookup, Rule
from wismo.intake.times import EPOCH_UNITS, check_pattern
from wismo.intake.yaml_text import mapping, only, word_of, words_of

if TYPE_CHECKING:
    from wismo.intake.contract import RawObject

_RULE_KEYS = {
    "from", "value", "join", "separator", "values", "otherwise", "split", "epoch", "time_format", "time_zone",
    "decimal", "optional",
}  # fmt: skip


def parse_rules(body: Any, raw_object: RawObject, place: str) -> dict[str, Rule]:
    """Return the rules of ``columns:`` by our column. Raises WismoError where one of them is wrong."""
    body = mapping(body, f"{place}, columns")
    fillable = raw_object.fillable
    for name in body:
        if name not in fillable:
            raise WismoError(
                f"{place}: {raw_object.name} has no column {name!r} to fill.{did_you_mean(name, fillable)} "
                f"It has: {', '.join(fillable)}."
            )
    missing = [name for name, column in fillable.items() if column.required and name not in body]
    if missing:
        raise WismoError(f"{place}: {raw_object.name} needs {', '.join(missing)} under `columns:`.")
    if raw_object.one_of and not any(name in body for name in raw_object.one_of):
        raise WismoError(f"{place}: {raw_object.name} needs at least one of {', '.join(raw_object.one_of)}.")
    return {name: _rule(rule, f"{place}, column {name}") for name, rule in body.items()}


def _rule(body: Any, place: str) -> Rule:
    if isinstance(body, str) and body:
        return Rule(columns=(body,))
    body = mapping(body, place)
    only(body, _RULE_KEYS, place)
    if sum(key in body for key in ("from", "value", "join")) != 1:
        raise WismoError(f"{place}: say exactly one of from:, join: or value:.")
    settings = {name: word_of(body, name, place) for name in _RULE_KEYS - {"join", "values"}}
    if settings["epoch"] is not None and settings["epoch"] not in EPOCH_UNITS:
        raise WismoError(f"{place}: epoch must be s, ms or us.")
    if settings["time_format"]:
        check_pattern(settings["time_format"], place)
    words = body.get("values")
    if words is not None:
        translations = mapping(words, f"{place}, values")
        words = {key: word_of(translations, key, f"{place}, values") or None for key in translations}
    columns = words_of(body["join"], place) if "join" in body else (body["from"],) if "from" in body else ()
    if "" in columns:
        raise WismoError(f"{place}: from: must name one column of the file.")
    if body.get("optional", "false") not in ("true", "false"):
        raise WismoError(f"{place}: optional must be true or false.")
    return Rule(
        columns=columns,
        constant=settings["value"] or None,
        separator=settings["separator"] or "",
        words=words,
        otherwise=settings["otherwise"] or None,
        split=settings["split"] or None,
        epoch=settings["epoch"],
        time_format=settings["time_format"],
        time_zone=check_zone(body["time_zone"], place) if "time_zone" in body else None,
        decimal=decimal_of(body, place),
        optional=body.get("optional") == "true",
    )


def decimal_of(body: dict, place: str) -> str | None:
    """Return the sign before the decimals of numbers. Raises WismoError where it is none."""
    sign = body.get("decimal")
    if sign not in (None, ".", ","):
        raise WismoError(f'{place}: decimal must be "," (as in 1.234,50) or "." (as in 1,234.50).')
    return sign


def parse_conditions(body: Any, place: str) -> dict[str, tuple[str, ...] | None]:
    """Return what ``when:`` asks of columns, None for any value. Raises WismoError where it cannot be read."""
    if body is None:
        return {}
    return {
        column: None if wanted == "not_empty" else words_of(wanted, f"{place}, {column}")
        for column, wanted in mapping(body, place).items()
    }


def parse_lookups(body: Any, place: str) -> tuple[Lookup, ...]:
    """Return the lookups of an entry. Raises WismoError where one of them is incomplete."""
    body = [body] if isinstance(body, dict) else body
    if not isinstance(body, list):
        raise WismoError(f"{place}: expected `name: value` lines here, or a list of such blocks.")
    lookups = []
    for part in body:
        part_body = mapping(part, place)
        only(part_body, {"file", "key", "on", "take"}, place)
        if set(part_body) != {"file", "key", "on", "take"}:
            raise WismoError(f"{place}: needs file:, key: (column there), on: (column here) and take:.")
        file, key, on = (word_of(part_body, name, place) or "" for name in ("file", "key", "on"))
        body_of_take = mapping(part_body["take"], f"{place}, take")
        take = {name: word_of(body_of_take, name, f"{place}, take") or "" for name in body_of_take}
        if not all((file, key, on, *take.values())):
            raise WismoError(f"{place}: file:, key:, on: and every line of take: need a name.")
        lookups.append(Lookup(file, key, on, take))
    return tuple(lookups)
