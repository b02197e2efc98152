"""Commands that make data: sample, load, build, demo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wismo.cli_output import print_json, progress
from wismo.home import Home
from wismo.journal import note_files
from wismo.many import many

if TYPE_CHECKING:
    from datetime import datetime

    from wismo.build import BuildReport


@click.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to write into.")
@click.option("--orders", type=click.IntRange(min=1), default=60_000, show_default=True)
@click.option("--seed", type=int, default=7, show_default=True, help="The same seed writes the same files.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the sample.")
@click.option("--truth", type=click.Path(path_type=Path, file_okay=False), help="Write true causes and matches here.")
def sample(out: Path, orders: int, seed: int, until: datetime | None, truth: Path | None) -> None:
    """Write a sample brand's exports."""
    from wismo.sample import write_sample

    last_day = {} if until is None else {"until": until.date()}
    with progress() as show:
        files = write_sample(out, orders=orders, seed=seed, truth=truth, progress=show, **last_day)
    click.echo(f"Wrote {many(len(files), 'file')} to {out}. Load them with `wismo load {out}`.")


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--sources", type=click.Path(path_type=Path), help="Description of the sources (sources.yml).")
@click.option("--dry-run", is_flag=True, help="Read and judge the files, propose a sources.yml; keep nothing.")
@click.option("--propose", type=click.Path(path_type=Path, dir_okay=False), help="Write the proposal here (dry run).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
@click.pass_context
def load(
    context: click.Context,
    paths: tuple[Path, ...],
    sources: Path | None,
    dry_run: bool,
    propose: Path | None,
    as_json: bool,
) -> None:
    """Read exports: files or folders."""
    from wismo.cli_load import check_arguments, print_advice, print_next, print_reports
    from wismo.demo import refuse_beside_demo
    from wismo.intake.load import load_paths

    home, is_dry, chosen = Home.from_environment(), dry_run or propose is not None, list(paths)
    check_arguments(sources, propose)
    if not is_dry:
        refuse_beside_demo(home, chosen)
    with progress() as show:
        reports = load_paths(home, chosen, sources, dry_run=is_dry, progress=show)
    note_files(reports)
    if as_json:
        print_json(reports)
    else:
        print_reports(reports, home, sources, is_dry=is_dry)
    if is_dry and (propose or not as_json):
        from wismo.intake.propose.run import propose_sources
        from wismo.intake.propose.vendor import loaded_before

        refused = {report.file for report in reports if report.error}
        advice = propose_sources(chosen, sources, refused, known=loaded_before(home))
        print_advice(advice, chosen, propose, is_any_refused=bool(refused))
    if not as_json:
        print_next(reports, chosen, sources, is_dry=is_dry)
    if any(report.error for report in reports):
        context.exit(1)


@click.command()
@click.option("--full", is_flag=True, help="Build even where nothing changed, and from nothing.")
@click.option(
    "--target",
    type=click.Choice(["duckdb", "sail"]),
    default="duckdb",
    show_default=True,
    help="The engine that runs the models; docs/distributed.md says when to take sail.",
)
@click.option("--accept-audit", multiple=True, metavar="NAME", help="Publish although this audit or test fails.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def build(full: bool, target: str, accept_audit: tuple[str, ...], as_json: bool) -> None:
    """Turn loaded data into a published snapshot."""
    from wismo.build import build as build_snapshot

    with progress() as show:
        home = Home.from_environment()
        report = build_snapshot(home, full=full, target=target, accept_audit=accept_audit, progress=show)
    if as_json:
        print_json(report)
    else:
        _print_build(report)


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the dashboard; the first free one from 8501.")
@click.option("--no-serve", is_flag=True, help="Stop when the sample is published.")
def demo(port: int | None, no_serve: bool) -> None:
    """Show the product on a sample brand: sample, load, build, serve."""
    from wismo.demo import prepare_demo
    from wismo.serve import free_port, serve_dashboard

    home = Home.from_environment()
    with progress() as show:
        report = prepare_demo(home, progress=show)
    _print_build(report)
    if not no_serve:
        serve_dashboard(home, host="127.0.0.1", port=port or free_port("127.0.0.1", 8501))


def _print_build(report: BuildReport) -> None:
    if not report.is_new:
        click.echo(f"Nothing changed since version {report.version}{_whether_live(report)}")
        return
    for step, seconds in report.seconds.items():
        click.echo(f"{step:<12} {seconds:>7.1f} s")
    if report.why_full:
        click.echo(f"Built in full, because {report.why_full}.")
    else:
        new = f"{many(report.new_files, 'new file')}, {many(report.new_records, 'record')}"
        click.echo(f"Built on what the last build kept: {new}.")
    for name in report.accepted:
        click.echo(f"Accepted although it does not hold: {name}")
    for sentence in report.warnings:
        click.echo(f"Mind: {sentence}.")
    tickets = many(report.rows.get("tickets", 0), "ticket")
    click.echo(f"Published {report.version}: {tickets}, {many(report.test_count, 'test')} passed.")


def _whether_live(report: BuildReport) -> str:
    if report.is_live:
        return ", which is live."
    return (
        f", from which somebody went back to an older one. `wismo rollback {report.version}` makes it live "
        "again, `wismo build --full` builds a new one."
    )
