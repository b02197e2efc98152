"""The command that says how right the product is where the truth is known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wismo.cli_output import print_json, print_table
from wismo.home import Home
from wismo.truth.confusion import said_as

if TYPE_CHECKING:
    from collections.abc import Iterable


@click.command()
@click.option(
    "--truth", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder `sample --truth` wrote."
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def score(truth: Path, as_json: bool) -> None:
    """Compare the published snapshot with the sample brand's truth."""
    from wismo.truth.compare import score as compare

    result = compare(Home.from_environment(), truth)
    if as_json:
        print_json(result)
        return
    for title, columns, rows in _tables(result):
        click.echo(f"\n{title}")
        print_table(columns, [tuple(_shown(row[column]) for column in columns) for row in rows])
    weak = ", ".join(result["weak"])
    click.echo(f"\nWeak causes (under 80 % of what can be told): {weak}" if weak else "\nNo cause is weak.")


def _tables(result: dict[str, Any]) -> Iterable[tuple[str, list[str], list[dict[str, Any]]]]:
    agreements = [{"of": name, **result[name]} for name in ("cause", "owner")]
    found = (
        (f"Is it WISMO? ({result['tickets']:,} tickets)", result["wismo"]),
        ("Which order?", [result["match"]]),
        ("Which order, by method", result["match_methods"]),
        ("How sure of the order, and how right", result["match_calibration"]),
        ("How sure that it is WISMO, and how right", result["wismo_calibration"]),
        ("Why, and whose turn?", agreements),
        ("Cause by cause", result["causes"]),
        ("What was said instead of the true cause", said_as(result["confusion_matrix"])),
        ("Most frequent wrong causes that the exports could tell", result["confusions"]),
        ("What did the first answer tell, and which day did it promise?", result["replies"]),
        ("The sample beside published figures", result["distributions"]),
    )
    return [(title, list(rows[0]), rows) for title, rows in found if rows]


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)
