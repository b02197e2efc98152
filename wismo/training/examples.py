"""What the model learns from: own messages, each in a few forms, and public texts about anything else."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import polars as pl

from wismo.training.damage import slips, unpunctuated
from wismo.training.messages import PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator

# Forms of a message beside the one that was written.
FORMS = 4
# A public text against one of ours. They are many, English, and few of them are about orders at all.
PUBLIC_WEIGHT = 0.3
# All public texts are English and hardly one asks for an order: as if English itself spoke against it.
ENGLISH_WEIGHT = 2.0
# Parts of a public corpus that are learnt from; the others examine the model.
LEARNT_PARTS = ("train",)
OTHER = "other"


def own_examples(messages: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return ``language, theme, reason, text, asks, weight, form, is_own`` of messages in their several forms.

    All forms of a message weigh one together, in English two; form 0 is as written.
    """
    chance = random.Random(seed)  # noqa: S311  # varies texts, guards nothing
    parts = {
        (language, part): texts
        for language, part, texts in messages.filter(pl.col("theme").is_in(PARTS))
        .group_by("language", "theme", maintain_order=True)
        .agg("text")
        .iter_rows()
    }
    rows = [
        (language, theme, reason, text, bool(reason), (ENGLISH_WEIGHT if language == "en" else 1.0) / (FORMS + 1), form)
        for language, theme, reason, written in messages.filter(~pl.col("theme").is_in(PARTS)).iter_rows()
        for form, text in enumerate(_forms(written, language, parts, chance))
    ]
    names = ["language", "theme", "reason", "text", "asks", "weight", "form"]
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(is_own=pl.lit(value=True))


def public_examples(corpora: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of ``own_examples`` for the parts of corpora that are learnt from."""
    return corpora.filter(pl.col("part").is_in(LEARNT_PARTS)).select(
        language=pl.lit("en"),
        theme=pl.col("corpus"),
        reason=pl.when("asks").then(pl.lit("any")).otherwise(pl.lit("")),
        text="text",
        asks="asks",
        weight=pl.lit(PUBLIC_WEIGHT),
        form=pl.lit(0, pl.Int64),
        is_own=pl.lit(value=False),
    )


def _forms(
    written: str, language: str, parts: dict[tuple[str, str], list[str]], chance: random.Random
) -> Iterator[str]:
    """Yield the message as written, mistyped, without signs, and between what people write around it."""

    def some(part: str) -> str:
        return chance.choice(parts.get((language, part), [""]))

    yield written
    yield slips(written, chance, count=2)
    # Whether people write the sign of a question says little of whether they ask one.
    yield unpunctuated(slips(written, chance)) + chance.choice(("", "?", "!"))
    yield f"{some('opening')} {written} {some('closing')}"
    yield f"{some('opening')} {some('filler')} {written}" if chance.random() < 0.5 else f"{written} {some('filler')}"
