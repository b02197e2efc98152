"""Six vendors' APIs with made-up accounts: paging, limits and refusals as their documents describe them."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from tests.sync_server import Reply, json_list, json_object

if TYPE_CHECKING:
    from tests.sync_server import Asked

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
# What must come through unchanged: digits that a float would lose, signs that an encoder would rewrite.
ODD = '"amount": 1.10, "big": 90071992547409931, "note": "caf\\u00e9 – ünï \\ud83d\\ude00 a\\\\b", "nothing": null'
CLIENT_SECRET = "canary-client-secret"  # noqa: S105 - opens nothing
NO_PLACE = Reply('{"error": "not found"}', 404)
NO_KEY = Reply('{"error": "unauthorized"}', 401)


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def read(text: str) -> datetime:
    return datetime.fromisoformat(text)


class FakeVendor:
    """``made`` holds, by kind, the text of every object that must arrive. ``secrets`` are its environment."""

    name = ""
    secrets: ClassVar[dict[str, str]]
    markers: tuple[str, ...] = ()
    has_domain = True

    def __init__(self, count: int = 0) -> None:
        self.count = count
        self.address = ""
        self.made: dict[str, set[str]] = {}

    def make(self, kind: str, text: str) -> str:
        json.loads(text)
        self.made.setdefault(kind, set()).add(text)
        return text

    def answer(self, asked: Asked, /) -> Reply:
        raise NotImplementedError

    def is_file(self, asked: Asked) -> bool:
        return asked.path.startswith("/results/")

    def list_of(self, asked: Asked) -> str | None:
        """Name the list that a request reads on in; None where it is no list."""
        rest = {name: value for name, value in asked.params.items() if name not in self.markers}
        return f"{asked.path} {sorted(rest.items())}" if asked.method == "GET" and not self.is_file(asked) else None


class FakeGorgias(FakeVendor):
    name = "gorgias"
    secrets: ClassVar = {"EMAIL": "canary-mail@acme.example", "API_KEY": "canary-key-gorgias"}
    markers = ("cursor",)

    def __init__(self, count: int = 330) -> None:
        super().__init__(count)
        self.lists: dict[str, dict[int, tuple[str, str]]] = {"tickets": {}, "messages": {}, "satisfaction-surveys": {}}
        for number in range(count):
            moment = SINCE + timedelta(hours=3 * (number // 3))  # three share each moment
            self.add_ticket(number, moment)
            self.add(
                "messages", 10_000 + number, moment, f'"ticket_id": {number}, "from_agent": false, "body_text": "?"'
            )
            if number % 4 == 0:
                self.add("satisfaction-surveys", 20_000 + number, moment, f'"ticket_id": {number}, "score": 5')

    def add_ticket(self, number: int, moment: datetime) -> None:
        more = '"status": "open", "channel": "email", "subject": "Where is it?", '
        more += f'"updated_datetime": "{moment:%Y-%m-%dT%H:%M:%S}.250000"'
        self.add("tickets", number, moment, more)

    def add(self, path: str, number: int, moment: datetime, more: str) -> None:
        # Without an offset, as in Gorgias' documents.
        text = f'{{"id": {number}, "created_datetime": "{moment:%Y-%m-%dT%H:%M:%S}", {more}, {ODD}}}'
        self.make(path.replace("-", "_"), text)
        self.lists[path][number] = (f"{moment:%Y-%m-%dT%H:%M:%S}", text)

    def answer(self, asked: Asked, /) -> Reply:
        if asked.headers.get("Authorization") != basic(self.secrets["EMAIL"], self.secrets["API_KEY"]):
            return NO_KEY
        found = self.lists.get(asked.path.removeprefix("/api/"))
        limit = int(asked.params.get("limit", "30"))
        key = "updated_datetime:desc" if asked.path == "/api/tickets" else "created_datetime:desc"
        if found is None or limit > 100 or asked.params.get("order_by") != key:
            return NO_PLACE
        rows = sorted(((moment, number, text) for number, (moment, text) in found.items()), reverse=True)
        if cursor := asked.params.get("cursor"):
            try:
                before = tuple(json.loads(base64.b64decode(cursor)))
            except ValueError:
                return Reply('{"error": "bad cursor"}', 400)
            rows = [row for row in rows if row[:2] < before]
        page = rows[:limit]
        following = base64.b64encode(json.dumps(page[-1][:2]).encode()).decode() if len(rows) > limit else None
        meta = {"next_cursor": following, "prev_cursor": None}
        return Reply(json_object(data=[row[2] for row in page], object="list", meta=meta),
                     headers={"X-Gorgias-Account-Api-Call-Limit": "3/40"})  # fmt: skip


class FakeZendesk(FakeVendor):
    name = "zendesk"
    secrets: ClassVar = {"EMAIL": "canary-mail@acme.example", "API_TOKEN": "canary-token-zendesk"}
    markers = ("cursor", "start_time")
    page = 60

    def __init__(self, count: int = 400) -> None:
        super().__init__(count)
        self.tickets: dict[int, tuple[int, str, str]] = {}
        self.events: list[tuple[int, str]] = []
        for number in range(count):
            moment = SINCE + timedelta(minutes=number // 4)
            self.add_ticket(number, moment)
            self.add_event(50_000 + number, number, moment)

    def add_ticket(self, number: int, moment: datetime) -> None:
        unix, person = int(moment.timestamp()), 900 + number % 7
        metrics = self.make("ticket_metrics", f'{{"id": {7000 + number}, "ticket_id": {number}, "reopens": 0, {ODD}}}')
        ticket = (
            f'{{"id": {number}, "subject": "s", "requester_id": {person}, "generated_timestamp": {unix}, '
            f'"updated_at": "{stamp(moment)}", "metric_set": {metrics}, {ODD}}}'
        )
        user = self.make("users", f'{{"id": {person}, "email": "p{person}@example.com", {ODD}}}')
        self.tickets[number] = (unix, self.make("tickets", ticket), user)

    def add_event(self, number: int, ticket: int, moment: datetime) -> None:
        unix = int(moment.timestamp())
        child = f'{{"id": {number}9, "event_type": "Comment", "body": "Where is it?", "public": true, {ODD}}}'
        event = f'{{"id": {number}, "ticket_id": {ticket}, "timestamp": {unix}, "child_events": [{child}]}}'
        self.events.append((unix, self.make("ticket_events", event)))

    def answer(self, asked: Asked, /) -> Reply:
        if asked.headers.get("Authorization") != basic(self.secrets["EMAIL"] + "/token", self.secrets["API_TOKEN"]):
            return NO_KEY
        start = int(asked.params.get("start_time", "0"))
        if start > datetime.now(UTC).timestamp() - 60:
            return Reply('{"error": "StartTimeTooRecent"}', 422)
        newest = datetime.now(UTC).timestamp() - 60
        if asked.path == "/api/v2/incremental/tickets/cursor.json":
            return self._tickets(asked, start, newest)
        if asked.path == "/api/v2/incremental/ticket_events.json" and asked.params.get("include") == "comment_events":
            return self._events(start, newest)
        return NO_PLACE

    def _tickets(self, asked: Asked, start: int, newest: float) -> Reply:
        if asked.params.get("include") != "users,metric_sets":
            return NO_PLACE
        after = (start, -1)
        if cursor := asked.params.get("cursor"):
            after = tuple(json.loads(base64.b64decode(cursor)))
        rows = sorted((unix, number) for number, (unix, *_) in self.tickets.items() if unix <= newest)
        rows = [row for row in rows if row > after]
        page = rows[: self.page]
        last = base64.b64encode(json.dumps(page[-1] if page else after).encode()).decode()
        return Reply(
            json_object(
                tickets=[self.tickets[number][1] for _, number in page],
                users=sorted({self.tickets[number][2] for _, number in page}),
                after_cursor=last,
                before_cursor=None,
                end_of_stream=len(rows) <= self.page,
            ),
            headers={"X-Rate-Limit-Remaining": "9", "ratelimit-remaining": "9", "ratelimit-reset": "33"},
        )

    def _events(self, start: int, newest: float) -> Reply:
        rows = sorted(row for row in self.events if start <= row[0] <= newest)
        page = rows[: self.page]
        # A page grows until it holds everything of its last second.
        page += [row for row in rows[self.page :] if row[0] == page[-1][0]]
        end = page[-1][0] if page else start
        return Reply(
            json_object(
                ticket_events=[text for _, text in page],
                count=len(page),
                next_page=f"{self.address}/api/v2/incremental/ticket_events.json?start_time={end}",
                end_time=end,
                end_of_stream=len(page) == len(rows),
            )
        )


class FakeFreshdesk(FakeVendor):
    name = "freshdesk"
    secrets: ClassVar = {"API_KEY": "canary-key-freshdesk"}
    markers = ("page", "updated_since")
    last_page = 5

    def __init__(self, count: int = 180, at_once: int = 230) -> None:
        super().__init__(count)
        self.tickets: dict[int, tuple[datetime, str]] = {}
        self.conversations: dict[int, list[str]] = {}
        for number in range(count):
            self.add_ticket(number, SINCE + timedelta(minutes=number))
        for number in range(at_once):  # somebody closed many tickets with one click
            self.add_ticket(1_000 + number, SINCE + timedelta(minutes=40, seconds=1))
        for ticket in range(0, count, 9):
            size = 130 if ticket == 18 else 2
            texts = [
                f'{{"id": {ticket * 1000 + part}, "ticket_id": {ticket}, "body_text": "b", {ODD}}}'
                for part in range(size)
            ]
            self.conversations[ticket] = [self.make("conversations", text) for text in texts]

    def add_ticket(self, number: int, moment: datetime) -> None:
        text = f'{{"id": {number}, "subject": "s", "updated_at": "{stamp(moment)}", "stats": {{}}, {ODD}}}'
        self.tickets[number] = (moment, self.make("tickets", text))

    def answer(self, asked: Asked, /) -> Reply:
        if asked.headers.get("Authorization") != basic(self.secrets["API_KEY"], "X"):
            return NO_KEY
        page, size = int(asked.params.get("page", "1")), int(asked.params.get("per_page", "30"))
        if page > self.last_page or size > 100:
            return Reply('{"description": "Validation failed"}', 400)
        if asked.path == "/api/v2/tickets":
            since = read(asked.params["updated_since"])
            if (asked.params["order_by"], asked.params["order_type"]) != ("updated_at", "asc"):
                return NO_PLACE
            rows = sorted((moment, number) for number, (moment, _) in self.tickets.items() if moment >= since)
            texts = [self.tickets[number][1] for _, number in rows]
        else:
            ticket = int(asked.path.removeprefix("/api/v2/tickets/").removesuffix("/conversations"))
            if ticket not in self.tickets:
                return NO_PLACE
            texts = self.conversations.get(ticket, [])
        shown = texts[(page - 1) * size : page * size]
        more = len(texts) > page * size
        link = {"Link": f'<{self.address}{asked.path}?page={page + 1}>; rel="next"'} if more else {}
        return Reply(json_list(shown), headers={"X-RateLimit-Remaining": "77", **link})


class FakeAfterShip(FakeVendor):
    name = "aftership"
    secrets: ClassVar = {"API_KEY": "canary-key-aftership"}
    markers = ("cursor",)
    has_domain = False

    def __init__(self, count: int = 900) -> None:
        super().__init__(count)
        self.start = datetime.now(UTC) - timedelta(days=90)
        self.trackings: dict[int, tuple[datetime, str]] = {}
        for number in range(count):
            self.add_tracking(number, self.start + timedelta(minutes=number * 11))

    def add_tracking(self, number: int, moment: datetime) -> None:
        text = (
            f'{{"id": "t{number}", "tracking_number": "1Z{number:016d}", "slug": "ups", "tag": "InTransit", '
            f'"updated_at": "{stamp(moment)}", "created_at": "{stamp(self.start)}", "checkpoints": [], {ODD}}}'
        )
        self.trackings[number] = (moment, self.make("trackings", text))

    def answer(self, asked: Asked, /) -> Reply:
        if asked.headers.get("as-api-key") != self.secrets["API_KEY"]:
            return NO_KEY
        if asked.path != "/tracking/2026-07/trackings":
            return NO_PLACE
        since, limit = read(asked.params["updated_at_min"]), int(asked.params.get("limit", "100"))
        created = read(asked.params.get("created_at_min", stamp(datetime.now(UTC) - timedelta(days=30))))
        if limit > 200 or created < datetime.now(UTC) - timedelta(days=121):
            return Reply('{"meta": {"code": 4001}, "data": {}}', 400)
        # In an order of the vendor's own: not by time of change.
        rows = sorted(
            (number * 37 % 1009, text)
            for number, (moment, text) in self.trackings.items()
            if moment >= since and self.start >= created
        )
        after = int(asked.params.get("cursor", "-1"))
        rows = [row for row in rows if row[0] > after]
        page = rows[:limit]
        more = len(rows) > limit
        trackings = json_list([text for _, text in page])
        pagination = {"total": len(rows), "next_cursor": str(page[-1][0]) if more else "", "has_next_page": more}
        body = (
            f'{{"meta": {{"code": 200}}, "data": {{"pagination": {json.dumps(pagination)}, "trackings": {trackings}}}}}'
        )
        return Reply(body, headers={"X-RateLimit-Remaining": "5", "X-RateLimit-Reset": "1406096275"})


class FakeEasyPost(FakeVendor):
    name = "easypost"
    secrets: ClassVar = {"API_KEY": "canary-key-easypost"}
    markers = ("before_id", "start_datetime", "end_datetime")
    has_domain = False

    def __init__(self, count: int = 700) -> None:
        super().__init__(count)
        self.trackers: dict[int, tuple[datetime, str]] = {}
        for number in range(count):
            self.add_tracker(number, SINCE + timedelta(minutes=171 * number), "delivered")  # 83 days

    def add_tracker(self, number: int, created: datetime, status: str) -> None:
        text = (
            f'{{"id": "trk_{number:06d}", "object": "Tracker", "tracking_code": "EZ{number}", "status": "{status}", '
            f'"created_at": "{stamp(created)}", {ODD}}}'
        )
        self.trackers[number] = (created, self.make("trackers", text))

    def answer(self, asked: Asked, /) -> Reply:
        if asked.headers.get("Authorization") != basic(self.secrets["API_KEY"], ""):
            return NO_KEY
        if asked.path != "/v2/trackers" or int(asked.params.get("page_size", "20")) > 100:
            return NO_PLACE
        start, end = read(asked.params["start_datetime"]), read(asked.params["end_datetime"])
        if end - start > timedelta(days=31):
            return Reply('{"error": {"code": "INVALID"}}', 422)
        rows = sorted(
            ((created, number) for number, (created, _) in self.trackers.items() if start <= created <= end),
            reverse=True,
        )
        if before := asked.params.get("before_id"):
            rows = [row for row in rows if row[1] < int(before.removeprefix("trk_"))]
        size = int(asked.params.get("page_size", "20"))
        return Reply(
            json_object(trackers=[self.trackers[number][1] for _, number in rows[:size]], has_more=len(rows) > size)
        )


class FakeShopify(FakeVendor):
    name = "shopify"
    secrets: ClassVar = {"ACCESS_TOKEN": "canary-token-shopify"}

    def __init__(self, count: int = 400) -> None:
        super().__init__(count)
        self.orders: dict[int, tuple[datetime, list[str]]] = {}
        self.operations: dict[str, dict[str, object]] = {}
        self.looks = 0
        self.first_words: list[str] = []  # statuses to say before the true one
        self.busy = self.throttled = 0
        for number in range(count):
            self.add_order(number, SINCE + timedelta(hours=number))

    def add_order(self, number: int, moment: datetime) -> None:
        gid = f"gid://shopify/Order/{number}"
        lines = [
            f'{{"id":"{gid}","name":"#{number}","updatedAt":"{stamp(moment)}","fulfillments":[],{ODD}}}',
            f'{{"id":"gid://shopify/LineItem/{number}","sku":"A","__parentId":"{gid}"}}',
        ]
        self.orders[number] = (moment, [self.make("orders", line) for line in lines])
        event = f'{{"id":"gid://shopify/FulfillmentEvent/{number}","status":"IN_TRANSIT","__parentId":"f{number}"}}'
        self.make("fulfillment_events", event)

    def answer(self, asked: Asked, /) -> Reply:
        if self.is_file(asked):
            if "X-Shopify-Access-Token" in asked.headers or "Authorization" in asked.headers:
                return Reply("no key belongs here", 400)
            return Reply(self._result(asked.path.removeprefix("/results/")))
        if asked.path == "/admin/oauth/access_token":
            return self._token(json.loads(asked.body))
        if asked.headers.get("X-Shopify-Access-Token") != self.secrets["ACCESS_TOKEN"]:
            return NO_KEY
        if asked.path != "/admin/api/2026-07/graphql.json":
            return NO_PLACE
        return self._graphql(json.loads(asked.body))

    def _token(self, given: dict) -> Reply:
        if given != {"grant_type": "client_credentials", "client_id": "abc", "client_secret": CLIENT_SECRET}:
            return Reply('{"error": "invalid_client"}', 400)
        return Reply(json.dumps({"access_token": self.secrets["ACCESS_TOKEN"], "expires_in": 86399}))

    def _graphql(self, given: dict) -> Reply:
        if self.throttled:
            self.throttled -= 1
            return Reply('{"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]}')
        if "bulkOperationRunQuery" in given["query"]:
            return self._start(given["variables"]["query"])
        return self._look(given["variables"]["id"])

    def _start(self, query: str) -> Reply:
        if self.busy:
            self.busy -= 1
            error = {"field": None, "message": "already in progress", "code": "OPERATION_IN_PROGRESS"}
            return _data("bulkOperationRunQuery", {"bulkOperation": None, "userErrors": [error]})
        number = f"gid://shopify/BulkOperation/{len(self.operations) + 1}"
        since = read(query.split("updated_at:>='")[1].partition("'")[0])
        created = datetime.now(UTC)
        kind = "fulfillment_events" if "fulfillmentOrders(includeClosed: true" in query else "orders"
        self.operations[number] = {"since": since, "created": created, "kind": kind, "looks": 0, "query": query}
        started = {"id": number, "status": "CREATED", "createdAt": stamp(created)}
        return _data("bulkOperationRunQuery", {"bulkOperation": started, "userErrors": []})

    def _look(self, number: str) -> Reply:
        operation = self.operations[number]
        operation["looks"] = int(str(operation["looks"])) + 1
        told = {"id": number, "errorCode": None, "createdAt": stamp(operation["created"]), "url": None}  # ty: ignore[invalid-argument-type]
        if self.first_words:
            return _data("node", {**told, "status": self.first_words.pop(0), "objectCount": "0", "fileSize": None})
        if operation["looks"] == 1:
            return _data("node", {**told, "status": "RUNNING", "objectCount": "17", "fileSize": None})
        result = self._result(number.rsplit("/", 1)[-1])
        url = f"{self.address}/results/{number.rsplit('/', 1)[-1]}" if result else None
        found = {"objectCount": str(result.count("\n")), "fileSize": str(len(result.encode())), "url": url}
        return _data("node", {**told, "status": "COMPLETED", **found})

    def _result(self, number: str) -> str:
        operation = self.operations[f"gid://shopify/BulkOperation/{number}"]
        since = operation["since"]
        if operation["kind"] == "fulfillment_events":
            lines = sorted(self.made.get("fulfillment_events", ()))
        else:
            lines = [line for moment, texts in self.orders.values() if moment >= since for line in texts]  # ty: ignore[unsupported-operator]
        return "".join(f"{line}\n" for line in lines)


def _data(name: str, value: object) -> Reply:
    return Reply(json.dumps({"data": {name: value}}))


VENDORS: dict[str, type[FakeVendor]] = {
    vendor.name: vendor
    for vendor in (FakeGorgias, FakeZendesk, FakeFreshdesk, FakeShopify, FakeAfterShip, FakeEasyPost)
}
