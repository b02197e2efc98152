"""What the first page needs and takes long: modules loaded, the snapshot open, its questions compiled."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from dashboard import metrics, reference
from dashboard.shown import shown
from dashboard.visitor import settings_now
from wismo.errors import WismoError
from wismo.home import Home
from wismo.permitted import ROLES
from wismo.statistics.drivers import DIMENSIONS
from wismo.statistics.weeks import SHARED

if TYPE_CHECKING:
    from wismo.permitted import Role

HOME_PAGE = ("wismo_rate", "wismo_tickets", "wismo_share", "on_time_promise", "first_scan_lag", "handling_cost")
# Streamlit loads these at the first chart and the first table.
LATE_MODULES = ("plotly.graph_objects", "plotly.io", "pyarrow", "pandas")


def warm() -> None:
    """Do all of it once; a snapshot that cannot be read is left for the page to explain."""
    for name in LATE_MODULES:
        import_module(name)
    try:
        # Without sign-in nearly everybody is at this machine.
        for role in ROLES if settings_now() else ROLES[-1:]:
            _warm_for(role)
    except WismoError:
        return


def _warm_for(role: Role) -> None:
    snapshot = shown(Home.from_environment(), role).snapshot
    reference.look(snapshot, is_dark=False)
    for name in HOME_PAGE:
        metrics.query(snapshot, name, grain="week")
    metrics.query(snapshot, "wismo_tickets", by=["root_cause"], grain="week")
    for name in DIMENSIONS:
        metrics.query(snapshot, "wismo_rate", by=[name], grain="week")
    # By all of them at once, so of one day only: it is the question that is compiled.
    day = reference.info(snapshot).reporting_through
    metrics.query(snapshot, "rated_wismo_tickets", by=DIMENSIONS, start=day, end=day)
    metrics.query(snapshot, "lag_matched_orders", by=SHARED, start=day, end=day)
    metrics.query(snapshot, "match_rate")
