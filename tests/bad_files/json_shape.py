"""JSON that is cut off, joined, wrapped, or no record at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.bad_files.case import Case, document, lines, order, orders

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "JSON"

_CUT = "no valid JSON document"
_API = "error answer"
_DEEP = 100_000
_GORGIAS = {"status": "open", "channel": "email", "created_datetime": "2026-01-01T08:00:00Z", "subject": "Hi"}
_POINT = {"checkpoint_time": "2026-01-01T08:00:00Z", "tag": "InTransit", "subtag": "InTransit_001"}
_TRACKING = {"id": "t1", "tracking_number": "1Z1", "slug": "ups", "tag": "InTransit"}


def _array(*numbers: int) -> str:
    return "[" + ", ".join(document(number) for number in numbers) + "]"


def _json(name: str, wrong: str, text: str, records: int = 0, **outcome) -> Case:
    return Case(name, wrong, "orders.json", text.encode(), records, **outcome)


def _jsonl(name: str, wrong: str, text: str, records: int = 0, **outcome) -> Case:
    return Case(name, wrong, "orders.jsonl", text.encode(), records, **outcome)


def _tickets(*numbers: int) -> dict:
    return {
        "tickets": [
            {
                "source_system": "gorgias", "source_account": "main", "ticket_id": str(number),
                "created_at": "2026-01-01T08:00:00Z", "status": "open", "channel": "email", "subject": "Hi",
                "is_spam": "false", "is_from_agent": "false", "is_automated": "false",
            }
            for number in numbers
        ]
    }  # fmt: skip


def _page(*numbers: int) -> str:
    return json.dumps({"data": [{"id": number, **_GORGIAS} for number in numbers], "meta": {"next_cursor": None}})


def _parcel() -> dict:
    return {
        "source_system": "aftership", "source_account": "main", "shipment_id": "t1", "carrier": "ups",
        "tracking_number": "1Z1",
    }  # fmt: skip


def _scan() -> dict:
    return {
        "source_system": "aftership", "source_account": "main", "tracking_number": "1Z1", "carrier": "ups",
        "occurred_at": "2026-01-01T08:00:00Z", "vendor": "aftership", "status": "InTransit",
        "substatus": "InTransit_001", "is_time_known": "true",
    }  # fmt: skip


def _large_line(folder: Path) -> None:
    text = document(2).replace("#2", "x" * (17 << 20))
    (folder / "orders.jsonl").write_text(lines(1) + text + "\n")


def _large_document(folder: Path) -> None:
    with (folder / "orders.json").open("w") as file:
        file.write("[" + document(1))
        for _ in range(65):
            file.write(", " + document(2).replace("#2", "x" * (1 << 20)))
        file.write("]")


CASES = (
    _json("array cut in a record", "the file stops inside a record of the array", _array(1, 2)[:-20], refused=_CUT),
    _json("array cut after a record", "the file stops after a record of the array", _array(1, 2)[:-1], refused=_CUT),
    _json("array cut after a comma", "the file stops between two records", f"[{document(1)},", refused=_CUT),
    _json("object cut", "the file stops inside the only object", document(1)[:-5], refused=_CUT),
    _jsonl("last line cut", "the last line is half written", lines(1, 2)[:-30], 2, loaded=orders(1),
           quarantined={"is not valid JSON": 1}),
    _jsonl("line cut in the middle", "a line in the middle is half written",
           lines(1) + document(2)[:30] + "\n" + lines(3), 3, loaded=orders(1, 3),
           quarantined={"is not valid JSON": 1}),
    _json("trailing comma in the array", "a comma behind the last record: nothing is unclear",
          f"[{document(1)}, {document(2)},]", 2, loaded=orders(1, 2)),
    _json("trailing comma in a record", "a comma behind the last value of a record",
          f"[{document(1)}, {document(2)[:-1]},}}]", refused=_CUT),
    _jsonl("trailing comma in a line", "a comma behind the last value of a line", lines(1) + document(2)[:-1] + ",}\n",
           2, loaded=orders(1), quarantined={"is not valid JSON": 1}),
    _jsonl("comma behind a line", "a comma behind every line, as an array without its brackets",
           lines(1, 2).replace("\n", ",\n"), refused="no objects"),
    _json("missing comma", "no comma between two records", f"[{document(1)} {document(2)}]", refused=_CUT),
    _jsonl("NaN", "NaN for a time", lines(1) + '{"order_id": "2", "created_at": NaN}\n', 2, loaded=orders(1),
           quarantined={"holds NaN": 1}),
    _json("Infinity", "Infinity in a record of an array", f'[{document(1)}, {{"order_id": -Infinity}}]', 2,
          loaded=orders(1), quarantined={"holds -Infinity": 1}),
    _jsonl("key twice", "a record names a key twice", lines(1) + document(2)[:-1] + ', "order_id": "3"}\n', 2,
           loaded=orders(1), quarantined={"names a key twice": 1}),
    _json("key twice in an array", "a record of an array names a key twice",
          f'[{document(1)}, {document(2)[:-1]}, "order_id": "3"}}]', 2, loaded=orders(1),
          quarantined={"names a key twice": 1}),
    _json("wrapper twice", "an answer names its list of records twice",
          '{"data": [' + document(1) + '], "data": [' + document(2) + "]}", refused=_CUT),
    _json("two wrappers", "an answer holds two lists of records", '{"data": [' + document(1) + '], "tickets": [' +
          document(2) + "]}", 2, loaded=orders(1, 2)),
    _json("document with mark", "a byte-order mark before the array", "\ufeff" + _array(1), 1, loaded=orders(1)),
    _jsonl("objects on one line", "two objects on one line", lines(3) + document(1) + document(2) + "\n", 2,
           loaded=orders(3), quarantined={"is not valid JSON": 1}),
    _json("objects joined", "two objects without anything between them", document(1) + document(2), 2,
          loaded=orders(1, 2)),
    _json("pretty objects", "objects over several lines, one after another",
          "\n".join(json.dumps(json.loads(document(number)), indent=2) for number in (1, 2)), 2, loaded=orders(1, 2)),
    _jsonl("pretty objects in JSON lines", "objects over several lines in a file of JSON lines",
           "\n".join(json.dumps(json.loads(document(number)), indent=2) for number in (1, 2)), 2, loaded=orders(1, 2)),
    _json("arrays joined", "two arrays one after another", _array(1) + "\n" + _array(2), 2, loaded=orders(1, 2)),
    _json("array and a word", "a word behind the array", _array(1) + "\ndone\n", refused=_CUT),
    Case("pages joined", "two pages of an API one after another", "page.json", (_page(1, 2) + "\n" + _page(3)).encode(),
         3, loaded=_tickets(1, 2, 3), sources=None),
    Case("page and a word", "a word behind the page of an API", "page.json", (_page(1) + "\nHTTP 200").encode(), 2,
         loaded=_tickets(1), quarantined={"is not valid JSON": 1}, sources=None),
    Case("page with null", "null among the records of a page", "page.json",
         _page(1, 2).replace("}], ", "}, null], ").encode(), 3, loaded=_tickets(1, 2),
         quarantined={"is not a JSON object": 1}, sources=None),
    Case("page cut", "a page of an API that stops in the middle", "page.json", _page(1, 2)[:-60].encode(), refused=_CUT,
         sources=None),
    Case("empty page", "a page of an API without records", "page.json", _page().encode(), sources=None),
    _jsonl("array in JSON lines", "a JSON array in a file of JSON lines", _array(1, 2), 2, loaded=orders(1, 2)),
    _json("JSON lines named json", "JSON lines in a file named .json", lines(1, 2), 2, loaded=orders(1, 2)),
    _json("JSON lines named json cut", "JSON lines in a file named .json, the last one half written",
          lines(1, 2)[:-30], 2, loaded=orders(1), quarantined={"is not valid JSON": 1}),
    Case("JSON named csv", "JSON lines in a file named .csv", "orders.csv", lines(1, 2).encode(), 2,
         loaded=orders(1, 2)),
    _json("CSV named json", "CSV in a file named .json",
          "order_id,order_name,created_at\n1,#1,2026-01-01T08:00:00Z\n", 1, loaded=orders(1)),
    _json("number alone", "a JSON number", "42", refused="its first record is not a JSON object"),
    _json("text alone", "a JSON text", '"unauthorized"', refused="its first record is not a JSON object"),
    _json("null alone", "null", "null", refused="its first record is not a JSON object"),
    _jsonl("scalars in lines", "a number, a text and null among the lines", lines(1) + '42\n"x"\nnull\n', 4,
           loaded=orders(1), quarantined={"is not a JSON object": 3}),
    _jsonl("arrays in lines", "lines that are arrays instead of objects", lines(1) + '["2", "#2"]\n', 2,
           loaded=orders(1), quarantined={"is not a JSON object": 1}),
    _json("null in the array", "null among the records", f"[null, {document(1)}, null]", 3, loaded=orders(1),
          quarantined={"is not a JSON object": 2}),
    _json("empty array", "an empty array", "[]"),
    _json("empty object", "an empty object", "{}", refused="empty JSON objects"),
    _jsonl("empty objects", "empty objects among the lines", lines(1) + "{}\n", 2, loaded=orders(1),
           quarantined={"order_id is empty": 1}),
    _json("only spaces", "spaces and line ends", " \n\n ", refused="is empty"),
    _jsonl("only line ends", "line ends alone", "\n\n", refused="is empty"),
    _jsonl("blank lines", "blank lines between the lines", "\n" + lines(1) + "\n  \n" + lines(2) + "\n", 2,
           loaded=orders(1, 2)),
    _jsonl("CRLF lines", "JSON lines with CRLF", lines(1, 2).replace("\n", "\r\n"), 2, loaded=orders(1, 2)),
    _jsonl("CR lines", "JSON lines with the line ends of old Macintoshes", lines(1, 2).replace("\n", "\r"), 2,
           loaded=orders(1, 2)),
    Case("web page named json", "a web page saved as JSON", "orders.json", b"<!DOCTYPE html><html><body>Sign in",
         refused="web page"),
    Case("web page named csv", "a sign-in page saved as CSV", "orders.csv", b"\xef\xbb\xbf\n<html><head>",
         refused="web page"),
    Case("web page named jsonl", "an error page saved as JSON lines", "orders.jsonl",
         b"<html>\n<h1>502 Bad Gateway</h1>\n</html>\n", refused="web page"),
    Case("XML named csv", "XML saved as CSV", "orders.csv", b'<?xml version="1.0"?>\n<orders/>\n', refused="XML"),
    Case("XML named json", "XML saved as JSON", "orders.json", b'<?xml version="1.0"?>\n<orders/>\n', refused="XML"),
    _json("API error", "the error answer of an API saved as the export", '{"error": "unauthorized"}', refused=_API),
    _json("API errors", "a list of errors saved as the export",
          '{"errors": [{"message": "Throttled", "code": "THROTTLED"}]}', refused=_API),
    _json("API message", "an API's message saved as the export",
          '{"message": "Not Found", "status": 404, "documentation_url": "x"}', refused=_API),
    _json("API error with empty data", "an answer with errors and without records",
          '{"data": null, "errors": [{"message": "x"}]}', refused=_API),
    _jsonl("API error among lines", "an error answer among the lines", lines(1) + '{"error": "rate limit"}\n',
           refused="does not know error"),
    Case("API error without sources", "an error answer, and no sources.yml", "tickets.json",
         b'{"error": {"msg": "no access"}}', refused=_API, sources=None),
    Case("API error among pages", "an error answer among the pages of an API", "pages.jsonl",
         (_page(1) + '\n{"error": "rate limit"}\n').encode(), 2, loaded=_tickets(1), sources=None,
         quarantined={"is none of Gorgias that is known; it has: error": 1}),
    _jsonl("deep nesting", "100,000 brackets in one line", lines(1) + "[" * _DEEP + "]" * _DEEP + "\n", 2,
           loaded=orders(1), quarantined={"is not valid JSON": 1}),
    _jsonl("deep nesting in a record", "100,000 objects inside each other in a known key",
           lines(1) + '{"order_id": ' + '{"a": ' * _DEEP + "1" + "}" * _DEEP + "}\n", 2, loaded=orders(1),
           quarantined={"is not valid JSON": 1}),
    _json("deep nesting of arrays", "100,000 arrays inside each other", "[" * _DEEP + "]" * _DEEP, refused=_CUT),
    _json("deep nesting of pages", "20,000 answers inside each other", '{"data": ' * 20_000 + "[]" + "}" * 20_000,
          refused=_CUT),
    _json("some nesting of arrays", "records behind 300 brackets", "[" * 300 + document(1) + "]" * 300, 1,
          loaded=orders(1)),
    _jsonl("many keys", "a record with 100,000 keys", "{" + ", ".join(f'"k{n}": {n}' for n in range(100_000)) + "}\n",
           refused="does not know k0"),
    _jsonl("long number", "an id as a number of 5,000 digits", lines(1).replace('"1"', "1" * 5_000, 1), 1,
           quarantined={"longer than 500": 1}),
    _jsonl("exact numbers", "ids as numbers that no float holds",
           lines(1).replace('"1"', "9400110200881234567890", 1), 1,
           loaded=orders(order("9400110200881234567890", order_name="#1", created_at="2026-01-01T08:00:00Z"))),
    _jsonl("float number", "an id as a number with an exponent", lines(1).replace('"1"', "9.4e21", 1), 1,
           quarantined={"scientific notation": 1}),
    _jsonl("number with exponent", "an id as a number with an exponent, no point", lines(1).replace('"1"', "1E21", 1),
           1, quarantined={"scientific notation": 1}),
    _jsonl("decimal number", "an id as a decimal number", lines(1).replace('"1"', "123.0", 1), 1,
           quarantined={"ends in .0": 1}),
    _jsonl("id is an object", "an object where the id should be", lines(1).replace('"1"', '{"id": 1}', 1), 1,
           quarantined={"an object or a list": 1}),
    _jsonl("id is a list", "a list where the id should be", lines(1).replace('"1"', "[1]", 1), 1,
           quarantined={"an object or a list": 1}),
    _jsonl("id is true", "true where the id should be", lines(1).replace('"1"', "true", 1), 1,
           quarantined={"true or false": 1}),
    _jsonl("single quotes in JSON", "apostrophes instead of quotation marks", lines(1) + lines(2).replace('"', "'"), 2,
           loaded=orders(1), quarantined={"is not valid JSON": 1}),
    _jsonl("comments", "a comment among the lines", "// exported 2026\n" + lines(1), 2, loaded=orders(1),
           quarantined={"is not valid JSON": 1}),
    _jsonl("other spelling of keys", "a record whose key has another case", lines(1) + lines(2).replace("name", "Name"),
           refused="does not know order_Name"),
    Case("tracking with a broken checkpoint", "null and a text among the checkpoints of a parcel", "trackings.jsonl",
         (json.dumps({**_TRACKING, "checkpoints": [_POINT, None, "x"]}) + "\n").encode(), 1,
         sources=None, quarantined={"checkpoints": 1}),
    Case("checkpoints are a text", "a text where the list of checkpoints should be", "trackings.jsonl",
         (json.dumps({**_TRACKING, "checkpoints": "none"}) + "\n").encode(), 1,
         sources=None, quarantined={"checkpoints": 1}),
    Case("no checkpoints", "null where the list of checkpoints should be: the source says nothing", "trackings.jsonl",
         (json.dumps({**_TRACKING, "checkpoints": None}) + "\n").encode(), 1, loaded={"shipments": [_parcel()]},
         sources=None),
    Case("line of 17 MB", "a line of 17 MB", "orders.jsonl", _large_line, refused="A line is longer than 16 MB",
         is_slow=True),
    Case("document of 65 MB", "a JSON array of 65 MB", "orders.json", _large_document, 66, loaded=orders(1),
         quarantined={"order_name is longer than 500 characters": 65}, is_slow=True),
)  # fmt: skip
