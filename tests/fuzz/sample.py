"""A small valid export to begin from, and all of them."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """A valid export.

    ``format`` is the name of the vendor's format (``canonical`` for our own); ``markers`` are texts of which
    each stands in every line and record of one order, ticket or parcel, and in no other.
    """

    format: str
    file: str
    content: bytes
    markers: tuple[str, ...]
    sources: str | None = None

    @property
    def kind(self) -> str:
        """csv, json or jsonl."""
        return self.file.rpartition(".")[2]


MARKERS = tuple(str(917_000 + number) for number in range(1, 6))


def lines(texts: list[str]) -> bytes:
    """Return texts as the lines of a file."""
    return "".join(text + "\n" for text in texts).encode()


def all_samples() -> list[Sample]:
    """Return the samples of every module in ``samples``."""
    from tests.fuzz import samples

    names = sorted(module.name for module in pkgutil.iter_modules(samples.__path__))
    return [sample for name in names for sample in importlib.import_module(f"{samples.__name__}.{name}").SAMPLES]
