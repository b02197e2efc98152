"""Finding a ticket or an order by whatever a person knows it by: an id, an order's name, a tracking number."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from jinja2 import Environment

from dashboard.warehouse import rows
from wismo.home import project_root

if TYPE_CHECKING:
    import polars as pl

    from dashboard.warehouse import Snapshot

LONGEST = 200
MOST_ALIKE = 3
MOST_LETTERS_OFF = 2
MOST_LIKELY = 500


def cleaned(text: str) -> str:
    """Return what was typed without spaces around it, cut to a length that no id exceeds.

    Bytes that are no text, which a terminal may hand over, become question marks.
    """
    return text.encode("utf-8", "replace").decode().strip()[:LONGEST]


def orders_called(snapshot: Snapshot, text: str) -> pl.DataFrame:
    """Return the orders that an id, the store's own id, an order's name or a tracking number means: ``order_id``."""
    sql = f"""
        select order_id from wismo.main.orders where order_id = $text or native_id = $text
        union
        select id from wismo.main.identifiers where kind = 'order' and name = {_form("order_name_form")}
        union
        select shipments.order_id
        from wismo.main.shipments
        left join wismo.main.identifiers as numbers
            on numbers.kind = 'tracking' and shipments.shipment_id = numbers.id
        where shipments.order_id is not null
            and (shipments.shipment_id = $text or numbers.name = {_form("tracking_number_form")})
        order by 1
    """  # noqa: S608 - the forms are macros of the models
    return rows(snapshot, sql, {"text": text})


def tickets_called(snapshot: Snapshot, text: str) -> pl.DataFrame:
    """Return the tickets that an id means: ``ticket_id``, ``native_id``, ``order_id``, ``created_at`` (UTC), ``how``.

    ``how`` is `ticket` where the text is the ticket's own id, in full or the helpdesk's; and `order` where it
    means an order that the ticket is tied to. A full id means that ticket and nothing else.
    """
    own = rows(
        snapshot,
        """
        select ticket_id, native_id, order_id, created_at, 'ticket' as how from wismo.main.tickets
        where ticket_id = $text or native_id = $text order by ticket_id = $text desc, created_at, ticket_id
        """,
        {"text": text},
    )
    if own.height and own["ticket_id"][0] == text:
        return own.head(1)
    orders = orders_called(snapshot, text)["order_id"].to_list()
    sql = """
        select ticket_id, native_id, order_id, created_at, 'order' as how from wismo.main.tickets
        where order_id in (select unnest($orders)) order by created_at, ticket_id
    """
    if not orders:
        return own
    of_orders = rows(snapshot, sql, {"orders": orders})
    return own.vstack(of_orders.filter(~of_orders["ticket_id"].is_in(own["ticket_id"].to_list())))


def pages_called(snapshot: Snapshot, text: str) -> list[tuple[str, str]]:
    """Return order and ticket, one of them possibly empty, of every page that a text may mean."""
    tickets = rows(
        snapshot,
        """
        select coalesce(order_id, ''), ticket_id from wismo.main.tickets
        where ticket_id = $text or native_id = $text order by ticket_id
        """,
        {"text": text},
    ).rows()
    of_tickets = {order for order, _ in tickets}
    orders = orders_called(snapshot, text)["order_id"].to_list()
    return [*tickets, *((order, "") for order in orders if order not in of_tickets)]


def alike(snapshot: Snapshot, text: str) -> list[str]:
    """Return at most three names of tickets and orders that differ from what was typed in a letter or two.

    Letters off are counted for the likeliest names only: counting them for each of ten million takes ten seconds.
    """
    sql = f"""
        with asked as (select {_form("order_name_form")} as form),
        likely as (
            select names.name, asked.form, jaro_winkler_similarity(names.name, asked.form) as likeness
            from wismo.main.identifiers as names
            cross join asked
            where names.kind in ('ticket', 'order') and abs(length(names.name) - length(asked.form)) <= $most
            order by likeness desc, names.name
            limit $likely
        )
        select distinct name, likeness, damerau_levenshtein(name, form) as letters_off from likely
        where letters_off <= $most
        order by letters_off, likeness desc, name
        limit $rows
    """  # noqa: S608 - the form is a macro of the models
    last_part = text.rpartition("|")[2]
    if len(last_part) <= MOST_LETTERS_OFF:
        return []
    asked = {"text": last_part, "most": MOST_LETTERS_OFF, "likely": MOST_LIKELY, "rows": MOST_ALIKE}
    return rows(snapshot, sql, asked)["name"].to_list()


@lru_cache(maxsize=4)
def _form(macro: str) -> str:
    """Return the models' own way of writing a name, for what is bound as ``$text``."""
    macros = Environment(autoescape=False).from_string(  # noqa: S701 - SQL, not HTML
        (project_root() / "macros" / "keys.sql").read_text(encoding="utf-8")
    )
    return getattr(macros.module, macro)("$text")


def names_of(snapshot: Snapshot, ids: list[str]) -> dict[str, str]:
    """Return the names that people use for orders and parcels, by id; an id without one is left out."""
    sql = "select id, name from wismo.main.identifiers where kind <> 'ticket' and id in (select unnest($ids))"
    return dict(rows(snapshot, sql, {"ids": ids}).iter_rows())
