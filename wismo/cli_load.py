"""What `wismo load` prints for people: a line per file, what was wrong, what to do next, a proposed sources.yml."""

from __future__ import annotations

import shlex
from textwrap import fill
from typing import TYPE_CHECKING

import click

from wismo.cli_output import print_table, terminal_width
from wismo.errors import WismoError, safe
from wismo.intake.files import nearest_file

if TYPE_CHECKING:
    from pathlib import Path

    from wismo.home import Home
    from wismo.intake.load import FileReport
    from wismo.intake.propose.run import Advice

_HEAD = ("file", "format", "records", "loaded", "duplicates", "quarantined", "note")


def check_arguments(sources: Path | None, propose: Path | None) -> None:
    """Refuse what could only fail when all files are read.

    Raises:
        WismoError: ``sources`` is not there, or ``propose`` is there already or cannot be written.
    """
    if sources and not sources.exists():
        raise WismoError(
            f"There is no file {sources}; --sources must name a sources.yml.{nearest_file(sources)} "
            "`wismo load PATH --propose sources.yml` writes a first one."
        )
    if propose and propose.exists():
        raise WismoError(f"{propose} is there already. Name another file, or move it away.")
    if propose and not propose.absolute().parent.is_dir():
        raise WismoError(f"There is no folder {propose.absolute().parent} to write {propose.name} into. Make it first.")


def print_reports(reports: list[FileReport], home: Home, sources: Path | None, *, is_dry: bool) -> None:
    """Print a line per file, then what was refused, what lies in quarantine and why."""
    print_table(_HEAD, [_row(report) for report in reports], width=terminal_width())
    for report in reports:
        if report.error:
            _paragraph(f"{safe(report.file)} was refused: {report.error}")
    for report in reports:
        if report.reasons and not report.error:
            _print_quarantined(report, home, sources, is_dry=is_dry)


def _row(report: FileReport) -> tuple[object, ...]:
    figures = (report.records, report.loaded, report.duplicates, report.quarantined)
    # When it was loaded matters to machines; people have 80 columns.
    before = "loaded before" if (report.note or "").startswith("already loaded") else report.note
    note = "refused, see below" if report.error else before or ""
    return (safe(report.file), report.format, *figures, safe(note))


def _print_quarantined(report: FileReport, home: Home, sources: Path | None, *, is_dry: bool) -> None:
    is_one = report.quarantined == 1
    records = "1 record is" if is_one else f"{report.quarantined:,} records are"
    verb = "would be" if is_dry else "was" if is_one else "were"
    _paragraph(f"{safe(report.file)}: {records} not right and {verb} set aside:")
    for reason, count in report.reasons.items():
        click.echo(
            fill(f"{count:,} x {safe(reason)}", terminal_width(), initial_indent="  ", subsequent_indent="     ")
        )
    places = sorted(home.quarantine.glob(f"*/{report.sha256[:12]}/*")) if report.sha256 else []
    if places and not is_dry:
        click.echo("  They lie here, each with its reason; mend them there and load the mended file:")
        for place in places:
            click.echo(f"  wismo load {shlex.quote(safe(str(place)))}{_with(sources)}")


def print_advice(advice: Advice, paths: list[Path], target: Path | None, *, is_any_refused: bool) -> None:
    """Print a proposed sources.yml, or write it to ``target``; then say what comes next."""
    is_draft = bool(advice.drafts)
    for name, why in advice.remarks:
        end = "" if is_draft else " It stands under ignore:." if advice.text else " Leave it out."
        _paragraph(f"{safe(name)}: {why}.{end}", err=True)
    if is_draft and (advice.text is None or target):
        draft = "\n".join(line.replace("# ", "", 1) for line in advice.drafts)
        is_aside = target is not None  # with --json the output is for a machine
        _paragraph("What is known already, for a sources.yml of your own; fill the empty lines:", err=is_aside)
        click.echo(f"\nsources:\n{safe(draft, keep_lines=True)}", err=is_aside)
    folder = " ".join(shlex.quote(safe(str(path))) for path in paths)
    if advice.text is None:
        if is_any_refused and not (advice.remarks or is_draft):
            _paragraph("No sources.yml would help with what was refused: each sentence above says what does.", err=True)
        elif not advice.remarks:
            click.echo("\nEvery file is understood; no sources.yml is needed for them.", err=True)
        return
    first = "Write the zone into the lines that ask for one, look" if advice.asks else "Look"
    if target is None:
        click.echo(f"\nA sources.yml for these files:\n\n{safe(advice.text, keep_lines=True).rstrip()}")
        _paragraph(f"To keep it: wismo load {folder} --propose sources.yml", err=True)
        return
    try:
        target.write_text(advice.text, encoding="utf-8")
    except OSError as error:
        raise WismoError(f"{target} cannot be written ({error.strerror}). Name another file.") from None
    _paragraph(
        f"Wrote {target}. {first} at the lines marked `check`, then: "
        f"wismo load {folder} --sources {shlex.quote(str(target))}",
        err=True,
    )


def print_next(reports: list[FileReport], paths: list[Path], sources: Path | None, *, is_dry: bool) -> None:
    """Say what to do after a load."""
    folder = " ".join(shlex.quote(safe(str(path))) for path in paths)
    folder += _with(sources)
    refused = sum(report.error is not None for report in reports)
    if refused and not is_dry:
        files = "The refused file is" if refused == 1 else f"The {refused} refused files are"
        others = ", the others are" if any(report.records for report in reports) else ""
        _paragraph(
            f"{files} not loaded{others}. What each would need, and a proposed sources.yml: "
            f"wismo load {folder} --dry-run"
        )
    elif is_dry and not refused:
        _paragraph(f"Nothing was kept, this was a dry run. To load: wismo load {folder}")
    elif not is_dry and any(report.loaded for report in reports):
        _paragraph("Next: wismo build")


def _with(sources: Path | None) -> str:
    return f" --sources {shlex.quote(safe(str(sources)))}" if sources else ""


def _paragraph(text: str, *, err: bool = False) -> None:
    click.echo("\n" + fill(safe(text), terminal_width(), break_on_hyphens=False, break_long_words=False), err=err)
