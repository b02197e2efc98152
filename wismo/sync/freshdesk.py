"""Freshdesk: tickets that changed since the last pull, and the conversations of each.

Documented: Basic authentication with the key as user; lists as plain arrays, the next page in the header Link,
`per_page` up to 100 and no page after the 300th; `updated_since`, `order_by` and `order_type`; `include` for
what a list leaves out. Not documented: whether `updated_since` takes in its own second; so it is asked for again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from dlt.sources.helpers.rest_client.auth import HttpBasicAuth

from wismo.errors import WismoError
from wismo.sync.client import RefusedError
from wismo.sync.moment import go_on_from, read_moment, write_moment
from wismo.sync.stream import Markers
from wismo.sync.vendor import Vendor, plain_api

if TYPE_CHECKING:
    from datetime import datetime

    from wismo.sync.answer import Record
    from wismo.sync.client import Api
    from wismo.sync.stream import Stream

_Version = tuple[object, object]
_PAGE = 100
_LAST_PAGE = 300
_LOOK_BACK = timedelta(minutes=10)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class _Page:
    """A page of tickets: their versions (id and time of change), and the first and last time of change.

    ``last`` is None where the tickets are not in order of time; ``is_end`` where no page follows.
    """

    tickets: list[Record]
    versions: list[_Version]
    first: datetime | None
    last: datetime | None
    is_end: bool

    def goes_beyond(self, moment: datetime) -> bool:
        return self.last is not None and self.last > moment


def _tickets(api: Api, stream: Stream, since: datetime) -> None:
    """Pull by time of change, oldest first, and move ``updated_since`` with every page.

    Numbered pages alone would lose tickets: one that changes meanwhile moves to the end, and the first of
    the next page moves up to the page that was read already. And they end at the 300th.
    """
    changed = go_on_from(stream.cursor.get("updated_since"), _LOOK_BACK, since)
    known: set[_Version] = set()
    while True:
        page = _page(api, changed, 1)
        _add(api, stream, page, known)
        if not page.is_end and not page.goes_beyond(changed):
            page = _numbered(api, stream, changed, known)
        known.intersection_update(page.versions)
        if page.last is not None and page.goes_beyond(changed):
            changed = page.last
        stream.advance({"updated_since": write_moment(changed)})
        if page.is_end:
            return


def _numbered(api: Api, stream: Stream, changed: datetime, known: set[_Version]) -> _Page:
    """Read numbered pages until one goes beyond ``changed``: more tickets changed at once than a page holds.

    They are read again until they bring nothing new, as tickets may have moved up in the meantime.
    """
    while True:
        brought, page = False, None
        for number in range(1, _LAST_PAGE + 1):
            page = _page(api, changed, number, page)
            brought |= _add(api, stream, page, known)
            stream.advance({"updated_since": write_moment(changed)})
            if page.is_end or page.goes_beyond(changed):
                break
        else:
            raise WismoError(
                f"More than {_LAST_PAGE * _PAGE:,} tickets changed in Freshdesk within one second, and it lists no "
                "more. Set since: in sources.yml to a day after that."
            )
        if not brought:
            return page


def _page(api: Api, changed: datetime, number: int, before: _Page | None = None) -> _Page:
    """Return a page of what changed since a moment, asked for again where an earlier one comes instead."""
    asked, markers = changed - _SECOND, Markers()
    while True:
        markers.check(api.vendor, "tickets", str(number))
        answer = api.get(
            "/tickets", "tickets", updated_since=write_moment(asked), order_by="updated_at", order_type="asc",
            include="requester,stats,description", per_page=_PAGE, page=number,
        )  # fmt: skip
        tickets = answer.records()
        versions = [(ticket.body.get("id"), ticket.body.get("updated_at")) for ticket in tickets]
        moments = [moment for ticket in tickets if (moment := read_moment(ticket.body.get("updated_at")))]
        is_sorted = len(moments) == len(tickets) and all(one <= two for one, two in pairwise(moments))
        first, last = min(moments, default=None), moments[-1] if moments and is_sorted else None
        is_earlier = (first is not None and first < asked) or (before is not None and versions == before.versions)
        if not tickets or not is_earlier:
            return _Page(tickets, versions, first, last, not answer.has_next_link and len(tickets) < _PAGE)


def _add(api: Api, stream: Stream, page: _Page, known: set[_Version]) -> bool:
    """Add the page's tickets that are not ``known``, with their conversations; tell whether there were any."""
    fresh = [ticket for ticket, version in zip(page.tickets, page.versions, strict=True) if version not in known]
    stream.add("tickets", fresh)
    for ticket in fresh:
        _conversations(api, stream, ticket.body.get("id"))
    known.update(page.versions)
    return bool(fresh)


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
