"""The two searches, each as a function that runs it under given settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.cells import spoilt
from tests.fuzz.grammar import grown

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fuzz.check import Bench
    from tests.fuzz.sample import Sample


def searches(bench: Bench, samples: list[Sample], how: settings, start: int | None = None) -> list[Callable[[], None]]:
    """Return the searches; ``start`` is the seed of chance where the settings do not fix it."""

    @how
    @given(st.data())
    def mutants_are_told_apart(data: st.DataObject) -> None:
        sample = data.draw(st.sampled_from(samples), label="sample")
        bench.check_mutant(sample, data.draw(spoilt(sample), label="content"))

    @how
    @given(st.data())
    def what_chance_writes_is_counted(data: st.DataObject) -> None:
        sample = data.draw(st.sampled_from(samples), label="sample")
        bench.load(sample, data.draw(grown(sample), label="content"))

    found: list[Callable[[], None]] = [mutants_are_told_apart, what_chance_writes_is_counted]
    return found if start is None else [seed(start)(search) for search in found]
