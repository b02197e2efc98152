"""The conversations behind the tickets, as a helpdesk's messages feed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.sample import text, topics, words_languages
from wismo.sample.clock import DAY, FAR, HOUR

if TYPE_CHECKING:
    from wismo.sample.world import Table


@dataclass(frozen=True)
class Written:
    """What is known of each ticket's conversation; ``in_feed`` says which tickets the feed holds."""

    ids: pl.Series
    body: pl.Series
    values: pl.DataFrame
    in_feed: np.ndarray


def messages(rng: np.random.Generator, tickets: Table, written: Written, end: int) -> pl.DataFrame:
    """Return the first message, the automatic answer, the replies, a further word and a note."""
    n = len(written.ids)
    created, replied, eta = tickets["created"], tickets["replied"], tickets["eta_replied"]
    wismo = tickets["topic"] == topics.WISMO
    same = eta == replied
    group = np.where(wismo, np.where(same, 0, 1), 2)
    reply = text.draw(
        rng,
        (words_languages.REPLIES_ETA, words_languages.REPLIES_NO_ETA, words_languages.REPLIES_OTHER),
        group,
    )
    one = np.zeros(n, dtype=np.int64)
    mail = np.isin(tickets["channel"], (topics.EMAIL, topics.FORM)) & (rng.random(n) < 0.75)
    last = np.where(eta < FAR, eta, replied)
    parts = (
        ("in", created, written.body, np.ones(n, dtype=bool)),
        ("ack", created + 40, pl.Series([words_languages.ACKNOWLEDGEMENT] * n), mail),
        ("out", replied, reply, replied < end),
        ("out", eta, text.draw(rng, (words_languages.REPLIES_ETA,), one), (eta < end) & ~same),
        (
            "in",
            last + rng.integers(600, 2 * DAY, n),
            text.draw(rng, (words_languages.FOLLOW_UPS,), one),
            (last < end) & (rng.random(n) < 0.24),
        ),
        (
            "note",
            replied + 5 * 60 + rng.integers(0, HOUR, n),
            text.draw(rng, (words_languages.NOTES,), one),
            wismo & (replied < end) & (rng.random(n) < 0.1),
        ),
    )
    rows = [np.flatnonzero(written.in_feed & exists & (at < end)) for _, at, _, exists in parts]
    frames = [
        written.values[chosen]
        .with_columns(ticket_id=written.ids[chosen], template=template[chosen])
        .select(
            "ticket_id",
            at=pl.Series(at[chosen]),
            part=pl.lit(index),
            kind=pl.lit(kind),
            body=text.fill(pl.col("template")),
        )
        for index, ((kind, at, template, _), chosen) in enumerate(zip(parts, rows, strict=True))
    ]
    everything = pl.concat(frames).sort("at", "ticket_id", "part")
    return everything.select(
        message_id=pl.format("M{}", pl.int_range(pl.len()) + 7_000_001),
        ticket_id="ticket_id",
        created_at=pl.from_epoch("at", time_unit="s"),
        direction=pl.when(pl.col("kind") == "ack").then(pl.lit("out")).otherwise("kind"),
        is_public=pl.col("kind") != "note",
        is_automated=pl.col("kind") == "ack",
        body="body",
    )
