"""The command that erases a person: forget."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from wismo.cli_output import print_json, progress
from wismo.home import Home
from wismo.many import many

if TYPE_CHECKING:
    from wismo.privacy.forget import ForgetReport

BEYOND = (
    "What this command cannot reach: backups and copies of WISMO_HOME, exports outside it, the helpdesk and the store "
    "themselves, files that were downloaded from the dashboard, and freed blocks of the disk. See docs/privacy.md."
)


@click.command()
@click.argument("email")
@click.option("--dry-run", "is_dry", is_flag=True, help="Say what would be erased; change nothing.")
@click.option("--shared", "is_shared", is_flag=True, help="Also an address that more orders have than one person's.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def forget(context: click.Context, email: str, is_dry: bool, is_shared: bool, as_json: bool) -> None:
    """Erase a customer everywhere: raw data, refused records, inbox, working files and every snapshot.

    EMAIL is the address. With - it is read from standard input (on a terminal it is asked for), so that it stands
    neither in the shell's history nor in the list of processes. A later load of the same export does not bring the
    person back.
    """
    from wismo.privacy.forget import forget as forget_person

    if email == "-":
        email = click.prompt("Email", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline()
    # dbt notes the command that runs it in its own files, and would note the address.
    sys.argv[:] = [argument if argument != email else "-" for argument in sys.argv]
    with progress() as show:
        report = forget_person(
            Home.from_environment(), email.strip(), is_shared=is_shared, is_dry=is_dry, progress=show
        )
    if as_json:
        print_json(report)
    else:
        _print(report, is_dry=is_dry)
    if report.left:
        context.exit(1)


def _print(report: ForgetReport, *, is_dry: bool) -> None:
    purged = report.purged
    verb = "Would be erased" if is_dry else "Erased"
    whose = (
        ", ".join(many(count, name.removesuffix("s")) for name, count in report.found.items() if count)
        or "no order or ticket"
    )
    click.echo(f"{verb}: {whose}; with what hangs on them {many(sum(purged.records.values()), 'record')}.")
    if purged.mentions:
        click.echo(f"The address stood in {many(purged.mentions, 'text')} of other people; only these words go.")
    if purged.quarantined or purged.quarantine_files:
        refused = purged.quarantined + purged.quarantine_files
        click.echo(f"In quarantine: {many(refused, 'refused record')}.")
    if purged.team:
        click.echo(f"In the action log and saved views: {many(purged.team, 'text')}.")
    sentences = {
        "Inbox, lines taken out": purged.inbox.rewritten,
        "Inbox, deleted whole (what was loaded of it stays in raw)": purged.inbox.deleted,
        "Inbox, deleted whole although nothing of it was ever loaded": purged.inbox.deleted_unloaded,
        "Inbox, not readable: look into it and delete it yourself": purged.inbox.unreadable,
    }
    for sentence, names in sentences.items():
        if names:
            click.echo(f"{sentence}: {', '.join(names)}")
    if report.left:
        click.echo(f"The address still stands in these files; delete them: {', '.join(report.left)}", err=True)
    if not is_dry:
        click.echo(f"Published {report.version}; {many(report.snapshots_deleted, 'older snapshot')} deleted.")
    click.echo(BEYOND)
