"""Carriers and 3PLs beside what was to be expected of their work: who is outside, in words, as a funnel and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import charts, page, panel, say, sidebar
from dashboard.filters import TITLES
from dashboard.published import statistic
from wismo.statistics.league_words import WORDS
from wismo.statistics.observed_expected import ALIKE, BETTER, INSEPARABLE, TOO_LITTLE, WORSE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.page import Here

METRICS = {
    "left_behind_per_parcel": "Parcels left behind at the pickup",
    "three_pl_wismo_per_order": "Orders asked about for the 3PL's reasons",
    "late_per_parcel": "Late parcels",
    "wismo_per_order": "Orders asked about",
}
# What each kind of party is judged by, what is most its own first.
JUDGED = {"carrier": ("late_per_parcel", "wismo_per_order"), "three_pl": tuple(METRICS)}
ONE = {"carrier": "carrier", "three_pl": "3PL"}
PLURALS = {"carrier": "carriers", "three_pl": "3PLs"}
OUTSIDE = (WORSE, BETTER)
COLUMNS = {
    "verdict": "Verdict",
    "ratio": "Times as many as expected",
    "ratio_lower": "from",
    "ratio_upper": "to",
    "observed": "Seen",
    "expected": "Expected",
    "rate": "Per 100",
    "n": "n",
    "left_out": "Left out",
    "sentence": "In words",
}


def section(at: Here, party: str) -> None:
    """Draw a kind of party on the limits of chance for one metric of the league, with the figures below."""
    metric = sidebar.choice("Judge by", JUDGED[party], "league", METRICS)
    found = _rows(at, party, metric)
    if found.is_empty():
        page.nothing(
            f"No {PLURALS[party]} can be compared on {METRICS[metric].lower()} yet.",
            "It takes a complete week of tracked parcels with a promise, or of orders, and a party's name on them.",
            "Load the tracker's and the 3PL's exports, then run `wismo build`.",
        )
        return
    page.tell_whole(at, whose="all work of these weeks")
    start, end = found.select("period_start", "period_end").row(0)
    drawn = found.with_columns(
        shown=pl.Series([_words(row) for row in found.iter_rows(named=True)], dtype=pl.String),
        is_outside=pl.col("verdict").is_in(OUTSIDE),
    )
    names = pl.Series(TITLES[party], [at.look.label(party, member) for member in found["party"]], dtype=pl.String)
    rounded = found.with_columns(pl.col(pl.Float64).round(2))
    table = rounded.select(names, *(pl.col(name).alias(shown) for name, shown in COLUMNS.items()))
    cases = ", ".join(f"{name} {n:,}" for name, n in zip(names, found["n"], strict=True))
    panel.chart(
        f"league_{metric}",
        charts.funnel(drawn, at.look, party, x_title="times as many as expected (1 = the average)"),
        table,
        title=finding(found, party, metric, at),
        about=f"{METRICS[metric]} as a multiple of what was to be expected of the same regions, services, weeks and "
        f"partners, {start:%-d %b %Y} to {end:%-d %b %Y}; filters do not narrow it. n = {WORDS[metric][1]}: "
        f"{cases}. Bars "
        "hold what chance alone leaves in 95 and 99.8 of 100 cases; a filled point is told from the average.",
    )
    if told := unflagged(found, party, at):
        say.caption(told)
    with st.expander("How we know"):
        for sentence in found["sentence"]:
            say.text(sentence)
        say.caption(
            "A regression over all work of the brand says what was to be expected, with each party's own effect left "
            "out. Whoever is flagged is told from the average with at most 5 % of flags expected to be false. What no "
            "tracker knows is left out and counted: missing data blames nobody."
        )


def worse(at: Here, party: str) -> dict[str, str]:
    """Return whom the league finds worse than expected and in what (METRICS), by what is most their own first."""
    found: dict[str, str] = {}
    for metric in JUDGED[party]:
        table = _rows(at, party, metric)
        flagged = table.filter(pl.col("verdict") == WORSE).sort("ratio", descending=True) if table.height else table
        for member in flagged["party"] if flagged.height else ():
            found.setdefault(member, METRICS[metric].lower())
    return found


def unflagged(found: pl.DataFrame, party: str, at: Here) -> str:
    """Return why who lies beyond the average on their own is not flagged; empty where nobody does."""
    beyond = found.filter((pl.col("verdict") == ALIKE) & ((pl.col("ratio_lower") > 1) | (pl.col("ratio_upper") < 1)))[
        "party"
    ].to_list()
    if not beyond:
        return ""
    whose, have = ("its", "has") if len(beyond) == 1 else ("their", "have")
    return (
        f"Why {_named(beyond, party, at)} {have} no verdict although {whose} 95 % interval leaves out 1: of several "
        f"{PLURALS[party]} looked at together, one may lie that far out by chance. A flag asks for more than one "
        "interval does, so that at most 5 % of all flags are false."
    )


def statement(at: Here, party: str) -> str:
    """Return in a sentence or two who is outside on any metric of the league, and who cannot be told apart."""
    told = [
        finding(found, party, metric, at) for metric in JUDGED[party][:2] if (found := _rows(at, party, metric)).height
    ]
    if told and at.filters.is_set:
        told.append("This is of all work, whatever the filters say")
    return " ".join(f"{sentence}." for sentence in told)


def finding(found: pl.DataFrame, party: str, metric: str, at: Here) -> str:
    """Return what the league says of a metric in one short sentence without its full stop."""
    what = METRICS[metric]
    named = {
        verdict: _named(found.filter(pl.col("verdict") == verdict)["party"].to_list(), party, at)
        for verdict in (WORSE, BETTER, INSEPARABLE, TOO_LITTLE)
    }
    parts = [
        f"more than expected at {named[WORSE]}" if named[WORSE] else "",
        f"fewer at {named[BETTER]}" if named[BETTER] and named[WORSE] else "",
        f"fewer than expected at {named[BETTER]}" if named[BETTER] and not named[WORSE] else "",
    ]
    said = " and ".join(part for part in parts if part) or f"no {ONE[party]} is told from the average"
    if named[INSEPARABLE]:
        whose = "their partners" if " and " in named[INSEPARABLE] else "its partner"
        said += f"; {named[INSEPARABLE]} cannot be told from {whose}"
    return f"{what}: {said}"


def _named(members: Sequence[str], party: str, at: Here) -> str:
    names = [at.look.label(party, member) for member in members]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _words(row: dict) -> str:
    if row["verdict"] == TOO_LITTLE:
        return f"too few to say (n = {row['n']:,})"
    if row["verdict"] == INSEPARABLE:
        return "cannot be told from its partner"
    return f"{row['ratio']:.2f} ({row['ratio_lower']:.2f} to {row['ratio_upper']:.2f})"


def _rows(at: Here, party: str, metric: str) -> pl.DataFrame:
    """Return the league's rows, best first; those without a place in it last."""
    found = statistic(at.snapshot, "league_table", party_kind=party, metric=metric)
    if "sentence" not in found.columns:
        return pl.DataFrame()
    return found.sort("position", "ratio", "party", descending=[True, True, False], nulls_last=True)
