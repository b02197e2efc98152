"""Order names and tracking numbers that a customer wrote.

A label must not carry personal data. So a run of digits that could be a telephone or card number
counts as a tracking number only where the words beside it say so.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

_NUMBER_WORD = r"(?:number|num|no|nr|id|code|nummer|numero)?"
_RETURN_WORD = r"(?:rma|return(?: label)?|ret|retoure[a-z]*|rucksende[a-z]*|retour|devolucion|devolucao|reso)"
_OTHER_WORD = (
    r"(?:ticket|case|invoice|rechnung[a-z]*|factura|facture|fattura|fatura|factuur|ref|reference|claim|conversation"
    r"|phone|tel|telefon[a-z]*|telephone|movil|celular|mobile|zip|plz|postcode|sku|item|article|artikel[a-z]*)"
)
_SEPARATOR = r"[\s:.,(#\-]{0,4}"
_RETURN_NUMBER = rf"\b{_RETURN_WORD}{_SEPARATOR}{_NUMBER_WORD}{_SEPARATOR}[a-z]{{0,4}}-?[0-9][0-9a-z\-]{{3,20}}"
_OTHER_NUMBER = rf"\b{_OTHER_WORD}{_SEPARATOR}{_NUMBER_WORD}{_SEPARATOR}\+?[a-z]{{0,4}}-?[0-9][0-9\-]{{2,20}}"
_EMAIL = r"[a-z0-9._%+\-]+@[a-z0-9.\-]+\.[a-z]{2,}"
_LINK = r"(?:https?://|www\.)[^\s]+"

# UPS; USPS; Amazon; OnTrac, formerly LaserShip; DHL Paket; DHL eCommerce; S10, international post.
_CARRIER_NUMBERS = (
    r"\b(1z(?:[ \-]?[0-9a-z]){16}"
    r"|9[1-5](?:[ \-]?[0-9]){18,20}"
    r"|tba ?[0-9]{12}"
    r"|1ls[0-9a-z]{12,15}"
    r"|j[jdv]{1,2}[a-z]{0,2}[0-9]{11,20}"
    r"|gm[0-9]{16,20}"
    r"|[a-z]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3} ?[a-z]{2})\b"
)
# FedEx has 12 or 15 digits, DHL Express 10, USPS 20 to 22: without letters they look like anything.
_BESIDE = (
    r"(?:[\s:.,#()\-]|\b(?:number|numbers|num|no|nr|id|code|link|is|my|the|nummer|numero|de|ist|lautet|es|est|e)\b)"
    r"{1,9}"
)
_NAMED_TRACKING = (
    r"\b(?:track[a-z]*|fedex|dhl|ups|usps|ontrac|dpd|gls|hermes|evri|awb|waybill|sendung[a-z]*|paket[a-z]*|parcel"
    r"|package|shipment|suivi|colis|seguimiento|guia|rastre[a-z]*|codigo|tracciamento|spedizione|zending[a-z]*)"
    rf"{_BESIDE}([0-9]{{4}} ?[0-9]{{4}} ?[0-9]{{4}}(?:[0-9]{{3}}|[0-9]{{8,10}})?)\b"
)
_NAMED_TRACKING_OF_TEN = rf"\b(?:tracking|dhl|awb|waybill|sendungsnummer){_BESIDE}([0-9]{{10}})\b"
_NAMED_ORDER = (
    r"\b(?:orders?|ord|order ?number|order ?nummer|purchase|confirmation|pedido|orden|compra|encomenda|bestell[a-z]*"
    rf"|auftrag[a-z]*|commande|ordine|bestelling|bestelnummer){_SEPARATOR}{_NUMBER_WORD}{_SEPARATOR}"
    r"(?:is|was|ist|lautet|es|est|e)?[\s:.#\-]{0,3}([a-z]{0,5}[\-_]?[0-9]{3,9}(?:-[0-9]{1,2})?[a-z]{0,2})\b"
)
_HASH_ORDER = r"# ?([a-z]{0,5}[\-_]?[0-9]{3,9}[a-z]{0,2})\b"


@dataclass(frozen=True)
class Patterns:
    """What orders and tracking numbers look like in folded text; the number itself is group 1."""

    orders: tuple[str, ...]
    tracking: tuple[str, ...]
    order_prefix: str


def make_patterns(order: str = "", tracking: str = "", order_prefix: str = "") -> Patterns:
    """Return the patterns of a brand, its own before the general ones; empty text adds none."""
    # \\b does not hold before a pattern that may begin with '#'.
    own_orders = (rf"(?i)(?:^|[^0-9a-z#])((?:{order}))\b",) if order else ()
    own_tracking = (rf"(?i)\b((?:{tracking}))\b",) if tracking else ()
    return Patterns(
        orders=(*own_orders, _NAMED_ORDER, _HASH_ORDER),
        tracking=(*own_tracking, _CARRIER_NUMBERS, _NAMED_TRACKING, _NAMED_TRACKING_OF_TEN),
        order_prefix=order_prefix.replace("#", "").replace(" ", "").upper(),
    )


def find(frame: pl.DataFrame, patterns: Patterns) -> pl.DataFrame:
    """Add ``tracking_refs`` and ``order_refs`` (lists, upper case, as compared) and ``tokens``.

    ``tokens`` is the folded column ``text`` with the words ``trackref``, ``orderref`` and
    ``returnref`` in place of the numbers, and without addresses.
    """
    frame = frame.with_columns(tokens=pl.col("text").str.replace_all(_EMAIL, " "))
    frame = frame.with_columns(tracking_refs=_all_of(pl.col("tokens"), patterns.tracking, r"[\s\-]"))
    frame = frame.with_columns(
        tokens=_replaced(pl.col("tokens"), patterns.tracking, " trackref ")
        .str.replace_all(_LINK, " ")
        .str.replace_all(_RETURN_NUMBER, " returnref ")
        .str.replace_all(_OTHER_NUMBER, " "),
    )
    orders = _all_of(pl.col("tokens"), patterns.orders, r"[#\s]")
    if patterns.order_prefix:
        # People leave the shop's prefix out; the number with it is a second guess, which joins or does not.
        bare = pl.element().filter(pl.element().str.contains(r"^[0-9]+$"))
        orders = pl.concat_list(orders, orders.list.eval(pl.lit(patterns.order_prefix) + bare)).list.unique(
            maintain_order=True
        )
    frame = frame.with_columns(order_refs=orders)
    return frame.with_columns(tokens=_replaced(pl.col("tokens"), patterns.orders, " orderref "))


def _all_of(text: pl.Expr, patterns: tuple[str, ...], left_out: str) -> pl.Expr:
    found = [text.str.extract_all(pattern).list.eval(pl.element().str.extract(pattern, 1)) for pattern in patterns]
    normal = pl.element().str.replace_all(left_out, "").str.to_uppercase().drop_nulls()
    return pl.concat_list(found).list.eval(normal).list.unique(maintain_order=True)


def _replaced(text: pl.Expr, patterns: tuple[str, ...], token: str) -> pl.Expr:
    for pattern in patterns:
        text = text.str.replace_all(pattern, token)
    return text
