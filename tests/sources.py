"""The figures that a page may draw, from what it was answered, and the derivations that are its own, done again."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard import metrics
from tests.asked import CLOSE
from tests.derived import behind, derived, hours_of, said
from tests.plotted import spoken_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dashboard.warehouse import Snapshot
    from tests.asked import Asked
    from tests.drawn import Drawn
    from wismo.periods import Weeks

SMALL = 60


class Sources:
    """The figures that a page may draw, from what it was answered."""

    def __init__(self, asked: Asked, weeks: Weeks, snapshot: Snapshot, figures: Mapping[str, dict]) -> None:
        self.asked, self.weeks, self.snapshot = asked, weeks, snapshot
        registry = metrics.registry(snapshot)
        smallest = (metric.smallest_n for metric in registry.values())
        self.every = _sorted(chain(self._cells(), derived(asked), smallest))
        self.hours = _sorted(self._hours(registry))
        self.said = _sorted(self._said(registry))
        self.texts = self._texts(registry)
        self.of_chart = {name: _sorted(_both(spoken_of(figure))) for name, figure in figures.items()}

    def hold(self, number: Drawn) -> bool:
        """Return whether a drawn number is one of the answers, as it is rounded there."""
        if number.places is None:
            exact = _within(self.every, number.number, CLOSE * max(1.0, abs(number.number)))
            return exact or (number.column is not None and _rounded(self.every, number.number))
        half = 0.5 * 10**-number.places * 1.000001
        # What is heard of a chart may name what is seen in it.
        chart = next((name for name in self.of_chart if number.place.startswith(f"what is heard of {name}:")), None)
        pools = [self.said, *([self.of_chart[chart]] if chart else [])]
        if number.hours and _within(self.hours, number.number * number.hours, half * number.hours):
            return True
        return any(_within(pool, size, half) for pool in pools for size in (number.number, abs(number.number)))

    def hold_column(self, cells: list[float]) -> bool:
        """Return whether a table's column is one column that was read, rounded to as many places as it shows."""
        places = max(_places(cell) for cell in cells)
        half = 0.5000001 * 10**-places
        return places <= 4 and any(all(_within(column, cell, half) for cell in cells) for column in self.columns)

    @cached_property
    def columns(self) -> list[pl.Series]:
        """Every column that was read: as it is, shares in percent, minutes in hours too."""
        found = []
        for frame in self._frames():
            for column in frame.iter_columns():
                if column.dtype.is_numeric():
                    known = column.drop_nulls().cast(pl.Float64).unique()
                    found += [_sorted(iter(known)), _sorted(iter(100 * known))]
                    if column.name.endswith("_minutes"):
                        found.append(_sorted(iter(known / 60)))
            found.append(_sorted(behind(frame, self.snapshot)))
        return found

    def _frames(self) -> list[pl.DataFrame]:
        return [*self.asked.answers.values(), *self.asked.tables, *self.asked.worked_out]

    def _hours(self, registry: Any) -> Iterator[float]:
        """Lengths of time in hours, which sentences give in the unit that a person would use."""
        for query, answer in self.asked.answers.items():
            if registry[query.metric].format == "hours":
                yield from answer["value"].drop_nulls()
        for frame in self._frames():
            yield from hours_of(frame)

    def _cells(self) -> Iterator[float]:
        for frame in self._frames():
            for value in _numbers(frame):
                yield from (value, 100 * value)
        for figure in self.asked.figures:
            yield from (figure, 100 * figure)
        yield from self._changes()

    def _said(self, registry: Any) -> Iterator[float]:
        """What a sentence may say: the weeks that are compared, totals, and small tables."""
        for query, answer in self.asked.answers.items():
            yield registry[query.metric].smallest_n
            if query.grain == "week" and not query.by:
                yield answer.height  # how many weeks are drawn
            yield from _both(_numbers(self._spoken_of(answer)))
        for frame in [*self.asked.tables, *self.asked.worked_out]:
            yield from _both(_numbers(frame if frame.height <= SMALL else self._spoken_of(frame)))
        yield from _both(self.asked.figures)
        yield from self._changes()
        yield from said(self.asked)
        yield len(registry)

    def _spoken_of(self, frame: pl.DataFrame) -> pl.DataFrame:
        column = next((name for name in ("period", "week_start") if name in frame.columns), None)
        if column is None:
            return frame
        weeks = pl.col(column).is_in([self.weeks.last, self.weeks.before, self.weeks.year_before])
        return frame.filter(weeks)

    def _changes(self) -> Iterator[float]:
        """The headline week against the two weeks that it is compared with, nothing else."""
        for query, answer in self.asked.answers.items():
            if query.grain != "week":
                continue
            keys = list(query.by)
            now = answer.filter(pl.col("period") == self.weeks.last)
            for base in (self.weeks.before, self.weeks.year_before):
                then = answer.filter(pl.col("period") == base)
                both = (
                    now.join(then, on=keys, how="inner", suffix="_then")
                    if keys
                    else now.join(then, how="cross", suffix="_then")
                )
                for one, other in both.select("value", "value_then").iter_rows():
                    if one is not None and other is not None:
                        yield from (one - other, 100 * (one - other))

    def members(self) -> frozenset[str]:
        """Return every name that was read, with the distances from Black Friday: alone in a cell it is no figure."""
        found = set()
        for frame in self._frames():
            for column in frame.iter_columns():
                if column.dtype == pl.String or column.name == "black_friday_week":
                    found |= set(column.drop_nulls().cast(pl.String))
        return frozenset(found)

    def _texts(self, registry: Any) -> pl.Series:
        """Texts that were read and may stand anywhere: labels, sentences, definitions, names with a figure in them."""
        columns = [column for frame in self._frames() for column in frame.iter_columns()]
        read = [column for column in columns if column.dtype == pl.String]
        defined = [text for metric in registry.values() for text in (metric.label, metric.description, metric.term)]
        known = pl.concat([pl.Series(defined), *(column.rename("") for column in read)]).drop_nulls().unique()
        return known.filter(known.str.contains(r"\d") & (known.str.len_chars() > 2))


def _numbers(frame: pl.DataFrame) -> Iterator[float]:
    for column in frame.iter_columns():
        if column.dtype.is_numeric():
            yield from (float(value) for value in column.drop_nulls().unique())


def _both(values: Any) -> Iterator[float]:
    for value in values:
        yield from (value, 100 * value)


def _sorted(values: Iterator[float]) -> pl.Series:
    found = pl.Series(list(values), dtype=pl.Float64)
    return found.filter(found.is_finite()).unique().sort()


def _within(pool: pl.Series, number: float, half: float) -> bool:
    place = pool.search_sorted(number - half)
    return place < pool.len() and pool[place] <= number + half


def _rounded(pool: pl.Series, number: float) -> bool:
    """A cell that was rounded for reading, to two places or to four."""
    places = _places(number)
    return places <= 4 and _within(pool, number, 0.0050001 if places <= 2 else 0.000050001)


def _places(number: float) -> int:
    return len(f"{number:.10f}".rstrip("0").partition(".")[2])
