"""One figure of a page: its finding, the chart, the same figures as a table and as files; and lists of tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import grid, reference, say, sidebar
from dashboard.canvas import written
from dashboard.clock import clock
from dashboard.export import csv_text, parquet_bytes
from dashboard.page import here
from dashboard.tables import ticket_table
from dashboard.visitor import require_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import polars as pl

    from dashboard.drawing import Drawing
    from dashboard.page import Here

# The one button over a chart saves it as a picture.
BUTTONS = [["toImage"]]
FORMS: dict[str, tuple[str, str, Callable[[Any], str | bytes]]] = {
    "csv": ("CSV file", "text/csv", csv_text),
    "parquet": ("Parquet file", "application/vnd.apache.parquet", parquet_bytes),
    "txt": ("Cover sheet", "text/plain", str.encode),
}
# In pixels; in a row higher than four times the text's size Streamlit breaks text into lines.
MANY_LINES = 66
# Cause, owner and the beginning of the reason fit a phone side by side.
TICKET_COLUMNS = {
    "Root cause": st.column_config.TextColumn(width=132),
    "Owner": st.column_config.TextColumn(width=88),
    "3PL": st.column_config.TextColumn(width=110),
    "Carrier": st.column_config.TextColumn(width=92),
}


def chart(
    name: str,
    figure: Drawing,
    table: pl.DataFrame,
    *,
    title: str = "",
    about: str = "",
    alt: str = "",
    places: Sequence[str] = (),
    raw: pl.DataFrame | None = None,
) -> None:
    """Draw a chart under what it shows, and the same figures as a table, a CSV file and a picture.

    ``name`` is the chart's key and file name. ``title`` states the finding in a short sentence, ``about`` what is
    drawn: measure, unit, span and n. ``alt`` is what is heard in place of the picture; without it, both of them.
    Where ``places`` says what its points carry (``period`` or a dimension), a click on one leads to its tickets.
    ``raw`` are the figures in full precision under their technical names, offered as Parquet.
    """
    key = f"chart_{name}"
    heard = say.local(alt or f"{title} {about}")
    options: dict[str, Any] = {"theme": None, "key": key, "config": _config(name), "alt": heard}
    if places and here().may("agent"):
        options |= {"on_select": lambda: sidebar.to_tickets(key, places), "selection_mode": "points"}
    with st.container(key=f"panel_{name}", gap="xsmall"):
        if title:
            say.subheader(title)
        if about:
            say.caption(about)
        st.plotly_chart(written(figure, say.numerals_here()), **options)
        table_of(name, table, here(), raw)


def _config(name: str) -> dict[str, Any]:
    """Return how a chart behaves in the browser; its picture bears the same name as its file."""
    picture = {"format": "png", "scale": 2, "filename": file_stem(name, here())}
    return {"displaylogo": False, "modeBarButtons": BUTTONS, "responsive": True, "toImageButtonOptions": picture}


def table_of(name: str, table: pl.DataFrame, at: Here, raw: pl.DataFrame | None = None) -> None:
    """Offer a frame as a table, drawn when it is opened, and as a CSV file; and ``raw``, where given, as Parquet."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"tools_{name}"):
        shown = st.toggle("Show as table", key=f"table_{name}")
        download(name, table, at)
        if raw is not None:
            download(name, raw, at, "parquet")
    if shown:
        grid.draw(table, f"rows_{name}", f"The figures of {name.replace('_', ' ')}")


def download(name: str, table: pl.DataFrame | str, at: Here, form: str = "csv") -> None:
    """Offer a frame, or a text as it is, as a file to whoever may still read it when it is asked for.

    ``form`` is one of ``FORMS``.
    """
    label, mime, write = FORMS[form]
    role, drawn = at.snapshot.role, get_script_run_ctx()

    def written() -> str | bytes:
        require_for(drawn, role)
        return write(table)

    st.download_button(
        label,
        data=written,
        file_name=f"{file_stem(name, at)}.{form}",
        mime=mime,
        key=f"{form}_{name}",
        on_click="ignore",
        type="tertiary",
        help="Exactly these figures, with the filters in the file's name",
    )


def file_stem(name: str, at: Here) -> str:
    """Return a file's name without its ending; it tells the chart, the filters and the day the data ends."""
    parts = [name, at.filters.slug(), f"{reference.info(at.snapshot).reporting_through:%Y-%m-%d}"]
    return "_".join(part for part in parts if part)


def ticket_list(at: Here, name: str, tickets: pl.DataFrame) -> None:
    """Draw tickets as rows; choosing one opens it on the page of its order, for whoever may see orders."""
    choosing: dict[str, Any] = {}
    if at.may("agent"):
        ids = tickets.select("ticket_id", "order_id").rows()
        choosing = {"on_select": lambda: sidebar.to_order(f"list_{name}", ids), "selection_mode": "single-row"}
    grid.draw(
        ticket_table(tickets, at.look, clock(at.snapshot)),
        f"list_{name}",
        "WISMO tickets, a row each",
        row_height=MANY_LINES,
        height=min(620, 60 + MANY_LINES * tickets.height),
        column_config=TICKET_COLUMNS,
        **choosing,
    )
