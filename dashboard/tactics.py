"""What each tactic could touch, what is above normal, and what was shown after its launch; and the weeks behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import charts, page, panel, programme, reference, say
from dashboard.canvas import Mark
from dashboard.programme import EVIDENCE, STATES, percent, scope
from dashboard.published import statistic
from wismo.many import many
from wismo.periods import WEEK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.page import Here
    from dashboard.theme import Look

INTERVALS = {
    "group": pl.String, "label": pl.String, "shown": pl.String, "value": pl.Float64, "lower": pl.Float64,
    "upper": pl.Float64, "is_told": pl.Boolean, "is_bound": pl.Boolean, "other": pl.Float64, "unseen": pl.Float64,
}  # fmt: skip
UNKNOWN = "not known"
WHOLE = "All of the brand: filters do not narrow it."
TITLES = {"group": "Tactic", "label": "Figure", "value": "Change (%)", "lower": "from", "upper": "to"}


def figures(register: Sequence[Mapping[str, Any]], look: Look) -> pl.DataFrame:
    """Return the rows of the chart of intervals, three a tactic, as changes in percent of the tickets it is about."""
    found = []
    for row in register:
        launched = f"{row['launched_on']:%-d %b %Y}"
        group = {"group": f"{row['name']}\n{scope(row, look)}, from {launched}, n = {row['n']:,}"}
        found += [group | one for one in (*window(row), _shown(row))]
    return pl.DataFrame(found, schema=INTERVALS)


def window(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a tactic or a kind of tactic could touch and what of it is above normal, both below 0."""
    share, tickets = row["addressable_share"], row["wismo_tickets"]
    could = {"label": "Could touch", "shown": UNKNOWN, "is_bound": True, "is_told": True}
    if share is not None:
        shown = f"at most {percent(share)} ({row['addressable_tickets']:,} of {tickets:,} tickets)"
        could |= {"shown": shown, "value": -100 * share}
    above: dict[str, Any] = {
        "label": "Above normal",
        "shown": UNKNOWN,
        "value": None,
        "is_bound": False,
        "is_told": False,
    }
    if row["excess_share"] is not None:
        low, high = (100 * row[name] / tickets for name in ("excess_lower", "excess_upper"))
        is_told = low > 0
        said = "" if is_told else ", not above normal"
        above |= {
            "shown": f"{percent(row['excess_share'])} ({round(low)} to {round(high)} %){said}".replace("-", "\u2212"),
            "value": -100 * row["excess_share"], "lower": -high, "upper": -low, "is_told": is_told,
        }  # fmt: skip
    return [could, above]


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    seen = row["smallest_visible_effect"]
    unseen = f" (below {percent(seen)} mostly unseen)" if seen is not None else ""
    found = {
        "label": f"Shown after launch{unseen}", "shown": STATES[row["state"]][0], "is_bound": False,
        "is_told": row["state"] in {"lower", "higher"}, "unseen": None if seen is None else -100 * seen,
    }  # fmt: skip
    if row["effect"] is None:
        return found
    low, high = (_change(row[name]) for name in ("effect_lower", "effect_upper"))
    said = "" if found["is_told"] else ", could be chance"
    return found | {
        "shown": f"{_change(row['effect'])} ({low} to {high}){said}",
        "value": 100 * row["effect"], "lower": 100 * row["effect_lower"], "upper": 100 * row["effect_upper"],
    }  # fmt: skip


def _change(share: float) -> str:
    return f"{percent(abs(share))} {'fewer' if share < 0 else 'more'}"


def finding(register: Sequence[Mapping[str, Any]]) -> str:
    """Return the one sentence over the chart of all tactics."""
    told = {state: [row["name"] for row in register if row["state"] == state] for state in ("lower", "higher")}
    parts = [f"{STATES[state][0]} after {' and '.join(names)}" for state, names in told.items() if names]
    if not parts:
        return "No tactic can be told from no effect so far"
    return programme.sentence_case("; ".join(parts))


def compared(at: Here, register: Sequence[Mapping[str, Any]]) -> None:
    """Draw the three figures of each tactic on one scale."""
    frame = figures(register, at.look)
    about = (
        "Percent of the WISMO tickets of the parcels that a tactic is for; n counts the tickets of the weeks compared. "
        "Could touch and above normal: the 52 weeks before the launch. Shown after launch: up to 52 weeks after it, "
        "with its 95 % interval; grey and hollow where it could be chance. Shaded: a fall so small would not "
        f"be found four times in five. Figures of several tactics must not be added. {WHOLE}"
    )
    panel.chart(
        "tactics",
        charts.intervals(frame, at.look, x_title="change in WISMO tickets, %", figures=".0f"),
        interval_table(frame, TITLES),
        title=finding(register),
        about=about,
        alt=" ".join(f"{row['name']}: {row['sentence']} {row['window_sentence']}" for row in register),
    )
    for row in register:
        if warning := beyond_window(row):
            say.warning(warning)


def beyond_window(row: Mapping[str, Any]) -> str:
    """Return the warning that more was shown after a launch than the tactic's window holds; empty where it was not."""
    could, effect = row["addressable_share"], row["effect"]
    if could is None or effect is None or row["state"] != "lower" or -effect <= could:
        return ""
    least = -row["effect_upper"]
    fits = (
        f"What the tactic can account for lies between {percent(least)}, the least that is plausible, and "
        f"{percent(could)}."
        if least <= could
        else f"Even the least that is plausible, {percent(least)}, is more than that."
    )
    return (
        f"{row['name']}: do not put the whole fall down to it. Tickets fell by {percent(-effect)}, but only "
        f"{percent(could)} of them were of the kind that it is for. {fits} The rest has another reason, or the tactic "
        "helps with other questions, too."
    )


def interval_table(frame: pl.DataFrame, titles: Mapping[str, str]) -> pl.DataFrame:
    """Return rows of the chart of intervals with plain names, and their words last."""
    rounded = frame.with_columns(pl.col(pl.Float64).round(2))
    return rounded.select(*(pl.col(name).alias(title) for name, title in titles.items()), pl.col("shown").alias("Says"))


def _in_words(at: Here, row: Mapping[str, Any]) -> None:
    """Say what a tactic's row says, with the grade of the evidence."""
    words, colour = STATES[row["state"]]
    with st.container(border=True):
        with st.container(horizontal=True, gap="small"):
            say.badge(words, colour=colour)
            say.badge(scope(row, at.look))
            say.badge(f"since {row['launched_on']:%-d %b %Y}")
        say.text(f"Shown after launch: {row['sentence']} Evidence: {EVIDENCE[row['evidence_grade']]}.")
        say.text(f"What could have been seen: {row['visible_sentence']}")
        say.text(row["window_sentence"])


def week_by_week(at: Here, register: Sequence[Mapping[str, Any]]) -> None:
    """Draw the weeks of one tactic beside what was to be expected without it."""
    names = {row["tactic_id"]: row["name"] for row in register}
    chosen = st.selectbox("Tactic", list(names), key="tactic", bind="query-params", format_func=names.__getitem__)
    row = next(row for row in register if row["tactic_id"] == chosen)
    _weeks(at, row)
    _in_words(at, row)


def _weeks(at: Here, row: Mapping[str, Any]) -> None:
    weeks = statistic(at.snapshot, "tactic_series", tactic_id=row["tactic_id"])
    if weeks.is_empty():
        page.nothing(
            "The weeks of this tactic cannot be drawn.",
            "No week before its launch has orders, or this snapshot is older than the drawing.",
            "Load earlier orders, or run `wismo build`.",
        )
        return
    if weeks["rate"].is_null().all():
        page.nothing(
            "The weeks of this tactic are not drawn.",
            "Each has too few orders for a rate.",
            "Register the tactic for more of your parcels in seeds/tactics.csv, or load more orders.",
        )
        return
    drawn = weeks.select(
        period="week_start", value="rate", n="n", is_counted=pl.col("part").is_in(["before", "after"]),
        expected="expected", lower="expected_lower", upper="expected_upper", goal=pl.lit(None, pl.Float64),
    )  # fmt: skip
    label = at.metric(row["metric"]).label
    names_drawn = {"value": f"{label}, {scope(row, at.look)}"}
    if row["effect"] is not None:
        names_drawn |= {"expected": "expected without the tactic", "limits": "plausible without it"}
    first, last = weeks["week_start"][0], weeks["week_start"][-1] + WEEK
    ended = [Mark("end", row["ended_on"])] if row["ended_on"] else []
    panel.chart(
        "tactic_weeks",
        charts.against_expected(
            drawn,
            at.look,
            names_drawn,
            bands=reference.bands(at.snapshot, first, last),
            marks=[Mark("launch", row["launched_on"]), *ended],
        ),
        weeks.drop("tactic_id", "metric", "method").rename(WEEK_TITLES),
        title=_weeks_finding(row),
        about=(
            f"{label}, {scope(row, at.look)}, complete weeks, n = {many(row['n'], 'ticket')} in the weeks "
            "compared. Hollow points are not counted: the launch's weeks, whose tickets are about orders from before, "
            "and weeks after the last look (8, 13, 26 or 52 weeks after launch). Shaded: seasons. Evidence: "
            f"{EVIDENCE[row['evidence_grade']]}. {WHOLE}"
        ),
        alt=row["sentence"],
    )


WEEK_TITLES = {
    "week_start": "Week from", "part": "Part", "n": "Tickets", "orders": "Orders", "rate": "Per 100 orders",
    "expected": "Expected without it", "expected_lower": "from", "expected_upper": "to",
}  # fmt: skip


def _weeks_finding(row: Mapping[str, Any]) -> str:
    if row["effect"] is None:
        words = STATES[row["state"]][0]
        return f"{row['name']}: {words}"
    seen = row["expected_rate"] + row["effect_points"]
    said = f"After launch {seen:.1f} per 100 orders, where {row['expected_rate']:.1f} were to be expected"
    return said if row["state"] in {"lower", "higher"} else f"{said}: within what weeks differ anyway"
