"""Reading a metric that a table of the snapshot holds ready, slice by slice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dashboard.warehouse import has_column, has_table, rows
from wismo.errors import WismoError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    import polars as pl

    from dashboard.registry import Metric
    from dashboard.warehouse import Snapshot

GRAINS = ("week", "all")
NOT_CUT = "all"


def check(metric: Metric, by: Sequence[str], grain: str, where: Mapping[str, Sequence[str]], *, is_dated: bool) -> None:
    """Raise a WismoError where the table does not hold the cut that is asked for."""
    if grain not in GRAINS:
        raise WismoError(f"{metric.name} is worked out per week and for all time; use the grain week or all.")
    if grain == "all" and is_dated:
        raise WismoError(
            f"{metric.name} of some weeks together cannot be worked out from the weeks; "
            "ask for the grain week, or leave the dates away."
        )
    cut = {*by, *where}
    if not any(cut == set(held) for held in metric.slices):
        held = "; ".join(" with ".join(names) for names in metric.slices if names)
        raise WismoError(
            f"{metric.name} is worked out for the total and by {held}, and not by {', '.join(sorted(cut))}."
        )
    for name, values in where.items():
        if name not in by and len(values) != 1:
            raise WismoError(
                f"{metric.name} of several members of {name} cannot be added up; "
                f"ask for it by {name}, or for one member."
            )


def run(
    snapshot: Snapshot,
    metric: Metric,
    by: Sequence[str],
    grain: str,
    where: Mapping[str, Sequence[str]],
    start: date,
    end: date,
) -> pl.DataFrame:
    """Return the rows of a slice that ``check`` has let pass, in the columns of ``metrics.query``.

    For the grain ``all`` the dates do not matter: the table's figure is over all time.

    Raises:
        WismoError: the snapshot is older than the statistic.
    """
    if not has_table(snapshot, metric.table or ""):
        raise WismoError(
            f"The snapshot {snapshot.version} was built before {metric.name} was worked out. "
            "Run `wismo build --full` to make a new one."
        )
    metric = _as_held(snapshot, metric, (*by, *where))
    return rows(snapshot, sql_of(metric, by, grain, where), bound(grain, where, start, end))


def sql_of(metric: Metric, by: Sequence[str], grain: str, where: Collection[str]) -> str:
    """Return the SQL that reads a slice, its values still parameters."""
    keys = ["period", *by] if grain == "week" else list(by)
    conditions = [f"{metric.grain_column} = $grain"]
    if grain == "week":
        conditions.append(f"{metric.period_column} between $start and $end")
    for name in metric.dimensions:
        is_cut = f"{name} {'<>' if name in by else '='} '{NOT_CUT}'"
        conditions.append(f"{name} in (select unnest(${name}))" if name in where else is_cut)
    order = f" order by {', '.join(keys)}" if keys else ""
    columns = [*keys, "value", "numerator", "denominator", "n", *metric.columns]
    return f"""select {", ".join(columns)} from (
    select
        * exclude ({metric.n_column}), {metric.n_column}::double as n,
        {metric.period_column} as period, {metric.value_column} as value,
        null::double as numerator, null::double as denominator
    from wismo.main.{metric.table}
) where {" and ".join(conditions)}{order}"""  # noqa: S608 - names come from the list of statistics


def _as_held(snapshot: Snapshot, metric: Metric, cut: Sequence[str]) -> Metric:
    """Return the metric with the dimensions that its table has: one from before a cut was added lacks its column."""
    held = {
        name: column for name, column in metric.dimensions.items() if has_column(snapshot, metric.table or "", name)
    }
    if missing := [name for name in cut if name not in held]:
        raise WismoError(
            f"This snapshot is older than {metric.name} by {', '.join(missing)}. Run `wismo build` to have it."
        )
    return replace(metric, dimensions=held)


def bound(grain: str, where: Mapping[str, Sequence[str]], start: date, end: date) -> dict[str, object]:
    """Return the values that belong to the parameters of ``sql_of``."""
    dates = {"start": start, "end": end} if grain == "week" else {}
    return {"grain": grain} | dates | {name: list(members) for name, members in where.items()}
