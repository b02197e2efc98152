"""Freshdesk: tickets that changed since the last pull, and the conversations of each.

Documented: Basic authentication with the key as user; lists as plain arrays, the next page in the header Link,
`per_page` up to 100 and no page after the 300th; `updated_since`, `order_by` and `order_type`; `include` for
what a list leaves out. Not documented: whether `updated_since` takes in its own second; so it is asked for again.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from dlt.sources.helpers.rest_client.auth import HttpBasicAuth

from wismo.errors import WismoError
from wismo.sync.client import RefusedError
from wismo.sync.moment import read_moment, write_moment
from wismo.sync.stream import Markers
from wismo.sync.vendor import Vendor, plain_api

if TYPE_CHECKING:
    from datetime import datetime

    from wismo.sync.answer import Record
    from wismo.sync.client import Api
    from wismo.sync.stream import Stream

_PAGE = 100
_LAST_PAGE = 300
_LOOK_BACK = timedelta(minutes=10)
_SECOND = timedelta(seconds=1)


def _tickets(api: Api, stream: Stream, since: datetime) -> None:
    """Pull by time of change, oldest first, and move ``updated_since`` with every page.

    Numbered pages alone would lose tickets: one that changes meanwhile moves to the end, and the first of
    the next page moves up to the page that was read already. They are used only where a whole page changed
    within one second, or comes out of order.
    """
    done = read_moment(stream.cursor.get("updated_since"))
    changed = max(since, done - _LOOK_BACK) if done else since
    known: set[tuple[object, object]] = set()
    page, markers = 1, Markers()
    while True:
        asked = changed - _SECOND
        answer = api.get(
            "/tickets", "tickets", updated_since=write_moment(asked), order_by="updated_at", order_type="asc",
            include="requester,stats,description", per_page=_PAGE, page=page,
        )  # fmt: skip
        tickets = answer.records()
        fresh = [ticket for ticket in tickets if _version(ticket) not in known]
        stream.add("tickets", fresh)
        for ticket in fresh:
            _conversations(api, stream, ticket.body.get("id"))
        known = {_version(ticket) for ticket in tickets} | (known if page > 1 else set())
        first, last = _span(tickets)
        moves = last is not None and last > changed
        if last is not None and moves:
            changed = last
        stream.advance({"updated_since": write_moment(changed)})
        if not answer.has_next_link and len(tickets) < _PAGE:
            return
        markers.check(api.vendor, stream.name, f"{asked} {page}")
        if moves:
            page = 1
        elif not (first and first < asked) and (fresh or page == 1):  # else it is an earlier page once more
            page += 1
        if page > _LAST_PAGE:
            raise WismoError(
                f"More than {_LAST_PAGE * _PAGE:,} tickets changed in Freshdesk within one second, and it lists no "
                "more. Set since: in sources.yml to a day after that."
            )


def _span(tickets: list[Record]) -> tuple[datetime | None, datetime | None]:
    """Return the first and the last time of change, no last one where the tickets are not in that order."""
    moments = [read_moment(ticket.body.get("updated_at")) for ticket in tickets]
    known = [moment for moment in moments if moment is not None]
    is_sorted = len(known) == len(moments) and all(one <= two for one, two in pairwise(known))
    return min(known, default=None), known[-1] if known and is_sorted else None


def _conversations(api: Api, stream: Stream, ticket: object) -> None:
    known: set[object] = set()
    page, markers = 1, Markers()
    while True:
        try:
            answer = api.get(f"/tickets/{ticket}/conversations", "conversations", per_page=_PAGE, page=page)
        except RefusedError as error:
            if error.status == 404:  # deleted since it was listed
                return
            raise
        conversations = answer.records()
        stream.add("conversations", conversations)
        if not answer.has_next_link and len(conversations) < _PAGE:
            return
        markers.check(api.vendor, "conversations", str(page))
        ids = {conversation.body.get("id") for conversation in conversations}
        page += bool(ids - known) or not ids
        known |= ids


def _version(ticket: Record) -> tuple[object, object]:
    return ticket.body.get("id"), ticket.body.get("updated_at")


VENDOR = Vendor(
    title="Freshdesk",
    variables=(("API_KEY",),),
    open_api=plain_api(
        "Freshdesk",
        "/api/v2",
        lambda secrets: HttpBasicAuth(username=secrets["API_KEY"], password="X"),  # noqa: S106 - any text will do
    ),
    streams={"tickets": _tickets},
)
