"""The command at-risk: whose customers may write next, and what to tell them."""

from __future__ import annotations

import click

from wismo.cli_output import print_table, terminal_width
from wismo.home import Home

SHOWN = ("risk_position", "order_name", "contact_probability_72h", "owner", "reason", "suggested_message")


@click.command("at-risk")
@click.option("--limit", type=click.IntRange(min=1), help="So many of the first; without it, all.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
def at_risk(limit: int | None, form: str) -> None:
    """List what is on its way, the customers most likely to write first, with a message for each.

    The CSV is made for the helpdesk; it and the JSON have every column of the table `open_shipments`.
    """
    from wismo.at_risk import at_risk_frame, render

    frame = at_risk_frame(Home.from_environment(), limit)
    if form != "table":
        click.echo(render(frame, form))
    elif frame.is_empty():
        click.echo("Nothing is on its way.")
    else:
        head = ["", "order", "chance", "owner", "why", "message"]
        print_table(head, frame.select(SHOWN).rows(), terminal_width())
