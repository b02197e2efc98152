"""The command that pulls from APIs: sync."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wismo.cli_load import print_reports
from wismo.cli_output import print_json, print_table, progress
from wismo.errors import WismoError
from wismo.home import Home
from wismo.journal import note_files, note_step

if TYPE_CHECKING:
    from wismo.sync.run import SyncReport


@click.command()
@click.argument("source")
@click.option(
    "--sources", type=click.Path(path_type=Path), help="The file with the account; WISMO_HOME/sources.yml unless given."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def sync(context: click.Context, source: str, sources: Path | None, as_json: bool) -> None:
    """Pull what is new from an account's API into the inbox, and load it."""
    try:
        from wismo.sync.run import sync as sync_source
    except ImportError as error:
        if (error.name or "").partition(".")[0] != "dlt":
            raise
        raise WismoError(
            "`wismo sync` needs the extra `api`. In the project's folder, `make install` brings it, and so does "
            "`pip install '.[api]'`."
        ) from None

    from wismo.demo import refuse_beside_demo

    home = Home.from_environment()
    refuse_beside_demo(home, [home.inbox / source])
    with progress() as show:
        report = sync_source(home, source, sources or home.root / "sources.yml", show)
    for part in report.streams:
        note_step("stream", stream=part.stream, objects=part.objects, files=part.files, is_stopped=bool(part.error))
    note_files(report.files)
    if as_json:
        print_json(report)
    else:
        _print(report, home, sources)
    if any(part.error for part in (*report.streams, *report.files)):
        context.exit(1)


def _print(report: SyncReport, home: Home, sources: Path | None) -> None:
    print_table(
        ["stream", "objects", "files", "note"],
        [(part.stream, part.objects, part.files, part.error) for part in report.streams],
    )
    click.echo()
    if report.files:
        print_reports(report.files, home, sources, is_dry=False)
    else:
        click.echo("Nothing new to load.")
