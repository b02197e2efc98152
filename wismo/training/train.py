"""Trains the model of the text layer from our own messages and public corpora; see docs/text.md.

The same inputs give the same weights. Before they are written, everything is fitted several times with a
part of our own messages left out, and examined on that part.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np
import polars as pl

from wismo.home import project_root
from wismo.score.model import FILES
from wismo.training import fit, tables
from wismo.training.corpora import read_corpora
from wismo.training.evaluate import threshold
from wismo.training.examples import own_examples, public_examples
from wismo.training.left_out import CALIBRATED_ON, LEFT_OUT, LeftOut, predicted
from wismo.training.messages import own_messages

if TYPE_CHECKING:
    from scipy import sparse

_SEED = 7


@click.command(help=__doc__)
@click.argument("corpora", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def main(corpora: tuple[Path, ...]) -> None:
    """Fit, examine, write."""
    examples = pl.concat([own_examples(own_messages(), _SEED), public_examples(read_corpora(list(corpora)))])
    held = fit.matrices(examples["text"], project_root() / "seeds")
    judged = {name: predicted(examples, held, columns) for name, columns in LEFT_OUT.items()}
    as_written = ((examples["language"] != "other") & examples["is_own"] & (examples["form"] == 0)).to_numpy()
    asks = examples["asks"].to_numpy()
    curve = fit.calibration(judged[CALIBRATED_ON].scores[as_written], asks[as_written])
    for name, result in judged.items():
        click.echo(
            f"\nLeft out: {name}\n\n{_by_language(examples.filter(as_written), _rows(result, as_written), curve)}"
        )
    confidence = _confidence(judged[CALIBRATED_ON].scores[as_written], curve)
    table = tables.calibration(confidence, asks[as_written], fit.inbox_weight(asks[as_written]))
    click.echo(f"\nConfidence, left out: {CALIBRATED_ON}\n\n{tables.as_text(table)}")
    np.savez_compressed(FILES[1], allow_pickle=False, **_weights(examples, held, curve))
    click.echo(f"\n{FILES[1].name}: {FILES[1].stat().st_size / 1024:.0f} KB")


def _weights(
    examples: pl.DataFrame, held: dict[str, sparse.csr_matrix], curve: tuple[float, float]
) -> dict[str, np.ndarray]:
    """Fit on everything."""
    asks, reason, language = (examples[name].to_numpy() for name in ("asks", "reason", "language"))
    is_own = examples["is_own"].to_numpy()
    known = language != "other"
    with_reason = is_own & known & ~np.isin(reason, ["", "any"])
    return fit.as_weights(
        fit.asks_model(fit.asks_matrix(held), np.flatnonzero(known), asks, examples["weight"].to_numpy()),
        fit.reason_model(fit.reason_matrix(held), np.flatnonzero(with_reason), reason),
        fit.language_model(held, np.flatnonzero(is_own), language),
        curve,
    )


def _by_language(written: pl.DataFrame, result: LeftOut, curve: tuple[float, float]) -> str:
    """Return the measures of messages as written, by language and over all."""
    found = written.with_columns(
        found=pl.Series(_confidence(result.scores, curve) >= threshold(project_root() / "seeds", "words_confidence")),
        right_reason=pl.Series(result.reasons) == pl.col("reason"),
        right_language=pl.Series(result.languages) == pl.col("language"),
    )
    rows = []
    for language in [*sorted(written["language"].unique()), "all"]:
        part = found if language == "all" else found.filter(pl.col("language") == language)
        reasoned = part.filter(~pl.col("reason").is_in(["", "any"]))
        rows.append(
            {"language": language}
            | tables.measures(part["found"], part["asks"])
            | {
                "reason right": tables.share(int(reasoned["right_reason"].sum()), reasoned.height),
                "language right": _named(part["right_language"]),
            }
        )
    return tables.as_text(rows)


def _named(right: pl.Series) -> str:
    """Return the share of languages told; nothing where the language itself was left out and has no name."""
    return tables.share(int(right.sum()), len(right)) if right.any() else ""


def _rows(result: LeftOut, rows: np.ndarray) -> LeftOut:
    return LeftOut(result.scores[rows], result.reasons[rows], result.languages[rows])


def _confidence(scores: np.ndarray, curve: tuple[float, float]) -> np.ndarray:
    return 1 / (1 + np.exp(-(curve[0] * scores + curve[1])))


if __name__ == "__main__":
    main()
