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
