"""Labels of a batch of the shop's own messages: what they tell the customer, and none of the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from wismo.score import reply_dates, text

if TYPE_CHECKING:
    from wismo.score.reply_phrases import ReplyPhrases

REPLY_LABELS = ("is_acknowledgement", "gives_status", "gives_eta", "eta_date", "repeated")
# Besides acknowledging words an acknowledgement has at most a name in a sentence.
_FEW_WORDS = 3
_GREETING = (
    r"^\W*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hola|buen[oa]s (?:dias|tardes)|hallo|guten tag"
    r"|lieber?|sehr geehrter?|bonjour|bonsoir|cher|chere|ola|oi|bom dia|boa tarde|ciao|salve|buongiorno|gentile"
    r"|beste|goedendag)"
    r"\b[^,.!\n]{0,40}[,.!\n]"
)
_LINK = r"(?:https?://|www\.)\S+"
_SENTENCE = r"[^.?!|]+[.?!|]?"


def label_replies(batch: pl.DataFrame, phrases: ReplyPhrases) -> pl.DataFrame:
    """Replace the columns ``body`` (text) and ``written`` (when, on the brand's clock) by ``REPLY_LABELS``.

    The first three are booleans; ``eta_date`` is a day on the brand's calendar, NULL where none is named or it is
    not sure which. ``repeated`` is the text without names and numbers: the same for everybody who got it. It is
    text, for hashing, and must not be kept.
    """
    frame = batch.with_row_index("row").with_columns(
        folded=text.folded(text.readable(pl.col("body"))).str.replace_all(_LINK, " ")
    )
    frame = frame.with_columns(own=text.own_words(pl.col("folded")))
    frame = frame.with_columns(plain=text.plain(reply_dates.numeric_dates(pl.col("own"), phrases)))
    sentences = frame.select("row", "written", sentence=pl.col("plain").str.extract_all(_SENTENCE)).explode("sentence")
    sentences = sentences.drop_nulls("sentence").with_columns(pl.col("sentence").str.strip_chars())
    acknowledging = _acknowledging(sentences, phrases)
    telling = _told(sentences, phrases)
    said = frame.join(acknowledging, on="row", how="left").join(telling, on="row", how="left")
    automatic = phrases.hit(pl.col("plain"), "auto")
    content = pl.col("gives_status").fill_null(value=False) | pl.col("gives_eta").fill_null(value=False)
    # What everybody got differs in the name and the numbers only.
    masked = text.plain(pl.col("own").str.strip_chars_start().str.replace(_GREETING, ""))
    masked = masked.str.replace_all(r"[a-z]*[0-9][a-z0-9]*", "0")
    is_acknowledgement = automatic | (pl.col("only_acknowledges").fill_null(value=False) & ~content)
    return said.with_columns(
        is_acknowledgement=is_acknowledgement,
        gives_status=pl.col("gives_status").fill_null(value=False) & ~is_acknowledgement,
        gives_eta=pl.col("gives_eta").fill_null(value=False) & ~is_acknowledgement,
        eta_date=pl.when(~is_acknowledgement).then("eta_date"),
        repeated=pl.when(~content & ~masked.str.contains(r"\?") & (masked != "")).then(masked),
    ).select(*(name for name in batch.columns if name not in ("body", "written")), *REPLY_LABELS)


def _acknowledging(sentences: pl.DataFrame, phrases: ReplyPhrases) -> pl.DataFrame:
    """Return per row ``only_acknowledges``: something acknowledges, and nothing says more than that."""
    words = pl.col("sentence")
    acknowledges = phrases.hit(words, "ack")
    is_little = words.str.count_matches(r"[a-z0-9]+") <= _FEW_WORDS
    return (
        sentences.with_columns(core=acknowledges, rest=~(acknowledges | phrases.hit(words, "filler") | is_little))
        .group_by("row")
        .agg(only_acknowledges=pl.col("core").any() & ~pl.col("rest").any())
    )


def _told(sentences: pl.DataFrame, phrases: ReplyPhrases) -> pl.DataFrame:
    """Return per row ``gives_status``, ``gives_eta`` and ``eta_date``, the first sure day of an arrival."""
    # A question tells nothing, nor does what depends on something else.
    said = sentences.filter(~pl.col("sentence").str.ends_with("?")).with_columns(
        said=pl.col("sentence").str.replace(rf"\b(?:{phrases.asked['condition']})\b.*", "").str.strip_chars(" .!")
    )
    said = said.with_columns(gives_status=phrases.hit(pl.col("said"), "status"))
    # Days that belong together are joined by now, so that "and" begins something new: "left on Monday and arrives".
    clauses = (
        pl.col("said").str.replace_all(rf"\b({phrases.asked['clause']})\b", "\n${1}").str.split("\n").alias("said")
    )
    tokenised = said.with_columns(said=reply_dates.tokens(pl.col("said"), phrases)).select("row", "written", clauses)
    dated = tokenised.explode("said").filter(
        pl.col("said").str.contains(reply_dates.DATED)
        & phrases.hit(pl.col("said"), "arrival")
        & ~phrases.hit(pl.col("said"), "past")
        & ~phrases.hit(pl.col("said"), "not_eta")
    )
    arrival = rf"\b(?:{phrases.asked['arrival']})\b"
    after = pl.col("said").str.extract(rf"{arrival}(.*)$", 1)
    # "By Friday it should be with you": a day before counts, unless it is that of leaving.
    before = pl.when(~phrases.hit(pl.col("said"), "departed")).then(pl.col("said").str.extract(rf"^(.*?){arrival}", 1))
    where = pl.when(after.str.contains(reply_dates.DATED)).then(after).otherwise(before)
    dated = dated.with_columns(said=where).filter(pl.col("said").str.contains(reply_dates.DATED))
    today = pl.col("written").dt.date()
    ahead = (pl.col("eta_date") - today).dt.total_days()
    promised = dated.with_columns(eta_date=reply_dates.resolved(pl.col("said"), pl.col("written"), phrases)).filter(
        ~(ahead < 0).fill_null(value=False)
    )
    promised = promised.with_columns(eta_date=pl.when(ahead <= reply_dates.LATEST_DAYS).then("eta_date"))
    days = promised.group_by("row", maintain_order=True).agg(pl.col("eta_date").drop_nulls().first())
    return (
        said.group_by("row")
        .agg(pl.col("gives_status").any())
        .join(days.with_columns(gives_eta=pl.lit(value=True)), on="row", how="left")
    )
