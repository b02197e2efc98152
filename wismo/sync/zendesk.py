"""Zendesk: tickets with the people and the metrics they name, and what happened to them with every comment.

Documented: Basic authentication as `email/token` with an API token; the cursor export of tickets
(`after_cursor`, `end_of_stream`), which takes side-loads; the export of ticket events, by time
(`end_time`, `end_of_stream`), with the comments' text where `comment_events` is included; ten requests a minute
for both; what changed within the last minute is left out, and a start within it is refused. A comment of that export
is one of an event's `child_events`; the event names the ticket, which a comment from `/tickets/{id}/comments`
does not, and it needs one request for a thousand instead of one for each ticket.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from dlt.sources.helpers.rest_client.auth import HttpBasicAuth

from wismo.errors import WismoError
from wismo.intake.json_records import members_of
from wismo.sync.answer import Record
from wismo.sync.stream import Markers
from wismo.sync.vendor import Vendor, plain_api
from wismo.sync.waits import utc_now

if TYPE_CHECKING:
    from datetime import datetime

    from wismo.sync.client import Api
    from wismo.sync.stream import Stream

_TOO_NEW = timedelta(seconds=90)  # a minute, and a clock that is wrong by half of one
_LOOK_BACK = 300


def _tickets(api: Api, stream: Stream, since: datetime) -> None:
    """Pull whatever changed after the cursor, which Zendesk keeps exact: nothing is looked at twice.

    Metric sets come inside their tickets; they are written once more by themselves, as `/ticket_metrics`
    would list them.
    """
    marker, markers = stream.cursor.get("cursor"), Markers()
    while True:
        start = {} if marker else {"start_time": _start(since)}
        answer = api.page(
            "/incremental/tickets/cursor.json", "tickets", {"cursor": marker}, include="users,metric_sets", **start
        )
        if answer is None:
            marker = None
            continue
        tickets = answer.records("tickets")
        stream.add("users", answer.records("users", optional=not tickets))
        stream.add("tickets", tickets)
        stream.add("ticket_metrics", [found for ticket in tickets for found in _metric_set(ticket)])
        following, is_end = answer.body.get("after_cursor"), answer.says("end_of_stream")
        if following:
            stream.advance({"cursor": following})
        if is_end:
            return
        if not following:
            raise WismoError("Zendesk says that more tickets follow, but not where. Run the command again.")
        markers.check(api.vendor, stream.name, following)
        marker = following


def _ticket_events(api: Api, stream: Stream, since: datetime) -> None:
    """Pull what happened since the last event; this export goes by whole seconds, so it looks back a little."""
    done, markers = stream.cursor.get("start_time"), Markers()
    start = _start(since) if done is None else min(max(done - _LOOK_BACK, _start(since)), _start(utc_now()))
    while True:
        answer = api.get("/incremental/ticket_events.json", "ticket events", include="comment_events", start_time=start)
        events = answer.records("ticket_events")
        stream.add("ticket_events", events)
        following, is_end = answer.body.get("end_time"), answer.says("end_of_stream")
        if isinstance(following, int) and following >= start:
            stream.advance({"start_time": following})
        if is_end:
            return
        if not isinstance(following, int) or following < start:
            raise WismoError("Zendesk says that more ticket events follow, but not where. Run the command again.")
        markers.check(api.vendor, stream.name, str(following))
        start = following


def _start(moment: datetime) -> int:
    return int(min(moment, utc_now() - _TOO_NEW).timestamp())


def _metric_set(ticket: Record) -> list[Record]:
    body = ticket.body.get("metric_set")
    return [Record(members_of(ticket.text)["metric_set"], body)] if isinstance(body, dict) else []


VENDOR = Vendor(
    title="Zendesk",
    variables=(("EMAIL", "API_TOKEN"),),
    open_api=plain_api(
        "Zendesk",
        "/api/v2",
        lambda secrets: HttpBasicAuth(username=f"{secrets['EMAIL']}/token", password=secrets["API_TOKEN"]),
    ),
    streams={"tickets": _tickets, "ticket_events": _ticket_events},
)
