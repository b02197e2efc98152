"""Times that never were, or that could be two."""

from __future__ import annotations

from tests.bad_files.case import BERLIN, HEADER, NEW_YORK, SHOP, Case, order, orders

TITLE = "Times"

_NOT = "created_at is not a time"
_YEAR = "before the year 2000 or after 2100"
_GAP = "clocks went forward"


def _time(
    name: str, wrong: str, text: str, becomes: str | None = None, reason: str = _NOT, sources: str = SHOP
) -> Case:
    content = f"{HEADER}1,#1,{text}\n".encode()
    if becomes:
        return Case(name, wrong, "orders.csv", content, 1, loaded=orders(order(1, created_at=becomes)), sources=sources)
    return Case(name, wrong, "orders.csv", content, 1, quarantined={reason: 1}, sources=sources)


def _mapped(settings: str) -> str:
    return (
        "sources: [{name: shop, object: orders, columns: {order_id: order_id, order_name: order_name, "
        f"created_at: {{from: created_at, {settings}}}}}}}]"
    )


def _epoch(name: str, wrong: str, unit: str, text: str, becomes: str | None = None, reason: str = _NOT) -> Case:
    return _time(name, wrong, text, becomes, reason, _mapped(f"epoch: {unit}"))


def _days(name: str, wrong: str, form: str, texts: tuple[str, ...], **outcome) -> Case:
    content = HEADER + "".join(f"{n},#{n},{text}\n" for n, text in enumerate(texts, 1))
    sources = _mapped(f'time_format: "{form}", time_zone: UTC')
    return Case(name, wrong, "orders.csv", content.encode(), sources=sources, **outcome)


CASES = (
    _time("DST gap", "a local time that clocks skipped", "2026-03-08 02:30:00", reason=_GAP, sources=NEW_YORK),
    _time("DST overlap", "a local time that clocks showed twice: the first", "2026-11-01 01:30:00",
          "2026-11-01T05:30:00Z", sources=NEW_YORK),
    _time("DST overlap with offset", "a time that clocks showed twice, with its offset: the second",
          "2026-11-01 01:30:00 -0500", "2026-11-01T06:30:00Z", sources=NEW_YORK),
    _time("day alone", "a day without an hour", "2026-01-31", "2026-01-30T23:00:00Z", sources=BERLIN),
    _time("29 February", "29 February of a common year", "2026-02-29"),
    _time("29 February with hour", "29 February of a common year in full form", "2026-02-29T08:00:00Z"),
    _time("29 February 2028", "29 February of a leap year", "2028-02-29T08:00:00Z", "2028-02-29T08:00:00Z"),
    _time("31 April", "a day that April has not", "2026-04-31T08:00:00Z"),
    _time("month 13", "a thirteenth month", "2026-13-01T08:00:00Z"),
    _time("year 0000", "the zero date of a database", "0000-00-00 00:00:00", sources=BERLIN),
    _time("year 0001", "the first date of a program", "0001-01-01T00:00:00Z", reason=_YEAR),
    _time("year 1899", "a spreadsheet's day zero", "1899-12-31T00:00:00Z", reason=_YEAR),
    _time("year 1900", "a spreadsheet's first day", "1900-01-01T00:00:00Z", reason=_YEAR),
    _time("year 1970", "the epoch's zero", "1970-01-01T00:00:00Z", reason=_YEAR),
    _time("year 2262", "where nanoseconds end", "2262-04-12T00:00:00Z", reason=_YEAR),
    _time("year 9999", "a program's never", "9999-12-31T23:59:59Z", reason=_YEAR),
    _time("year 10000", "a year of five digits", "10000-01-01T00:00:00Z"),
    _time("24:00:00", "midnight as the end of a day", "2026-01-31T24:00:00Z"),
    _time("second 60", "a leap second", "2026-06-30T23:59:60Z"),
    _time("hour 25", "a twenty-fifth hour", "2026-01-31T25:00:00Z"),
    _time("year of two digits", "a year of two digits", "26-01-31 08:00:00", sources=BERLIN),
    _time("American day", "month before day without saying so", "01/31/2026 08:00", sources=BERLIN),
    _time("ambiguous day", "3 April or 4 March", "04/03/2026", sources=BERLIN),
    _time("German day", "day, month and year with points", "31.01.2026 08:00", sources=BERLIN),
    _time("spreadsheet's day number", "a day as a spreadsheet counts them", "46053.333", sources=BERLIN),
    _time("month as a word", "a month as a word", "31 Jan 2026 08:00", sources=BERLIN),
    _time("weekday and month", "a mail's way to write times", '"Sat, 31 Jan 2026 08:00:00 +0000"'),
    _time("hour with one digit", "an hour of one digit", "2026-01-31 8:00:00", sources=BERLIN),
    _time("AM and PM", "twelve hours and PM", "2026-01-31 08:00:00 PM", sources=BERLIN),
    _time("zone name", "a zone as letters that several zones share", "2026-01-31 08:00:00 EST", sources=BERLIN),
    _time("zone in words", "a zone by its full name", "2026-01-31T08:00:00 Europe/Berlin", sources=BERLIN),
    _time("zone in brackets", "a zone behind the offset", "2026-01-31T08:00:00+01:00[Europe/Berlin]", sources=BERLIN),
    _time("offset +14:00", "the largest offset there is", "2026-01-31T08:00:00+14:00", "2026-01-30T18:00:00Z"),
    _time("offset +24:00", "an offset that no zone has", "2026-01-31T08:00:00+24:00"),
    _time("offset -00:00", "the offset that means unknown or UTC", "2026-01-31T08:00:00-00:00", "2026-01-31T08:00:00Z"),
    _time("offset +05:30", "an offset with half an hour", "2026-01-31T08:00:00+0530", "2026-01-31T02:30:00Z"),
    _time("offset without sign", "an offset without its sign, as a plus lost in a web address leaves it",
          "2026-01-31T08:00:00 01:00", sources=BERLIN),
    _time("Unicode minus", "a typographic minus before the offset", "2026-01-31T08:00:00\u221205:00", sources=BERLIN),
    _time("nine fraction digits", "nanoseconds: cut to microseconds, never rounded up",
          "2026-01-31T08:00:00.123456789Z", "2026-01-31T08:00:00.123456Z"),
    _time("fraction with comma", "a decimal comma in the second", '"2026-01-31T08:00:00,5Z"', "2026-01-31T08:00:00.5Z"),
    _time("fraction without digits", "a point behind the second and nothing more", "2026-01-31T08:00:00.Z"),
    _time("no separator", "a time without any separator", "20260131T080000Z"),
    _time("week date", "a day as week and weekday", "2026-W05-6"),
    _time("epoch undeclared", "seconds since 1970 that nobody declared", "1767254400"),
    _time("word for a time", "a word", "yesterday"),
    _time("negative year", "a year before Christ", "-2026-01-31T08:00:00Z"),
    _time("wide digits in a time", "full-width digits", "\uff12\uff10\uff12\uff16-01-31T08:00:00Z"),
    Case("no zone", "times without a zone, and nobody says which", "orders.csv",
         f"{HEADER}1,#1,2026-01-31 08:00:00\n".encode(), refused="holds times without a zone"),
    Case("no zone in one record", "one time of two has no zone", "orders.csv",
         f"{HEADER}1,#1,2026-01-31T08:00:00Z\n2,#2,2026-01-31 08:00:00\n".encode(),
         refused="holds times without a zone"),
    Case("mixed offsets", "every time with another offset", "orders.csv",
         f"{HEADER}1,#1,2026-01-01T08:00:00Z\n2,#2,2026-01-02T10:00:00+02:00\n"
         "3,#3,2026-01-03 02:00:00 -0600\n".encode(),
         3, loaded=orders(1, 2, 3)),
    Case("mixed forms", "every time in another form", "orders.csv",
         f"{HEADER}1,#1,2026-01-01T09:00\n2,#2,2026-01-02 09:00:00\n3,#3,2026-01-03T08:00:00.000Z\n".encode(), 3,
         loaded=orders(1, 2, 3), sources=BERLIN),
    _epoch("epoch s", "seconds since 1970", "s", "1767254400", "2026-01-01T08:00:00Z"),
    _epoch("epoch ms", "milliseconds since 1970", "ms", "1767254400123", "2026-01-01T08:00:00.123Z"),
    _epoch("epoch us", "microseconds since 1970", "us", "1767254400000001", "2026-01-01T08:00:00.000001Z"),
    _epoch("epoch ms declared as s", "milliseconds that are declared as seconds", "s", "1767254400123"),
    _epoch("epoch s declared as ms", "seconds that are declared as milliseconds", "ms", "1767254400", reason=_YEAR),
    _epoch("epoch us declared as ms", "microseconds that are declared as milliseconds", "ms", "1767254400000001"),
    _epoch("epoch with point", "seconds as a decimal number", "s", "1767254400.0"),
    _epoch("epoch zero", "zero seconds, a program's never", "s", "0", reason=_YEAR),
    _epoch("epoch negative", "seconds before 1970", "s", "-1", reason=_YEAR),
    _epoch("epoch in scientific notation", "seconds that a float shortened", "s", "1.7672544E+09"),
    _epoch("epoch of 30 digits", "a number that no computer word holds", "s", "9" * 30),
    _days("day first declared", "day before month, as declared", "%d/%m/%Y", ("31/01/2026", "04/03/2026"), records=2,
          loaded=orders(order(1, created_at="2026-01-31T00:00:00Z"), order(2, created_at="2026-03-04T00:00:00Z"))),
    _days("month first declared as day first", "day before month is declared, and some months are above 12",
          "%d/%m/%Y", ("01/31/2026", "04/03/2026"), refused="the other way round"),
    _days("day first declared as month first", "month before day is declared, and some months are above 12",
          "%m/%d/%Y", ("31/01/2026", "04/03/2026"), refused="the other way round"),
    _days("month first with offset", "the same with an offset behind the time", "%d/%m/%Y %H:%M %z",
          ("01/31/2026 08:00 +0000", "04/03/2026 08:00 +0000"), refused="the other way round"),
    _days("time behind the declared form", "a time with more than the declared form", "%d/%m/%Y",
          ("31/01/2026 08:00",), records=1, quarantined={_NOT: 1}),
    _days("year of two digits declared", "a year of two digits, as declared", "%d/%m/%y", ("31/01/26",), records=1,
          loaded=orders(order(1, created_at="2026-01-31T00:00:00Z"))),
    Case("ShipStation day first", "a day-first ShipStation file: months above 12 beside days that could be either",
         "shipments.csv",
         b"Order - Number,Shipment - Tracking Number,Date - Shipped Date\n#1,1Z1,31/01/2026\n#2,1Z2,04/03/2026\n",
         refused="day", sources=None),
)  # fmt: skip
