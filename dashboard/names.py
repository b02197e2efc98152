"""What things are called on screen: root causes, owners, carriers, 3PLs and seasons, as the snapshot names them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from dashboard.theme import Look
from dashboard.warehouse import has_table, rows
from wismo.labels import OWNER_LABELS, PARTNER_LABELS, WEEKDAY_LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.warehouse import Snapshot


@lru_cache(maxsize=8)
def labels(snapshot: Snapshot) -> Mapping[str, Mapping[str, str]]:
    """Return the plain-English name of every member that has one, by dimension."""
    return {
        "root_cause": _names(snapshot, "root_causes", "root_cause"),
        "owner": OWNER_LABELS,
        "partner_to_ask": PARTNER_LABELS,
        "opened_weekday": WEEKDAY_LABELS,
        "carrier": _names(snapshot, "carriers", "carrier"),
        "three_pl": _names(snapshot, "three_pls", "three_pl"),
        "season": dict(
            rows(snapshot, "select distinct season, season_label from wismo.main.calendar_days").iter_rows()
        ),
    }


@lru_cache(maxsize=8)
def wording(snapshot: Snapshot) -> Look:
    """Return the names without any colours, for what is only written."""
    return Look(is_dark=False, labels=labels(snapshot))


def _names(snapshot: Snapshot, table: str, key: str) -> dict[str, str]:
    if not has_table(snapshot, table):
        return {}
    # Both names are this module's own.
    return dict(rows(snapshot, f"select {key}, label from wismo.main.{table}").iter_rows())  # noqa: S608
