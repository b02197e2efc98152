"""What somebody could write into an export to make a page, a spreadsheet or a database do something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from tests.copied_home import copied_home
from wismo.snapshot import current_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from wismo.home import Home

# Each would set this in the page, or ask this host for something.
MARK, OUTSIDE = "wismoran", "pixel.example"
PAYLOADS = (
    f"<script>window.{MARK}=1</script>",
    f"<img src=x onerror=window.{MARK}=1>",
    f"<svg/onload=window.{MARK}=1>",
    f"<iframe srcdoc='<script>parent.{MARK}=1</script>'>",
    f"<form action=https://{OUTSIDE}><button>go</button></form>",
    f"<a href='https://{OUTSIDE}'>a</a>",
    f"<a href='javascript:window.{MARK}=1'>b</a>",
    f"<style>@import 'https://{OUTSIDE}/x.css'</style>",
    f"![x](https://{OUTSIDE}/x.png)",
    f"[x](https://{OUTSIDE})",
    f"[x](javascript:window.{MARK}=1)",
    f"https://{OUTSIDE}/auto",
    f"<https://{OUTSIDE}/angle>",
    f"www.{OUTSIDE}",
    f"mailto:a@{OUTSIDE}",
    ":red[alert] :material/delete: :streamlit: :rainbow[a] :blue-badge[b]",
    "$\\href{javascript:alert(1)}{x}$ $$\\frac{1}{0}$$",
    f"```mermaid\ngraph TD; A-->B; click A 'https://{OUTSIDE}'\n```",
    "\u202egnp.exe\u202c \u2066a\u2069 \u200b",
    "&lt;script&gt; &#60;b&#62; <br><b>bold</b>",
    f"{{{{constructor.constructor('window.{MARK}=1')()}}}} ${{7*7}} #{{7*7}} %{{customdata}} {{0}} %s %n",
    f'=HYPERLINK("https://{OUTSIDE}","x")',
    "+1+cmd|' /C calc'!A0",
    "\u00a0@SUM(1+1)*cmd|' /C calc'!A0",
    "W" * 400,
    "a\nb\tc\rd",
    "'; drop table tickets; --",
    '" or 1=1 --',
    "../../../etc/passwd",
    "\\\\pixel.example\\share",
)
# Text columns of the same name hold the same thing in every table, so that what belongs together stays together.
IDS = ("ticket_id", "order_id", "shipment_id", "runner_up_order_id", "native_id", "customer_key")
MEMBERS = ("carrier", "three_pl", "region", "season", "channel", "service", "sales_channel", "country", "lane")
WORDS = (
    ("carriers", "label"), ("three_pls", "label"), ("root_causes", "label"), ("root_causes", "description"),
    ("tactics", "name"), ("calendar_days", "season_label"), ("thresholds", "description"), ("facts", "label"),
    ("tickets", "reason"), ("tickets", "cause_detail"), ("tickets", "language"), ("tickets", "source_system"),
    ("reason_conflicts", "sentence"), ("data_health", "check_name"), ("data_health", "detail"),
    ("feed_coverage", "source_system"), ("unmapped_words", "word"), ("unmapped_words", "vendor"),
    ("unmapped_words", "substatus"), ("ticket_candidates", "reason"), ("ticket_facts", "hold_reason"),
)  # fmt: skip
KEPT_MEMBERS = ("unassigned", "unmatched", "not_wismo", "all", "regular")


def poisoned_home(source: Home, folder: Path) -> Home:
    """A copy of a published home in whose snapshot every text that may come from outside ends in a payload."""
    home = copied_home(source, folder)
    with duckdb.connect(str(current_snapshot(home))) as connection:
        connection.execute("create temp table payloads (place integer, payload varchar)")
        connection.executemany("insert into payloads values (?, ?)", list(enumerate(PAYLOADS)))
        found = connection.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'main' and data_type = 'VARCHAR' "
            "and not internal and database_name not in ('temp', 'system')"
        ).fetchall()
        for table, column in found:
            if table == "published_texts":
                continue
            if column in IDS or (table, column) in {("identifiers", "id"), ("identifiers", "name")}:
                _spoil(connection, table, column, "true")
            elif column in MEMBERS:
                _spoil(connection, table, column, f"{column} not in {KEPT_MEMBERS}")
            elif (table, column) in WORDS:
                _spoil(connection, table, column, "true")
        # A ticket stands on the timeline by its id.
        _spoil(connection, "ticket_events", "detail", "kind = 'ticket' or kind = 'scan'")
    return home


def _spoil(connection: duckdb.DuckDBPyConnection, table: str, column: str, where: str) -> None:
    connection.execute(
        f"""
        update {table} set {column} = {column} || ' ' || (
            select payload from payloads where place = hash({table}.{column}) % {len(PAYLOADS)}
        ) where {column} is not null and {where}
        """
    )
