"""Explore: every metric and cut that is offered can be asked, and the page shows what the metric says."""

from __future__ import annotations

import io
import shlex
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest
from click.testing import CliRunner

from dashboard import answers, explore, metrics, warehouse
from dashboard.export import parquet_bytes
from dashboard.metrics import EARLIEST, LATEST, Query
from dashboard.origin import command
from tests.pages import figure, open_page, told
from wismo.cli import cli

if TYPE_CHECKING:
    from dashboard.warehouse import Snapshot
    from wismo.home import Home

SPAN = (date(2026, 6, 1), date(2026, 8, 31))


def test_whatever_is_offered_can_be_asked_and_whatever_is_not_is_explained(live: Snapshot) -> None:
    known = metrics.registry(live)
    for metric in known.values():
        for grain in explore.grains(metric):
            dates = (EARLIEST, LATEST) if metric.kind == "statistic" and grain == "all" else SPAN
            for one in explore.cuts(metric):
                for other in explore.cuts(metric, [one])[-1:]:
                    metrics.check(live, Query(metric.name, (one, other), grain, (), *dates))
                metrics.check(live, Query(metric.name, (one,), grain, (), *dates))
        lacking = {name for item in known.values() for name in item.dimensions} - set(metric.dimensions)
        assert bool(explore.not_offered(metric, known)) == bool(lacking)


def test_filters_are_followed_as_far_as_a_statistic_holds_them(live: Snapshot) -> None:
    lag, rate = (metrics.registry(live)[name] for name in ("first_scan_lag", "wismo_rate"))
    chosen = (("carrier", ("ups",)), ("owner", ("carrier",)), ("region", ("us",)))
    kept, why = explore.followed(lag, (), chosen)
    assert kept == (("carrier", ("ups",)),)
    assert why.startswith("The filter on Owner and Region does not narrow this figure")
    assert explore.followed(lag, (), (("carrier", ("dhl", "ups")),))[0] == ()
    assert explore.followed(lag, ("carrier",), (("carrier", ("dhl", "ups")),))[0] == (("carrier", ("dhl", "ups")),)
    assert explore.followed(rate, (), chosen) == (chosen, "")


@pytest.mark.parametrize(
    "query",
    [
        Query("wismo_rate", ("carrier", "three_pl"), "week", (("owner", ("carrier",)),), *SPAN),
        Query("wismo_tickets", ("root_cause",), "month", (("channel", ("chat", "email")),), *SPAN),
        Query("first_scan_lag", ("three_pl",), "week", (), *SPAN),
        Query("first_response_time", (), "all"),
    ],
    ids=lambda query: query.metric,
)
def test_the_command_gives_the_same_figures(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot, query: Query
) -> None:
    monkeypatch.setenv("WISMO_HOME", str(demo_home.root))
    line = command(query)
    assert line is not None
    program, *words = shlex.split(line)
    assert program == "wismo"
    done = CliRunner().invoke(cli, [*words, "--format", "csv"])
    assert done.exit_code == 0, done.output
    found = metrics.run(live, query)
    printed = pl.read_csv(io.StringIO(done.output))
    assert printed["value"].to_list() == pytest.approx(found["value"].to_list(), nan_ok=True)
    sql, values = metrics.sql_of(live, query), metrics.bound(live, query)
    assert warehouse.rows(live, sql, values)["value"].to_list() == found["value"].to_list()


def test_a_name_that_the_command_line_would_split_has_no_command() -> None:
    query = Query("wismo_rate", where=(("carrier", ("a b; rm -rf ~",)),))
    assert shlex.split(command(query) or "")[-1] == "carrier=a b; rm -rf ~"
    assert command(replace(query, where=(("carrier", ("a,b",)),))) is None


def test_a_parquet_file_holds_the_answer(live: Snapshot) -> None:
    found = metrics.query(live, "wismo_tickets", by=["carrier"], grain="month")
    assert pl.read_parquet(io.BytesIO(parquet_bytes(found))).equals(found)


@pytest.mark.parametrize(
    ("address", "by", "grain"),
    [
        ({"metric": "wismo_tickets"}, [], "week"),
        ({"metric": "wismo_tickets", "by": "carrier"}, ["carrier"], "week"),
        ({"metric": "wismo_tickets", "by": "carrier", "grain": "All days together"}, ["carrier"], "all"),
        (
            {"metric": "wismo_tickets", "by": "root_cause", "and_by": "carrier", "grain": "All days together"},
            ["root_cause", "carrier"],
            "all",
        ),
    ],
)  # fmt: skip
def test_the_picture_follows_the_shape_and_holds_what_the_metric_says(
    monkeypatch: pytest.MonkeyPatch,
    demo_home: Home,
    live: Snapshot,
    address: dict[str, str],
    by: list[str],
    grain: str,
) -> None:
    page = open_page(monkeypatch, demo_home, "explore", address | {"from": "2026-06-01", "to": "2026-08-30"})
    start, end = date(2026, 6, 1), date(2026, 8, 30)
    asked = metrics.query(live, "wismo_tickets", by=by, grain=grain, start=start, end=end)
    data = figure(page, "explore")["data"]
    if grain == "week":
        for trace in data:
            own = asked.filter(pl.col(by[0]) == trace["customdata"][0][1]) if by else asked
            assert trace["y"] == own["value"].to_list()
        some = asked.filter(pl.col("value") > 0)
        assert len(data) == min(answers.MOST_LINES, some[by[0]].n_unique() if by else 1)
    elif len(by) == 1:
        assert dict(zip([name for [name] in data[0]["customdata"]], data[0]["x"], strict=True)) == dict(
            asked.select("carrier", "value").filter(pl.col("value") > 0).iter_rows()
        )
    else:
        shown = {tuple(pair): float(text.replace(",", "")) for pair, text in
                 zip(data[1]["customdata"], data[1]["text"], strict=True)}  # fmt: skip
        known = {(cause, carrier): value for cause, carrier, value in asked.select(*by, "value").iter_rows()}
        assert shown
        assert all(known[pair] == value for pair, value in shown.items())
    total = metrics.query(live, "wismo_tickets", start=start, end=end)["value"][0]
    assert f"n = {total:,.0f}" in told(page)
    assert any("select" in block.value and "$start" in block.value for block in page.code)
    assert any(block.value.startswith("wismo metric wismo_tickets") for block in page.code)


def test_nonsense_in_the_address_is_dropped(monkeypatch: pytest.MonkeyPatch, demo_home: Home) -> None:
    page = open_page(monkeypatch, demo_home, "explore", {"metric": "x'; drop", "by": "nobody", "grain": "century"})
    assert figure(page, "explore")["data"]
    assert any(block.value.startswith("wismo metric wismo_rate --grain week") for block in page.code)


def test_one_figure_over_all_time_and_too_short_a_span(monkeypatch: pytest.MonkeyPatch, demo_home: Home) -> None:
    page = open_page(monkeypatch, demo_home, "explore", {"metric": "first_scan_lag", "grain": "All days together"})
    assert page.metric[0].label == "Hours from label to first scan, slowest tenth"
    assert any(block.value == "wismo metric first_scan_lag" for block in page.code)
    span = {"from": "2026-06-08", "to": "2026-06-21", "grain": "Month"}
    assert "No whole month lies between these dates" in told(open_page(monkeypatch, demo_home, "explore", span))
