"""What `wismo tactics` reads from the published snapshot, and what it works out for a tactic not entered yet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click
import duckdb

from wismo.errors import WismoError, did_you_mean, safe
from wismo.locked import lock
from wismo.snapshot import current_snapshot
from wismo.statistics.comparisons import FEWEST_BEFORE, Tactic
from wismo.statistics.scopes import COUNTED, Cells, Scope, read_cells
from wismo.statistics.tactics import effect_row, read_register, read_rules
from wismo.statistics.weeks import SHARED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from wismo.home import Home

VISIBLE = ("visible_after_8_weeks", "visible_after_13_weeks", "visible_after_26_weeks")
NEW = "what-if"
EMPTY = "The register is empty: enter your first tactic in seeds/tactics.csv and run `wismo build`."


def listed(home: Home) -> list[dict[str, Any]]:
    """Return one row per tactic: the register's columns and those of ``tactic_effects``, by launch.

    Raises:
        WismoError: nothing is published, or the snapshot was made before tactics were judged.
    """
    sql = """
        select * from main.tactics inner join main.tactic_effects using (tactic_id, metric, launched_on)
        order by launched_on, tactic_id
    """
    with _opened(current_snapshot(home)) as connection:
        return _asked(lambda: connection.sql(sql).pl().to_dicts())


def print_register(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print each tactic with its three sentences."""
    for row in rows:
        scope = Scope(row["three_pl"], row["carrier"], row["region"]).words()
        ended = f" to {row['ended_on']}" if row["ended_on"] else ""
        click.echo(f"{row['tactic_id']}: {row['name']}, {scope}, from {row['launched_on']}{ended}")
        click.echo(f"  {row['state'].replace('_', ' ')} (evidence: {row['evidence_grade']}, n = {row['n']:,})")
        for name in ("sentence", "visible_sentence", "window_sentence"):
            click.echo(f"  {row[name]}")
        click.echo()
    click.echo("Effects of several tactics must not be added: their windows overlap." if rows else EMPTY)


def would_show(home: Home, members: Mapping[str, str | None], metric: str, launch: date | None) -> dict[str, Any]:
    """Return how small a fall would be found after 8, 13 and 26 weeks, for a launch on a day (the data's end if none).

    ``members`` holds a member or None for each of three_pl, carrier and region. Keys: ``launched_on``, ``metric``, the
    three dimensions, ``compared_with``, ``weeks_before``, ``visible_after_8_weeks`` and so on (a share; None where it
    is not known), and the sentences ``visible_sentence`` and ``comparison_sentence``.

    Raises:
        WismoError: nothing is published, a name is unknown, or the data has no complete week.
    """
    if metric not in COUNTED:
        raise WismoError(f"Tactics are not judged by {safe(metric)}; they are by {' or '.join(COUNTED)}.")
    with _opened(current_snapshot(home)) as connection:
        cells = _asked(lambda: read_cells(connection, "snapshot_info"))
        register, rules = _asked(lambda: (read_register(connection), read_rules(connection)))
    if not len(cells.weeks):
        raise WismoError("The data has no complete week with orders yet; load more of it.")
    scope = _scope(members, cells)
    launched_on = launch or cells.weeks[-1] + timedelta(days=7)
    row = effect_row(Tactic(NEW, NEW, launched_on, scope, metric), register, cells, rules)
    against = row.get("compared_with")
    basis = f"set against {against}, which no tactic is for" if against else "set against their own weeks before"
    return {
        "launched_on": launched_on,
        "metric": metric,
        **{name: members[name] for name in SHARED},
        "compared_with": against,
        "weeks_before": row["weeks_before"],
        **{name: row.get(name) for name in VISIBLE},
        "visible_sentence": row["visible_sentence"],
        "comparison_sentence": (
            f"From {launched_on} the weeks of {scope.words()} would be {basis}; {row['weeks_before']} weeks before are "
            f"known, {FEWEST_BEFORE} are needed."
        ),
    }


def _scope(members: Mapping[str, str | None], cells: Cells) -> Scope:
    for dimension in SHARED:
        member, known = members[dimension], cells.members(dimension)
        if member is not None and member not in known:
            hint = did_you_mean(member, known) or f" There are {', '.join(known)}."
            raise WismoError(f"No orders are known of the {dimension} {safe(member)}.{hint}")
    return Scope(**members)


def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a snapshot by itself, shut off: statistics ask for the schema ``main`` on cursors, which forget a `use`."""
    connection = duckdb.connect(str(path), read_only=True)
    lock(connection)
    return connection


def _asked(query: Callable[[], Any]) -> Any:
    """Ask a snapshot; one that is older than the tables has other columns."""
    try:
        return query()
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise WismoError("This snapshot was made before tactics were judged. Run `wismo build`.") from error
