"""All cases by name, class after class; and those that wait for something the product cannot do yet."""

from __future__ import annotations

from tests.bad_files import (
    containers,
    csv_quotes,
    csv_structure,
    file_system,
    ids_and_numbers,
    json_shape,
    moments,
    parquet_files,
    sources_yml,
    text_encoding,
)

CLASSES = {
    module.TITLE: module.CASES
    for module in (
        csv_structure,
        csv_quotes,
        text_encoding,
        json_shape,
        ids_and_numbers,
        moments,
        containers,
        file_system,
        parquet_files,
        sources_yml,
    )
}
CASES = {case.name: case for cases in CLASSES.values() for case in cases}

# What a person would want of these needs a file's kind to be found by its content, and archives to be opened.
PENDING: frozenset[str] = frozenset(
    {
        "objects on one line",
        "objects joined",
        "pretty objects",
        "pretty objects in JSON lines",
        "arrays joined",
        "pages joined",
        "array in JSON lines",
        "JSON lines named json",
        "JSON lines named json cut",
        "JSON named csv",
        "CSV named json",
        "web page named csv",
        "XML named csv",
        "XML named json",
        "gzip of gzip",
        "gzip without ending",
        "plain named gz",
        "zip",
        "zip with two members",
        "zip with other kinds",
        "zip in zip",
        "zip encrypted",
        "zip bomb",
        "zip with paths upwards",
        "zip with absolute path",
        "zip cut",
        "zip with false checksum",
        "zip with false size",
        "zip without members",
        "zip named csv",
        "CSV named zip",
        "CSV named txt",
        "CSV without ending",
        "tar",
        "tar.gz",
        "tar named csv",
        "workbook",
        "linked folder",
        "parquet named csv",
    }
)
