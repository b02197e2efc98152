"""Gorgias: tickets, messages and satisfaction surveys, newest first, down to where the last pull began.

Documented: Basic authentication with email and API key, lists as `data` with `meta.next_cursor`, `limit` up
to 100, `order_by`, times in UTC with or without an offset, one call each half second on average. There is no
filter for what changed since a moment. The order of messages and surveys is what other public connectors use.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from dlt.sources.helpers.rest_client.auth import HttpBasicAuth

from wismo.sync.moment import go_on_from, read_moment, write_moment
from wismo.sync.stream import Markers
from wismo.sync.vendor import Vendor, plain_api
from wismo.sync.waits import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from wismo.sync.client import Api
    from wismo.sync.stream import Stream

_TAIL = 10


def _newest_first(path: str, key: str, look_back: timedelta) -> Callable[[Api, Stream, datetime], None]:
    """Return how a list is pulled that is sorted by ``key``, newest first.

    Such a pull is complete only when it has come down to the last one's newest object. The cursor keeps
    both: ``until``, the newest of the last complete pass, and ``pass``, how far the present one came.
    """

    def pull(api: Api, stream: Stream, since: datetime) -> None:
        goes_on = "pass" in stream.cursor
        _one_pass(api, stream, since)
        if goes_on:  # what changed after the interrupted pass began is above it
            _one_pass(api, stream, since)

    def _one_pass(api: Api, stream: Stream, since: datetime) -> None:
        until = stream.cursor.get("until")
        floor = go_on_from(until, look_back, since)
        began = stream.cursor.get("pass", {})
        newest, marker, markers = began.get("newest"), began.get("next"), Markers()
        while True:
            answer = api.page(path, stream.name, {"cursor": marker}, limit=100, order_by=f"{key}:desc")
            if answer is None:
                marker = None
                continue
            records = answer.records("data")
            moments = [moment for record in records if (moment := read_moment(record.body.get(key)))]
            # A date far ahead of its time must not become the place to stop at.
            past = [write_moment(moment) for moment in moments if moment <= utc_now()]
            newest = max(filter(None, [newest, *past]), default=None)
            stream.add(stream.name, records)
            following = answer.says("meta", "next_cursor")
            # Several, not just the last: one that is out of order must not end the pass.
            if not following or (moments and all(moment < floor for moment in moments[-_TAIL:])):
                break
            markers.check(api.vendor, stream.name, following)
            marker = following
            stream.advance({"until": until, "pass": {"newest": newest, "next": marker}})
        stream.advance({"until": max(filter(None, [until, newest]), default=None)})

    return pull


VENDOR = Vendor(
    title="Gorgias",
    variables=(("EMAIL", "API_KEY"),),
    open_api=plain_api(
        "Gorgias", "/api", lambda secrets: HttpBasicAuth(username=secrets["EMAIL"], password=secrets["API_KEY"])
    ),
    streams={
        "tickets": _newest_first("/tickets", "updated_datetime", timedelta(hours=1)),
        # A message has no time of change; its delivery and its intents are added soon after it was created.
        "messages": _newest_first("/messages", "created_datetime", timedelta(days=2)),
        # A survey is created when it is sent out, and scored by the customer later.
        "satisfaction_surveys": _newest_first("/satisfaction-surveys", "created_datetime", timedelta(days=30)),
    },
)
