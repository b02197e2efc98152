"""The command tactics: the register with its results, and what a launch could show before it is entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wismo.cli_output import print_json
from wismo.home import Home

if TYPE_CHECKING:
    from datetime import datetime


@click.command()
@click.option("--what-if", is_flag=True, help="How small a fall a launch could show, for a tactic not entered yet.")
@click.option(
    "--launch",
    type=click.DateTime(["%Y-%m-%d"]),
    help="With --what-if: first day in force; the end of the data unless given.",
)
@click.option("--three-pl", help="With --what-if: the 3PL whose parcels it is for.")
@click.option("--carrier", help="With --what-if: the carrier whose parcels it is for.")
@click.option("--region", help="With --what-if: the region whose parcels it is for.")
@click.option("--metric", help="With --what-if: what it is judged by: wismo_rate (unless given) or contact_rate.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: a list, with --what-if one object.")
def tactics(
    what_if: bool,
    launch: datetime | None,
    three_pl: str | None,
    carrier: str | None,
    region: str | None,
    metric: str | None,
    as_json: bool,
) -> None:
    """List the tactics of the register: what each could touch, what was shown, what could have been seen."""
    from wismo.tactic_report import listed, print_register, would_show

    scope = {"three_pl": three_pl, "carrier": carrier, "region": region}
    if not what_if and any([launch, metric, *scope.values()]):
        raise click.UsageError("--launch, --three-pl, --carrier, --region and --metric go with --what-if.")
    home = Home.from_environment()
    if not what_if:
        rows = listed(home)
        if as_json:
            print_json(rows)
        else:
            print_register(rows)
        return
    answer = would_show(home, scope, metric or "wismo_rate", launch.date() if launch else None)
    if as_json:
        print_json(answer)
    else:
        click.echo("\n".join(answer[name] for name in ("comparison_sentence", "visible_sentence")))
