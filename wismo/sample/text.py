"""Subjects and messages, composed from phrases; no row passes through Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.sample import topics, words_languages, words_other, words_wismo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wismo.sample.world import Table

_PLACEHOLDERS = ("order", "ours", "digits", "tracking", "carrier", "days", "item", "name", "weekday")
# Which list of words_languages.WISMO words each reason of hazard.REASONS.
_FOREIGN_KIND = (0, 0, 1, 0, 0, 3, 0, 2, 0)
_GREETED = r"^(?:Hi|Hello|Hey|Hola|Bonjour)\b"
MISTYPED = 0.06  # of the order numbers that people write have a wrong digit
UNNUMBERED = "the number you sent"
_BRIEF = (topics.CHAT, topics.SMS, topics.SOCIAL)


def draw(rng: np.random.Generator, groups: Sequence[Sequence[str]], which: np.ndarray) -> pl.Series:
    """Return one text per row out of the group the row names."""
    flat = np.array([text for group in groups for text in group])
    counts = np.array([len(group) for group in groups])
    starts = np.cumsum(counts) - counts
    index = starts[which] + (rng.random(len(which)) * counts[which]).astype(np.int64)
    return pl.Series(flat)[index]


def fill(template: pl.Expr) -> pl.Expr:
    """Replace each placeholder by the row's own value of that column."""
    for name in _PLACEHOLDERS:
        template = template.str.replace_all(f"{{{name}}}", pl.col(name), literal=True)
    return template


def references(rng: np.random.Generator, about: pl.DataFrame) -> pl.DataFrame:
    """Return the placeholders' values per ticket, and ``labelled``: whether there was a tracking number.

    ``about`` holds ``number`` (the order's, -1: none), ``tracking``, ``name``, ``carrier`` and ``days`` since
    the order (0: unknown). People write order numbers in many ways and now and then get a digit wrong.
    """
    n = len(about)
    wrong = rng.random(n) < MISTYPED
    slip = np.where(wrong, 10 ** rng.integers(0, 4, n), 0)
    style = rng.choice(6, n, p=[0.36, 0.3, 0.12, 0.08, 0.09, 0.05])
    guess = pl.Series(2 + rng.geometric(0.17, n)).clip(3, 40)
    frame = about.with_columns(
        digits=(pl.col("number") + pl.Series(slip)).cast(pl.String),
        ours=pl.when(pl.col("number") < 0).then(pl.lit("")).otherwise(pl.format("#NL{}", "number")),
        style=pl.Series(style),
        none=pl.col("number") < 0,
        tight=pl.Series(rng.random(n) < 0.9),
        labelled=pl.col("tracking").is_not_null(),
        days=pl.when(pl.col("days") > 1).then("days").otherwise(guess).cast(pl.String),
    )
    written = pl.col("digits")
    ways = (
        pl.lit("#NL") + written,
        pl.lit("NL") + written,
        pl.lit("nl") + written,
        pl.lit("NL ") + written,
        pl.lit("#nl") + written,
        pl.lit("# NL") + written,
    )
    order = pl.when("none").then(pl.lit("my order"))
    for index, way in enumerate(ways):
        order = order.when(pl.col("style") == index).then(way)
    spaced = pl.col("tracking").str.replace(r"^(.{4})(.{4})", "${1} ${2} ")
    return frame.with_columns(
        order=order.otherwise(pl.lit("my order")),
        tracking=pl.when(pl.col("tight")).then("tracking").otherwise(spaced).fill_null(UNNUMBERED),
        item=draw(rng, (words_other.ITEMS,), np.zeros(n, dtype=np.int64)),
        weekday=draw(rng, (words_other.WEEKDAYS,), np.zeros(n, dtype=np.int64)),
    ).select(*_PLACEHOLDERS, "labelled")


def compose(rng: np.random.Generator, tickets: Table, values: pl.DataFrame) -> pl.DataFrame:
    """Return ``subject``, ``body`` and ``own`` (the body without quoted mail) of each ticket's first message.

    ``subject_names`` and ``own_names`` say whether they hold a right number.
    """
    n = len(tickets["topic"])
    core = _core(rng, tickets)
    language, channel = tickets["language"], tickets["channel"]
    brief = np.isin(channel, _BRIEF)
    ours = np.isin(tickets["topic"], (topics.SPAM, topics.OUTBOUND, topics.AUTOMATED))
    one = np.zeros(n, dtype=np.int64)
    says = tickets["order"] >= 0
    mention = says & (rng.random(n) < np.where(channel == topics.PHONE, 0.7, np.where(brief, 0.22, 0.30))) & ~ours
    labelled = values["labelled"].to_numpy()
    frame = values.with_columns(
        core=core,
        greeting=draw(rng, [words_languages.GREETINGS[code] for code in topics.LANGUAGES], language),
        closing=draw(rng, [words_languages.CLOSINGS[code] for code in topics.LANGUAGES], language),
        mention=draw(rng, (words_languages.MENTIONS,), one),
        number=draw(rng, (words_languages.TRACKING_MENTIONS,), one),
        polite=pl.Series((~brief | (rng.random(n) < 0.25)) & ~ours),
        mentions=pl.Series(mention),
        tracks=pl.Series(labelled & (rng.random(n) < 0.08) & ~ours),
        quotes=pl.Series(says & (channel == topics.EMAIL) & (rng.random(n) < 0.16) & ~ours),
        called=pl.Series(channel == topics.PHONE),
        manner=pl.Series(np.where(ours, 1.0, rng.random(n))),
    )
    nothing = pl.lit("")
    has_number = pl.col("core").str.contains("{order}", literal=True)
    frame = frame.with_columns(
        own=pl.concat_str(
            pl.when(pl.col("polite") & ~pl.col("core").str.contains(_GREETED)).then("greeting").otherwise(nothing),
            _manner(fill(pl.col("core")), pl.col("manner")),
            pl.when(pl.col("mentions") & ~has_number).then("mention").otherwise(nothing),
            pl.when("tracks").then("number").otherwise(nothing),
            pl.when("polite").then("closing").otherwise(nothing),
        )
    )
    body = pl.concat_str(
        pl.when("called").then(pl.lit("Call note: ")).otherwise(nothing),
        "own",
        pl.when("quotes")
        .then(
            pl.when("labelled").then(pl.lit(words_languages.QUOTE)).otherwise(pl.lit(words_languages.CONFIRMED_QUOTE))
        )
        .otherwise(nothing),
    )
    headed = np.isin(channel, (topics.EMAIL, topics.FORM)) | (rng.random(n) < 0.05)
    frame = frame.with_columns(heading=_subject(rng, tickets), headed=pl.Series(headed))
    heading = fill(pl.col("heading")).str.replace("  ", " ", literal=True)
    subject = pl.when("headed").then(heading).otherwise(pl.format("Conversation with {}", "name"))
    own = pl.concat_str(pl.when("called").then(pl.lit("Call note: ")).otherwise(nothing), "own")
    said = frame.select(subject.alias("subject"), fill(body).alias("body"), fill(own).alias("own"), "ours", "tracking")
    return said.with_columns(_names(part).alias(f"{part}_names") for part in ("subject", "own")).drop(
        "ours", "tracking"
    )


def _names(part: str) -> pl.Expr:
    """Tell whether a text holds the order's or the parcel's number, without a mistake."""
    said = pl.col(part).str.to_lowercase()
    number = pl.col("ours").str.slice(3)
    order = (number != "") & said.str.contains(number, literal=True)
    return order | said.str.contains(pl.col("tracking").str.to_lowercase(), literal=True) & (
        pl.col("tracking") != UNNUMBERED
    )


def _core(rng: np.random.Generator, tickets: Table) -> pl.Series:
    """Return the sentence that matters: of the reason, or (people are vague) a general question."""
    n = len(tickets["topic"])
    topic, reason, language = tickets["topic"], tickets["reason"], tickets["language"]
    english = [*words_wismo.BY_REASON, *(words_other.BY_TOPIC[name] for name in topics.NAMES[1:])]
    vague = rng.random(n) < 0.38
    tickets["vague"] = vague
    group = np.where(topic == topics.WISMO, np.where(vague, 0, np.maximum(reason, 0)), 8 + topic)
    kind = np.array(_FOREIGN_KIND)[np.maximum(reason, 0)]
    kind = np.where(topic == topics.WISMO, np.where(vague & (kind < 2), 0, kind), 4)
    foreign = [
        lines for code in topics.LANGUAGES[1:] for lines in (*words_languages.WISMO[code], words_languages.OTHER[code])
    ]
    other = len(english) + 5 * (language - 1) + kind
    first = draw(rng, [*english, *foreign], np.where(language > 0, other, group))
    second = draw(rng, [*english, *foreign], np.where(language > 0, other, np.where(topic == topics.WISMO, 0, group)))
    longer = (rng.random(n) < 0.17) & ~np.isin(topic, (topics.SPAM, topics.OUTBOUND, topics.AUTOMATED))
    frame = pl.DataFrame({"first": first, "second": second, "longer": longer})
    return frame.select(
        pl.when("longer").then(pl.concat_str("first", pl.lit(" "), "second")).otherwise("first")
    ).to_series()


def _manner(core: pl.Expr, draw_: pl.Expr) -> pl.Expr:
    """Write some messages in capitals, without capitals, without punctuation or with spelling mistakes."""
    wrong = core.str.replace_many(list(words_languages.MISSPELT), list(words_languages.MISSPELT.values()))
    bare = core.str.to_lowercase().str.replace_all(r"[.,']", "")
    return (
        pl.when(draw_ < 0.11)
        .then(wrong)
        .when(draw_ < 0.24)
        .then(bare)
        .when(draw_ < 0.28)
        .then(core.str.replace_all(r"[.?]", "!!!"))
        .when(draw_ < 0.31)
        .then(core.str.to_uppercase())
        .otherwise(core)
    )


def _subject(rng: np.random.Generator, tickets: Table) -> pl.Series:
    english = [words_wismo.SUBJECTS, *(words_other.SUBJECTS[name] for name in topics.NAMES[1:])]
    foreign = [words_languages.SUBJECTS[code] for code in topics.LANGUAGES[1:]]
    language = tickets["language"]
    return draw(rng, [*english, *foreign], np.where(language > 0, len(english) + language - 1, tickets["topic"]))
