"""Where a figure comes from: the SQL that made it, the values bound to it, and the command that gives the same."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import metrics, say
from dashboard.explore import is_dated

if TYPE_CHECKING:
    from dashboard.metrics import Query
    from dashboard.page import Here


def section(at: Here, query: Query) -> None:
    """Show all of it, folded."""
    with st.expander("How this was made: SQL and command"):
        line = command(query)
        if line is None:
            say.caption("A chosen name holds a comma, which the command line takes for the end of a name.")
        else:
            say.caption("The same figures on the command line, from the same snapshot:")
            st.code(line, language="bash", wrap_lines=True)
        say.caption(
            "The SQL that was run, read-only; names with $ are bound to the values below it. Elsewhere it takes DuckDB "
            "2.0 or newer and, first, this:"
        )
        st.code(f"attach 'published/{at.snapshot.path.name}' as wismo (read_only);", language="sql")
        st.code(metrics.sql_of(at.snapshot, query), language="sql")
        st.code(values(at, query), language=None, wrap_lines=True)


def command(query: Query) -> str | None:
    """Return the command line for a query, quoted for a shell; None where a member cannot be written there."""
    words = ["wismo", "metric", query.metric]
    if query.by:
        words += ["--by", ",".join(query.by)]
    if query.grain != "all":
        words += ["--grain", query.grain]
    for name, members in query.where:
        for member in members:
            if "," in member or member != member.strip():
                return None
            words += ["--where", f"{name}={member}"]
    if is_dated(query):
        words += ["--from", query.start.isoformat(), "--to", query.end.isoformat()]
    return shlex.join(words)


def values(at: Here, query: Query) -> str:
    """Return the bound values, one a line."""
    return "\n".join(f"${name} = {value}" for name, value in metrics.bound(at.snapshot, query).items())
