"""What spreadsheets, floats and programs make of ids and numbers."""

from __future__ import annotations

from tests.bad_files.case import HEADER, SHOP, Case, order, orders

TITLE = "Ids and numbers"

_DAY = "2026-01-01T08:00:00Z"
_MONEY = "order_id,created_at,order_value,is_test,tags\n"
_NAMELESS = {"source_system": "shop", "source_account": "main", "order_id": "1", "created_at": _DAY}


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _kept(name: str, wrong: str, text: str, value: str | None = None) -> Case:
    """Return the case of an id that must come out as it is, or as ``value``."""
    record = order(value or text, order_name="#1", created_at=_DAY)
    return Case(name, wrong, "orders.csv", f"{HEADER}{_cell(text)},#1,{_DAY}\n".encode(), 1, loaded=orders(record))


def _spoilt(name: str, wrong: str, text: str, reason: str) -> Case:
    return Case(name, wrong, "orders.csv", f"{HEADER}{_cell(text)},#1,{_DAY}\n".encode(), 1, quarantined={reason: 1})


def _number(name: str, wrong: str, text: str, value: str | None) -> Case:
    content = f"{_MONEY}1,{_DAY},{_cell(text)},,\n".encode()
    if value is None:
        return Case(name, wrong, "orders.csv", content, 1, quarantined={"order_value is not a plain decimal number": 1})
    return Case(name, wrong, "orders.csv", content, 1, loaded={"orders": [{**_NAMELESS, "order_value": value}]})


def _other(name: str, wrong: str, is_test: str, tags: str, outcome: dict | str) -> Case:
    content = f"{_MONEY}1,{_DAY},,{_cell(is_test)},{_cell(tags)}\n".encode()
    if isinstance(outcome, str):
        return Case(name, wrong, "orders.csv", content, 1, quarantined={outcome: 1})
    return Case(name, wrong, "orders.csv", content, 1, loaded={"orders": [{**_NAMELESS, **outcome}]})


def _optional(name: str, wrong: str, word: str) -> Case:
    """Return the case of a program's word for nothing in an id that may be empty."""
    return Case(name, wrong, "orders.csv", f"{HEADER}1,{word},{_DAY}\n".encode(), 1, loaded={"orders": [_NAMELESS]})


CASES = (
    _kept("22 digits", "an id of 22 digits", "9400110200881234567890"),
    _kept("leading zeros", "an id with leading zeros", "000012"),
    _kept("digits and E", "a real id that looks like a float", "1234E5"),
    _kept("spaces inside", "an id with a space inside", "AB 12"),
    _kept("spaces around", "spaces around an id", "  12  ", "12"),
    _kept("negative id", "an id with a sign stays what it is", "-5"),
    _kept("slash and pipe", "an id with the signs of our keys", "a|b/c"),
    _kept("500 characters", "an id of 500 characters", "x" * 500),
    _kept("version number", "an id with two points", "1.0.0"),
    _kept("quote in an id", "an id with a quotation mark", 'a"b'),
    _kept("SQL in an id", "an id that is SQL", "1'; drop table orders; --"),
    _spoilt("501 characters", "an id of 501 characters", "x" * 501, "longer than 500"),
    _spoilt("1E+21", "an id that a spreadsheet shortened", "1E+21", "scientific notation"),
    _spoilt("9.4e21", "an id that a float shortened", "9.4e21", "scientific notation"),
    _spoilt("9,4E+21", "an id that a spreadsheet shortened, with a decimal comma", "9,4E+21", "scientific notation"),
    _kept("4E-12", "a real id that looks like a small float", "4E-12"),
    _spoilt("123.0", "an id that became a decimal number", "123.0", "ends in .0"),
    _spoilt("123,0", "an id that became a decimal number, with a decimal comma", "123,0", "ends in .0"),
    _spoilt("-123.0", "a negative id that became a decimal number", "-123.0", "ends in .0"),
    _spoilt("1,234,567", "an id with thousands separators", "1,234,567", "thousands separators"),
    _spoilt("#REF!", "a spreadsheet's error word", "#REF!", "spreadsheet's error word"),
    _spoilt("#N/A", "a spreadsheet's error word for nothing", "#N/A", "spreadsheet's error word"),
    _spoilt("#####", "what a spreadsheet shows where a column is too narrow", "######", "spreadsheet's error word"),
    *(
        _spoilt(f"required id {word}", "a program's word for nothing as a required id", word, "order_id is empty")
        for word in ("null", "NULL", "None", "nan", "NaN", "undefined", r"\N", "<NA>")
    ),
    _optional("optional id null", "a program's word for nothing where an id may be empty", "null"),
    _optional("optional id nan", "a float's word for nothing where an id may be empty", "nan"),
    _number("money", "a plain number", "12.50", "12.50"),
    _number("negative money", "a negative number", "-12.50", "-12.50"),
    _number("thousands separator", "a number with a thousands separator", "1,234.50", None),
    _number("decimal comma", "a number with a decimal comma", "12,50", None),
    _number("currency sign", "a number with a currency", "$12.50", None),
    _number("percent", "a number with a percent sign", "12 %", None),
    _number("exponent", "a number with an exponent", "1.25e1", None),
    _number("NaN number", "NaN where a number should be", "NaN", None),
    _number("infinite number", "inf where a number should be", "inf", None),
    _number("long number text", "more digits than a float holds", "1234567890123456", None),
    _number("bookkeeper's minus", "a negative number in brackets", "(12.50)", None),
    _number("Arabic digits", "a number in Arabic digits", "١٢", None),
    _other("strange boolean", "a word that is neither yes nor no", "perhaps", "", "is_test is neither true nor false"),
    _other("boolean in capitals", "TRUE", "TRUE", "", {"is_test": "true"}),
    _other("boolean 1.0", "a boolean that became a decimal number", "1.0", "", "is_test is neither true nor false"),
    _other("list with commas", "tags with commas where a list is wanted", "", "a, b", "tags is not a list"),
    _other("Python list", "a list in Python's writing", "", "['a', 'b']", "tags is not a list"),
    _other("list of objects", "a list of objects where words are wanted", "", '[{"a": 1}]', "tags is not a list"),
    _other("list with null", "a list with null inside", "", '["a", null]', "tags is not a list"),
    Case("two shops in an id", "an account name with the sign that parts our keys", "orders.csv",
         f"source_system,source_account,order_id,created_at\ns|t,main,1,{_DAY}\nshop,main,1,{_DAY}\n".encode(), 2,
         loaded={"orders": [_NAMELESS]}, quarantined={"source_system is not one word": 1}, sources=SHOP),
    Case("source left out", "a record that names no source where the file says it does", "orders.csv",
         f"source_system,source_account,order_id,created_at\n,main,2,{_DAY}\nshop,main,1,{_DAY}\n".encode(), 2,
         loaded={"orders": [_NAMELESS]}, quarantined={"source_system is empty": 1}, sources=None),
)  # fmt: skip
