"""AfterShip: trackings that changed since the last pull, with their checkpoints.

Documented: the key in the header `as-api-key`, the version of the API in its address, `data.trackings` with
`data.pagination.next_cursor` and `has_next_page`, `limit` up to 200, `updated_at_min`, `created_at_min`,
trackings kept for 120 days, and the order of the list not at all.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from dlt.sources.helpers.rest_client.auth import APIKeyAuth

from wismo.sync.moment import go_on_from, write_moment
from wismo.sync.stream import Markers
from wismo.sync.vendor import Vendor, plain_api
from wismo.sync.waits import utc_now

if TYPE_CHECKING:
    from datetime import datetime

    from wismo.sync.client import Api
    from wismo.sync.stream import Stream

_VERSION = "2026-07"
_KEPT = timedelta(days=120)
_LOOK_BACK = timedelta(hours=1)


def _trackings(api: Api, stream: Stream, since: datetime) -> None:
    """Pull whatever changed since the last pass began, by the vendor's clock.

    As the order of the list is unknown, nothing seen on the way moves ``until``: only a whole pass does.
    """
    goes_on = "pass" in stream.cursor
    _one_pass(api, stream, since)
    if goes_on:
        _one_pass(api, stream, since)


def _one_pass(api: Api, stream: Stream, since: datetime) -> None:
    until = stream.cursor.get("until")
    saved = stream.cursor.get("pass", {})
    floor = saved.get("from") or write_moment(go_on_from(until, _LOOK_BACK, since))
    # Without created_at_min older versions leave out what was created more than 30 days ago.
    oldest = write_moment(max(since, utc_now() - _KEPT))
    began, marker, markers = saved.get("began"), saved.get("next"), Markers()
    while True:
        answer = api.page(
            "/trackings", "trackings", {"cursor": marker}, limit=200, updated_at_min=floor, created_at_min=oldest
        )
        if answer is None:
            marker = None
            continue
        began = began or write_moment(answer.moment)
        stream.add(stream.name, answer.records("data", "trackings"))
        if not answer.says("data", "pagination", "has_next_page"):
            break
        marker = str(answer.says("data", "pagination", "next_cursor"))
        markers.check(api.vendor, stream.name, marker)
        stream.advance({"until": until, "pass": {"from": floor, "began": began, "next": marker}})
    stream.advance({"until": began})


VENDOR = Vendor(
    title="AfterShip",
    variables=(("API_KEY",),),
    open_api=plain_api(
        "AfterShip",
        f"/tracking/{_VERSION}",
        lambda secrets: APIKeyAuth(name="as-api-key", api_key=secrets["API_KEY"]),
        shared="https://api.aftership.com",
    ),
    streams={"trackings": _trackings},
)
