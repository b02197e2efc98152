"""From a file's columns to ours: which records an entry has, and which of them are at fault."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

import polars as pl

from wismo.intake import values as check
from wismo.intake.contract import SOURCE_COLUMNS, Column, RawObject
from wismo.intake.lookup import LookupTable, add_columns
from wismo.intake.parsed import Parsed, trim
from wismo.intake.time_formats import as_iso
from wismo.intake.times import TimeRule, parse_times, ready_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wismo.intake.rules import Entry, Rule


@dataclass(frozen=True)
class Mapped:
    """The records of one entry in a batch.

    ``frame`` has source_system, source_account and every column a file may fill, as checked text;
    ``positions`` are the records' places in the batch; ``reasons`` is NULL for a good record, otherwise
    what is wrong with it.
    """

    frame: pl.DataFrame
    positions: pl.Series
    reasons: pl.Series


def map_records(
    values: pl.DataFrame, entry: Entry, raw_object: RawObject, lookups: Sequence[LookupTable] = ()
) -> Mapped:
    """Map a batch's text columns to ``raw_object``; records for which ``when`` does not hold are left out.

    Raises:
        WismoError: times without a zone from a source that names none.
    """
    for lookup, table in zip(entry.lookups, lookups, strict=True):
        values = add_columns(values, lookup, table)
    positions = pl.arange(len(values), eager=True)
    holds = _applies(values, entry)
    if holds is not None:
        values, positions = values.filter(holds), positions.filter(holds)

    columns = _source_columns(values, entry)
    faults = [_empty(name, columns[name]) for name in SOURCE_COLUMNS if columns[name].null_count()]
    for name in entry.named_by_file:
        faults += [(mask, f"{name} {reason}") for mask, reason in check.parse_source_names(columns[name]).faults]
    trimmed, fine = _as_it_stands(values, entry, raw_object)
    nothing = _constant(None, len(values))
    for column in raw_object.fillable.values():
        rule = entry.columns.get(column.name)
        if rule is None:
            columns[column.name] = nothing
            continue
        if column.name in fine:
            translated = parsed = Parsed(trimmed[column.name])
        else:
            picked = trimmed[column.name] if column.name in trimmed.columns else _pick(values, rule)
            translated = _translate(picked, rule)
            parsed = _check(translated.values, column, rule, entry)
        columns[column.name] = parsed.values
        faults += [(mask, f"{column.name} {reason}") for mask, reason in (*translated.faults, *parsed.faults)]
        if column.required and parsed.values.null_count():
            faults.append(_empty(column.name, parsed.values))
    if raw_object.one_of:
        all_empty = reduce(and_, (columns[name].is_null() for name in raw_object.one_of))
        faults.append((all_empty, f"one of {', '.join(raw_object.one_of)} must be filled"))
    frame = pl.DataFrame([series.alias(name) for name, series in columns.items()])
    return Mapped(frame, positions, _first_reasons(faults, len(values)))


def _as_it_stands(values: pl.DataFrame, entry: Entry, raw_object: RawObject) -> tuple[pl.DataFrame, set[str]]:
    """Return the columns that are one of the file's each, trimmed, and of which of them every value is fine as it is.

    That is most of them: they are read in a few passes over the frame, instead of several for every column.
    """
    types = {
        column.name: (rule.columns[0], column.type)
        for column in raw_object.fillable.values()
        if (rule := entry.columns.get(column.name)) and len(rule.columns) == 1 and rule.columns[0] in values.columns
    }
    trimmed = trim(values.select(pl.col(source).alias(name) for name, (source, _) in types.items()))
    plain = {name: kind for name, (_, kind) in types.items() if not _is_rewritten(entry.columns[name], kind, entry)}
    is_fine = trimmed.select(check.BLANK[kind](pl.col(name)).all() for name, kind in plain.items())
    fine = {name for name in plain if is_fine[name].item()}
    times = [ready_text(pl.col(name)) for name in fine if plain[name] == "time"]
    return trimmed.with_columns(times), fine


def _is_rewritten(rule: Rule, kind: str, entry: Entry) -> bool:
    """Tell whether sources.yml has words, numbers or times of a column read in another form than ours."""
    is_of_form = {"number": rule.decimal or entry.decimal, "time": entry.time_format}
    return rule.words is not None or bool(is_of_form.get(kind))


def _applies(values: pl.DataFrame, entry: Entry) -> pl.Series | None:
    """Return for which records the entry's conditions hold; None where it has none."""
    parts = []
    if entry.when:
        parts.append(pl.all_horizontal([_holds(name, words) for name, words in entry.when.items()]))
    if entry.when_any:
        parts.append(pl.any_horizontal([_holds(name, words) for name, words in entry.when_any.items()]))
    return values.select(pl.all_horizontal(parts)).to_series() if parts else None


def _holds(name: str, words: tuple[str, ...] | None) -> pl.Expr:
    column = pl.col(name)
    if words is None:
        return column.is_not_null() & (column != "").fill_null(value=False)
    return column.str.strip_chars().is_in(words).fill_null(value=False)


def _source_columns(values: pl.DataFrame, entry: Entry) -> dict[str, pl.Series]:
    """A canonical file may name its source itself; otherwise the entry does."""
    said = {"source_system": entry.name, "source_account": entry.account if entry.name else None}
    columns = {}
    for name, constant in said.items():
        if name in entry.named_by_file:
            column = _trim(values[name])
            columns[name] = column if constant is None else column.fill_null(constant)
        else:
            columns[name] = _constant(constant, len(values))
    return columns


def _pick(values: pl.DataFrame, rule: Rule) -> pl.Series:
    """Return the rule's text, trimmed, with NULL for empty."""
    if not rule.columns:
        return _constant(rule.constant, len(values))
    present = [name for name in rule.columns if name in values.columns]
    if not present:  # an optional column that this file does not have
        return _constant(None, len(values))
    if len(present) == 1:
        return _trim(values[present[0]])
    parts = pl.DataFrame([_trim(values[name]).alias(name) for name in present])
    joined = parts.select(pl.concat_str("*", separator=rule.separator, ignore_nulls=True)).to_series()
    return _trim(joined)


def _trim(column: pl.Series) -> pl.Series:
    return trim(column.to_frame()).to_series()


def _translate(column: pl.Series, rule: Rule) -> Parsed:
    return Parsed(column) if rule.words is None else check.apply_words(column, rule.words, rule.otherwise)


def _check(column: pl.Series, spec: Column, rule: Rule, entry: Entry) -> Parsed:
    if spec.type == "time":
        zone = rule.time_zone or entry.time_zone
        place = f"{spec.name} of {entry.label}"
        column = as_iso(column, entry.time_format, place)
        return parse_times(column, TimeRule(place, zone, rule.epoch, rule.time_format, is_whole_day=spec.whole_day))
    if spec.type == "list":
        return check.parse_lists(column, rule.split)
    if spec.type == "number" and (decimal := rule.decimal or entry.decimal):
        return check.parse_figures(column, decimal)
    return check.PLAIN[spec.type](column)


def _constant(value: str | None, length: int) -> pl.Series:
    return pl.repeat(value, length, dtype=pl.String, eager=True)


def _empty(name: str, column: pl.Series) -> tuple[pl.Series, str]:
    return column.is_null(), f"{name} is empty, but every record needs it"


def _first_reasons(faults: list[tuple[pl.Series, str]], length: int) -> pl.Series:
    reasons = _constant(None, length)
    for found, sentence in faults:
        mask = found.fill_null(value=False)  # nothing is wrong with a value that is not there
        if mask.any():
            reasons = reasons.zip_with(reasons.is_not_null() | ~mask, _constant(sentence, length))
    return reasons
