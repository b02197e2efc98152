"""The command explain: why a ticket has the cause it has."""

from __future__ import annotations

import click

from wismo.cli_output import print_json, terminal_width
from wismo.home import Home


@click.command()
@click.argument("ticket_id")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def explain(ticket_id: str, as_json: bool) -> None:
    """Show how a ticket was understood, matched and judged.

    TICKET_ID is a ticket's full id, the helpdesk's own id, an order's name or a tracking number.
    """
    from wismo.explain import explanation_of, print_report

    told, look = explanation_of(Home.from_environment(), ticket_id)
    if as_json:
        print_json(told)
    else:
        print_report(told, look, min(terminal_width(), 100))
