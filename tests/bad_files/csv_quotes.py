"""CSV whose quotation marks do not say where a value ends."""

from __future__ import annotations

from tests.bad_files.case import HEADER, TALK, Case, order, orders, rows, table

TITLE = "CSV quotation marks"

_TICKETS = "ticket_id,created_at,subject\n"
_STRAY = "quotation mark in the middle of a value"


def _csv(name: str, wrong: str, text: str | bytes, records: int = 0, **outcome) -> Case:
    return Case(name, wrong, "orders.csv", text if isinstance(text, bytes) else text.encode(), records, **outcome)


def _ticket(number: str, subject: str) -> dict[str, str]:
    return {
        "source_system": "shop", "source_account": "main", "ticket_id": number, "created_at": "2026-01-01T08:00:00Z",
        "subject": subject,
    }  # fmt: skip


def _in_tickets(*subjects: str) -> str:
    return _TICKETS + "".join(f"{n},2026-01-01T08:00:00Z,{subject}\n" for n, subject in enumerate(subjects, 1))


CASES = (
    _csv("open quote at the start", "the first value of the file is never closed", HEADER + '"1,#1,x\n' + rows(2),
         refused="never closed"),
    _csv("open quote in the middle", "a quotation mark that is never closed", table(1) + '2,"#2,2026\n' + rows(3, 4),
         refused="never closed"),
    _csv("open quote at the end", "the file stops inside a quoted value", table(1) + '2,"#2', refused="never closed"),
    _csv("two open quotes", "two values that are never closed: together they look like one long value",
         _in_tickets('"late', "good", '"lost', "good"), refused=_STRAY, sources=TALK),
    _csv("open quotes in ids", "two ids that are never closed", table(1) + '2,"#2,x\n' + rows(3) + '4,"#4,x\n',
         refused=_STRAY),
    _csv("quotes not doubled", "quotation marks inside a quoted value are not doubled",
         _in_tickets('"the "large" cup"'), refused=_STRAY, sources=TALK),
    _csv("quotes with backslash", "quotation marks inside a quoted value carry a backslash",
         _in_tickets(r'"the \"large\" cup"'), refused=_STRAY, sources=TALK),
    _csv("quote around half a value", "a quoted value goes on after its end", _in_tickets('"late" again'),
         refused=_STRAY, sources=TALK),
    _csv("stray quotes and a comma", "a comma between stray quotation marks",
         'ticket_id,created_at,subject,body\n1,2026-01-01T08:00:00Z,say "a,b" now\n', refused=_STRAY, sources=TALK),
    _csv("stray quotes and a line end", "a line end between stray quotation marks",
         _in_tickets('late "a', 'b" lost'), refused=_STRAY, sources=TALK),
    _csv("inches", "quotation marks that mean inches", _in_tickets('5" cup, really'.replace(",", ""), 'a 5" and a 7"'),
         refused="never closed", sources=TALK),
    _csv("inches in pairs", "two inch marks in an unquoted value: every reading gives the same",
         _in_tickets('a 5" and a 7" cup'), 1, loaded={"tickets": [_ticket("1", 'a 5" and a 7" cup')]}, sources=TALK),
    _csv("space before a quote", "a space between the comma and the quotation mark",
         table(1) + '2, "#2", 2026-01-02T08:00:00Z\n', refused=_STRAY),
    _csv("space after a quote", "a space between the quotation mark and the comma",
         table(1) + '2,"#2" ,2026-01-02T08:00:00Z\n', 2, loaded=orders(1, 2)),
    _csv("single quotes", "apostrophes used as quotation marks around a comma",
         table(1) + "2,'#2, b',2026-01-02T08:00:00Z\n", 2, loaded=orders(1), quarantined={"has 4 values": 1}),
    _csv("apostrophe before an id", "an apostrophe keeps a spreadsheet from eating zeros",
         HEADER + "'0012,'#12,2026-01-01T08:00:00Z\n", 1,
         loaded=orders(order("0012", order_name="#12", created_at="2026-01-01T08:00:00Z"))),
    _csv("formula around an id", '="0012" keeps a spreadsheet from eating zeros',
         HEADER + '"=""0012""",#12,2026-01-01T08:00:00Z\n', 1,
         loaded=orders(order("0012", order_name="#12", created_at="2026-01-01T08:00:00Z"))),
    _csv("formula around an id unquoted", '="0012" without the quotation marks that CSV wants around it',
         HEADER + '="0012",#12,2026-01-01T08:00:00Z\n', 1,
         loaded=orders(order("0012", order_name="#12", created_at="2026-01-01T08:00:00Z"))),
    *(
        _csv(f"line end in a value {label}", f"a quoted value holds a {label} line end",
             _TICKETS.encode() + f'1,2026-01-01T08:00:00Z,"late{end}again"\n2,2026-01-01T08:00:00Z,x\n'.encode(), 2,
             loaded={"tickets": [_ticket("1", f"late{end}again"), _ticket("2", "x")]}, sources=TALK)
        for label, end in (("LF", "\n"), ("CRLF", "\r\n"), ("CR", "\r"), ("double LF", "\n\n"))
    ),
    _csv("line end in an id", "a quoted id holds a line end", table(1) + '2,"#\n2",2026-01-02T08:00:00Z\n', 2,
         loaded=orders(1), quarantined={"invisible or control characters": 1}),
    _csv("open quote in the header", "a name in the header is never closed before the first quoted value",
         '"order_id,order_name,created_at\n1,"#1,2026-01-01T08:00:00Z\n' + rows(2), refused="in the header"),
    _csv("stray quote in the header", "a quotation mark in the middle of a name, and one in the first record",
         'order_id,order"name,created_at\n1,#1",2026-01-01T08:00:00Z\n' + rows(2),
         refused="The header cannot be read"),
)  # fmt: skip
