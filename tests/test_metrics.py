"""Metrics: hand-worked numbers, the same numbers by MetricFlow itself, and what a question may not do."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import duckdb
import polars as pl
import pytest
from metricflow.data_table.mf_table import MetricFlowDataTable
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlClient, SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

from dashboard import metrics, warehouse
from wismo.errors import WismoError
from wismo.home import Home, project_root
from wismo.metric import metric_frame, parse_where, render
from wismo.snapshot import current_snapshot, semantic_manifest_path

if TYPE_CHECKING:
    from dashboard.warehouse import Snapshot

MONDAY, NEXT_MONDAY = date(2026, 3, 2), date(2026, 3, 9)
# Worked out by hand from the rows above, for the week of 2 March 2026.
BY_HAND = {
    "wismo_tickets": 12, "wismo_contacts": 13, "tickets": 42, "matched_wismo_tickets": 10,
    "rated_wismo_tickets": 12, "rated_tickets": 42,
    "owner_proven_tickets": 10, "reassurance_tickets": 4, "handling_cost": 96, "wismo_share": 12 / 42,
    "match_rate": 10 / 12, "owner_proven_share": 10 / 12, "reassurance_share": 4 / 12,
    "orders": 150, "lag_matched_orders": 120.5, "cohort_wismo_orders": 13, "cohort_mature_orders": 130,
    "wismo_rate": 1200 / 120.5, "contact_rate": 4200 / 120.5, "wismo_rate_cohort": 10,
    "shipments": 40, "tracked_shipments": 38, "exception_shipments": 3, "promised_shipments": 36,
    "due_shipments": 30, "on_time_shipments": 27, "on_time_promise": 0.9, "promise_coverage": 0.9,
    "exception_rate": 3 / 38, "first_scan_lag": 50,
    "parcel_days": 500, "wismo_tickets_in_state": 10, "cause_hazard": 1000 / 500,
    "unanswered_wismo_tickets": 3, "read_first_replies": 40, "telling_first_replies": 20, "due_reply_etas": 32,
    "kept_reply_etas": 24, "first_reply_eta_share": 0.5, "eta_kept": 0.75,
    "recorded_shipments": 80, "told_shipments": 64, "told_before_scan_shipments": 48, "trouble_shipments": 40,
    "alerted_shipments": 30, "alerts_with_known_day": 30, "alerts_with_day": 15, "asked_in_trouble": 40,
    "alerted_before_asked": 10, "shipping_email_share": 0.8, "told_before_scan_share": 0.75, "alert_coverage": 0.75,
    "unscanned_tickets": 5, "alert_eta_share": 0.5, "alerted_before_asked_share": 0.25,
    "known_hours_contacts": 12, "unstaffed_contacts": 6, "unstaffed_share": 0.5, "asked_orders": 40,
    "asked_again_orders": 6, "asked_again_share": 0.15, "asked_order_contacts": 49, "repeat_contact_factor": 49 / 40,
    "open_parcels": 11, "asked_open_parcels": 2,
    "eta_due_shipments": 40, "eta_kept_shipments": 35, "standard_due_shipments": 40, "standard_kept_shipments": 30,
    "handover_due_shipments": 50, "handed_over_shipments": 40, "label_clock_shipments": 25, "left_behind_shipments": 5,
    "closing_claims": 3, "on_time_last_eta": 0.875, "on_time_standard": 0.75, "handover_on_time": 0.8,
    "handover_label_clock": 0.5, "left_behind_share": 0.1, "transit_time": 120,
    "notification_lead": 9.5, "alert_delay": 7, "first_response_time": 2.5, "first_eta_time": 12,
    "click_to_ship": 20,
}  # fmt: skip


STATISTICS = {
    "first_scan_lag",
    "notification_lead",
    "alert_delay",
    "transit_time",
    "first_response_time",
    "first_eta_time",
    "click_to_ship",
}


NOW = {"open_parcels", "asked_open_parcels"}


@pytest.fixture(scope="module")
def hand_home(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A snapshot of a dozen rows with the project's own definitions."""
    home = Home(tmp_path_factory.mktemp("hand"))
    home.published.mkdir()
    path = home.published / "20260316T000000Z-hand.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute((Path(__file__).parent / "hand_snapshot.sql").read_text())
    shutil.copy(semantic_manifest_path(current_snapshot(demo_home)), semantic_manifest_path(path))
    (home.published / "CURRENT").write_text(path.name)
    return home


@pytest.fixture
def hand(hand_home: Home) -> Snapshot:
    return warehouse.live_snapshot(hand_home)


def test_every_metric_has_a_number_worked_out_by_hand(hand: Snapshot) -> None:
    assert set(BY_HAND) == set(metrics.registry(hand))


@pytest.mark.parametrize("name", BY_HAND)
def test_number_worked_out_by_hand(hand: Snapshot, name: str) -> None:
    answer = metrics.query(hand, name, grain="week", start=MONDAY, end=date(2026, 3, 8))
    assert answer["period"].to_list() == [MONDAY]
    assert answer["value"][0] == pytest.approx(BY_HAND[name], rel=1e-12)


@pytest.mark.parametrize("name", BY_HAND)
def test_metric_is_described(hand: Snapshot, name: str) -> None:
    metric = metrics.registry(hand)[name]
    assert metric.label
    assert len(metric.description) > 30
    assert metric.term
    assert metric.format in {"integer", "percent", "per_100", "factor", "currency", "hours"}
    assert metric.direction in {"up_is_good", "down_is_good", "neutral"}
    assert metric.smallest_n == 0 if metric.kind == "count" else metric.smallest_n >= 30


CUTS = (("month", []), ("week", ["carrier"]), ("week", ["three_pl", "region"]))
# Every metric in one of the cuts, neighbours in different ones; all of them in all are for soak.
CUT_METRICS = [
    pytest.param(name, *cut, marks=[] if place % len(CUTS) == number else [pytest.mark.soak])
    for place, name in enumerate(name for name in BY_HAND if name not in STATISTICS)
    for number, cut in enumerate(CUTS)
]


@pytest.mark.parametrize(("name", "grain", "by"), CUT_METRICS)
def test_metricflow_itself_gives_the_same_numbers(demo_home: Home, name: str, grain: str, by: list[str]) -> None:
    snapshot = warehouse.live_snapshot(demo_home)
    ours = metrics.query(snapshot, name, by=by, grain=grain)
    theirs = _metricflow(snapshot, name, [f"metric_time__{grain}", *by]).rename({f"metric_time__{grain}": "period"})
    # What is on its way now stands on one day.
    assert ours.height > (0 if name in NOW else 3)
    both = ours.join(
        theirs.with_columns(pl.col("period").cast(pl.Date)), on=["period", *by], how="full", nulls_equal=True
    )
    assert both.height == ours.height == theirs.height
    gaps = both.filter(
        ~pl.col("value").eq_missing(pl.col(name)) & ((pl.col("value") - pl.col(name)).abs().fill_null(9) > 1e-9)
    )
    assert gaps.is_empty()


def test_the_mf_command_prints_the_same_number(demo_home: Home, tmp_path: Path) -> None:
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(project_root() / name, tmp_path / name)
    (tmp_path / "target").mkdir()
    (tmp_path / "work").mkdir()
    snapshot = warehouse.live_snapshot(demo_home)
    shutil.copy(snapshot.manifest_path, tmp_path / "target" / "semantic_manifest.json")
    shutil.copy(snapshot.path, tmp_path / "work" / "wismo.duckdb")
    (tmp_path / "work" / "wismo.duckdb").chmod(0o600)
    command = [
        str(Path(sys.executable).parent / "mf"),
        "query",
        "--metrics",
        "wismo_rate,on_time_promise",
        "--csv",
        "out.csv",
    ]
    environment = {"WISMO_HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "DO_NOT_TRACK": "1"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (tmp_path / "out.csv").exists(), done.stdout + done.stderr
    printed = pl.read_csv(tmp_path / "out.csv").row(0, named=True)
    for name in ("wismo_rate", "on_time_promise"):
        assert printed[name] == pytest.approx(metrics.query(snapshot, name)["value"][0], abs=0.01)


def test_a_cause_is_taken_out_of_all_orders(hand: Snapshot) -> None:
    cut = metrics.query(hand, "wismo_rate", by=["root_cause"], grain="week")
    assert cut.filter(root_cause="late_in_transit")["value"].to_list() == pytest.approx([600 / 120.5, 800 / 59.5])
    assert set(cut["root_cause"]) == {"late_in_transit", "in_transit_on_time", "unmatched"}
    narrowed = metrics.query(
        hand, "wismo_rate", where={"root_cause": ["unmatched"]}, start=MONDAY, end=MONDAY.replace(day=8)
    )
    assert narrowed.row(0, named=True) == pytest.approx(
        {"value": 200 / 120.5, "numerator": 2, "denominator": 120.5, "n": 120.5}
    )


def test_a_cause_without_tickets_in_a_week_reads_none_of_n(hand: Snapshot) -> None:
    cut = metrics.query(hand, "wismo_rate", by=["root_cause"], grain="week", start=NEXT_MONDAY)
    quiet = metrics.query(hand, "wismo_rate", by=["root_cause"], grain="week").filter(
        period=NEXT_MONDAY, root_cause="unmatched"
    )
    assert cut["root_cause"].to_list() == ["late_in_transit"]
    assert quiet.select("value", "numerator", "n").row(0) == (0, 0, 59.5)


def test_tickets_without_orders_stay_without_a_rate(hand: Snapshot) -> None:
    cut = metrics.query(hand, "wismo_rate", by=["carrier"])
    assert cut.filter(carrier="unassigned").select("value", "numerator", "n").row(0) == (None, 2, 0)


def test_the_share_of_a_cause_is_of_all_tickets_and_of_a_channel_of_its_own(hand: Snapshot) -> None:
    causes = metrics.query(hand, "wismo_share", by=["root_cause"])
    assert causes["denominator"].unique().to_list() == [60]
    assert causes["numerator"].sum() == 20
    channels = metrics.query(hand, "wismo_share", by=["channel"])
    assert dict(channels.select("channel", "denominator").iter_rows()) == {"chat": 4, "email": 56}
    within = metrics.query(hand, "match_rate", by=["root_cause"])
    assert dict(within.select("root_cause", "denominator").iter_rows()) == {
        "in_transit_on_time": 4, "late_in_transit": 14, "unmatched": 2,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["wismo_tickets", "orders", "due_shipments", "handling_cost"])
def test_days_members_and_weeks_add_up(demo_home: Home, name: str) -> None:
    snapshot = warehouse.live_snapshot(demo_home)
    total = metrics.query(snapshot, name)["value"][0]
    assert total > 100
    for grain, by in (("day", ["carrier"]), ("week", ["three_pl", "region"]), ("month", ["season"])):
        parts = metrics.query(snapshot, name, by=by, grain=grain)
        assert parts["value"].sum() == pytest.approx(total)


def test_weeks_start_on_monday(demo_home: Home) -> None:
    weeks = metrics.query(warehouse.live_snapshot(demo_home), "tickets", grain="week")["period"]
    assert set(weeks.dt.weekday()) == {1}


def test_values_never_reach_the_sql(hand: Snapshot) -> None:
    asked = metrics.Query("wismo_rate", ("owner",), "week", (("carrier", ("ups",)), ("root_cause", ("unmatched",))))
    sql = metrics.sql_of(hand, asked)
    assert "'ups'" not in sql
    assert "'unmatched'" not in sql
    assert "$carrier" in sql
    assert "$root_cause" in sql


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"name": "wismo_rat"}, "There is no metric wismo_rat. Did you mean wismo_rate"),
        ({"name": "wismo_rate", "by": ["carier"]}, "There is no dimension carier. Did you mean carrier?"),
        ({"name": "on_time_promise", "by": ["root_cause"]}, "on_time_promise has no root_cause;"),
        ({"name": "wismo_rate", "where": {"carrier": ["upss"]}}, "carrier has no member upss. Did you mean ups"),
        ({"name": "wismo_rate", "where": {"carrier": ["'; drop table x"]}}, "carrier has no member '; drop table x."),
        ({"name": "wismo_rate", "grain": "year"}, "The grain year is not known. Use one of day, week, month, all."),
        ({"name": "tickets", "by": ["region", "region"]}, "region, region names a dimension twice; once is enough."),
        ({"name": "tickets", "start": NEXT_MONDAY, "end": MONDAY}, "The first day, 2026-03-09, is after the last day"),
        ({"name": "first_scan_lag", "start": MONDAY}, "of some weeks together cannot be worked out"),
        ({"name": "first_scan_lag", "grain": "day"}, "first_scan_lag is worked out per week and for all time"),
        ({"name": "first_scan_lag", "by": ["region", "carrier"]}, "and not by carrier, region."),
        ({"name": "first_scan_lag", "where": {"carrier": ["ups", "usps"]}}, "cannot be added up"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(hand: Snapshot, asked: dict, sentence: str) -> None:
    with pytest.raises(WismoError) as raised:
        metrics.query(hand, **asked)
    assert sentence in str(raised.value)


def test_first_scan_lag_is_read_from_its_slice(hand: Snapshot) -> None:
    whole = metrics.query(hand, "first_scan_lag").row(0, named=True)
    assert (whole["value"], whole["p50_hours"], whole["n"], whole["never_scanned"]) == (44, 18, 60, 2)
    ups = metrics.query(hand, "first_scan_lag", grain="week", where={"carrier": ["ups"]})
    assert ups.select("period", "value", "n").rows() == [(MONDAY, None, 25)]


def test_the_terminal_shows_no_rate_on_too_few(hand_home: Home) -> None:
    frame = metric_frame(hand_home, "match_rate", by=["carrier"], grain="week")
    assert render(hand_home, "match_rate", frame) == (
        "period      carrier     Tied to an order   n\n"
        "2026-03-02  unassigned                 –   2\n"
        "2026-03-02  ups                        –  10\n"
        "2026-03-09  usps                       –   8\n"
        "\n– stands where n is below 30: too few for a figure."
    )
    rates = metric_frame(hand_home, "wismo_rate")
    assert render(hand_home, "wismo_rate", rates) == "WISMO per 100 orders    n\n               11.11  180"
    assert json.loads(render(hand_home, "wismo_rate", rates, "json"))[0]["numerator"] == 20
    assert render(hand_home, "wismo_tickets", metric_frame(hand_home, "wismo_tickets"), "csv").startswith(
        "value,numerator"
    )


def test_filters_of_the_terminal_are_read() -> None:
    assert parse_where(["carrier=ups", " carrier = usps", "region=us"]) == {
        "carrier": ["ups", "usps"],
        "region": ["us"],
    }
    with pytest.raises(WismoError, match="not of the form DIMENSION=VALUE"):
        parse_where(["carrier"])


def _metricflow(snapshot: Snapshot, name: str, groups: list[str]) -> pl.DataFrame:
    """MetricFlow's own way: it compiles, runs and hands back the table."""

    def run(statement: str, **_: object) -> MetricFlowDataTable:
        frame = warehouse.rows(snapshot, statement)
        return MetricFlowDataTable.create_from_rows(frame.columns, frame.rows())

    client = SimpleNamespace(sql_engine_type=SqlEngine.DUCKDB, sql_plan_renderer=DuckDbSqlPlanRenderer(), query=run)
    manifest = parse_manifest_from_dbt_generated_manifest(manifest_json_string=snapshot.manifest_path.read_text())
    engine = MetricFlowEngine(SemanticManifestLookup(manifest), cast("SqlClient", client))
    result = engine.query(MetricFlowQueryRequest.create(metric_names=[name], group_by_names=groups)).result_df
    assert result is not None
    return pl.DataFrame(
        list(result.rows), schema=list(result.column_names), orient="row", infer_schema_length=None
    ).with_columns(pl.col(name).cast(pl.Float64))
