"""What the first page needs and takes long: modules loaded, the snapshot open, its questions compiled."""

from __future__ import annotations

import time
from importlib import import_module
from typing import TYPE_CHECKING

from dashboard import metrics, reference
from dashboard.headlines import KPIS
from dashboard.packed import pack_all
from dashboard.shown import shown
from dashboard.visitor import settings_now
from wismo.errors import WismoError
from wismo.home import Home
from wismo.permitted import ROLES
from wismo.statistics.drivers import DIMENSIONS
from wismo.statistics.weeks import SHARED

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from dashboard.warehouse import Snapshot

CUTS = ("root_cause", "owner", "carrier", "three_pl", "region", "channel")
EVERY_S = 5
# Between two questions that are compiled; a visitor comes first.
PAUSE_S = 0.5
# Streamlit loads these at the first chart and the first table.
LATE_MODULES = ("plotly.graph_objects", "plotly.io", "pyarrow", "pandas")


def keep_warm() -> None:
    """Warm up, then do so again for whatever is published while the server runs."""
    for name in LATE_MODULES:
        import_module(name)
    known: set[Snapshot] = set()
    while True:
        live = warm(known)
        if live != known:
            pack_all()
            for snapshot in live:
                _compile(snapshot)
        known = live
        time.sleep(EVERY_S)


def warm(known: AbstractSet[Snapshot] = frozenset()) -> set[Snapshot]:
    """Answer the home page's questions on each snapshot that is shown and not ``known``; return all that are shown.

    What cannot be read is left for the page to explain.
    """
    try:
        # Without sign-in nearly everybody is at this machine.
        live = {shown(Home.from_environment(), role).snapshot for role in (ROLES if settings_now() else ROLES[-1:])}
        for snapshot in live - known:
            _warm_for(snapshot)
    except WismoError:
        return set(known)
    return live


def _compile(snapshot: Snapshot) -> None:
    """Compile what pages ask of every metric, a little at a time: the texts stay for all snapshots alike."""
    try:
        for metric in metrics.registry(snapshot).values():
            if metric.kind == "statistic" or metric.is_part:
                continue
            for cut in ((), *((name,) for name in CUTS if name in metric.dimensions)):
                for grain in ("week", "all"):
                    if metrics.prepare(snapshot, metrics.Query(metric.name, cut, grain)):
                        time.sleep(PAUSE_S)
    except WismoError:
        return


def _warm_for(snapshot: Snapshot) -> None:
    reference.look(snapshot, is_dark=False)
    for name in KPIS:
        metrics.query(snapshot, name, grain="week")
    metrics.query(snapshot, "wismo_tickets", by=["root_cause"], grain="week")
    for name in DIMENSIONS:
        metrics.query(snapshot, "wismo_rate", by=[name], grain="week")
    # By all of them at once, so of one day only: it is the question that is compiled.
    day = reference.info(snapshot).reporting_through
    metrics.query(snapshot, "rated_wismo_tickets", by=DIMENSIONS, start=day, end=day)
    metrics.query(snapshot, "lag_matched_orders", by=SHARED, start=day, end=day)
    metrics.query(snapshot, "match_rate")
