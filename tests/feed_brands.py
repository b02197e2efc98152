"""Made-up feeds with known truth: how many records an ordinary shop's feed brings each day, and what can go wrong.

Shops differ in size, growth, weekdays, peak and promotions; each had one outage. No two seeds are alike.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import polars as pl

from wismo.home import project_root

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HOLIDAYS = {(1, 1), (7, 4), (12, 25)}


def daily_counts(seed: int, last: date, days: int, black_fridays: Mapping[int, date]) -> np.ndarray:
    """Return the records of each of ``days`` days that end on ``last``, nothing wrong but one old outage."""
    chance = np.random.default_rng(seed)
    calendar = [last - timedelta(days=back) for back in reversed(range(days))]
    base = np.exp(chance.uniform(np.log(15), np.log(400)))
    growth = chance.uniform(-0.2, 0.8) / 365
    weekdays = np.concatenate([chance.uniform(0.9, 1.15, 5), chance.uniform(0.35, 1.0, 2)])
    peak, december, january = chance.uniform(1.5, 4), chance.uniform(1.1, 1.9), chance.uniform(0.6, 0.95)
    wave, phase = chance.uniform(0, 0.2), chance.uniform(0, 2 * np.pi)
    mean = np.empty(days)
    for place, day in enumerate(calendar):
        friday = black_fridays[day.year]
        season = 1.0
        if friday - timedelta(days=4) <= day <= friday + timedelta(days=4):
            season = peak
        elif friday < day <= date(day.year, 12, 20):
            season = december
        elif (day.month, day.day) <= (1, 20):
            season = january
        season *= 1 + wave * np.sin(2 * np.pi * day.timetuple().tm_yday / 365 + phase)
        season *= 0.4 if (day.month, day.day) in HOLIDAYS else 1.0
        mean[place] = base * np.exp(growth * place) * weekdays[day.weekday()] * season
    for _ in range(round(3 * days / 365)):
        first = int(chance.integers(0, days))
        mean[first : first + int(chance.integers(1, 4))] *= chance.uniform(1.3, 2)
    outage = int(chance.integers(0, days - 30))
    mean[outage : outage + int(chance.integers(2, 11))] = 0
    scatter = chance.uniform(0.03, 0.15)
    return chance.poisson(mean * chance.gamma(1 / scatter**2, scatter**2, days))


MODELS = (
    "int_feed_reach",
    "int_feed_windows",
    "int_feed_scatter",
    "int_feed_year_before",
    "int_feed_seasons",
    "int_feed_bounds",
    "feed_health",
)
SEEDS = ("thresholds", "public_holidays", "three_pls", "season_anchors", "season_windows")


def records(feed: str, source: str, last: date, counts: np.ndarray) -> pl.DataFrame:
    """Return a feed's days as the models want them; ``last`` is the day of the last of ``counts``."""
    days = [last - timedelta(days=back) for back in reversed(range(len(counts)))]
    columns = {"feed": feed, "source_system": source, "reporting_date": days, "record_count": counts.astype(np.int64)}
    return pl.DataFrame(columns).filter(pl.col("record_count") > 0)


def health(compiled: Path, working: Path, feed_days: pl.DataFrame, through: date) -> pl.DataFrame:
    """Return what the models say of these feeds: their own SQL as dbt compiled it, beside the project's seeds.

    ``compiled`` is dbt's folder of compiled models, ``working`` a database in which the seeds lie.
    """
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as wismo")
        connection.execute("attach $path as built (read_only)", {"path": str(working)})
        connection.execute("use wismo.main")
        for seed in SEEDS:
            connection.execute(f"create table {seed} as from built.main.{seed}")
        days = [through + timedelta(days=step) for step in range(-1500, 40)]
        connection.execute("create table int_days as select cast(unnest($days) as date) as date_day", {"days": days})
        connection.execute("create table int_data_through as select $day::date as reporting_through", {"day": through})
        connection.execute("create table int_orders as select 'US' as country")
        connection.register("given", feed_days)
        connection.execute("create table int_feed_days as from given")
        for model in ("int_black_fridays", "int_season_days", "calendar_days", *MODELS):
            sql = next(compiled.rglob(f"{model}.sql")).read_text(encoding="utf-8")
            connection.execute(f"create table {model} as {sql}")
        return connection.sql("from feed_health").pl()


def black_fridays() -> dict[int, date]:
    """Return the day after each Thanksgiving, by year."""
    anchors = pl.read_csv(project_root() / "seeds" / "season_anchors.csv", try_parse_dates=True)
    rows = anchors.filter(pl.col("anchor") == "thanksgiving").select("year", "date").rows()
    return {year: day + timedelta(days=1) for year, day in rows}
