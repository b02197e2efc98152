"""Data health and definitions: what is found, what the health says, and who may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from dashboard import condition, details, metrics, reference, rulebook
from tests.copied_home import copied_home
from tests.pages import figure, open_page, said, told
from wismo.snapshot import current_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.warehouse import Snapshot
    from wismo.home import Home


def test_words_find_the_metrics_whose_definition_holds_all_of_them(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    known = metrics.registry(live)
    page = open_page(monkeypatch, demo_home, "definitions", {"find": "First SCAN"})
    found = [metric.name for metric in known.values() if rulebook.holds(metric, "scan first")]
    assert "first_scan_lag" in found
    assert "handling_cost" not in found
    assert page.dataframe[0].value["Name"].tolist() == found
    assert f"{len(found)} of {len(known)} metrics" in told(page)
    assert "No metric speaks of" in told(open_page(monkeypatch, demo_home, "definitions", {"find": "zebra"}))
    everything = open_page(monkeypatch, demo_home, "definitions")
    assert everything.dataframe[0].value["Name"].tolist() == list(known)


def test_the_health_is_what_the_snapshot_knows(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    page = open_page(monkeypatch, demo_home, "definitions", {"health": "Freshness and checks"})
    feeds, checks = (table.value for table in page.dataframe)
    assert len(feeds) == reference.feeds(live).height > 2
    assert len(checks) == reference.health(live).height
    page = open_page(monkeypatch, demo_home, "definitions", {"health": "What was loaded"})
    assert page.dataframe[0].value["Rows"].sum() == condition.row_accounts(live)["row_count"].sum()
    assert set(condition.row_accounts(live)["outcome"]) <= set(details.ACCOUNTS)
    page = open_page(monkeypatch, demo_home, "definitions", {"health": "Matches and scans"})
    missing = metrics.query(live, "first_scan_lag", by=["three_pl"])
    bars = figure(page, "never_scanned")["data"][0]
    found = dict(zip([name for [name] in bars["customdata"]], bars["x"], strict=True))
    assert found == dict(missing.select("three_pl", "never_scanned").iter_rows())
    assert len(figure(page, "match_rate")["data"][0]["x"]) > 2


def test_older_and_odd_snapshots_are_explained(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    home = copied_home(demo_home, tmp_path / "odd")
    with duckdb.connect(str(current_snapshot(home))) as connection:
        connection.execute("drop table row_accounts")
        connection.execute("update feed_health set is_odd = true where feed = 'orders'")
        connection.execute("delete from first_scan_lag")
        connection.execute(
            "insert into unmapped_words by name select 'status' as kind, 'tracking_events' as feed, 'x' as vendor, "
            "'*gone*' as word, 1234 as row_count, now()::timestamp as first_seen_at, now()::timestamp as last_seen_at"
        )
    assert "older than that account" in told(open_page(monkeypatch, home, "definitions", {"health": "What was loaded"}))
    assert "Not as usual: orders from" in said(
        open_page(monkeypatch, home, "definitions", {"health": "Freshness and checks"})
    )
    assert "Missing scans are not known" in told(
        open_page(monkeypatch, home, "definitions", {"health": "Matches and scans"})
    )
    words = open_page(monkeypatch, home, "definitions", {"health": "Unknown words"})
    assert "*gone*, in 1,234 records" in told(words)


@pytest.mark.parametrize(
    ("page", "words"), [("rules", "The first rule that holds"), ("data_health", "How far each feed reaches")]
)
def test_addresses_of_before_lead_on(monkeypatch: pytest.MonkeyPatch, demo_home: Home, page: str, words: str) -> None:
    opened = open_page(monkeypatch, demo_home, page)
    assert opened.title[0].value == "Data health and definitions"
    assert words in told(opened)
