"""Mistakes in sources.yml: one sentence each, before any file is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bad_files.case import Case, table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TITLE = "sources.yml"

_COLUMNS = "order_id: order_id, created_at: created_at"


def _yml(name: str, wrong: str, sources: str | bytes, phrase: str) -> Case:
    return Case(name, wrong, "orders.csv", table(1).encode(), refused=phrase, sources=sources)


def _entry(name: str, wrong: str, settings: str, phrase: str) -> Case:
    return _yml(name, wrong, f"sources: [{{name: shop, object: orders, {settings}}}]", phrase)


def _column(name: str, wrong: str, rule: str, phrase: str) -> Case:
    return _entry(name, wrong, f"columns: {{order_id: order_id, created_at: {rule}}}", phrase)


def _with(make: Callable[[Path], None]) -> Callable[[Path], None]:
    def both(folder: Path) -> None:
        (folder / "orders.csv").write_bytes(table(1).encode())
        make(folder)

    return both


def _pipe(folder: Path) -> None:
    import os

    os.mkfifo(folder / "sources.yml")


CASES = (
    _yml("yml empty", "an empty file", "", "expected `name: value` lines"),
    _yml("yml is a list", "a list at the top", "- a\n- b\n", "expected `name: value` lines"),
    _yml("yml open bracket", "a bracket that is never closed", "sources: [", "cannot be read as YAML"),
    _yml("yml with tabs", "tabs as indentation", "sources:\n\t- name: shop\n", "cannot be read as YAML"),
    _yml("yml in latin-1", "latin-1", b"brand: {name: Caf\xe9}\nsources: []", "cannot be read as YAML"),
    _yml("yml nested deeply", "10,000 brackets", "sources: " + "[" * 10_000 + "]" * 10_000, "cannot be read as YAML"),
    _yml("yml with control characters", "a NUL", "sources: \x00", "cannot be read as YAML"),
    _yml("yml with two documents", "two documents", "sources: []\n---\nsources: []\n", "cannot be read as YAML"),
    _yml("yml key twice", "a column that is mapped twice",
         f"sources: [{{name: shop, object: orders, columns: {{{_COLUMNS}, order_id: order_name}}}}]",
         "names order_id twice"),
    _yml("yml sources twice", "two lists of sources", "sources: []\nsources: []\n", "names sources twice"),
    _yml("yml recursive", "an entry that contains itself", "sources: &a [*a]", "cannot be read as YAML"),
    _yml("yml no sources", "no list of sources", "brand: {name: x}", "needs a list `sources:`"),
    _yml("yml entry is null", "an entry without anything", "sources: [null]", "expected `name: value` lines"),
    _yml("yml unknown setting", "a misspelt setting", "sources: [{name: s, objects: orders}]",
         "unknown setting objects"),
    _yml("yml unknown object", "an object that does not exist", "sources: [{name: s, object: order}]",
         "object must be one of"),
    _yml("yml object is a list", "a list where an object's name should be", "sources: [{name: s, object: [orders]}]",
         "object must be one of"),
    _yml("yml format is a list", "a list where a format should be", "sources: [{name: s, format: [csv]}]",
         "format must be one word"),
    _yml("yml ignore is a mapping", "a mapping where file names should be", "ignore: {a: b}\nsources: []",
         "sources"),
    _yml("yml brand is a word", "a word where the brand's settings should be",
         "brand: x\nsources: [{name: s, format: canonical}]", "expected `name: value` lines"),
    _yml("yml brand zone is a list", "a list where a zone should be",
         "brand: {time_zone: [UTC]}\nsources: [{name: s, format: canonical}]", "must be text"),
    _entry("yml columns is a list", "a list where columns should be", "columns: [order_id]", "expected `name: value`"),
    _entry("yml zone unknown", "a zone that does not exist", f"columns: {{{_COLUMNS}}}, time_zone: CEST",
           "is not a zone name"),
    _entry("yml zone is a path", "a path where a zone should be", f"columns: {{{_COLUMNS}}}, time_zone: ../etc/passwd",
           "is not a zone name"),
    _entry("yml encoding unknown", "an encoding that does not exist", "format: canonical, encoding: utf-9",
           "encoding 'utf-9' is unknown"),
    _entry("yml encoding undefined", "the encoding that Python calls undefined",
           "format: canonical, encoding: undefined", "encoding 'undefined' is unknown"),
    _entry("yml encoding is no text encoding", "an encoding of bytes", "format: canonical, encoding: base64",
           "encoding 'base64' is unknown"),
    _entry("yml encoding is a list", "a list where an encoding should be", "format: canonical, encoding: [utf-8]",
           "is unknown"),
    _entry("yml delimiter too long", "a delimiter of two characters", "format: canonical, delimiter: ';;'",
           "delimiter must be one character"),
    _entry("yml delimiter no ASCII", "a delimiter outside ASCII", "format: canonical, delimiter: '¦'",
           "delimiter must be one character"),
    _entry("yml delimiter is a quote", "the quotation mark as delimiter", "format: canonical, delimiter: '\"'",
           "delimiter must be one character"),
    _entry("yml files is a mapping", "a mapping where file names should be", "format: canonical, files: {a: b}",
           "expected a list of words"),
    _entry("yml lookup is a word", "a word where a lookup should be", f"columns: {{{_COLUMNS}}}, lookup: people.csv",
           "expected"),
    _entry("yml lookup key is a list", "a list where a column's name should be",
           f"columns: {{{_COLUMNS}}}, lookup: {{file: p.csv, key: [a], on: order_id, take: {{x: y}}}}",
           "key must be one word"),
    _entry("yml lookup without file", "a lookup in a file that is not there",
           f"columns: {{{_COLUMNS}}}, lookup: {{file: p.csv, key: a, on: order_id, take: {{x: y}}}}", "neither beside"),
    _entry("yml condition on a list", "a condition that is a mapping",
           f"columns: {{{_COLUMNS}}}, when: {{a: {{b: c}}}}",
           "expected a list of words"),
    _column("yml two origins", "a column from two places", "{from: created_at, value: x}", "exactly one of from:"),
    _column("yml no origin", "a column from nowhere", "{optional: true}", "exactly one of from:"),
    _column("yml origin is a list", "a list where one column should be", "{from: [a, b]}", "from must be one word"),
    _column("yml origin is empty", "an empty name of a column", "{from: ''}", "from: must name one column"),
    _column("yml value is a list", "a list where a constant should be", "{value: [a]}", "value must be one word"),
    _column("yml words are a list", "a list where a translation should be", "{from: created_at, values: [a]}",
            "expected `name: value`"),
    _column("yml words are nested", "a translation into a list", "{from: created_at, values: {a: [b]}}",
            "values: a must be one word"),
    _column("yml epoch unknown", "a unit that does not exist", "{from: created_at, epoch: hours}", "epoch must be"),
    _column("yml time form unknown", "a time format with a letter that does not exist",
            "{from: created_at, time_format: '%d/%Q', time_zone: UTC}", "time_format"),
    _column("yml time form without day", "a time format that gives no day",
            "{from: created_at, time_format: '%H:%M', time_zone: UTC}", "time_format"),
    _column("yml time form is a list", "a list where a time format should be", "{from: created_at, time_format: [a]}",
            "time_format must be one word"),
    Case("yml is a folder", "a folder named sources.yml", "orders.csv",
         _with(lambda folder: (folder / "sources.yml").mkdir()), refused="cannot be read", sources=None),
    Case("yml is a pipe", "a pipe named sources.yml", "orders.csv", _with(_pipe), refused="cannot be read",
         sources=None),
    Case("yml is a dangling link", "a link named sources.yml to nothing", "orders.csv",
         _with(lambda folder: (folder / "sources.yml").symlink_to("gone.yml")), refused="There is no file",
         sources=None),
)  # fmt: skip
