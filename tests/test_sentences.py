"""Every sentence of every statistic, of many brands, says no more than its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.random_brands import random_brand
from tests.sentence_reader import problems, unreadable
from wismo.statistics.comparisons import FEWEST_BEFORE
from wismo.statistics.run import TABLES, compute
from wismo.statistics.targets import FEWEST_WEEKS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wismo.home import Home

# The first few in `make test`, all of them in `make soak`.
BRANDS = [pytest.param(seed, marks=[pytest.mark.soak] if seed >= 2 else []) for seed in range(50)]
# Numbers of the methods themselves, which sentences may name.
OF_METHODS = (FEWEST_BEFORE, FEWEST_WEEKS)
# Of tables with thousands of rows of one form so many are read, evenly.
MOST_ROWS = 400


def read(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Yield what is wrong with the rows of every statistic table, each with its sentence."""
    thresholds = [float(value) for (value,) in connection.execute("select value from main.thresholds").fetchall()]
    for table in TABLES:
        rows = connection.cursor().sql(f"select * from main.{table.name}").pl()
        for row in rows.gather_every(max(1, len(rows) // MOST_ROWS)).iter_rows(named=True):
            if bad := unreadable(row):
                yield f"{table.name}: {', '.join(bad)} of {row} is no number"
            for name in ("sentence", "visible_sentence", "window_sentence", "margin_sentence"):
                if row.get(name):
                    # Only the sentence itself tells what was found; the others tell of what could be.
                    told = row if name == "sentence" else {key: row[key] for key in row if key != "effect"}
                    for problem in problems(told | {"sentence": row[name]}, [*thresholds, *OF_METHODS]):
                        yield f"{table.name}: {problem}: {row[name]}"


@pytest.mark.parametrize("seed", BRANDS)
def test_no_sentence_of_a_random_brand_says_more_than_its_row(demo_home: Home, tmp_path: Path, seed: int) -> None:
    path = random_brand(demo_home.work / "wismo.duckdb", tmp_path, seed)
    with duckdb.connect(str(path)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        compute(connection)
        assert list(read(connection)) == []


@pytest.mark.parametrize(
    ("sentence", "row"),
    [
        ("Fewer tickets came because of the page.", {}),
        ("The tactic saved 310 tickets.", {"tickets_avoided": 310.0}),
        ("UPS is worse than expected.", {"ratio": 1.2, "ratio_lower": 0.9, "ratio_upper": 1.6}),
        ("It fell by 12 %.", {"effect": -0.15, "effect_lower": -0.2, "effect_upper": -0.1}),
        ("In the week of 3 March 2026 nothing happened.", {}),
        ("The rate is nan.", {}),
        ("About {n} tickets came.", {}),
        ("No full stop", {}),
    ],
)
def test_the_reader_finds_what_a_row_does_not_carry(sentence: str, row: dict) -> None:
    assert problems(row | {"sentence": sentence}) != []


@pytest.mark.parametrize(
    ("sentence", "row"),
    [
        ("UPS is worse than expected, 1.2 times (1.1 to 1.6).",
         {"ratio": 1.204, "ratio_lower": 1.1, "ratio_upper": 1.61}),
        ("15 % fewer tickets (20 to 10).", {"effect": -0.15, "effect_lower": -0.2, "effect_upper": -0.1}),
        ("It is not proven whose it is.", {}),
        ("Not enough data: 12 tickets.", {"n": 12}),
    ],
)  # fmt: skip
def test_the_reader_lets_pass_what_it_does(sentence: str, row: dict) -> None:
    assert problems(row | {"sentence": sentence}) == []
