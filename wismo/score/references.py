"""Order names and tracking numbers that a customer wrote.

A label must not carry personal data. So a run of digits that could be a telephone or card number
counts as a tracking number only where the words beside it say so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

# n°, nº and № come folded as n°, no and no.
_NUMBER_WORD = r"(?:numbers?|num|no|nr|n°|n|id|code|nummer|numero)?"
_RETURN_WORD = r"(?:rma|return(?: label)?|ret|retoure[a-z]*|rucksende[a-z]*|retour|devolucion|devolucao|reso)"
_OTHER_WORD = (
    r"(?:ticket|case|invoice|rechnung[a-z]*|factura|facture|fattura|fatura|factuur|ref|reference|claim|conversation"
    r"|phone|tel|telefon[a-z]*|telephone|movil|celular|mobile|handy[a-z]*|portable|cellulare|sku|item|article"
    r"|artikel[a-z]*|zip(?: code)?|plz|postleitzahl|post ?code|code postal|codigo postal|cep|cap|apt|apartment|suite"
    r"|ste|unit|flat|room|box|locker|customer|client|cliente|kunden?|kundennummer|klant(?:nummer)?|member|account"
    r"|gift ?card|coupon|voucher|promo|gutschein[a-z]*|pin)"
)
_SEPARATOR = r"[\s:.,(#\-]{0,4}"
_RETURN_NUMBER = rf"\b{_RETURN_WORD}{_SEPARATOR}{_NUMBER_WORD}{_SEPARATOR}[a-z]{{0,4}}-?[0-9][0-9a-z\-]{{3,20}}"
_OTHER_NUMBER = rf"\b{_OTHER_WORD}{_SEPARATOR}{_NUMBER_WORD}{_SEPARATOR}\+?[a-z]{{0,4}}-?[0-9][0-9\-]{{2,20}}"
_EMAIL = r"[a-z0-9._%+\-]+@[a-z0-9.\-]+\.[a-z]{2,}"
_CARD = r"\b[3-6][0-9]{3}[ \-][0-9]{4}[ \-][0-9]{4}[ \-][0-9]{4}\b"
_LINK = r"(?:https?://|www\.)[^\s]+"
# What looks like an order number and is none: dates, prices, telephone numbers, American postcodes after a state.
_MONEY = r"(?:[$€£]|\b(?:usd|eur|euros?|dollars?|gbp|pounds?|chf|franken|reais|dolares|dollari|sterline)\b)"
_NO_ORDER = (
    r"\b[0-9]{4}[\-/.][0-9]{1,2}[\-/.][0-9]{1,2}\b|\b[0-9]{1,2}[\-/.][0-9]{1,2}[\-/.](?:[0-9]{4}|[0-9]{2})\b"
    rf"|{_MONEY} ?[0-9][0-9.,]*|\b[0-9][0-9.,]* ?{_MONEY}|\b[0-9]+[.,][0-9]{{2}}\b"
    r"|\+[0-9][0-9 ()./\-]{7,18}|\(?\b[0-9]{3}\)?[ .\-][0-9]{3}[ .\-][0-9]{4}\b|\b0[0-9]{2,4}[ /\-][0-9]{5,9}\b"
    r"|, ?(?:a[klrz]|c[aot]|d[ce]|fl|ga|hi|i[adln]|k[sy]|la|m[adeinost]|n[cdehjmvy]|o[hkr]|pa|ri|s[cd]|t[nx]|ut|v[at]"
    r"|w[aivy]) [0-9]{5}\b"
)

# UPS, also read with I or l for its first digit; USPS; Amazon; OnTrac, formerly LaserShip; DHL Paket; DHL eCommerce;
# S10, international post; PostNL; Colissimo. O stands for 0 where scanners and people take one for the other.
_CARRIER_NUMBERS = (
    r"\b(1z(?:[ \-]?[0-9a-z]){16}"
    r"|[il]z[0-9a-z]{16}"
    r"|9[1-5](?:[ \-]?[0-9o]){18,20}"
    r"|tba ?[0-9]{12}"
    r"|1ls[0-9a-z]{12,15}"
    r"|j[jdv]{1,2}[a-z]{0,2}[0-9]{11,20}"
    r"|gm[0-9]{16,20}"
    r"|3s[a-z]{2,6}[0-9]{6,13}"
    r"|[68][a-z][0-9]{11}"
    r"|[a-z]{2}[0-9o]{9}[a-z]{2}"
    r"|[celruv][a-z] ?(?:[0-9]{3} [0-9]{3} [0-9]{3}|[0-9]{4} [0-9]{4} [0-9]) ?[a-z]{2}"
    r"|[celruv][a-z] [0-9]{9} [a-z]{2})\b"
)
# FedEx has 12 or 15 digits, DPD 14, DHL Express 10, USPS 20 to 22: without letters they look like anything.
_BESIDE = (
    r"(?:[\s:.,#()\-]|\b(?:number|numbers|num|no|nr|id|code|link|is|my|the|nummer|numero|de|ist|lautet|es|est|e)\b)"
    r"{1,9}"
)
_NAMED_TRACKING = (
    r"\b(?:track[a-z]*|fedex|dhl|ups|usps|ontrac|dpd|gls|hermes|evri|awb|waybill|sendung[a-z]*|paket[a-z]*|parcel"
    r"|package|shipment|suivi|colis|seguimiento|guia|rastre[a-z]*|codigo|tracciamento|spedizione|zending[a-z]*)"
    rf"{_BESIDE}([0-9]{{4}} ?[0-9]{{4}} ?[0-9]{{4}}(?:[0-9]{{2,3}}|[0-9]{{8,10}})?|[0-9]{{4}}-[0-9]{{4}}-[0-9]{{4}})\b"
)
_NAMED_TRACKING_OF_TEN = rf"\b(?:tracking|dhl|awb|waybill|sendungsnummer){_BESIDE}([0-9]{{10}})\b"
_LINKED_TRACKING = (
    r"[?&/#][a-z_\-]*(?:track|trk|label|piece|parcel|colis|shipment|sendung|awb|barcode|waybill|cn)[a-z_\-]*[=/]"
    r"([a-z]{0,4}[0-9][0-9a-z]{8,32})\b"
)
_ORDER_WORD = (
    r"\b(?:orders?|ord|order ?(?:number|nummer|id|code)|purchase|confirmation|pedidos?|orden|compra|encomendas?"
    r"|bestell[a-z]*|auftr[a-z]*|commandes?|ordine|ordini|bestelling(?:en)?|bestelnummer|bestelnr)"
)
_IS = r"(?:is|was|ist|lautet|war|es|est|era|e|:|the|el|le|il|o)?"
# Groups of three are one number, 48 213, and so are the letters apart from it.
_NUMBER = r"[a-z]{0,5}[\-_]?(?:[0-9]{1,3}(?:[ .,][0-9]{3})+|[0-9]{3,9}(?:-[0-9]{1,2})?[a-z]{0,2})"
_NAMED_ORDER = (
    rf"{_ORDER_WORD}{_SEPARATOR}{_NUMBER_WORD}{_SEPARATOR}{_IS}[\s.:]{{0,3}}{_IS}[\s.:#\-]{{0,3}}({_NUMBER})\b"
)
_SECOND_ORDER = (
    rf"{_ORDER_WORD}{_SEPARATOR}{_NUMBER_WORD}{_SEPARATOR}{_NUMBER} ?"
    r"(?:,|&|\+|/|\b(?:and|or|und|oder|y|o|et|ou|e|en|of)\b)"
    rf" ?#? ?([a-z]{{0,5}}[\-_]?[0-9]{{3,9}})\b"
)
_HASH_ORDER = r"# ?((?:[a-z]{1,5}[ \-_]?)?(?:[0-9]{1,3}(?: [0-9]{3})+|[0-9]{3,9}(?:-[0-9]{1,2})?[a-z]{0,2}))\b"
# An answer to "what is your order number?" is the number and little else.
_LONE_ORDER = (
    r"(?m)^[ \t]*(?:(?:it'?s|it is|this is|my|the|number|is|hi|hello|nr|no|n°|numero|nummer|es|ist|est|el|le|il)"
    r"[ .:,]+){0,3}#? ?([a-z]{0,5}[\-_]?[0-9]{4,7})[ \t.!,]*"
    r"(?:thanks|thank you|thx|please|pls|danke|merci|gracias|obrigad[oa]|grazie|bedankt)?[ \t.!]*$"
)


@dataclass(frozen=True)
class Patterns:
    """What orders and tracking numbers look like in folded text; the number itself is group 1."""

    orders: tuple[str, ...]
    tracking: tuple[str, ...]


def make_patterns(order: str = "", tracking: str = "", order_prefix: str = "") -> Patterns:
    """Return the patterns of a brand, its own before the general ones; empty text adds none.

    ``order_prefix`` is what the shop writes before its numbers; its letters are also known apart from them.
    """
    # \\b does not hold before a pattern that may begin with '#'.
    own_orders = (rf"(?i)(?:^|[^0-9a-z#])((?:{order}))\b",) if order else ()
    if letters := re.sub("[^a-z]", "", order_prefix.lower()):
        own_orders = (*own_orders, rf"\b{letters}[ \-_]{{1,3}}([0-9]{{3,9}})\b")
    own_tracking = (rf"(?i)\b((?:{tracking}))\b",) if tracking else ()
    return Patterns(
        orders=(*own_orders, _SECOND_ORDER, _NAMED_ORDER, _HASH_ORDER, _LONE_ORDER),
        tracking=(*own_tracking, _CARRIER_NUMBERS, _NAMED_TRACKING, _NAMED_TRACKING_OF_TEN, _LINKED_TRACKING),
    )


def find(frame: pl.DataFrame, patterns: Patterns) -> pl.DataFrame:
    """Add ``tracking_refs`` and ``order_refs`` (lists, upper case, as compared) and ``tokens``.

    ``tokens`` is the folded column ``text`` with the words ``trackref``, ``orderref`` and
    ``returnref`` in place of the numbers, and without addresses.
    """
    frame = frame.with_columns(tokens=pl.col("text").str.replace_all(_EMAIL, " ").str.replace_all(_CARD, " "))
    tracking = _each_of(pl.col("tokens"), patterns.tracking, r"[\s\-]")
    frame = frame.with_columns(
        tracking_refs=pl.concat_list(tracking, _as_digits(tracking)).list.unique(maintain_order=True)
    )
    frame = frame.with_columns(
        tokens=_replaced(pl.col("tokens"), patterns.tracking, " trackref ")
        .str.replace_all(_LINK, " ")
        .str.replace_all(_RETURN_NUMBER, " returnref ")
        .str.replace_all(_OTHER_NUMBER, " ")
        .str.replace_all(_NO_ORDER, " "),
    )
    frame = frame.with_columns(order_refs=_all_of(pl.col("tokens"), patterns.orders, r"[#\s.,]"))
    return frame.with_columns(tokens=_replaced(pl.col("tokens"), patterns.orders, " orderref "))


def _as_digits(tracking: pl.Expr) -> pl.Expr:
    """Return the second guess at numbers with letters that digits were taken for: it finds a parcel or it does not."""
    misread = pl.element().filter(pl.element().str.contains(r"^[IL]Z|^[0-9A-Z].*O"))
    return tracking.list.eval(misread.str.replace(r"^[IL]Z", "1Z").str.replace_all("O", "0", literal=True))


def _all_of(text: pl.Expr, patterns: tuple[str, ...], left_out: str) -> pl.Expr:
    found = [text.str.extract_all(pattern).list.eval(pl.element().str.extract(pattern, 1)) for pattern in patterns]
    return _normal(found, left_out)


def _each_of(text: pl.Expr, patterns: tuple[str, ...], left_out: str) -> pl.Expr:
    """Like ``_all_of``, but what one pattern has found is no part of what the next one finds."""
    found = []
    for pattern in patterns:
        found.append(text.str.extract_all(pattern).list.eval(pl.element().str.extract(pattern, 1)))
        text = text.str.replace_all(pattern, " trackref ")
    return _normal(found, left_out)


def _normal(found: list[pl.Expr], left_out: str) -> pl.Expr:
    normal = pl.element().str.replace_all(left_out, "").str.to_uppercase().drop_nulls()
    return pl.concat_list(found).list.eval(normal).list.unique(maintain_order=True)


def _replaced(text: pl.Expr, patterns: tuple[str, ...], token: str) -> pl.Expr:
    for pattern in patterns:
        text = text.str.replace_all(pattern, token)
    return text
