"""The first helpdesk's export: Zendesk's native CSV. It has no messages, only subjects, tags and custom fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.sample import desk, dirt, topics, world
from wismo.sample.clock import FAR
from wismo.sample.labels import stamps, words

if TYPE_CHECKING:
    from wismo.sample.brand import Brand
    from wismo.sample.helpdesk import Desk

FILE = "zendesk_tickets.csv"
ORDER_FIELD, TRACKING_FIELD, REASON_FIELD = "Order number", "Tracking number", "Contact reason"
_TITLES = {
    ORDER_FIELD: "Order number [txt]",
    TRACKING_FIELD: "Tracking number [txt]",
    REASON_FIELD: "Contact reason [list]",
}
_VIA = ("Mail", "Chat", "Text message", "Phone call inbound", "Facebook", "Web form")
_TIME = "%Y-%m-%d %H:%M:%S"
_MINUTES = (
    "First reply time", "First resolution time", "Full resolution time", "Agent wait time", "Requester wait time",
    "On hold time",
)  # fmt: skip


def ticket_table(brand: Brand, rng: np.random.Generator, office: Desk) -> pl.DataFrame:
    """Return the tickets of the first half year in order of time, on the account's clock; some lines twice."""
    first = pl.DataFrame({"row": dirt.repeats(rng, office.moved)})["row"].to_numpy()
    stale = dirt.corrected(rng, np.ones(office.moved, dtype=bool))
    # An older version of a ticket stands before its newer one.
    rows = np.concatenate([stale, first])
    is_stale = np.arange(len(rows)) < len(stale)
    order = np.lexsort((~is_stale, rows))
    rows, is_stale = rows[order], is_stale[order]
    return _lines(brand, office, rows, is_stale)


def _lines(brand: Brand, office: Desk, rows: np.ndarray, is_stale: np.ndarray) -> pl.DataFrame:
    table, end = {name: values[rows] for name, values in brand.tickets.items()}, brand.calendar.end
    frame = office.frame[rows]
    n, zone = len(rows), world.REPORTING_ZONE
    ours = np.isin(table["topic"], (topics.OUTBOUND,))
    tool = table["topic"] == topics.AUTOMATED
    merged = table["merged"] >= 0
    done = np.where(is_stale, FAR, table["closed"])
    replied = np.where(is_stale, FAR, table["replied"])
    latest = [np.where(at < end, at, 0) for at in (table["created"], replied, done)]
    agent = words(("", *desk.AGENT_NAMES), table["agent"] + 1)
    name = pl.select(pl.concat_str(frame["first"], pl.lit(" "), frame["last"])).to_series()
    name = name.zip_with(frame["email"].is_not_null(), pl.Series(["Visitor"]).new_from_index(0, n))
    tags = frame["tags"].list.eval(pl.element().str.replace_all(" ", "_"))
    tags = pl.select(
        pl.when(pl.Series(merged)).then(tags.list.concat(pl.Series([["closed_by_merge"]] * n))).otherwise(tags)
    ).to_series()
    submitter = pl.Series([desk.AGENT_NAMES[0]]).new_from_index(0, n).zip_with(pl.Series(ours), name)
    submitter = pl.Series(["AfterShip"]).new_from_index(0, n).zip_with(pl.Series(tool), submitter)
    via = words((*_VIA, "Web service"), np.where(tool, len(_VIA), table["channel"]))
    score = words(("", "Bad", "Bad", "Bad", "Good", "Good"), np.where(is_stale, 0, table["csat"]))
    wait = pl.Series(np.where(replied < end, (replied - table["created"]) // 60, -1))
    open_until = pl.Series(np.where(done < end, (done - table["created"]) // 60, -1))
    columns = {
        "Summation column": np.ones(n, dtype=np.int64),
        "Id": frame["id"],
        "Requester": name,
        "Requester id": frame["id"] * 31 + 360_000_000_000,
        "Requester email": frame["email"],
        "Requester domain": frame["email"].str.extract("@(.*)", 1),
        "Submitter": submitter,
        "Assignee": agent,
        "Group": pl.Series(["Support"]).new_from_index(0, n),
        "Subject": frame["subject"],
        "Tags": tags.list.join(" "),
        "Status": words(("Open", "Pending", "Closed"), np.where(done < end, 2, np.where(replied < end, 1, 0))),
        "Priority": pl.Series(["Normal"]).new_from_index(0, n),
        "Via": via,
        "Created at": stamps(table["created"], _TIME, zone),
        "Updated at": stamps(np.maximum.reduce(latest), _TIME, zone),
        "Solved at": stamps(done, _TIME, zone, end),
        "Satisfaction Score": score,
        "Reopens": np.where(is_stale, 0, table["reopened"]),
        "Replies": (replied < end).astype(np.int64),
        "First reply time in minutes": pl.select(pl.when(wait >= 0).then(wait)).to_series(),
        "Full resolution time in minutes": pl.select(pl.when(open_until >= 0).then(open_until)).to_series(),
        _TITLES[ORDER_FIELD]: frame["order_ref"],
        _TITLES[TRACKING_FIELD]: frame["tracking_ref"],
        _TITLES[REASON_FIELD]: frame["intent"],
    }
    known = pl.DataFrame(columns)
    return known.select(
        pl.col(name) if name in known.columns else pl.lit(None, dtype=pl.String).alias(name) for name in COLUMNS
    )


COLUMNS = (
    "Summation column", "Id", "Requester", "Requester id", "Requester external id", "Requester email",
    "Requester domain", "Submitter", "Assignee", "Group", "Subject", "Tags", "Status", "Priority", "Via",
    "Ticket type", "Created at", "Updated at", "Assigned at", "Organization", "Due date", "Initially assigned at",
    "Solved at", "Resolution time", "Satisfaction Score", "Group stations", "Assignee stations", "Reopens", "Replies",
    *(f"{name} in minutes{within}" for name in _MINUTES for within in ("", " within business hours")),
    *_TITLES.values(),
)  # fmt: skip
