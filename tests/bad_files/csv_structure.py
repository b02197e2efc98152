"""CSV whose lines, quotation marks or header are not what they should be."""

from __future__ import annotations

import gzip
import random
from typing import TYPE_CHECKING

from tests.bad_files.case import HEADER, PARCELS, SEMICOLONS, TALK, Case, order, orders, rows, table

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "CSV structure"

_ROW2 = "2,#2,2026-01-02T08:00:00Z"
_TICKETS = "ticket_id,created_at,subject\n"
_PARCELS = "shipment_id,tracking_number,carrier\n"


def _csv(name: str, wrong: str, text: str | bytes, records: int = 0, **outcome) -> Case:
    return Case(name, wrong, "orders.csv", text if isinstance(text, bytes) else text.encode(), records, **outcome)


def _ticket(number: str, subject: str) -> dict[str, str]:
    return {
        "source_system": "shop", "source_account": "main", "ticket_id": number, "created_at": "2026-01-01T08:00:00Z",
        "subject": subject,
    }  # fmt: skip


def _parcel(number: str) -> dict[str, str]:
    return {
        "source_system": "shop", "source_account": "main", "shipment_id": number, "tracking_number": f"1Z{number}",
        "carrier": "UPS",
    }  # fmt: skip


def _in_tickets(*subjects: str) -> str:
    return _TICKETS + "".join(f"{n},2026-01-01T08:00:00Z,{subject}\n" for n, subject in enumerate(subjects, 1))


def _ragged_far_in() -> bytes:
    rest = "".join(f"{n},#{n},2026-01-01T08:00:00Z\n" for n in range(60))
    return (HEADER + rest * 3 + "lost\n").encode()


def _open_quote_of_a_large_file(folder: Path) -> None:
    with (folder / "orders.csv").open("wb") as file:
        file.write(table(1).encode() + b'2,"')
        file.writelines(b"x" * (1 << 20) for _ in range(17))


def _endless_line(folder: Path) -> None:
    with (folder / "orders.csv").open("wb") as file:
        file.write(table(1).encode() + b"2,")
        file.writelines(b"x" * (1 << 20) for _ in range(40))


def _large_record(folder: Path) -> None:
    with (folder / "orders.csv").open("wb") as file:
        file.write(table(1).encode() + b'2,"')
        file.writelines(b"x" * (1 << 20) for _ in range(17))
        file.write(b'",2026-01-02T08:00:00Z\n' + rows(3).encode())


def _noise() -> bytes:
    return random.Random(7).randbytes(4_000)  # the same noise every time


CASES = (
    _csv("empty", "no byte at all", "", refused="is empty"),
    _csv("line ends only", "three empty lines and nothing else", "\n\r\n\n", refused="is empty"),
    _csv("header only", "a header without records", HEADER, 0),
    _csv("header without line end", "a header without records or line end", HEADER.strip(), 0),
    _csv("spaces only", "a file of one space", " ", refused="The header names no column"),
    _csv("short row", "a record with two of three values", table(1) + "2,#2\n" + rows(3), 3,
         loaded=orders(1, 3), quarantined={"has 2 values where the header has 3": 1}),
    _csv("long row", "an unquoted comma in a value", table(1) + "2,#2, second,2026-01-02T08:00:00Z\n", 2,
         loaded=orders(1), quarantined={"has 4 values where the header has 3": 1}),
    _csv("ragged far in", "one odd record after 180 good ones", _ragged_far_in(), 181, duplicates=120,
         loaded=orders(*(order(str(n), created_at="2026-01-01T08:00:00Z") for n in range(60))),
         quarantined={"has 1 value ": 1}),
    _csv("last row cut in a time", "the file stops in the middle of the last time", (table(1) + _ROW2)[:-7], 2,
         loaded=orders(1), quarantined={"created_at is not a time": 1}),
    _csv("last row cut before a comma", "the file stops after the last order's name", table(1) + "2,#2", 2,
         loaded=orders(1), quarantined={"has 2 values": 1}),
    _csv("last row cut after a comma", "the file stops before the last order's time", table(1) + "2,#2,", 2,
         loaded=orders(1), quarantined={"created_at is empty": 1}),
    _csv("no last line end", "a good last line without line end", table(1, 2)[:-1], 2, loaded=orders(1, 2)),
    _csv("lone CR", "line ends of old Macintoshes", table(1, 2).replace("\n", "\r"), 2, loaded=orders(1, 2)),
    _csv("lone CR and quotes", "line ends of old Macintoshes, and quoted values",
         table(1).replace("\n", "\r") + '2,"#2",2026-01-02T08:00:00Z\r', 2, loaded=orders(1, 2)),
    _csv("mixed line ends", "LF, CRLF and CR in one file",
         HEADER + rows(1).replace("\n", "\r\n") + rows(2).replace("\n", "\r") + rows(3), 3, loaded=orders(1, 2, 3)),
    _csv("double CR", "CRCRLF, as a file converted twice has", table(1, 2).replace("\n", "\r\r\n"), 2,
         loaded=orders(1, 2)),
    _csv("empty lines", "empty lines between and after the records", HEADER + "\n\n" + rows(1) + "\r\n" + rows(2) +
         "\n\n\n", 2, loaded=orders(1, 2)),
    _csv("empty lines above the header", "empty lines above the header", "\n\n" + table(1), 1, loaded=orders(1)),
    _csv("lines of spaces", "a line of three spaces: something stands there", table(1) + "   \n" + rows(2), 3,
         loaded=orders(1, 2), quarantined={"has 1 value ": 1}),
    _csv("lines of commas", "rows that a spreadsheet kept as empty", table(1) + ",,\n,,\n", 3, loaded=orders(1),
         quarantined={"order_id is empty": 2}),
    _csv("sep line", "`sep=;` first, as Excel writes it; the delimiter is declared",
         "sep=;\n" + table(1, 2).replace(",", ";"), 2, loaded=orders(1, 2), sources=SEMICOLONS),
    _csv("sep line quoted", '`"sep=;"` first; the delimiter is declared',
         '"sep=;"\r\n' + table(1, 2).replace(",", ";"), 2, loaded=orders(1, 2), sources=SEMICOLONS),
    _csv("sep line of commas", "`sep=,` first", "\ufeffsep=,\n" + table(1), 1, loaded=orders(1)),
    _csv("sep line undeclared", "`sep=;` first, and nobody declared the delimiter",
         "sep=;\n" + table(1).replace(",", ";"), 1, loaded=orders(1)),
    _csv("semicolons", "semicolons that nobody declared", table(1).replace(",", ";"), 1, loaded=orders(1)),
    _csv("tabs", "tabs that nobody declared", table(1).replace(",", "\t"), 1, loaded=orders(1)),
    _csv("pipes", "pipes that nobody declared", table(1).replace(",", "|"), 1, loaded=orders(1)),
    _csv("commas declared as semicolons", "commas where semicolons are declared", table(1), sources=SEMICOLONS,
         refused='delimiter: ","'),
    _csv("semicolons after a comma header", "the records change to semicolons", table(1) + rows(2).replace(",", ";"), 2,
         loaded=orders(1), quarantined={"has 1 value ": 1}),
    _csv("thousands of columns", "5,000 columns that the contract does not know",
         ",".join(f"c{n}" for n in range(5_000)) + "\n", refused="does not know c0"),
    _csv("100,000 columns", "100,000 columns: line ends were lost", ",".join(f"c{n}" for n in range(100_000)) + "\n",
         refused="100,000 columns"),
    _csv("a million columns", "a million short columns", b"a,b," * 500_000 + b"\n", refused="1,000,001 columns",
         is_slow=True),
    _csv("a million values", "a record with a million values", table(1) + "a," * 1_000_000 + "\n" + rows(2), 3,
         loaded=orders(1, 2), quarantined={"has 1000001 values": 1}, is_slow=True),
    _csv("header of one long word", "a first line of 200,000 letters", "x" * 200_000 + "\n1\n",
         refused="The header cannot be read"),
    _csv("header twice", "a column name that stands twice", "order_id,created_at,order_id\n1,2026-01-01,2\n",
         refused="names order_id more than once"),
    _csv("line end in the header", "a column name over two lines, as spreadsheets write them",
         'order_id,"order_name",created_at,"hold\nreason"\n1,#1,2026-01-01T08:00:00Z,stock\n',
         refused="does not know hold reason"),
    _csv("header again", "two exports in one file, each with its header", table(1, 2) + table(3), 4,
         loaded=orders(1, 2, 3), quarantined={"the header again": 1}),
    _csv("header again with mark", "two exports in one file, the second with its byte-order mark",
         table(1, 2) + "\ufeff" + table(3), 4, loaded=orders(1, 2, 3), quarantined={"the header again": 1}),
    _csv("header again quoted", "two exports in one file, the second with a quoted header",
         table(1) + '"order_id","order_name","created_at"\r\n' + rows(2), 3, loaded=orders(1, 2),
         quarantined={"the header again": 1}),
    _csv("header again among text columns", "two exports in one file, and no column that could tell by its type",
         _PARCELS + "1,1Z1,UPS\n" + _PARCELS + "2,1Z2,UPS\n", 3,
         loaded={"shipments": [_parcel("1"), _parcel("2")]}, quarantined={"the header again": 1}, sources=PARCELS),
    _csv("other header in the middle", "two exports in one file whose columns stand in another order",
         _PARCELS + "1,1Z1,UPS\ntracking_number,shipment_id,carrier\n1Z2,2,UPS\n", sources=PARCELS,
         refused="Record 2 is a header with other columns"),
    _csv("longer header in the middle", "two exports in one file, the second with a column more",
         table(1) + "order_id,order_name,created_at,hold_reason\n2,#2,2026-01-02T08:00:00Z,stock\n", 3,
         loaded=orders(1), quarantined={"has 4 values": 2}),
    _csv("joined without line end", "two exports joined where the first had no last line end",
         table(1)[:-1] + table(2), 2, loaded=orders(2), quarantined={"has 5 values": 1}),
    _csv("header renamed", "a required column has another name", "order,order_name,created_at\n" + rows(1),
         refused="does not know order and needs order_id"),
    _csv("header reordered", "the columns stand in another order", "created_at,order_id,order_name\n"
         "2026-01-01T08:00:00Z,1,#1\n", 1, loaded=orders(1)),
    _csv("header in capitals", "column names in capitals", table(1).replace("order_id", "ORDER_ID"),
         refused="does not know ORDER_ID"),
    _csv("header with spaces", "spaces around column names", table(1).replace(",", " , ", 2), 1,
         loaded=orders(1)),
    _csv("header quoted with spaces", "quoted column names with spaces inside",
         '" order_id ","order_name","created_at"\n' + rows(1), 1, loaded=orders(1)),
    _csv("required column missing", "no created_at", "order_id,order_name\n1,#1\n", refused="needs created_at"),
    _csv("no header", "records from the first line on", rows(1, 2), refused="does not know"),
    _csv("trailing comma column", "a comma at the end of every line", table(1, 2).replace("\n", ",\n"), 2,
         loaded=orders(1, 2)),
    _csv("trailing comma columns", "three commas at the end of every line", table(1, 2).replace("\n", ",,,\n"), 2,
         loaded=orders(1, 2)),
    _csv("value without column name", "a value where the header has only a comma",
         table(1).replace("\n", ",\n") + _ROW2 + ",lost\n", 2, loaded=orders(1),
         quarantined={"a column without a name": 1}),
    _csv("trailing comma in the header only", "a comma at the end of the header", table(1).replace("\n", ",\n", 1), 1,
         quarantined={"has 3 values where the header has 4": 1}),
    _csv("trailing commas in the records only", "a comma at the end of every record",
         HEADER + rows(1, 2).replace("\n", ",\n"), 2, quarantined={"has 4 values": 2}),
    _csv("unnamed first column", "the row numbers of a data frame stand first without a name",
         ",order_id,order_name,created_at\n0,1,#1,2026-01-01T08:00:00Z\n", refused="has no name"),
    _csv("footer", "`Total: 2 rows` at the end", table(1, 2) + "Total: 2 rows\n", 3, loaded=orders(1, 2),
         quarantined={"has 1 value ": 1}),
    _csv("footer in columns", "a totals line with as many values as a record", table(1, 2) + "Total,2,\n", 3,
         loaded=orders(1, 2), quarantined={"totals line": 1}),
    _csv("footer among text columns", "a totals line, and no column that could tell by its type",
         _PARCELS + "1,1Z1,UPS\nGrand Total:,1,\n", 2, loaded={"shipments": [_parcel("1")]},
         quarantined={"totals line": 1}, sources=PARCELS),
    _csv("title above the header", "a title line above the header", "Orders of January\n" + table(1),
         refused="looks like a title"),
    _csv("title with commas", "a title line above the header, filled up with commas",
         "Orders of January,,\n" + table(1), refused="looks like a title"),
    _csv("title and empty line", "a title, an empty line, then the header", "Orders of January\n\n" + table(1),
         refused="looks like a title"),
    _csv("comment above the header", "a comment line above the header", "# exported 2026-01-31\n" + table(1),
         refused="looks like a title"),
    _csv("comment in the middle", "a comment line among the records", table(1) + "# page 2\n" + rows(2), 3,
         loaded=orders(1, 2), quarantined={"has 1 value ": 1}),
    _csv("units under the header", "a second header line with units", HEADER + "id,text,UTC\n" + rows(1), 2,
         loaded=orders(1), quarantined={"created_at is not a time": 1}),
    _csv("equal records", "the same record three times", table(1, 1, 1), 3, loaded=orders(1), duplicates=2),
    _csv("spreadsheet formulas", "values that a spreadsheet would run are text",
         _in_tickets("=cmd|' /C calc'!A0"), 1, loaded={"tickets": [_ticket("1", "=cmd|' /C calc'!A0")]}, sources=TALK),
    _csv("noise", "4,000 random bytes", _noise(), refused="is not utf-8"),
    _csv("null bytes only", "a disk's empty block saved as a file", bytes(4_096), refused="NUL bytes"),
    _csv("null bytes at the end", "a crash left NUL bytes behind the last record", table(1).encode() + bytes(64), 2,
         loaded=orders(1), quarantined={"has 1 value ": 1}),
    _csv("merge conflict", "the marks of a merge conflict",
         table(1) + "<<<<<<< HEAD\n" + rows(2) + "=======\n" + rows(3) + ">>>>>>> other\n", 6,
         loaded=orders(1, 2, 3), quarantined={"has 1 value ": 3}),
    _csv("two tables", "a second table below the first", table(1) + "\ncustomer,city\n7,Berlin\n", 3, loaded=orders(1),
         quarantined={"has 2 values": 2}),
    Case("40 MB line", "a last line of 40 MB without line end", "orders.csv", _endless_line,
         refused="A record is longer than 16 MB", is_slow=True),
    Case("17 MB open quote", "17 MB behind a quotation mark", "orders.csv", _open_quote_of_a_large_file,
         refused="A record is longer than 16 MB", is_slow=True),
    Case("17 MB record", "one well-formed record of 17 MB", "orders.csv", _large_record,
         refused="A record is longer than 16 MB", is_slow=True),
    Case("good file in gzip", "no fault: the same as the plain file", "orders.csv.gz",
         gzip.compress(table(1, 2).encode(), mtime=0), 2, loaded=orders(1, 2)),
)  # fmt: skip
