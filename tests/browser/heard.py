"""Everything that a browser was sent: every frame of the socket and every body of an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl
from playwright.sync_api import Error

from dashboard.warehouse import Snapshot, rows

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, WebSocket

SHORTEST_NAME = 6


@dataclass
class Heard:
    """What one tab was sent, as text of one sign a byte; files that are the same for everybody are left out."""

    parts: set[str] = field(default_factory=set)
    missed: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("websocket", self._socket)
        page.on("requestfinished", self._answer)

    def add(self, body: bytes | str) -> None:
        self.parts.add(body if isinstance(body, str) else body.decode("latin-1"))

    def found(self, names: pl.Series) -> set[str]:
        """Return those of the names that stand anywhere in what was sent."""
        text = pl.Series(list(self.parts), dtype=pl.String)
        hits = text.str.extract_many(names.implode(), overlapping=True).explode().drop_nulls()
        return set(hits.unique())

    def _answer(self, request: Request) -> None:
        if "/static/" in request.url or "/look/" in request.url:
            return
        try:
            answer = request.response()
            if answer and answer.status == 200:
                self.add(answer.body())
        except Error:  # the page had gone on before the body could be read
            self.missed.append(request.url)

    def _socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", self.add)


def identifiers(snapshot: Snapshot) -> dict[str, pl.Series]:
    """Return every name in the snapshot that leads to one order, ticket, parcel or customer, by kind."""
    sql = {
        "ticket": "select ticket_id as name from wismo.main.tickets union select native_id from wismo.main.tickets",
        "order": "select order_id as name from wismo.main.orders union select native_id from wismo.main.orders "
        "union select name from wismo.main.identifiers where kind = 'order'",
        "parcel": "select shipment_id as name from wismo.main.shipments "
        "union select native_id from wismo.main.shipments "
        "union select name from wismo.main.identifiers where kind = 'tracking'",
        "customer": "select customer_key as name from wismo.main.customers",
    }
    # Shorter ones are numbers that may stand anywhere; their full ids are among the rest.
    return {
        kind: rows(snapshot, f"select distinct name from ({query}) where length(name) >= {SHORTEST_NAME}")["name"]
        for kind, query in sql.items()
    }
