"""First-scan lag against exact arithmetic and against lifelines, and the tables that others read."""

from __future__ import annotations

import warnings
from datetime import date
from fractions import Fraction

import duckdb
import polars as pl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from wismo.home import project_root
from wismo.statistics import waits
from wismo.statistics.first_scan_lag import SMALLEST_N, by_lag, first_scan_lag, product_limit
from wismo.statistics.run import STATISTIC_TABLES
from wismo.statistics.waits import WAITS

MONDAY = date(2026, 1, 5)


def parcels(lags: list[float], *, censored: list[bool] | None = None, **columns: object) -> pl.DataFrame:
    values = {"label_date": MONDAY, "carrier": "ups", "three_pl": "north", "region": "CA"} | columns
    return pl.DataFrame({"first_scan_lag_hours": lags, "is_scan_censored": censored or [False] * len(lags)}).select(
        *(pl.lit(value).alias(name) for name, value in values.items()),
        pl.col("first_scan_lag_hours").cast(pl.Float64),
        "is_scan_censored",
    )


def total(frame: pl.DataFrame) -> dict:
    lags = first_scan_lag(frame)
    return lags.row(by_predicate=(pl.col("grain") == "all") & total_slice(), named=True)


def total_slice() -> pl.Expr:
    return (pl.col("carrier") == "all") & (pl.col("three_pl") == "all") & (pl.col("region") == "all")


def test_without_unscanned_parcels_the_lags_are_plain_quantiles():
    row = total(parcels([float(hour) for hour in range(1, 101)]))
    assert row == {
        "grain": "all", "week_start": None, "carrier": "all", "three_pl": "all", "region": "all",
        "n": 100, "never_scanned": 0, "p50_hours": 50.0, "p90_hours": 90.0,
        "share_over_24h": pytest.approx(0.76), "share_over_48h": pytest.approx(0.52),
    }  # fmt: skip


def test_unscanned_parcels_make_the_lag_longer_not_shorter():
    scanned = [10.0] * 60
    alone = total(parcels(scanned))
    # Forty more, labelled five days ago and still not scanned.
    all_of_them = total(parcels([*scanned, *[120.0] * 40], censored=[False] * 60 + [True] * 40))
    assert (alone["p90_hours"], all_of_them["p90_hours"]) == (10.0, None)
    assert all_of_them["p50_hours"] == 10.0
    assert all_of_them["share_over_48h"] == pytest.approx(0.4)
    assert (all_of_them["n"], all_of_them["never_scanned"]) == (100, 40)


def test_a_fresh_label_says_nothing_about_later_hours():
    # Half were scanned after 30 hours; the other half is only two hours old and is no evidence of speed.
    row = total(parcels([30.0] * 50 + [2.0] * 50, censored=[False] * 50 + [True] * 50))
    assert row["p50_hours"] == 30.0
    assert row["share_over_24h"] == pytest.approx(1.0)
    # All are two hours old: nobody knows how many will wait longer than a day.
    assert total(parcels([2.0] * 50, censored=[True] * 50))["share_over_24h"] is None


def test_fewer_than_thirty_parcels_keep_their_count_and_show_nothing_else():
    row = total(parcels([5.0] * (SMALLEST_N - 1)))
    assert (row["n"], row["never_scanned"]) == (29, 0)
    assert {row[name] for name in ("p50_hours", "p90_hours", "share_over_24h", "share_over_48h")} == {None}
    assert total(parcels([5.0] * SMALLEST_N))["p50_hours"] == 5.0


def test_each_slice_and_week_has_its_own_row():
    frame = pl.concat(
        [
            parcels([4.0] * 30, label_date=date(2026, 1, 11)),  # a Sunday: the week of 5 January
            parcels([40.0] * 30, carrier="dhl", three_pl="south", region="NY", label_date=date(2026, 1, 12)),
        ]
    )
    lags = first_scan_lag(frame)
    assert lags.filter(total_slice()).select("grain", "week_start", "n", "p50_hours").rows() == [
        ("all", None, 60, 4.0),
        ("week", MONDAY, 30, 4.0),
        ("week", date(2026, 1, 12), 30, 40.0),
    ]
    everything = lags.filter(pl.col("grain") == "all").select("carrier", "three_pl", "region", "p50_hours").rows()
    assert sorted(everything) == [
        ("all", "all", "CA", 4.0), ("all", "all", "NY", 40.0), ("all", "all", "all", 4.0),
        ("all", "north", "all", 4.0), ("all", "south", "all", 40.0),
        ("dhl", "all", "all", 40.0), ("dhl", "south", "all", 40.0),
        ("ups", "all", "all", 4.0), ("ups", "north", "all", 4.0),
    ]  # fmt: skip


def test_no_parcels_make_an_empty_table_with_every_column():
    lags = first_scan_lag(parcels([1.0]).clear())
    assert lags.is_empty()
    assert lags.columns[:5] == ["grain", "week_start", "carrier", "three_pl", "region"]


duration = st.tuples(st.integers(0, 60), st.booleans())


def exact_unscanned(pairs: list[tuple[int, bool]]) -> dict[int, Fraction]:
    share, curve = Fraction(1), {}
    for lag in sorted({lag for lag, _ in pairs}):
        waiting = sum(other >= lag for other, _ in pairs)
        scanned = sum(other == lag and not is_censored for other, is_censored in pairs)
        share *= 1 - Fraction(scanned, waiting)
        curve[lag] = share
    return curve


@given(st.lists(duration, min_size=1, max_size=80))
def test_the_curve_is_the_exact_product_limit(pairs):
    frame = parcels([float(lag) for lag, _ in pairs], censored=[censored for _, censored in pairs])
    rows = product_limit(by_lag(frame.with_columns(week_start=pl.lit(None, dtype=pl.Date))), ["week_start"])
    curve = rows.unique("lag", keep="last", maintain_order=True)
    exact = exact_unscanned(pairs)
    assert curve["lag"].to_list() == list(exact)
    assert curve["unscanned"].to_list() == pytest.approx([float(share) for share in exact.values()], abs=1e-12)


@given(st.lists(duration, min_size=SMALLEST_N, max_size=80))
def test_quantiles_are_exact_where_the_curve_touches_the_share(pairs):
    row = total(parcels([float(lag) for lag, _ in pairs], censored=[censored for _, censored in pairs]))
    exact = exact_unscanned(pairs)
    for name, share in (("p50_hours", Fraction(1, 2)), ("p90_hours", Fraction(1, 10))):
        assert row[name] == next((float(lag) for lag, left in exact.items() if left <= share), None)


def test_it_agrees_with_lifelines():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own deprecated imports
        from lifelines import KaplanMeierFitter
    lags = [float((index * 37) % 211) / 3 + 0.25 for index in range(997)]
    censored = [index % 11 == 0 for index in range(997)]
    row = total(parcels(lags, censored=censored))
    curve = KaplanMeierFitter().fit(lags, [not item for item in censored]).survival_function_["KM_estimate"]
    assert row["p50_hours"] == curve[curve <= 0.5].index[0]
    assert row["p90_hours"] == curve[curve <= 0.1].index[0]
    assert row["share_over_24h"] == pytest.approx(curve[curve.index <= 24].iloc[-1])
    assert row["share_over_48h"] == pytest.approx(curve[curve.index <= 48].iloc[-1])


def test_each_wait_counts_what_still_goes_on():
    with duckdb.connect() as connection:
        connection.register("given", parcels([float(hour) for hour in range(60)]))
        connection.execute(
            "create table shipments as select *, first_scan_lag_hours - 2 as notification_lead_hours, "
            "label_date as trouble_date, true as is_exception_alerted, 5.0 as alert_wait_hours, "
            "first_scan_lag_hours * 2 as transit_hours, false as is_transit_censored from given"
        )
        connection.execute(
            "create table tickets as select label_date as reporting_date, true as is_wismo, 'agent' as handled_by, "
            "'email' as channel, 'staffed' as staffed, 60.0 as first_response_minutes, "
            "null::double as first_eta_minutes, 90.0 as waited_minutes, true as has_reply_text from given"
        )
        waits.compute(connection)
        waits.compute(connection)
        found = {
            wait.table: connection.execute(
                f"select n, {wait.open_count}, p50_hours, p90_hours from {wait.table} where grain = 'all' "
                f"and {wait.dimensions[0]} = 'all' and {wait.dimensions[-1]} = 'all' and {wait.dimensions[-2]} = 'all'"
            ).fetchall()
            for wait in WAITS
        }
    assert found == {
        "first_scan_lag": [(60, 0, 29.0, 53.0)],
        # Sixty parcels with a lag of 0 to 59 hours, told two hours after the label each.
        "notification_lead": [(60, 0, 27.0, 51.0)],
        "alert_delay": [(60, 0, 5.0, 5.0)],
        "transit_time": [(60, 0, 58.0, 106.0)],
        "first_response_time": [(60, 0, 1.0, 1.0)],
        # Nobody was told anything: none of the waits ended.
        "first_eta_time": [(60, 60, None, None)],
    }


def test_every_statistic_table_is_published_and_the_registry_names_real_columns(snapshot):
    columns: dict[str, list[str]] = {}
    for table, column in snapshot.execute("select table_name, column_name from information_schema.columns").fetchall():
        columns.setdefault(table, []).append(column)
    assert set(STATISTIC_TABLES) <= set(columns)
    registry = yaml.safe_load((project_root() / "wismo/statistics/registry.yml").read_text())["statistics"]
    for statistic in registry:
        named = {
            statistic["grain_column"],
            statistic["period_column"],
            statistic["value"],
            statistic["n_column"],
        }
        named |= {*statistic["columns"], *(name for cut in statistic["slices"] for name in cut)}
        assert named <= set(columns[statistic["table"]])
