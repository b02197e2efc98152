"""A small valid export to begin from, and all of them."""

from __future__ import annotations

import importlib
import io
import json
import pkgutil
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MARKERS = tuple(str(917_000 + number) for number in range(1, 6))


@dataclass(frozen=True)
class Sample:
    """A valid export.

    ``format`` is the name of the vendor's format (``canonical`` for our own, ``archive`` for files together);
    ``markers`` are texts of which each stands in every line and record of one order, ticket or parcel, and in
    no other. ``members`` are the samples in an archive.
    """

    format: str
    file: str
    content: bytes
    markers: tuple[str, ...] = MARKERS
    sources: str | None = None
    members: tuple[Sample, ...] = ()

    @property
    def kind(self) -> str:
        """csv, json, jsonl, parquet or zip."""
        return self.file.rpartition(".")[2]


def lines(texts: list[str]) -> bytes:
    """Return texts as the lines of a file."""
    return "".join(text + "\n" for text in texts).encode()


def json_lines(*makers: Callable[[str], dict[str, Any]]) -> bytes:
    """Return the records that each maker gives for each marker, on lines."""
    return lines([json.dumps(make(mark)) for make in makers for mark in MARKERS])


def answer(**lists: Callable[[str], dict[str, Any]]) -> bytes:
    """Return an API's answer with a list of records by each maker, under its name."""
    return json.dumps({name: [make(mark) for mark in MARKERS] for name, make in lists.items()}, indent=1).encode()


def archive(files: Mapping[str, bytes], *, is_small: bool = True) -> bytes:
    """Return a zip archive, the same for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if is_small else zipfile.ZIP_STORED) as file:
        for name, content in files.items():
            file.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, file.compression)
    return out.getvalue()


def all_samples() -> list[Sample]:
    """Return the samples of every module in ``samples``."""
    from tests.fuzz import samples

    names = sorted(module.name for module in pkgutil.iter_modules(samples.__path__))
    return [sample for name in names for sample in importlib.import_module(f"{samples.__name__}.{name}").SAMPLES]
