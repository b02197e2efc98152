"""Commands that read: serve, metric, snapshots, rollback, doctor."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from wismo.cli_output import print_json, print_table, terminal_width
from wismo.home import Home

if TYPE_CHECKING:
    from datetime import datetime


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
def serve(host: str, port: int) -> None:
    """Show the dashboard on the published snapshot."""
    from wismo.serve import serve_dashboard

    serve_dashboard(Home.from_environment(), host=host, port=port)


@click.command()
@click.argument("name", required=False)
@click.option("--by", metavar="DIM,...", default="", help="Dimensions to cut by.")
@click.option("--grain", default="all", metavar="day|week|month", help="One row per period; without it, one in all.")
@click.option("--where", multiple=True, metavar="DIM=VALUE,...", help="Filters; a dimension may come twice.")
@click.option("--from", "start", type=click.DateTime(["%Y-%m-%d"]), help="First day, in the brand's time zone.")
@click.option("--to", "end", type=click.DateTime(["%Y-%m-%d"]), help="Last day; it counts too.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
def metric(
    name: str | None,
    by: str,
    grain: str,
    where: tuple[str, ...],
    start: datetime | None,
    end: datetime | None,
    form: str,
) -> None:
    """Print a metric, the same number that the dashboard shows; without a NAME, which ones there are."""
    from wismo.metric import known, metric_frame, parse_where, render

    home = Home.from_environment()
    if name is None:
        print_table(["name", "is", "can be cut by"], known(home), terminal_width())
        return
    frame = metric_frame(
        home,
        name,
        by=_parts(by),
        grain=grain,
        where=parse_where(clause for clauses in where for clause in _parts(clauses)),
        start=start and start.date(),
        end=end and end.date(),
    )
    click.echo(render(home, name, frame, form))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def snapshots(as_json: bool) -> None:
    """List the published snapshots; each is read to its end, and damage is told."""
    from wismo.accepted import read_accepted
    from wismo.snapshot_health import advice, examined_snapshots

    home = Home.from_environment()
    kept, accepted = examined_snapshots(home), read_accepted(home)
    if as_json:
        passed = {item.version: [other for other in accepted if other.version == item.version] for item in kept}
        print_json([asdict(item) | {"accepted": passed[item.version]} for item in kept])
    elif kept:
        rows = [
            (
                item.version,
                f"{item.built_at:%Y-%m-%d %H:%M} UTC",
                f"{item.size_bytes / 1e6:.1f} MB",
                ", ".join(["live"] * item.is_current + ["damaged"] * bool(item.damage)),
            )
            for item in kept
        ]
        print_table(["version", "built", "size", ""], rows)
        if sentence := advice(home, kept):
            click.echo(f"\n{sentence}")
    else:
        click.echo("Nothing is published yet. Run `wismo build`.")
    if accepted and not as_json:
        click.echo("\nWhat was let pass with --accept-audit, the newest first:")
        print_table(
            ["accepted", "by", "audit", "published as", "what it said"],
            [
                (item.accepted_at, item.user, item.audit, item.version or "not published", item.sentence)
                for item in reversed(accepted)
            ],
            terminal_width(),
        )


@click.command()
@click.argument("version", required=False)
def rollback(version: str | None) -> None:
    """Go back to an older snapshot (the one before, unless named)."""
    from wismo.snapshot import rollback as go_back

    chosen = go_back(Home.from_environment(), version)
    click.echo(f"Live is now {chosen.version}.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Check versions, settings and the health of the data."""
    from wismo.doctor import examine

    checks = examine(Home.from_environment())
    if as_json:
        print_json(checks)
    else:
        print_table(["status", "check", "detail"], [(item.status, item.check, item.detail) for item in checks])
        if first := next((item for item in checks if item.status == "fail"), None):
            click.echo(f"\nBegin here: {first.detail}")
    if any(item.status == "fail" for item in checks):
        context.exit(1)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
