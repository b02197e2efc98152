"""Shopify: orders with lines, fulfillments and fulfillment orders, and the events of fulfillments, in bulk.

Documented: `bulkOperationRunQuery` starts an operation, its `status` is looked at until it is COMPLETED, and
`url` then leads to a JSON Lines file elsewhere (no `url`: nothing was found); results are kept for a week; the
key is sent in `X-Shopify-Access-Token`, and is either an app's own or got for a day with its client id and secret.
Not documented: whether an event moves its fulfillment order's `updatedAt`; so a month is looked back for events.
"""

from __future__ import annotations

import time
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from dlt.sources.helpers.rest_client.auth import APIKeyAuth

from wismo.errors import WismoError
from wismo.sync.client import AccessError, Api, RefusedError
from wismo.sync.moment import go_on_from, read_moment, write_moment
from wismo.sync.shopify_queries import FULFILLMENT_EVENTS, LOOK, ORDERS, START
from wismo.sync.vendor import Vendor
from wismo.sync.waits import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from wismo.intake.pulls import Pull
    from wismo.sync.stream import Stream

_VERSION = "2026-07"
_KEPT = timedelta(days=6)
FIRST_LOOK_SECONDS, LONGEST_LOOK_SECONDS = 1.0, 20.0
# A bulk operation goes on without us: after this the next run takes it up.
LONGEST_WAIT_SECONDS = 2 * 3600.0


def _in_bulk(query: str, look_back: timedelta) -> Callable[[Api, Stream, datetime], None]:
    """Return how a query is run in bulk. The cursor: ``until``, and the ``operation`` that runs, if one does."""

    def pull(api: Api, stream: Stream, since: datetime) -> None:
        until, running = stream.cursor.get("until"), stream.cursor.get("operation")
        if running is None or _is_gone(running):
            running = _start(api, query % write_moment(go_on_from(until, look_back, since)))
            stream.advance({"until": until, "operation": running})
            stream.flush()  # at once: killed now, the next run waits for this operation and starts no other
        try:
            operation = _wait(api, running["id"])
            if operation.get("url"):
                _keep(api, stream, operation)
        except (_FailedError, RefusedError):
            stream.advance({"until": until})
            raise
        stream.advance({"until": write_moment(_created(operation))})

    return pull


class _FailedError(WismoError):
    """The operation will never give its result."""


def _start(api: Api, query: str) -> dict[str, str]:
    for wait in _waits():
        started = _ask(api, START, {"query": query})["bulkOperationRunQuery"]
        if not started["userErrors"]:
            operation = started["bulkOperation"]
            return {"id": operation["id"], "created_at": operation["createdAt"]}
        if not any(_is_busy(error) for error in started["userErrors"]):
            said = str(started["userErrors"][0].get("message")).rstrip(".")
            raise WismoError(f"Shopify does not run the query: {said}.")
        time.sleep(wait)
    raise WismoError("Shopify runs other bulk operations of this app and starts no more. Run the command again later.")


def _is_busy(error: dict[str, Any]) -> bool:
    return error.get("code") == "OPERATION_IN_PROGRESS" or "already in progress" in str(error.get("message"))


def _wait(api: Api, number: str) -> dict[str, Any]:
    for wait in _waits():
        operation = _ask(api, LOOK, {"id": number})["node"]
        status = (operation or {}).get("status")
        if status == "COMPLETED":
            return operation
        if status not in ("CREATED", "RUNNING"):
            why = (operation or {}).get("errorCode") or status or "it is not there"
            raise _FailedError(f"The bulk operation failed at Shopify ({why}). Run the command again.")
        time.sleep(wait)
    raise WismoError("The bulk operation still runs at Shopify. Run the command again later; it will be taken up.")


def _keep(api: Api, stream: Stream, operation: dict[str, Any]) -> None:
    """Take the result as it is, once it has as many bytes and objects as Shopify says."""
    written, final = stream.new_file(stream.name)
    api.download(operation["url"], written)
    objects, size = _count(written), written.stat().st_size
    wanted = [(operation.get("objectCount"), objects), (operation.get("fileSize"), size)]
    if any(said is not None and int(said) != found for said, found in wanted):
        written.unlink()
        raise WismoError(f"The file of {stream.name} from Shopify is not whole. Run the command again.")
    stream.keep_file(stream.name, written, final, objects)


def _count(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for line in file if line.strip())


def _ask(api: Api, query: str, variables: dict[str, str]) -> dict[str, Any]:
    """Return the data of an answer; wait and ask again where the query's cost was too high for the moment."""
    for wait in _waits():
        answer = api.post(f"/admin/api/{_VERSION}/graphql.json", "orders", {"query": query, "variables": variables})
        errors = answer.body.get("errors") or []
        codes = {(error.get("extensions") or {}).get("code") for error in errors if isinstance(error, dict)}
        if "THROTTLED" in codes:
            time.sleep(wait)
            continue
        if "ACCESS_DENIED" in codes:
            raise RefusedError(
                "Shopify does not let this key read orders or fulfillment orders: give the app the scopes that "
                "docs/sync.md names.",
                403,
            )
        if errors or not isinstance(answer.body.get("data"), dict):
            raise WismoError("Shopify did not understand the query; its API has changed, or a scope is missing.")
        return answer.body["data"]
    raise WismoError("Shopify throttles this app all the time. Run the command again later.")


def _waits() -> Iterator[float]:
    """Yield how long to wait between two looks, until the longest wait is over."""
    wait, total = FIRST_LOOK_SECONDS, 0.0
    while total < LONGEST_WAIT_SECONDS:
        yield wait
        total += wait
        wait = min(wait * 1.5, LONGEST_LOOK_SECONDS)


def _is_gone(running: dict[str, str]) -> bool:
    created = read_moment(running.get("created_at"))
    return created is None or utc_now() - created > _KEPT


def _created(operation: dict[str, Any]) -> datetime:
    created = read_moment(operation.get("createdAt"))
    if created is None:
        raise WismoError("Shopify does not say when the bulk operation was created.")
    return created


def _open_api(pull: Pull, secrets: Mapping[str, str], named: str) -> Api:
    address = pull.address or ""
    if "ACCESS_TOKEN" in secrets:
        token = secrets["ACCESS_TOKEN"]
    else:
        asked = {
            "grant_type": "client_credentials",
            "client_id": secrets["CLIENT_ID"],
            "client_secret": secrets["CLIENT_SECRET"],
        }
        # There is no key yet: what is sent is the wish for JSON.
        nobody = Api("Shopify", address, APIKeyAuth(name="Accept", api_key="application/json"), named)
        try:
            with closing(nobody):
                token = nobody.post("/admin/oauth/access_token", "a token", asked).body["access_token"]
        except (RefusedError, KeyError):
            raise AccessError(
                f"Shopify gives no token for {named}: one is wrong, or the app is not installed."
            ) from None
    return Api("Shopify", address, APIKeyAuth(name="X-Shopify-Access-Token", api_key=token), named)


VENDOR = Vendor(
    title="Shopify",
    variables=(("ACCESS_TOKEN",), ("CLIENT_ID", "CLIENT_SECRET")),
    open_api=_open_api,
    streams={
        "orders": _in_bulk(ORDERS, timedelta(hours=1)),
        "fulfillment_events": _in_bulk(FULFILLMENT_EVENTS, timedelta(days=30)),
    },
)
