"""The page Retention: its figures are the published estimates, and where there are none it says why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from dashboard import visitor, warehouse
from dashboard.published import statistic
from dashboard.retention import forest, known, words
from tests.pages import changed_home, figure, open_page, told

if TYPE_CHECKING:
    from pathlib import Path

    from wismo.home import Home

LATE = {
    "exposure": "late_delivery", "customer_group": "all", "effect": -7.8, "effect_lower": -10.4, "effect_upper": -5.1,
    "raw_difference": -8.2, "exposed_count": 1705, "comparison_count": 15256, "period_start": date(2025, 7, 19),
    "period_end": date(2026, 7, 19), "margin_at_risk": 3626, "margin_lower": 2384, "margin_upper": 4869,
    "currency": "USD", "sentence": "The row's own.", "evidence_grade": "adjusted_estimate", "trimmed_count": 2,
    "effective_comparison_count": 1914, "placebo": -1.0, "placebo_lower": -3.7, "placebo_upper": 1.6,
    "check_effect": -10.0, "largest_difference": 0.06, "sensitivity_sentence": "A hidden trait.", "method": "aipw",
}  # fmt: skip
FIRST_ORDERS = """
    insert into retention_effects select * replace ('first_order' as customer_group) from retention_effects
    where exposure = 'late_delivery' and customer_group = 'all'
"""
# An estimate for every exposure, large enough to be told from none.
ESTIMATED = """
    update retention_effects set effect = -6, effect_lower = -9, effect_upper = -3, raw_difference = -7,
        exposed_count = 500, comparison_count = 5000, evidence_grade = 'adjusted_estimate', method = 'aipw_landmark',
        effective_comparison_count = 900, margin_at_risk = 1200, margin_lower = 600, margin_upper = 1800,
        currency = 'EUR', margin_sentence = 'About 1,200 EUR.', period_start = date '2025-07-19',
        period_end = date '2026-07-19';
    delete from late_costs;
    insert into late_costs by name select unnest([
        {'line': 'late_by_1_day', 'kind': 'part', 'n': 400, 'amount': 1100.0, 'amount_lower': 100.0,
            'amount_upper': 2100.0, 'is_told': true},
        {'line': 'late_by_2_to_3_days', 'kind': 'part', 'n': 60, 'amount': 150.0, 'amount_lower': -70.0,
            'amount_upper': 370.0, 'is_told': false},
        {'line': 'late_by_4_days_or_more', 'kind': 'part', 'n': 40, 'amount': null, 'amount_lower': null,
            'amount_upper': null, 'is_told': false},
        {'line': 'rest', 'kind': 'part', 'n': 500, 'amount': -50.0, 'amount_lower': null, 'amount_upper': null,
            'is_told': false},
        {'line': 'late_delivery', 'kind': 'whole', 'n': 500, 'amount': 1200.0, 'amount_lower': 600.0,
            'amount_upper': 1800.0, 'is_told': true},
        {'line': 'answers', 'kind': 'beside', 'n': 90, 'amount': 720.0, 'amount_lower': null, 'amount_upper': null,
            'is_told': true}
    ], recursive := true), 'EUR' as currency, 'aipw_landmark' as method, date '2025-07-19' as period_start,
        date '2026-07-19' as period_end, 'Its sentence.' as sentence
"""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "whose parcel is on time (5.1 to 10.4). That is about USD 3,626 of margin a year (2,384 to 4,869), of"),
        ({"period_start": date(2026, 4, 11)}, "USD 3,626 of margin in the 100 days of orders studied"),
        ({"margin_at_risk": None}, "What that costs cannot be said: the value of their orders is not known."),
        ({"effect_upper": 0.3}, "That late parcels cost customers cannot be told from chance. The row's own."),
        ({"effect": None}, "What late parcels cost cannot be said yet. The row's own."),
    ],
)  # fmt: skip
def test_the_headline_says_no_more_than_the_row(changed: dict, said: str) -> None:
    assert said in words.headline(LATE | changed)
    assert "older than the figure" in words.headline(None)


def test_money_beside_the_margin_is_not_on_top_of_it_and_is_of_every_late_order() -> None:
    beside = [
        {"line": "answers", "amount": 720.0, "currency": "USD"},
        {"line": "refunds", "amount": 99.0, "currency": "USD"},
        {"line": "other_currencies", "amount": None, "currency": None},
    ]
    said = words.headline(LATE, beside)
    assert said.endswith(
        "Beside it, of all late orders of the same time and whether or not the delay is why: answering WISMO contacts "
        "USD 720 and order value paid back in full USD 99. In no amount: reships and coupons."
    )
    assert "on top" not in said.lower()
    untold = words.headline(LATE, [beside[0], beside[1] | {"amount": None}])
    assert "In no amount: order value paid back in full, reships and coupons." in untold
    assert "USD 0" not in untold


def test_an_n_of_a_sample_says_so_and_one_of_the_brand_how_it_was_come_by(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    sample = (
        "update retention_effects set method = 'aipw_landmark_sample'",
        "update late_costs set method = 'aipw_landmark_sample' where kind = 'whole'",
    )
    said = told(open_page(monkeypatch, changed_home(demo_home, tmp_path, ESTIMATED, *sample), "retention"))
    assert "n late customers, one order each, counted up from a sample." in said
    assert said.count("in a sample of the customers") == 5


def test_an_effect_is_told_with_its_interval_and_grey_where_it_may_be_none() -> None:
    assert words.points(LATE) == "7.8 fewer (5.1 to 10.4)"
    vague = LATE | {"effect_upper": 1.0}
    assert words.points(vague) == "7.8 fewer (10.4 fewer to 1.0 more), could be chance"
    drawn = forest.frame([("Late", "Late", LATE), ("Late", "Other", vague), ("Late", "None", LATE | {"effect": None})])
    assert drawn["is_told"].to_list() == [True, False, False]
    assert drawn["other"].to_list() == [-8.2] * 3


def test_how_we_know_says_what_each_test_found() -> None:
    said = "\n".join(known.known(LATE))
    for words_of in ("1.0 fewer of 100 (3.7 fewer to 1.6 more). No difference", "10.0 fewer", "0.06", "A hidden trait"):
        assert words_of in said
    assert "which weakens the figure" in "\n".join(known.known(LATE | {"placebo_upper": -0.5}))


def test_the_page_draws_the_published_estimates(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    home = changed_home(demo_home, tmp_path, FIRST_ORDERS, ESTIMATED)
    page = open_page(monkeypatch, home, "retention")
    rows = statistic(warehouse.live_snapshot(home), "retention_effects", customer_group="all")
    everybody = figure(page, "retention")["data"]
    assert everybody[1]["x"] == rows["effect"].to_list()
    assert everybody[0]["x"] == rows["raw_difference"].to_list()
    lines = statistic(warehouse.live_snapshot(home), "late_costs")
    drawn = figure(page, "margin_at_risk")
    assert drawn["data"][1]["x"] == lines["amount"].drop_nulls().to_list()
    assert "diamond-open" in drawn["data"][1]["marker"]["symbol"]
    words_drawn = " ".join(note["text"] for note in drawn["layout"]["annotations"])
    for said in ("Two or three days late, n = 60", "\u2212", "could be chance", "not enough data"):
        assert said in words_drawn
    said = told(page)
    assert "is why: answering WISMO contacts EUR 720. In no amount: order value paid back in full, reships and" in said
    assert "n late customers, one order each. The first lines" in said
    assert "One order a customer counts, the first of those days; who ordered again within 30 days" in said
    assert {card.value.replace("\\", "") for card in page.metric} == {"6.0 fewer", "EUR 1,200"}
    assert "about EUR 1,200 of margin a year (600 to 1,800)" in told(page)
    assert "500 late customers never wrote" in told(page)
    page = open_page(monkeypatch, home, "retention", {"retention": "First orders and seasons"})
    assert set(figure(page, "retention_groups")["data"][1]["x"]) == {-6.0}


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        ([], ""),
        (["delete from retention_effects"], "No effect on who comes back is published."),
        (["alter table retention_effects drop method"], "No effect on who comes back is published."),
        (["update retention_effects set effect = null, margin_at_risk = null"], "No margin at risk can be given."),
        ([ESTIMATED, "drop table late_costs"], "No margin at risk can be given."),
    ],
    ids=["small brand", "no rows", "older", "not enough data", "older than the lines"],
)
def test_what_cannot_be_said_is_explained(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path, statements: list[str], said: str
) -> None:
    home = changed_home(demo_home, tmp_path, *statements)
    for below in ("What a day is worth", "First orders and seasons"):
        page = open_page(monkeypatch, home, "retention", {"retention": below})
        assert said in told(page) or below != "What a day is worth"


def test_a_viewer_reads_the_whole_page(monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path) -> None:
    monkeypatch.setattr(visitor, "_role_without_sign_in", lambda: "viewer")
    page = open_page(monkeypatch, changed_home(demo_home, tmp_path, ESTIMATED), "retention")
    assert len(page.get("plotly_chart")) == 2
    assert "6.0 fewer" in told(page)
