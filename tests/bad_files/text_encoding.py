"""Text in another encoding than announced, and characters that nobody sees."""

from __future__ import annotations

from tests.bad_files.case import HEADER, TALK, Case, lines, order, orders, rows, table

TITLE = "Encodings and characters"

_TICKETS = "ticket_id,created_at,subject\n1,2026-01-01T08:00:00Z,{}\n"
_HIDDEN = "invisible or control characters"


def _declared(encoding: str) -> str:
    return f"sources: [{{name: shop, object: orders, format: canonical, encoding: {encoding}}}]"


def _csv(name: str, wrong: str, content: bytes, records: int = 0, **outcome) -> Case:
    return Case(name, wrong, "orders.csv", content, records, **outcome)


def _jsonl(name: str, wrong: str, content: bytes, records: int = 0, **outcome) -> Case:
    return Case(name, wrong, "orders.jsonl", content, records, **outcome)


def _subject(text: str) -> dict:
    return {
        "tickets": [
            {
                "source_system": "shop", "source_account": "main", "ticket_id": "1",
                "created_at": "2026-01-01T08:00:00Z", "subject": text,
            }
        ]
    }  # fmt: skip


def _hidden(name: str, character: str) -> Case:
    text = table(1) + f"2{character}0,#2,2026-01-02T08:00:00Z\n"
    return _csv(f"{name} in an id", f"an id holds {name}", text.encode(), 2, loaded=orders(1), quarantined={_HIDDEN: 1})


_NAME = table(1) + "2,#é,2026-01-02T08:00:00Z\n"
_NAMED = orders(1, order(2, order_name="#é"))

CASES = (
    _csv("UTF-8 mark", "a byte-order mark before the header", b"\xef\xbb\xbf" + table(1).encode(), 1, loaded=orders(1)),
    _csv("UTF-8 mark and quotes", "a byte-order mark before a quoted header",
         b"\xef\xbb\xbf" + table(1).replace("order_id", '"order_id"').encode(), 1, loaded=orders(1)),
    _csv("UTF-8 mark twice", "two byte-order marks before the header", b"\xef\xbb\xbf" * 2 + table(1).encode(), 1,
         loaded=orders(1)),
    _csv("UTF-16 LE with mark", "UTF-16, little end first, with mark", table(1).encode("utf-16"), 1,
         loaded=orders(1)),
    _csv("UTF-16 BE with mark", "UTF-16, big end first, with mark", b"\xfe\xff" + table(1).encode("utf-16-be"), 1,
         loaded=orders(1)),
    _csv("UTF-16 LE without mark", "UTF-16, little end first, without mark", table(1).encode("utf-16-le"),
         refused="utf-16"),
    _csv("UTF-16 BE without mark", "UTF-16, big end first, without mark", table(1).encode("utf-16-be"),
         refused="utf-16"),
    _csv("UTF-16 declared", "UTF-16 that is declared", _NAME.encode("utf-16"), 2, loaded=_NAMED,
         sources=_declared("utf-16")),
    _csv("UTF-16 cut in a character", "declared UTF-16 that stops in the middle of a character",
         table(1).encode("utf-16")[:-1], refused="stops in the middle of a character", sources=_declared("utf-16")),
    _csv("UTF-16 declared for UTF-8", "UTF-8 that is declared as UTF-16", table(1).encode(), refused="encoding",
         sources=_declared("utf-16")),
    _csv("UTF-32", "UTF-32 with mark", table(1).encode("utf-32"), refused="UTF-"),
    _csv("latin-1", "latin-1 that nobody declared", _NAME.encode("latin-1"), refused="Around record 2"),
    _csv("cp1252", "cp1252 with its own quotation marks that nobody declared",
         (table(1) + "2,“2”,2026-01-02T08:00:00Z\n").encode("cp1252"), refused="Around record 2"),
    _csv("cp1252 declared", "declared cp1252", _NAME.encode("cp1252"), 2, loaded=_NAMED, sources=_declared("cp1252")),
    _csv("cp1252 with an unused byte", "declared cp1252 with a byte that it does not use",
         table(1).encode() + b"2,#\x81,2026-01-02T08:00:00Z\n", refused="not cp1252", sources=_declared("cp1252")),
    _csv("mixed encodings", "one record in UTF-8, one in latin-1",
         _NAME.encode() + "3,#é,2026-01-03T08:00:00Z\n".encode("latin-1"), refused="Around record 3"),
    _csv("latin-1 header", "latin-1 in the header", "order_id,created_at,é\n".encode("latin-1"),
         refused="is not utf-8"),
    _csv("overlong UTF-8", "a slash written in two bytes", table(1).encode() + b"2,\xc0\xaf,2026-01-02T08:00:00Z\n",
         refused="Around record 2"),
    _csv("surrogate in UTF-8", "half a character pair in UTF-8 bytes",
         table(1).encode() + b"2,\xed\xa0\x80,2026-01-02T08:00:00Z\n", refused="Around record 2"),
    _csv("UTF-8 cut in a character", "the file stops in the middle of a character",
         table(1).encode() + b"2,#\xc3", refused="Around record 2"),
    _csv("NUL in an id", "an id holds a NUL byte", table(1).encode() + b"2,#\x002,2026-01-02T08:00:00Z\n", 2,
         loaded=orders(1), quarantined={_HIDDEN: 1}),
    _csv("NUL in text", "a text holds a NUL byte", _TICKETS.format("a\x00b").encode(), 1,
         quarantined={"NUL or unit separator": 1}, sources=TALK),
    _csv("NUL in the header", "the header holds a NUL byte", ("\x00" + table(1)).encode(), refused="NUL bytes"),
    _csv("unit separator in text", "a text holds the character that record hashes use",
         _TICKETS.format("a\x1fb").encode(), 1, quarantined={"NUL or unit separator": 1}, sources=TALK),
    _hidden("a bidirectional override", "\u202e"),
    _hidden("a zero-width space", "\u200b"),
    _hidden("a byte-order mark", "\ufeff"),
    _hidden("a word joiner", "\u2060"),
    _hidden("a soft hyphen", "\u00ad"),
    _hidden("a line separator", "\u2028"),
    _hidden("an Arabic letter mark", "\u061c"),
    _hidden("a C1 control character", "\u0085"),
    _csv("zero-width space around an id", "a zero-width space before an id, as copied from a web page",
         (table(1) + "\u200b2,#2,2026-01-02T08:00:00Z\n").encode(), 2, loaded=orders(1), quarantined={_HIDDEN: 1}),
    _csv("replacement character in an id", "an earlier program could not read a character of an id",
         (table(1) + "2\ufffd,#2,2026-01-02T08:00:00Z\n").encode(), 2, loaded=orders(1),
         quarantined={"could not read": 1}),
    _csv("replacement character in text", "an earlier program could not read a character of a text",
         _TICKETS.format("caf\ufffd").encode(), 1, loaded=_subject("caf\ufffd"), sources=TALK),
    _csv("no-break spaces around values", "no-break spaces around values",
         (HEADER + "\u00a01\u00a0,\u00a0#1,2026-01-01T08:00:00Z\u00a0\n").encode(), 1, loaded=orders(1)),
    _csv("bidirectional text", "a text holds direction marks: text is text",
         _TICKETS.format("\u202eabc\u200f").encode(), 1, loaded=_subject("\u202eabc\u200f"), sources=TALK),
    _csv("wide digits", "an id in full-width digits stays what it is",
         (HEADER + "\uff11\uff12,#1,2026-01-01T08:00:00Z\n").encode(), 1,
         loaded=orders(order("\uff11\uff12", order_name="#1", created_at="2026-01-01T08:00:00Z"))),
    _csv("decomposed letters", "an accent as a character of its own stays what it is",
         (HEADER + "1,#e\u0301,2026-01-01T08:00:00Z\n").encode(), 1, loaded=orders(order(1, order_name="#e\u0301"))),
    _csv("emoji", "emoji outside the basic plane", _TICKETS.format("📦🤷‍♀️").encode(), 1, loaded=_subject("📦🤷‍♀️"),
         sources=TALK),
    _csv("escape sequences", "a text holds a terminal's escape sequences: text is text",
         _TICKETS.format("\x1b[2Jx").encode(), 1, loaded=_subject("\x1b[2Jx"), sources=TALK),
    _csv("control Z", "the end-of-file character of old systems behind the last record", table(1).encode() + b"\x1a", 2,
         loaded=orders(1), quarantined={"has 1 value ": 1}),
    _jsonl("JSON lines with mark", "a byte-order mark before the first line", b"\xef\xbb\xbf" + lines(1).encode(), 1,
           loaded=orders(1)),
    _jsonl("JSON lines in UTF-16", "JSON lines in UTF-16 with mark", lines(1).encode("utf-16"), 1, loaded=orders(1)),
    _jsonl("JSON lines in UTF-16 without mark", "JSON lines in UTF-16 without mark", lines(1, 2).encode("utf-16-le"),
           refused="utf-16"),
    _jsonl("JSON lines in latin-1", "one line in latin-1",
           lines(1).encode() + lines(2).replace("#2", "#é").encode("latin-1"), 2, loaded=orders(1),
           quarantined={"is not valid UTF-8 text": 1}),
    _jsonl("lone surrogate escape", "half a character pair as a JSON escape",
           (lines(1) + lines(2).replace("#2", "\\ud83d")).encode(), 2, loaded=orders(1),
           quarantined={"is not valid UTF-8 text": 1}),
    _jsonl("surrogate pair escape", "a character pair as two JSON escapes is one character",
           lines(1).replace("#1", "\\ud83d\\udce6").encode(), 1, loaded=orders(order(1, order_name="📦"))),
    _jsonl("NUL escape", "a NUL as a JSON escape in an id", lines(1).replace("#1", "\\u0000").encode(), 1,
           quarantined={_HIDDEN: 1}),
    _jsonl("raw control character", "a raw tab inside a JSON text", lines(1).replace("#1", "#\t1").encode(),
           refused="is not valid JSON"),
    Case("JSON document in latin-1", "a JSON array in latin-1", "orders.json",
         f"[{lines(1).replace('#1', '#é')}]".encode("latin-1"), refused="not UTF-8 text"),
    Case("JSON document in UTF-16", "a JSON array in UTF-16", "orders.json", f"[{lines(1)}]".encode("utf-16"), 1,
         loaded=orders(1)),
    Case("sources without the encoding", "a declared encoding that the file is not in", "orders.csv",
         _NAME.encode("latin-1"), refused="not ascii", sources=_declared("ascii")),
    Case("quarantine in cp1252", "a faulty record of a declared encoding", "orders.csv",
         (_NAME + "3,#ü,never\n").encode("cp1252"), 3, loaded=_NAMED, quarantined={"created_at is not a time": 1},
         sources=_declared("cp1252")),
    Case("UTF-7", "an encoding of old mail systems, declared", "orders.csv", (HEADER + rows(1)).encode("utf-7"), 1,
         loaded=orders(1), sources=_declared("utf-7")),
)  # fmt: skip
