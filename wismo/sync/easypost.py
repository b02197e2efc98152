"""EasyPost: trackers with their details, by the time they were created.

Documented: Basic authentication with the key as user, lists newest first with `has_more`, the next page by
`before_id`, `page_size` up to 100, and `start_datetime` and `end_datetime`, which stand for one month where only
one is given; so history is walked in windows of less than that. No filter for what changed exists: trackers
that may still be under way are read again each time. Not documented: that a window and `before_id` go together.
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
    from datetime import datetime

    from wismo.sync.client import Api
    from wismo.sync.stream import Stream

_WINDOW = timedelta(days=28)
_UNDER_WAY = timedelta(days=45)


def _trackers(api: Api, stream: Stream, since: datetime) -> None:
    """Pull window by window, the oldest first.

    The cursor: ``until``, when the last complete pull began; ``began``, when the present one did; ``from`` and
    ``before_id``, the window it is in and the tracker before which it goes on there.
    """
    until = stream.cursor.get("until")
    start = read_moment(stream.cursor.get("from")) or go_on_from(until, _UNDER_WAY, since)
    before, began, markers = stream.cursor.get("before_id"), stream.cursor.get("began"), Markers()
    while start <= utc_now():
        window = {"start_datetime": write_moment(start), "end_datetime": write_moment(start + _WINDOW)}
        answer = api.page("/trackers", "trackers", {"before_id": before}, page_size=100, **window)
        if answer is None:
            before = None
            continue
        began = began or write_moment(answer.moment)
        records = answer.records("trackers")
        stream.add(stream.name, records)
        created = [moment for record in records if (moment := read_moment(record.body.get("created_at")))]
        left = bool(created) and all(moment < start for moment in created)
        if left and before is None:  # an earlier page once more: the window itself cannot begin with these
            markers.check(api.vendor, stream.name, window["start_datetime"])
        elif answer.says("has_more") and records and not left:
            before = str(records[-1].body.get("id"))
            markers.check(api.vendor, stream.name, before)
        else:
            start, before = start + _WINDOW, None
        stream.advance({"until": until, "began": began, "from": write_moment(start), "before_id": before})
    stream.advance({"until": began or until})


VENDOR = Vendor(
    title="EasyPost",
    variables=(("API_KEY",),),
    open_api=plain_api(
        "EasyPost",
        "/v2",
        lambda secrets: HttpBasicAuth(username=secrets["API_KEY"], password=""),
        shared="https://api.easypost.com",
    ),
    streams={"trackers": _trackers},
)
