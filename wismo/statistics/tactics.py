"""The register of tactics: what each could touch, what was shown after launch, and what could have been seen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.statistics.comparisons import FEWEST_BEFORE, LOOKS, Comparison, Rules, Tactic, compare
from wismo.statistics.intervention import Effect, measure, smallest_visible
from wismo.statistics.scopes import Cells, Scope, read_cells
from wismo.statistics.settings import threshold
from wismo.statistics.table import Table
from wismo.statistics.tactic_windows import SMALLEST_N, WINDOW_KINDS, Opportunity, opportunities
from wismo.statistics.tactic_words import effect_sentence, visible_sentence, window_sentence

if TYPE_CHECKING:
    import duckdb

VISIBLE_AFTER = (8, 13, 26)
PERIOD = timedelta(days=364)
DAY = timedelta(days=1)

_OPPORTUNITY = """
    period_start date, period_end date, wismo_tickets bigint not null, addressable_tickets bigint,
    addressable_share double, excess_tickets double, excess_lower double, excess_upper double, excess_share double,
    window_sentence varchar not null
"""
# One row per tactic of the register.
EFFECTS = Table(
    "tactic_effects",
    f"""
    tactic_id varchar not null, metric varchar not null, launched_on date not null, state varchar not null,
    method varchar not null, evidence_grade varchar not null, compared_with varchar, weeks_before integer not null,
    weeks_settled integer not null, weeks_after integer not null, n bigint not null, expected_rate double,
    effect double, effect_lower double, effect_upper double, effect_points double, effect_points_lower double,
    effect_points_upper double, tickets_avoided double, tickets_avoided_lower double, tickets_avoided_upper double,
    smallest_visible_effect double, visible_after_8_weeks double, visible_after_13_weeks double,
    visible_after_26_weeks double, sentence varchar not null, visible_sentence varchar not null, {_OPPORTUNITY}
    """,
)
# One row per kind of tactic with a window, and `any` for their union: the whole brand in its last 52 weeks, and by 3PL
# the kinds that are its matter, since the launch where such a tactic is in force there.
WINDOWS = Table(
    "tactic_windows",
    f"""
    kind varchar not null, three_pl varchar not null, launched_on date, n bigint not null, method varchar not null,
    excess_per_week double, {_OPPORTUNITY}
    """,
)
ALL = "all"
# What goes wrong on the way is the carrier's matter; the union of a 3PL's windows would hold that, too.
THREE_PL_KINDS = tuple(kind for kind in WINDOW_KINDS if kind != "exception_alerts")
TABLES = (EFFECTS, WINDOWS)


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the tables from the seed ``tactics`` and the marts."""
    cells, rules = read_cells(connection), read_rules(connection)
    register, through = read_register(connection), cells.through
    rows: list[dict[str, object]] = []
    windows: list[dict[str, object]] = []
    if through > date.min:
        windows = _windows(connection, register, cells, rules)
        for tactic in register:
            last = min(tactic.launched_on - DAY, through)
            of_kind = [tactic.kind] if tactic.kind in WINDOW_KINDS else []
            found = opportunities(connection, tactic.scope, last - PERIOD + DAY, last, of_kind) if of_kind else {}
            one = found.get(tactic.kind, Opportunity(0, None, why_not="no window is known for this kind of tactic"))
            rows.append(effect_row(tactic, register, cells, rules) | _opportunity_row(tactic.kind, one, last))
    EFFECTS.write(connection, pl.DataFrame(rows, infer_schema_length=None))
    WINDOWS.write(connection, pl.DataFrame(windows, infer_schema_length=None))


def _windows(
    connection: duckdb.DuckDBPyConnection, register: list[Tactic], cells: Cells, rules: Rules
) -> list[dict[str, object]]:
    """Return the rows of the whole brand, then those of each 3PL."""
    through = cells.through
    first = through - PERIOD + DAY
    rows = [
        _window_row(kind, ALL, None, one, (first, through))
        for kind, one in opportunities(connection, Scope(), first, through).items()
    ]
    for member in cells.members("three_pl"):
        launches = {kind: in_force(kind, member, register, through) for kind in THREE_PL_KINDS}
        for launched in sorted(set(launches.values()), key=lambda day: day or date.min):
            # Tickets of the first days are about parcels from before the launch.
            start = max(first, launched + rules.settling_days * DAY) if launched else first
            kinds = [kind for kind in THREE_PL_KINDS if launches[kind] == launched]
            found = opportunities(connection, Scope(three_pl=member), start, through, kinds)
            rows += [_window_row(kind, member, launched, found[kind], (start, through)) for kind in kinds]
    return rows


def in_force(kind: str, three_pl: str, register: list[Tactic], day: date) -> date | None:
    """Return since when a tactic of this kind is in force for all parcels of a 3PL; None where none is on that day."""
    return max(
        (
            one.launched_on
            for one in register
            if one.kind == kind
            and one.scope in (Scope(), Scope(three_pl=three_pl))
            and one.launched_on < day
            and one.is_on(day, day)
        ),
        default=None,
    )


def _window_row(
    kind: str, three_pl: str, launched_on: date | None, one: Opportunity, span: tuple[date, date]
) -> dict[str, object]:
    first, last = span
    per_week = None if one.excess is None else _rounded(7 * one.excess / ((last - first).days + 1))
    row = {"kind": kind, "three_pl": three_pl, "launched_on": launched_on, "n": one.n, "excess_per_week": per_week}
    return row | _opportunity_row(kind, one, last) | {"method": "parcel_days_at_same_age", "period_start": first}


def read_register(connection: duckdb.DuckDBPyConnection) -> list[Tactic]:
    """Return the rows of the seed ``tactics`` in the order of their launches."""
    sql = """
        select tactic_id, name, launched_on, three_pl, carrier, region, metric, kind, ended_on, expected_change
        from main.tactics order by launched_on, tactic_id
    """
    return [
        Tactic(tactic_id, name, launched_on, Scope(three_pl, carrier, region), metric, kind, ended_on, expected)
        for tactic_id, name, launched_on, three_pl, carrier, region, metric, kind, ended_on, expected in (
            connection.execute(sql).fetchall()
        )
    ]


def read_rules(connection: duckdb.DuckDBPyConnection) -> Rules:
    """Return what the seed ``thresholds`` says of tactics."""
    settling, apart = (threshold(connection, name) for name in ("tactic_settling_days", "tactic_apart_weeks"))
    return Rules(round(settling), round(apart))


def effect_row(tactic: Tactic, register: list[Tactic], cells: Cells, rules: Rules) -> dict[str, object]:
    """Return the tactic's row of ``tactic_effects``, without what its window says."""
    compared = compare(tactic, register, cells, rules)
    row: dict[str, object] = {
        "tactic_id": tactic.tactic_id,
        "launched_on": tactic.launched_on,
        "metric": tactic.metric,
        "method": "none",
        "evidence_grade": "none",
        "weeks_before": 0,
        "weeks_settled": 0,
        "weeks_after": 0,
        "n": 0,
    }
    if compared is not None:
        row |= _weeks(compared) | _visible(compared)
    row["state"] = _state(tactic, compared, cells)
    if compared is not None and row["state"] == "measured":
        row |= _measured(compared)
    return row | {
        "sentence": effect_sentence(tactic, row, compared),
        "visible_sentence": visible_sentence(tactic, row),
    }


def _weeks(compared: Comparison) -> dict[str, object]:
    after = int(compared.is_after.sum())
    return {
        "weeks_before": int((~compared.is_after).sum()),
        "weeks_settled": compared.weeks_after,
        "weeks_after": after,
        "n": int(compared.series.counts.sum()),
        "compared_with": ", ".join(compared.untreated) or None,
    }


def _visible(compared: Comparison) -> dict[str, object]:
    """Return the smallest falls that could be found, where there are weeks enough to know their noise."""
    before = compared.before()
    if len(before.counts) < FEWEST_BEFORE or before.counts.sum() < SMALLEST_N:
        return {}
    seen = {weeks: _rounded(smallest_visible(before, compared.ahead[:weeks], compared.gap)) for weeks in LOOKS}
    after = int(compared.is_after.sum()) or VISIBLE_AFTER[1]
    return {f"visible_after_{weeks}_weeks": seen[weeks] for weeks in VISIBLE_AFTER} | {
        "smallest_visible_effect": seen[after]
    }


def _state(tactic: Tactic, compared: Comparison | None, cells: Cells) -> str:
    if tactic.launched_on > cells.through:
        return "planned"
    if compared is None:
        return "not_enough_data"
    if compared.merged_with:
        return "not_separable"
    if not compared.is_after.any():
        is_over = compared.cut_by or (tactic.ended_on and tactic.ended_on <= cells.through)
        return "not_enough_data" if is_over else "too_early"
    before = compared.series.counts[~compared.is_after]
    rate = before.sum() / compared.series.exposure[~compared.is_after].sum()
    expected = rate * compared.series.exposure[compared.is_after].sum()
    is_enough = len(before) >= FEWEST_BEFORE and min(before.sum(), expected) >= SMALLEST_N
    return "measured" if is_enough else "not_enough_data"


def _measured(compared: Comparison) -> dict[str, object]:
    effect = measure(compared.series, compared.is_after)
    expected = 100 * float(effect.unchanged[compared.is_after].sum()) / float(compared.orders[compared.is_after].sum())
    bounds = {"": effect.change, "_lower": effect.lower, "_upper": effect.upper}
    row: dict[str, object] = {"state": _verdict(effect), "expected_rate": _rounded(expected)}
    row |= {f"effect{name}": _rounded(np.expm1(change)) for name, change in bounds.items()}
    row |= {f"effect_points{name}": _rounded(expected * np.expm1(change)) for name, change in bounds.items()}
    avoided = {"": effect.change, "_lower": effect.upper, "_upper": effect.lower}
    row |= {f"tickets_avoided{name}": _rounded(effect.avoided(change)) for name, change in avoided.items()}
    has_control = bool(compared.untreated)
    return row | {
        "method": "treated_against_untreated" if has_control else "interrupted_series",
        "evidence_grade": "control" if has_control else "series",
    }


def _verdict(effect: Effect) -> str:
    if effect.upper < 0:
        return "lower"
    return "higher" if effect.lower > 0 else "not_distinguishable"


def _opportunity_row(kind: str, one: Opportunity, last: date) -> dict[str, object]:
    is_known = kind in WINDOW_KINDS or kind == "any"
    return {
        "period_start": last - PERIOD + DAY if is_known else None,
        "period_end": last if is_known else None,
        "wismo_tickets": one.n,
        "addressable_tickets": one.addressable,
        "addressable_share": one.share(one.addressable),
        "excess_tickets": _rounded(one.excess),
        "excess_lower": _rounded(one.excess_lower),
        "excess_upper": _rounded(one.excess_upper),
        "excess_share": one.share(one.excess),
        "window_sentence": window_sentence(kind, one),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 6) + 0.0
