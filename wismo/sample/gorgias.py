"""The second helpdesk's exports: Gorgias tickets and messages, one JSON object per line, as its API gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.sample import desk, dirt, labels, topics
from wismo.sample.clock import FAR
from wismo.sample.labels import stamps, where, words

if TYPE_CHECKING:
    from wismo.sample.brand import Brand
    from wismo.sample.helpdesk import Desk

TICKETS_FILE, MESSAGES_FILE = "gorgias_tickets.jsonl", "gorgias_messages.jsonl"
ORDER_FIELD, TRACKING_FIELD, REFUND_FIELD, COUPON_FIELD = "5501", "5502", "5503", "5504"
TIME = "%Y-%m-%dT%H:%M:%S+00:00"
CHANNELS = ("email", "chat", "sms", "phone", "instagram-direct-message", "contact_form")
_VIAS = ("email", "gorgias_chat", "sms", "aircall", "instagram", "form")
AI_NAME = "AI Agent"
_SHOP = "4711"


def ticket_table(brand: Brand, rng: np.random.Generator, office: Desk) -> pl.DataFrame:
    """Return the tickets from the move on: some twice, and some in an older version before the newer one."""
    count = len(brand.tickets["created"]) - office.moved
    stale = dirt.corrected(rng, np.ones(count, dtype=bool))
    rows = np.concatenate([stale, dirt.repeats(rng, count)])
    is_stale = np.arange(len(rows)) < len(stale)
    order = np.lexsort((~is_stale, rows))
    return _tickets(brand, office, rows[order] + office.moved, is_stale[order])


def _tickets(brand: Brand, office: Desk, rows: np.ndarray, is_stale: np.ndarray) -> pl.DataFrame:
    table, end = {name: values[rows] for name, values in brand.tickets.items()}, brand.calendar.end
    frame = office.frame[rows]
    n, topic = len(rows), table["topic"]
    tool, ours = topic == topics.AUTOMATED, topic == topics.OUTBOUND
    closed = np.where(is_stale, FAR, table["closed"])
    replied = np.where(is_stale, FAR, table["replied"])
    merged = table["merged"] >= 0
    latest = [np.where(at < end, at, 0) for at in (table["created"], replied, closed)]
    touched = np.maximum.reduce(latest)
    agent = words(
        ("", *desk.AGENT_NAMES, AI_NAME), np.where(table["ai"], len(desk.AGENT_NAMES) + 1, table["agent"] + 1)
    )
    seen = pl.DataFrame(
        {
            "agent": where(~is_stale, agent),
            "tag": frame["tags"],
            "ai": table["ai"],
            "stale": is_stale,
            "listed": frame["listed"],
            "csat": np.where(is_stale, 0, table["csat"]),
            "refund": np.where(is_stale, 0, table["refund"]),
            "coupon": np.where(is_stale, 0, table["coupon"]),
            "customer": 900_000_000 + frame["customer"].to_numpy(),
        }
    ).hstack(frame.select("first", "last", "email", "phone", "order_ref", "tracking_ref"))
    by_tool = pl.Series(tool)
    return pl.DataFrame(
        {
            "id": frame["id"],
            "uri": pl.select(pl.format("/api/tickets/{}/", frame["id"])).to_series(),
            "external_id": pl.Series([None] * n, dtype=pl.String),
            "status": words(("open", "closed"), (closed < end).astype(np.int64)),
            "priority": pl.Series(["normal"]).new_from_index(0, n),
            "channel": words((*CHANNELS, "api"), np.where(tool, len(CHANNELS), table["channel"])),
            "via": words((*_VIAS, "rule"), np.where(tool, len(_VIAS), table["channel"])),
            "from_agent": ours,
            "spam": (topic == topics.SPAM) & ~is_stale & (table["created"] % 20 < 17),
            "language": words(topics.LANGUAGES, table["language"]),
            "subject": frame["subject"],
            "excerpt": frame["body"].str.slice(0, 120),
            "customer": seen.select(_customer()).to_series(),
            "assignee_user": seen.select(
                pl.when(pl.col("agent").is_not_null()).then(
                    pl.struct(id=pl.col("agent").str.len_bytes().cast(pl.Int64) + 6_400, name="agent")
                )
            ).to_series(),
            "tags": seen.select(_tags()).to_series(),
            "custom_fields": seen.select(_fields()).to_series(),
            "messages_count": 1 + (replied < end).astype(np.int64),
            "satisfaction_survey": seen.select(pl.when(pl.col("csat") > 0).then(pl.struct(score="csat"))).to_series(),
            "created_datetime": stamps(table["created"], TIME),
            "opened_datetime": stamps(table["created"], TIME),
            "last_message_datetime": stamps(np.maximum(latest[0], latest[1]), TIME),
            "updated_datetime": stamps(touched, TIME),
            "closed_datetime": stamps(closed, TIME, before=end),
            "snooze_datetime": pl.Series([None] * n, dtype=pl.String),
            # Merging empties a ticket into another one and throws it away.
            "trashed_datetime": stamps(np.where(merged & ~is_stale, table["created"] + 1_200, FAR), TIME, before=end),
        }
    ).with_columns(pl.when(by_tool).then(pl.lit(None)).otherwise(pl.col("language")).alias("language"))


def _customer() -> pl.Expr:
    orders = pl.col("listed").list.eval(
        pl.struct(
            id=5_400_000_000_000 + pl.element() * 32_768 + pl.element() * 7_919 % 32_768,
            name=pl.lit("#NL") + (pl.element() + labels.FIRST_ORDER).cast(pl.String),
        )
    )
    shop = pl.struct(pl.lit("shopify").alias("__integration_type__"), orders.alias("orders"))
    integrations = pl.struct(pl.when(pl.col("listed").is_not_null()).then(shop).alias(_SHOP))
    return pl.struct(
        id="customer", email="email", name=pl.concat_str("first", pl.lit(" "), "last"), firstname="first",
        lastname="last", integrations=integrations,
        channels=pl.when(pl.col("phone").is_not_null())
        .then(pl.concat_list(pl.struct(type=pl.lit("phone"), address="phone"))),
    )  # fmt: skip


def _tags() -> pl.Expr:
    none = pl.lit([], dtype=pl.List(pl.String))
    closed_by_ai = pl.concat_list("tag", pl.lit("ai_close"))
    kept = pl.when("stale").then(none).when("ai").then(closed_by_ai).otherwise("tag")
    return kept.list.eval(pl.struct(id=pl.element().str.len_bytes().cast(pl.Int64) + 1_200, name=pl.element()))


def _fields() -> pl.Expr:
    """Return the custom fields, by their number; what is empty has no value."""
    filled = (
        (ORDER_FIELD, pl.col("order_ref")),
        (TRACKING_FIELD, pl.col("tracking_ref")),
        (REFUND_FIELD, pl.when(pl.col("refund") > 0).then("refund")),
        (COUPON_FIELD, pl.when(pl.col("coupon") > 0).then("coupon")),
    )
    return pl.struct(
        pl.when(value.is_not_null()).then(pl.struct(id=pl.lit(int(number)), value=value)).alias(number)
        for number, value in filled
    )
