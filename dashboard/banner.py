"""What stands above every page where the data is not what it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import reference

if TYPE_CHECKING:
    from dashboard.warehouse import Snapshot

# The checks whose failing changes what any page says; shares that are low stand under the health of the data, and the
# match rate has a sentence of its own.
FAMILIES = ("accepted_", "feed_", "shrunk_")
SHOWN = 4


def warnings(snapshot: Snapshot) -> list[str]:
    """Return the sentences that a reader must hear before believing any page, each with its full stop.

    Whoever may not read how the installation does hears which checks do not hold.
    """
    checks = reference.health(snapshot)
    is_odd = pl.any_horizontal(pl.col("check_name").str.starts_with(family) for family in FAMILIES)
    found = checks.filter((pl.col("status") != "ok") & is_odd).select("check_name", "detail")
    sentences = [detail or f"{name.replace('_', ' ')}: an admin sees why" for name, detail in found.iter_rows()]
    return [f"{sentence[0].upper()}{sentence[1:].rstrip('.')}." for sentence in sentences]


def warn(snapshot: Snapshot) -> None:
    """Draw them in one box; names of sources are a brand's own words, so none of it is markup."""
    told = warnings(snapshot)
    if not told:
        return
    rest = len(told) - SHOWN
    more = [f"{rest} more under Data health."] if rest > 0 else []
    with st.container(border=True, key="data_warning"):
        st.badge("The data may not be whole", icon=":material/warning:", color="orange")
        st.text("\n".join([*told[:SHOWN], *more]))
