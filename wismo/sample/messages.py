"""The conversations behind the second helpdesk's tickets, as its messages feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.sample import desk, dirt, gorgias, text, told, topics, words_languages
from wismo.sample.clock import DAY, FAR, HOUR
from wismo.sample.labels import words

if TYPE_CHECKING:
    from wismo.sample.brand import Brand
    from wismo.sample.helpdesk import Desk

_RULE = 8_812


def message_table(brand: Brand, rng: np.random.Generator, office: Desk) -> pl.DataFrame:
    """Return first message, automatic answer, replies, a further word and a note, in order of time."""
    tickets, end = brand.tickets, brand.calendar.end
    n = len(office.frame)
    created, replied, eta = tickets["created"], tickets["replied"], tickets["eta_replied"]
    wismo = tickets["topic"] == topics.WISMO
    same = eta == replied
    one = np.zeros(n, dtype=np.int64)
    replies = (words_languages.REPLIES_NO_ETA, words_languages.REPLIES_OTHER)
    empty = text.draw(rng, replies, np.where(wismo, 0, 1))
    mail = np.isin(tickets["channel"], (topics.EMAIL, topics.FORM)) & (rng.random(n) < 0.75)
    mail &= ~np.isin(tickets["topic"], (topics.SPAM, topics.OUTBOUND, topics.AUTOMATED))
    last = np.where(eta < FAR, eta, replied)
    again = last + rng.integers(600, 2 * DAY, n)
    noted = replied + 5 * 60 + rng.integers(0, HOUR, n)
    telling = told.replies(rng, brand)
    reply = telling.zip_with(pl.Series(same & (eta < FAR)), empty)
    parts = (
        ("in", created, office.frame["body"], np.ones(n, dtype=bool)),
        ("ack", created + 40, pl.Series([words_languages.ACKNOWLEDGEMENT]).new_from_index(0, n), mail),
        ("out", replied, reply, replied < end),
        ("out", eta, telling, (eta < end) & ~same),
        ("in", again, text.draw(rng, (words_languages.FOLLOW_UPS,), one), (last < end) & (rng.random(n) < 0.24)),
        ("note", noted, text.draw(rng, (words_languages.NOTES,), one), wismo & (replied < end) & (rng.random(n) < 0.1)),
    )
    here = np.arange(n) >= office.moved
    rows = [np.flatnonzero(here & exists & (at < end)) for _, at, _, exists in parts]
    frames = [
        office.values[chosen]
        .with_columns(template=template[chosen])
        .select(
            row=pl.Series(chosen),
            at=pl.Series(at[chosen]),
            part=pl.lit(index),
            kind=pl.lit(kind),
            body=text.fill(pl.col("template")),
        )
        for index, ((kind, at, template, _), chosen) in enumerate(zip(parts, rows, strict=True))
    ]
    said = pl.concat(frames).sort("at", "row", "part").with_row_index("number")
    return _as_exported(brand, office, said[dirt.repeats(rng, len(said))])


def _as_exported(brand: Brand, office: Desk, said: pl.DataFrame) -> pl.DataFrame:
    row = said["row"].to_numpy()
    table = {name: brand.tickets[name][row] for name in ("channel", "topic", "ai", "agent")}
    frame = office.frame[row]
    speaker = np.where(table["ai"], len(desk.AGENT_NAMES) + 1, table["agent"] + 1)
    ours = np.isin(table["topic"], (topics.OUTBOUND,))
    seen = said.hstack(frame.select("id", "first", "last", "email", "phone", "subject", "intent", "own")).with_columns(
        agent=words(("Support", *desk.AGENT_NAMES, gorgias.AI_NAME), speaker),
        channel=words(gorgias.CHANNELS, table["channel"]),
        from_agent=(pl.col("kind") != "in") | pl.Series(ours),
    )
    is_first = pl.col("part") == 0
    stamp = pl.from_epoch("at", time_unit="s").dt.strftime(gorgias.TIME)
    name = pl.concat_str("first", pl.lit(" "), "last")
    person = pl.when("from_agent").then("agent").otherwise(name)
    address = (
        pl.when("from_agent").then(pl.lit("care@nettleandlark.example.com")).otherwise(pl.coalesce("email", "phone"))
    )
    none = pl.lit([], dtype=pl.List(pl.Struct({"name": pl.String})))
    return seen.select(
        id=pl.col("number").cast(pl.Int64) + 7_000_001,
        ticket_id="id",
        public=pl.col("kind") != "note",
        channel=pl.when(pl.col("kind") == "note").then(pl.lit("internal-note")).otherwise("channel"),
        via=pl.when(pl.col("kind") == "ack").then(pl.lit("rule")).otherwise("channel"),
        source=pl.struct(**{"type": pl.col("channel"), "from": pl.struct(name=person, address=address)}),
        sender=pl.struct(name=person, email=pl.when(~pl.col("from_agent")).then("email")),
        rule_id=pl.when(pl.col("kind") == "ack").then(pl.lit(_RULE)),
        from_agent="from_agent",
        subject=pl.when(is_first).then("subject"),
        body_text="body",
        stripped_text=pl.when(is_first).then("own").otherwise("body"),
        intents=pl.when(is_first & pl.col("intent").is_not_null())
        .then(pl.concat_list(pl.struct(name="intent")))
        .otherwise(none),
        created_datetime=stamp,
        sent_datetime=stamp,
    )
