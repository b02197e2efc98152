"""Charts, figures, files and colours, without a browser."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from math import dist

import polars as pl
import pytest

from dashboard import charts
from dashboard.canvas import Band, Mark, fold
from dashboard.compare import Card, Reading, card, versus, with_words
from dashboard.export import csv_text, defused
from dashboard.figures import change, figure, rests_on
from dashboard.findings import largest_now, over_time
from dashboard.moments import Moment
from dashboard.registry import Metric
from dashboard.tables import as_table
from dashboard.theme import Look, series_colours
from dashboard.timeline import timeline
from wismo.confidence import wilson
from wismo.home import project_root
from wismo.labels import OWNER_LABELS
from wismo.periods import Weeks

MONDAYS = [date(2026, 9, 28), date(2026, 10, 5)]
WEEKS = Weeks(MONDAYS[0], MONDAYS[1], MONDAYS[0], date(2025, 10, 6), is_aligned=False, partial=None)
LOOK = Look(
    is_dark=False,
    labels={"carrier": {"ups": "UPS", "evil": "<a href='https://example.com'>x</a>"}},
    colours={"carrier": {"ups": "#0072B2"}},
)


RATE = Metric(
    name="match_rate", label="Tied to an order", description="d", kind="rate", format="percent", unit="USD",
    direction="up_is_good", smallest_n=30, term="t", dimensions={"carrier": "carrier"}, has_interval=True,
)  # fmt: skip
COUNT = replace(RATE, kind="count", format="integer", smallest_n=0, has_interval=False)


def weekly(rows: list[tuple]) -> pl.DataFrame:
    columns = {"period": pl.Date, "carrier": pl.String, "value": pl.Float64, "numerator": pl.Float64, "n": pl.Float64}
    return pl.DataFrame(rows, schema=columns, orient="row")


RATES = weekly([(MONDAYS[0], "ups", 0.5, 50, 100), (MONDAYS[1], "ups", 0.75, 30, 40), (MONDAYS[1], "usps", 0.1, 1, 10)])


def test_stacked_bars_carry_week_and_member() -> None:
    drawn = charts.stacked_weeks(RATES, LOOK, "carrier", ["usps", "ups"])
    assert [bar.name for bar in drawn.data] == ["Usps", "UPS"]
    assert list(drawn.data[1].y) == [0.5, 0.75]
    assert [list(point) for point in drawn.data[1].customdata] == [["2026-09-28", "ups"], ["2026-10-05", "ups"]]
    assert drawn.layout.barmode == "stack"


def test_seasons_and_launches_stand_behind_the_bars() -> None:
    band, mark = Band("Peak <b>", *MONDAYS), Mark("Email <i>later</i>", MONDAYS[1])
    drawn = charts.stacked_weeks(RATES, LOOK, "carrier", ["ups"], [band], [mark])
    assert [str(shape.x0)[:10] for shape in drawn.layout.shapes] == ["2026-09-28", "2026-10-05"]
    assert [note.text for note in drawn.layout.annotations] == ["Peak &lt;b&gt;", "Email &lt;i&gt;later&lt;/i&gt;"]


def test_normal_weeks_are_two_lines_that_break_and_cannot_be_chosen() -> None:
    weeks = [MONDAYS[0] - timedelta(weeks=2), *MONDAYS]
    normal = pl.DataFrame({"period": weeks, "lower": [1.0, 2.0, 3.0], "upper": [7.0, 8.0, 9.0]})
    drawn = charts.stacked_weeks(RATES, LOOK, "carrier", ["ups"], normal=normal)
    _, lower, upper = drawn.data
    assert (list(lower.y), list(upper.y)) == ([1, None, 2, 3], [7, None, 8, 9])
    assert {lower.hoverinfo, upper.hoverinfo} == {"skip"}


def test_the_way_to_a_target_is_a_line_with_its_name_at_its_end() -> None:
    target = pl.DataFrame({"period": MONDAYS, "value": [4.0, 3.5]})
    line = charts.stacked_weeks(RATES, LOOK, "carrier", ["ups"], target=target).data[-1]
    assert (list(line.y), list(line.text), line.line.dash) == ([4.0, 3.5], ["", "target"], "dash")
    weeks = {"week_start": MONDAYS, "rate": [5.0, None], "baseline": [6.0, 6.1], "target_line": [5.9, 5.8], "n": [9, 0]}
    drawn = charts.progress(pl.DataFrame(weeks), LOOK, figures=".1f", y_title="per 100 orders")
    assert {line.name: list(line.y) for line in drawn.data} == {
        "baseline": [6.0, 6.1],
        "target": [5.9, 5.8],
        "each week": [5.0, None],
    }
    assert [list(point) for point in drawn.data[-1].customdata] == [["2026-09-28"], ["2026-10-05"]]


def test_ranked_bars_keep_the_order_and_show_what_they_rest_on() -> None:
    compared = versus(RATE, RATES, "carrier", WEEKS)
    drawn = charts.ranked(compared, LOOK, "carrier", figures=".0%", before="the week before")
    bars, words, before = drawn.data
    assert list(bars.y) == ["UPS", "Usps"]
    assert list(bars.x) == [0.75, None]
    assert list(before.x) == [0.5, None]
    assert [text.strip() for text in words.text] == ["75.0 % (n = 40)", "1 of 10, too few"]
    assert drawn.layout.xaxis.range[1] > 0.75


def test_steps_lead_from_one_whole_to_the_other_and_clear_ones_say_so() -> None:
    frame = pl.DataFrame(
        {
            "label": ["Before", "Late <b>", "Lost", "Now"],
            "start": [0.0, 8.0, 9.5, 0.0],
            "end": [8.0, 9.5, 9.2, 9.2],
            "effect": [1.2, 1.5, -0.3, 1.2],
            "is_told_from_noise": [None, True, False, None],
            "places": [["2026-09-28", None], ["2026-10-05", "late"], None, ["2026-10-05", None]],
        }
    )
    (bars,) = charts.steps(frame, LOOK).data
    assert [bars.base[place] + bars.x[place] for place in range(4)] == pytest.approx([8.0, 9.5, 9.2, 9.2])
    assert [text.strip() for text in bars.text] == ["8.00", "<b>+1.50</b> stands out", "-0.30", "9.20"]
    assert [place and list(place) for place in bars.customdata] == frame["places"].to_list()
    assert list(bars.marker.opacity) == [1.0, 1.0, 0.5, 1.0]
    assert bars.y[1] == "Late &lt;b&gt;"


def test_lines_break_where_a_value_is_missing() -> None:
    frame = RATES.with_columns(value=pl.Series([0.5, None, 0.1]))
    drawn = charts.lines(frame, LOOK, "carrier", ["ups"], figures=".0%")
    assert list(drawn.data[0].y) == [0.5, None]
    assert drawn.data[0].connectgaps is False
    assert drawn.layout.showlegend is False


def test_every_cell_can_be_chosen() -> None:
    frame = pl.DataFrame({"carrier": ["ups", "usps"], "region": ["us", "eu"], "value": [3.0, 1.0], "shown": ["3", "1"]})
    drawn = charts.cells(frame, LOOK, "carrier", "region", rows=["ups", "usps"], columns=["us", "eu"])
    shades, points = drawn.data
    assert [list(row) for row in shades.z] == [[3.0, None], [None, 1.0]]
    assert [list(point) for point in points.customdata] == [["ups", "us"], ["usps", "eu"]]


def test_timeline_has_a_lane_per_kind_a_line_per_ticket_and_hollow_what_was_not_known() -> None:
    instants = [datetime(2026, 10, 1, 8, tzinfo=UTC), datetime(2026, 10, 3, 9, tzinfo=UTC)]
    scan = Moment(instants[0], instants[1], "scan", "<b>scan</b>", None, "s1", "not_known_yet")
    drawn = timeline([scan, Moment(instants[1], None, "ticket", "late", "t1", None, "this_ticket")], LOOK, "UTC")
    assert [lane.name for lane in drawn.data] == ["Customer wrote", "Carrier scan"]
    assert drawn.data[1].text == ("Carrier: &lt;b&gt;scan&lt;/b&gt; (we did not know yet)",)
    assert list(drawn.data[1].marker.symbol) == ["circle-open"]
    assert list(drawn.data[0].marker.symbol) == ["diamond"]
    assert [shape.x0 for shape in drawn.layout.shapes] == [instants[1].replace(tzinfo=None)]


def test_names_from_outside_cannot_be_links() -> None:
    frame = weekly([(MONDAYS[1], "evil", 0.5, 50, 100)])
    compared = versus(RATE, frame, "carrier", WEEKS)
    for drawn in (
        charts.stacked_weeks(frame, LOOK, "carrier", ["evil"]),
        charts.ranked(compared, LOOK, "carrier", figures=".0%", before="the week before"),
        charts.lines(frame, LOOK, "carrier", ["evil"], figures=".0%"),
    ):
        assert "<a" not in drawn.to_json().replace("\\u003c", "<")


def test_long_names_are_folded_at_the_middle() -> None:
    assert fold("Late and still moving") == "Late and still moving"
    assert fold("Label printed and pickup overdue") == "Label printed and<br>pickup overdue"
    assert fold("R&D <office> in the north of it") == "R&amp;D &lt;office&gt; in<br>the north of it"


@pytest.mark.parametrize(
    ("form", "value", "text"),
    [
        ("percent", 0.1234, "12.3 %"),
        ("per_100", 8.456, "8.46"),
        ("hours", 31.25, "31.2 h"),
        ("integer", 1234.0, "1,234"),
        ("currency", 1234.5, "USD 1,234"),
    ],
)
def test_figures_are_written_by_format(form: str, value: float, text: str) -> None:
    assert figure(replace(RATE, format=form), value, 30) == text


def test_no_figure_on_too_little() -> None:
    assert figure(RATE, 0.5, 29) == "–"
    assert figure(RATE, None, 100) == "–"
    assert rests_on(RATE, 29, 3) == "3 of 29: fewer than 30, so no figure"
    assert rests_on(RATE, 1234, 3) == "n = 1,234"
    assert with_words(RATE, RATES.filter(carrier="usps"))["value"].to_list() == [None]


def test_changes_of_a_share_are_points() -> None:
    assert change(RATE, 0.30, 0.25) == "+5.0 points"
    assert change(COUNT, 3, 10) == "-7"
    assert change(COUNT, 3, None) is None


def test_interval_of_a_share() -> None:
    # Newcombe 1998, table I: 81 of 263.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 30)[0] == 0
    assert wilson(30, 30)[1] == pytest.approx(1)


def test_a_card_reads_three_weeks() -> None:
    assert card(RATE, RATES.filter(carrier="ups"), WEEKS) == Card(
        RATE, Reading(0.75, 40, 30), Reading(0.5, 100, 50), Reading()
    )


def test_a_member_new_this_week_had_none_before() -> None:
    counts = weekly([(MONDAYS[1], "ups", 4, None, 4), (MONDAYS[0], "usps", 2, None, 2)])
    compared = versus(COUNT, counts, "carrier", WEEKS)
    assert compared.select("carrier", "value", "before", "shown").rows() == [("ups", 4, 0, "4"), ("usps", 0, 2, "0")]


def test_the_table_says_what_the_chart_says() -> None:
    table = as_table(RATE, RATES, LOOK)
    assert table.columns == ["Week from", "Carrier", "Tied to an order (%)", "Count", "n", "from (%)", "to (%)"]
    assert table.row(0)[:5] == (MONDAYS[0], "UPS", 50, 50, 100)
    assert table.row(2) == (MONDAYS[1], "Usps", None, 1, 10, None, None)


def test_alternative_text_names_the_finding() -> None:
    compared = versus(RATE, RATES, "carrier", WEEKS)
    said = largest_now(RATE, compared, "carrier", LOOK, "last week")
    assert said == "Tied to an order last week: highest UPS with 75.0 % (n = 40)."
    assert over_time(RATE, RATES.head(2), "carrier", LOOK) == (
        "Tied to an order by week, first and last week shown: UPS from 50.0 to 75.0."
    )


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "  =1+1", "＝1"])
def test_a_spreadsheet_cannot_run_a_cell(cell: str) -> None:
    written = csv_text(pl.DataFrame({"a": [cell, "plain"]}))
    assert f"'{cell}" in written
    assert "\nplain\n" in written
    assert defused(cell) == f"'{cell}"


def test_figures_stay_figures_in_a_file() -> None:
    assert csv_text(pl.DataFrame({"a": [-1.5]})) == "a\n-1.5\n"


def test_every_cause_has_its_own_colour_for_every_eye() -> None:
    causes = pl.read_csv(project_root() / "seeds" / "root_causes.csv")
    assert causes.height == 21
    assert causes["rule_order"].to_list() == list(range(1, 22))
    assert set(causes["owner_default"]) <= set(OWNER_LABELS)
    for column, background in (("colour_light", "#FFFFFF"), ("colour_dark", "#12161C")):
        for eye in EYES:
            seen = [_seen(colour, eye) for colour in causes[column]]
            assert min(dist(one, other) for one, other in combinations(seen, 2)) > 0.07
            assert min(dist(one, _seen(background, eye)) for one in seen) > 0.13


def test_a_ninth_series_is_grey_like_the_unknown() -> None:
    colours = series_colours(["unassigned", *map(str, range(9))], is_dark=False)
    assert set(colours) == set(map(str, range(8)))
    assert Look(is_dark=False, colours={"carrier": colours}).colour("carrier", "8") == LOOK.faint


# How people without red or green cones see linear RGB: Machado, Oliveira and Fernandes 2009, full severity.
EYES = (
    ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
)


def _seen(colour: str, eye: tuple) -> tuple[float, float, float]:
    """A colour in Oklab, where distance is difference to the eye."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    red, green, blue = (max(0.0, sum(weight * part for weight, part in zip(row, linear, strict=True))) for row in eye)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def test_every_column_of_text_is_guarded_by_itself():
    assert csv_text(pl.DataFrame({"a": ["=1", None], "b": ["x", "+2"], "c": [1, 2]})) == "a,b,c\n'=1,x,1\n,'+2,2\n"
