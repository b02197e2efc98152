"""One ticket on the terminal: how it was understood, matched and judged, with everything that was compared."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

import click

from dashboard import account, lookup
from dashboard.clock import Clock, clock
from dashboard.explanation import explain
from dashboard.names import wording
from dashboard.warehouse import live_snapshot, rows
from wismo.errors import WismoError, safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from dashboard.account import Line
    from dashboard.explanation import Explanation
    from dashboard.theme import Look
    from dashboard.warehouse import Snapshot
    from wismo.home import Home

MOST_LISTED = 12
TONES = {"title": "bold cyan", "strong": "bold", "faint": "dim", "warning": "yellow", "": ""}
PARTS = (account.verdict, account.question, account.match, account.state, account.timeline, account.rules)


def explanation_of(home: Home, text: str) -> tuple[Explanation, Look]:
    """Return the one ticket that a text means, and the names of things in it.

    ``text`` is a ticket's full id, the helpdesk's own id, an order's id or name, or a tracking number.

    Raises:
        WismoError: nothing is published, no ticket is meant (near matches are named), or several are (all are named).
    """
    snapshot = live_snapshot(home)
    return explain(snapshot, _one_ticket(snapshot, lookup.cleaned(text))), wording(snapshot)


def report(told: Explanation, look: Look) -> Iterator[tuple[Line, int]]:
    """Yield every line with how far it is set in, in characters; titles stand at the margin after an empty line."""
    opened = Clock(told.time_zone).said(told.created_at)
    head = f"Ticket {told.native_id}, {look.label('channel', told.channel).lower()}, opened {opened}"
    yield account.Line(head, "strong"), 0
    yield account.Line(f"{told.ticket_id}; all times are {told.time_zone}", "faint"), 0
    for part in PARTS:
        section = part(told, look)
        yield account.Line(""), 0
        yield account.Line(section.title, "title"), 0
        for line in section.lines:
            yield line, 2 + 4 * line.depth


def print_report(told: Explanation, look: Look, width: int) -> None:
    """Print the report: wrapped to ``width`` and coloured on a terminal, whole lines without colours elsewhere."""
    if not sys.stdout.isatty():
        for line, margin in report(told, look):
            click.echo(f"{' ' * margin}{safe(line.text)}".rstrip())
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    for line, margin in report(told, look):
        first, further = " " * margin, " " * (margin + 4)
        rows_of_text = textwrap.wrap(safe(line.text), width, initial_indent=first, subsequent_indent=further)
        for row in rows_of_text or [""]:
            console.print(Text(row, style=TONES[line.tone]), soft_wrap=True)


def _one_ticket(snapshot: Snapshot, text: str) -> str:
    if not text:
        raise WismoError("Say which ticket: its id, or the name of its order, as in `wismo explain 1234`.")
    found = lookup.tickets_called(snapshot, text)
    if found.height == 1:
        return found["ticket_id"][0]
    if found.height:
        raise WismoError(_several(snapshot, text, found))
    raise WismoError(_nothing(snapshot, text))


def _several(snapshot: Snapshot, text: str, found: pl.DataFrame) -> str:
    at = clock(snapshot)
    listed = [
        f"  {safe(row['ticket_id'])}  opened {at.said(row['created_at'])}"
        + ("" if row["how"] == "ticket" else ", of that order")
        for row in found.head(MOST_LISTED).iter_rows(named=True)
    ]
    more = [f"  and {found.height - MOST_LISTED:,} more"] if found.height > MOST_LISTED else []
    head = f"{found.height:,} tickets are meant by {safe(text)}. Name one by its full id, in quotation marks:"
    return "\n".join([head, *listed, *more])


def _nothing(snapshot: Snapshot, text: str) -> str:
    if rows(snapshot, "select 1 from wismo.main.tickets limit 1").is_empty():
        return "The published snapshot holds no tickets. Run `wismo load` on a helpdesk's export, then `wismo build`."
    orders = lookup.orders_called(snapshot, text)["order_id"].to_list()
    if orders:
        return f"No ticket is tied to the order {safe(orders[0])}. It may still be on its page in the dashboard."
    near = lookup.alike(snapshot, text)
    meant = f" Did you mean {' or '.join(safe(name) for name in near)}?" if near else ""
    return (
        f"No ticket, order or parcel is called {safe(text)}.{meant} "
        "Give a ticket's id, full (source|account|id, in quotation marks) or the helpdesk's own, or an order's name."
    )
