"""Labels of a batch of tickets: what their words say, and none of the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from wismo.errors import WismoError
from wismo.intake.brand import Brand
from wismo.score import references, text
from wismo.score.features import model_text
from wismo.score.model import judged, read_model
from wismo.score.phrases import REASONS, read_phrases

if TYPE_CHECKING:
    from pathlib import Path

    from wismo.score.model import Model
    from wismo.score.phrases import Phrases

LABELS = (
    "is_wismo_phrase", "words_confidence", "customer_reason", "language", "mentions_return",
    "says_delivered", "says_not_received", "order_refs", "tracking_refs",
)  # fmt: skip
# What the phrases tell the model, one number each. Its weights stand in this order.
PHRASE_FEATURES = (
    *(f"{strength}_{reason}" for strength in ("strong", "short", "weak") for reason in REASONS),
    "strong", "short", "weak", "context", "veto_strong", "veto_weak", "says_delivered", "says_not_received",
    "mentions_return", "has_reference", "is_wismo_phrase", "phrase_strength",
)  # fmt: skip
# In a message of so few words a phrase of strength short needs no noun: "any update?", "still waiting".
SHORT_WORDS = 5
THRESHOLD = 0.5
# The confidence of a phrase that a brand calls certain.
CERTAIN = 0.95
# A strong phrase and nothing against it is worth this much, unless the model is surer still that nothing is asked.
PLAIN_PHRASE = 0.95
PLAIN = 0.5
SURELY_NOT = 0.15
# Stands between message and subject while numbers are looked for in both at once.
_DIVIDER = "\n\x01\n"


@dataclass(frozen=True)
class Rules:
    """What people wrote down: the phrases, and what a brand's numbers look like."""

    phrases: Phrases
    patterns: references.Patterns


@dataclass(frozen=True)
class Scorer:
    """Everything that decides a label besides the text."""

    rules: Rules
    model: Model


def make_scorer(brand: Brand, seeds: Path) -> Scorer:
    """Return the scorer of a brand. Raises WismoError where a seed or a brand's pattern cannot be used."""
    return Scorer(make_rules(brand, seeds), read_model())


def make_rules(brand: Brand, seeds: Path) -> Rules:
    """Return the rules of a brand. Raises WismoError where a seed or a brand's pattern cannot be used."""
    default = Brand()
    # The defaults suit a field of their own. In running text they would take telephone numbers.
    order = "" if brand.order_name_pattern == default.order_name_pattern else brand.order_name_pattern
    tracking = brand.tracking_number_pattern
    patterns = references.make_patterns(
        order, "" if tracking == default.tracking_number_pattern else tracking, brand.order_name_prefix
    )
    for pattern in (*patterns.orders, *patterns.tracking):
        try:
            pl.Series([""]).str.extract_all(pattern)
        except pl.exceptions.ComputeError as error:
            raise WismoError(
                "sources.yml: the pattern of order names or of tracking numbers uses something that the text "
                "search does not know, such as look-ahead. Write it without."
            ) from error
    return Rules(read_phrases(seeds / "wismo_phrases.csv"), patterns)


def label(batch: pl.DataFrame, scorer: Scorer) -> pl.DataFrame:
    """Replace the text columns ``subject`` and ``message`` (NULL allowed) by the columns ``LABELS``.

    Booleans are booleans, the two references are lists of text. ``words_confidence`` is the chance, 0 to 1,
    that the words ask for an order; ``customer_reason`` is the reason they would ask for.
    """
    kept = [name for name in batch.columns if name not in ("subject", "message")]
    frame = told(batch, scorer.rules)
    numbers = frame.select(pl.col(PHRASE_FEATURES).cast(pl.Float32)).to_numpy()
    frame = frame.hstack(judged(frame["model_text"], numbers, scorer.model)).with_columns(
        # A brand knows its own words better than any model: what it is certain of decides.
        is_wismo_phrase=pl.when("certainly_not")
        .then(pl.lit(value=False))
        .otherwise(pl.col("is_wismo_phrase") | pl.col("certain")),
        words_confidence=pl.when("certainly_not")
        .then(0.0)
        .when("certain")
        .then(CERTAIN)
        .when((pl.col("phrase_strength") >= PLAIN_PHRASE) & (pl.col("words_confidence") >= SURELY_NOT))
        .then(pl.max_horizontal("words_confidence", pl.lit(PLAIN)))
        .otherwise("words_confidence"),
    )
    # Whatever else is said: a parcel marked delivered that is not there is not received.
    missing = pl.col("says_delivered") & pl.col("says_not_received")
    return frame.with_columns(
        customer_reason=pl.when(missing).then(pl.lit("not_received")).otherwise("model_reason")
    ).select(*kept, *LABELS)


def told(batch: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Add ``model_text``, the ``PHRASE_FEATURES`` and the references to rows with a subject and a message."""
    frame = batch.with_columns(
        subject=text.folded(text.readable(pl.col("subject"))),
        message=text.folded(text.readable(pl.col("message"))),
    ).with_columns(own=text.own_words(pl.col("message")))
    frame = _with_references(frame, rules.patterns)
    own, subject = (pl.col("tokens").str.split(_DIVIDER.strip()).list.get(part) for part in (0, 1))
    asked = pl.concat_str(text.own_subject(subject), pl.lit(" | "), own)
    frame = frame.with_columns(plain=text.plain(asked)).with_columns(
        _hits(rules.phrases),
        model_text=model_text(pl.col("plain")),
        has_reference=(pl.col("order_refs").list.len() > 0) | (pl.col("tracking_refs").list.len() > 0),
    )
    frame = frame.with_columns(
        pl.any_horizontal(pl.col(f"{strength}_{reason}") for reason in REASONS).alias(strength)
        for strength in ("strong", "short", "weak")
    )
    return frame.with_columns(phrase_strength=_strength()).with_columns(
        is_wismo_phrase=pl.col("phrase_strength") >= THRESHOLD
    )


def _with_references(frame: pl.DataFrame, patterns: references.Patterns) -> pl.DataFrame:
    """Find numbers in what the customer wrote, else in what the customer quoted."""
    frame = frame.with_row_index("row").with_columns(
        text=pl.concat_str("own", pl.lit(_DIVIDER), "subject"),
    )
    found = references.find(frame, patterns)
    nothing = (pl.col("order_refs").list.len() == 0) & (pl.col("tracking_refs").list.len() == 0)
    quoting = found.filter(nothing & (pl.col("own") != pl.col("message"))).select("row", text="message")
    quoted = references.find(quoting, patterns).select("row", "order_refs", "tracking_refs")
    return found.update(quoted, on="row")


def _hits(phrases: Phrases) -> list[pl.Expr]:
    words = pl.col("plain")
    return [
        *(phrases.hit(words, "wismo", "strong", reason).alias(f"strong_{reason}") for reason in REASONS),
        *(phrases.hit(words, "wismo", "short", reason).alias(f"short_{reason}") for reason in REASONS),
        *(phrases.hit(words, "wismo", "weak", reason).alias(f"weak_{reason}") for reason in REASONS),
        phrases.hit(words, "wismo", "certain").alias("certain"),
        phrases.hit(words, "veto", "certain").alias("certainly_not"),
        phrases.hit(words, "wismo", "context").alias("context"),
        phrases.hit(words, "veto", "strong").alias("veto_strong"),
        phrases.hit(words, "veto", "weak").alias("veto_weak"),
        phrases.hit(words, "delivered_claim").alias("says_delivered"),
        phrases.hit(words, "not_received").alias("says_not_received"),
        phrases.hit(words, "return_ref").alias("mentions_return"),
    ]


def _strength() -> pl.Expr:
    """Strong phrases decide alone; weak ones need to be about an order, or all there is."""
    strong = pl.col("strong")
    enough_if_short = pl.col("short")
    weak = enough_if_short | pl.col("weak")
    about_an_order = pl.col("context") | pl.col("has_reference")
    is_short = pl.col("plain").str.count_matches(r"[a-z0-9]+") <= SHORT_WORDS
    return (
        pl.when(pl.col("veto_strong")).then(pl.when(strong).then(0.3).otherwise(0.0))
        .when(strong).then(pl.when(pl.col("veto_weak")).then(0.8).otherwise(0.95))
        .when(~weak).then(0.0)
        .when(pl.col("veto_weak")).then(0.3)
        .when(about_an_order).then(0.7)
        .when(enough_if_short & is_short).then(0.55)
        .otherwise(0.2)
    )  # fmt: skip
