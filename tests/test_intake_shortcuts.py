"""Intake's short ways give what the long ones would: for JSON, repeats, order rows, customers, lists, checkpoints."""

import json
import os
import re
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wismo.intake import known as known_module
from wismo.intake import seen as seen_module
from wismo.intake import values
from wismo.intake.batch import Batch
from wismo.intake.key import normal_emails, normal_phones
from wismo.intake.parsed import Parsed, trim
from wismo.intake.quick_json import quick_object
from wismo.intake.read_jsonl import read_exactly, read_record
from wismo.intake.records import from_hex, hex_digits
from wismo.intake.rules import Entry
from wismo.intake.seen import Seen
from wismo.intake.times import READY, TimeRule, aware_moments, parse_times, ready_text
from wismo.intake.values import parse_ids, parse_lists
from wismo.intake.vendors import FORMATS, aftership
from wismo.intake.vendors import aftership_columns as columns
from wismo.intake.vendors.format import Table, VendorFormat
from wismo.intake.vendors.items import Part
from wismo.intake.vendors.orders import OrderRows
from wismo.intake.vendors.record import as_list

MANY = 100 if os.environ.get("WISMO_SOAK") else 30

# JSON as text, so that it may be laid out in any way and hold what no writer of JSON would write.
_NUMBERS = ("0", "-0", "7", "-12", "20.0", "1.10", "1e5", "1E-7", "1e400", "0.1", "9223372036854775808", "1" * 30, "01")
_WORDS = ("null", "true", "false", "NaN", "Infinity", "-")
_characters = st.characters(exclude_categories=["Cs"])
_strings = st.one_of(
    st.text(max_size=6).map(json.dumps),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6).map(
        lambda text: json.dumps(text, ensure_ascii=False)
    ),
    st.sampled_from([r'"\/"', r'"\ud83d\ude00"', r'"\ud800"', r'"\u0041"', r'"\\"', r'"\""', '"a\tb"', '":1"', '""']),
)
_spaces = st.sampled_from(["", "", " ", "\t", "  "])


def _object(members: list[tuple[str, str]], space: str) -> str:
    return "{" + space + ("," + space).join(f"{name}:{space}{value}" for name, value in members) + "}"


_values = st.recursive(
    st.one_of(_strings, st.sampled_from(_NUMBERS), st.sampled_from(_WORDS)),
    lambda inner: st.one_of(
        st.tuples(st.lists(inner, max_size=3), _spaces).map(lambda pair: "[" + ("," + pair[1]).join(pair[0]) + "]"),
        st.builds(_object, st.lists(st.tuples(_strings, inner), max_size=3), _spaces),
    ),
    max_leaves=8,
)
_names = st.one_of(_strings, st.sampled_from(['"id"', '"a"', r'"\u0061"']))
_lines = st.builds(_object, st.lists(st.tuples(_names, _values), max_size=4), _spaces)


@settings(max_examples=20 * MANY, deadline=None)
@given(_lines, st.sampled_from(["", " ", "\r"]))
@example('{"a":1,"a":1}', "")
@example('{"a": 1, "\\u0061": 1}', "")
@example('{"a":[{"b":0,"b":-0}]}', "")
@example('{"a":-0}', "")
@example('{"a": -0}', "")
@example('{"a":1.10}', "")
@example('{"a": 20.0, "b": "x"}', "\r")
@example('{"a":' + "[" * 300 + "]" * 300 + "}", "")
@example('{"a":' + "[" * 2_000 + "]" * 2_000 + "}", "")
@example('[{"a":1}]', "")
def test_quick_and_exact_decoder_agree(line, end):
    stored = (line + end).encode("utf-8", "surrogatepass")
    quick = quick_object(stored)
    if quick is not None:
        assert (quick, "") == read_exactly(stored)


@settings(max_examples=10 * MANY, deadline=None)
@given(_lines, st.integers(0, 200), st.binary(max_size=2), st.booleans())
def test_quick_and_exact_decoder_agree_about_damaged_lines(line, place, other, is_insertion):
    stored = line.encode("utf-8", "surrogatepass")
    damaged = stored[:place] + other + stored[place + (not is_insertion) :]
    quick = quick_object(damaged)
    if quick is not None:
        assert (quick, "") == read_exactly(damaged)


@pytest.mark.parametrize(
    "line",
    [
        b'{"id":1,"tags":["a",2],"text":"he said \\"no\\"","rate":20.0,"none":null}',
        b'{"id": 1, "tags": ["a", 2], "text": "he said \\"no\\"", "caf\\u00e9": "\\u00e9\\/"}',
        '{"id":"é","deep":{"deeper":[{"n":12345678901234567890}]}}\r'.encode(),
    ],
)
def test_ordinary_lines_are_decoded_quickly(line):
    assert quick_object(line) == read_exactly(line)[0]
    assert read_record(line) == read_exactly(line)


@pytest.mark.parametrize("on_disk", [40, 1 << 20])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_repeats_are_found_exactly(data, on_disk, tmp_path_factory):
    folder = tmp_path_factory.mktemp("seen")
    # Few values in the first half, so that different hashes share it.
    digests = st.tuples(st.integers(0, 3), st.integers(0, 40)).map(
        lambda halves: b"".join(half.to_bytes(8, "big") for half in halves)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seen_module, "_ON_DISK", on_disk)
        seen, known = Seen(folder, "orders-1"), set()
        for batch in data.draw(st.lists(st.lists(digests, max_size=30), max_size=25)):
            rows = np.frombuffer(b"".join(batch), np.uint8).reshape(-1, 16)
            is_new = []
            for digest in batch:
                is_new.append(digest not in known)
                known.add(digest)
            assert seen.add(rows).tolist() == is_new
        seen.close()
    assert list(folder.iterdir()) == []


def _orders_one_by_one(rows: list[tuple], has_id: bool) -> list[tuple]:
    """The rule in plain words: a row that says something else of its order than before begins it anew."""
    orders: dict[str, dict] = {}
    found = []
    for name, number, created, total in rows:
        own = name or ""
        said = (number or "", created or "") if number or total else None
        known = orders.get(own)
        is_first = said is not None and (known is None or known["said"] is None or known["said"] != said)
        if is_first:
            orders[own] = {"id": number if has_id else name, "said": said, "lines": 0}
        elif known is None:
            orders[own] = {"id": None, "said": None, "lines": 0}
        order = orders[own]
        order["lines"] += 1
        mark = "" if order["said"] else "+"
        found.append((is_first, order["id"], f"{mark}{order['lines']}"))
    return found


_order_rows = st.lists(
    st.tuples(
        st.sampled_from(["#1", "#2", "#3", "#4", None]),
        st.sampled_from([None, None, "11", "12"]),
        st.sampled_from([None, None, "t1", "t2"]),
        st.sampled_from([None, None, "5.00"]),
    ),
    max_size=40,
)


@settings(max_examples=300, deadline=None)
@given(_order_rows, st.lists(st.integers(0, 40), max_size=4), st.booleans())
def test_rows_of_orders_are_numbered_the_same_however_the_file_is_cut(rows, cuts, has_id):
    numbered = OrderRows(has_id=has_id)
    found = []
    ends = sorted({min(cut, len(rows)) for cut in cuts} | {len(rows)})
    for start, end in zip([0, *ends], ends, strict=False):
        names = ("Name", "Id", "Created at", "Total")
        frame = pl.DataFrame(rows[start:end], schema=dict.fromkeys(names, pl.String), orient="row")
        part = numbered.take(Table(Batch(frame, np.arange(len(frame)), (), str)))
        is_first = np.zeros(len(frame), bool)
        is_first[part.first_rows] = True
        found += zip(is_first.tolist(), part.order_ids, part.line_numbers, strict=True)
    assert found == _orders_one_by_one(rows, has_id)


def test_emails_are_lowered_as_python_does():
    signs = (chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)
    texts = [f"{sign}A{sign}@x.de{sign}" for sign in signs]
    assert normal_emails(pl.Series(texts)).to_list() == [text.strip().lower() for text in texts]
    assert normal_emails(pl.Series(["n/a", None, " Ada@X.de "])).to_list() == [None, None, "ada@x.de"]


@given(st.lists(st.text(st.sampled_from("0123456789+-() ٣x"), max_size=20), min_size=1))
def test_phones_are_their_digits(texts):
    digits = [re.sub(r"[^0-9]", "", re.sub(r"\(0+\)", "", text)).lstrip("0") for text in texts]
    assert normal_phones(pl.Series(texts)).to_list() == [number if len(number) >= 7 else None for number in digits]


@given(
    st.lists(st.text(st.sampled_from('ab,"[]\\é\n 1'), max_size=5), max_size=4),
    st.booleans(),
    st.sampled_from([None, ","]),
)
def test_lists_that_stand_as_we_write_them_are_kept(words, is_compact, split):
    ours = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    text = ours if is_compact else json.dumps(words)
    parsed = parse_lists(pl.Series([text, None, "[1]", "[oops"]), split)
    assert parsed.values.to_list() == [ours, None, '["1"]', None]
    assert [mask.fill_null(value=False).to_list() for mask, _ in parsed.faults] == [[False, False, False, True]]


_SPOILT_IDS = st.one_of(
    st.sampled_from(
        ["null", "NULL", "<NA>", r"\N", "(null)", "Total", "true", "1.0", "1,000", "9.4E+21", "#N/A", '="01"']
    ),
    st.text(st.sampled_from("0123'=\"#.,eE+-[]{} ntrueal\\NA<>()\x07\u200b\ufffd"), max_size=6),
    st.just("7" * 501),
    st.none(),
)


@settings(max_examples=500, deadline=None)
@given(st.lists(_SPOILT_IDS, min_size=1, max_size=6))
def test_ids_that_need_no_closer_look_are_found(texts):
    ids = pl.Series(texts, dtype=pl.String)
    found = parse_ids(ids)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(values, "_SUSPECT", "")  # look closely at all
        patch.setattr(values, "_SPOILT_OR_GUARDED", "")
        closely = parse_ids(ids)
    assert found.values.to_list() == closely.values.to_list()
    assert _faulty(found) == _faulty(closely)
    blank = pl.select(values.BLANK["id"](pl.lit(ids))).to_series()
    assert [text for text, is_blank in zip(texts, blank, strict=True) if is_blank] == [
        text
        for text, kept, fault in zip(texts, closely.values, _faulty(closely), strict=True)
        if text is not None and text == kept and not fault
    ]


def _faulty(parsed: Parsed) -> list[bool]:
    masks = [mask.fill_null(value=False) for mask, _ in parsed.faults]
    return [any(row) for row in zip(*masks, strict=True)]


_CLOSELY = {
    "text": values.parse_texts,
    "boolean": values.parse_booleans,
    "number": values.parse_numbers,
    "count": values.parse_counts,
    "list": lambda column: parse_lists(column, None),
}


@pytest.mark.parametrize("kind", _CLOSELY)
@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(st.sampled_from('01.-,"[]truefalsyno\x00\x1f\n '), max_size=6), min_size=1, max_size=6))
@example(["true", "False", "1.50", "-3", "2.0", '["a"]', "[]", "1,000", "1234567890"])
def test_what_is_fine_as_it_stands_is_so_at_a_closer_look(kind, texts):
    column = pl.Series(texts)
    fine = column.filter(pl.select(values.BLANK[kind](pl.lit(column))).to_series())
    parsed = _CLOSELY[kind](fine)
    assert parsed.values.to_list() == fine.to_list()
    assert not any(_faulty(parsed))


def test_times_that_are_ready_are_those_of_real_days_of_the_years_that_count():
    days = [f"{year}-{month:02}-{day:02}" for year in range(1999, 2102) for month in range(14) for day in range(33)]
    for end in ("T23:59:59Z", "T00:00:00+00:00", "T24:00:00Z", "T12:60:00Z", "T12:00:60Z"):
        times = pl.Series(days) + end
        parsed = parse_times(times, TimeRule("a time"))
        is_right = parsed.values.is_not_null() & ~pl.Series(_faulty(parsed))
        is_ready = times.str.contains(READY)
        assert parsed.values.filter(is_ready).equals(pl.select(ready_text(pl.lit(times.filter(is_ready)))).to_series())
        assert set(times.filter(is_right != is_ready).str.slice(5, 5)) <= {"02-29"}
        assert is_right.filter(is_ready).all()


def test_times_with_an_offset_are_what_a_format_makes_of_them():
    times = pl.Series(["2026-01-31 08:15:00 -0500", "2024-02-29 23:59:59 +1400", None, "2026-02-30 08:15:00 -0500"])
    by_format = times.str.to_datetime("%Y-%m-%d %H:%M:%S %z", strict=False, time_unit="us", time_zone="UTC")
    assert aware_moments(times).equals(by_format.dt.replace_time_zone(None), null_equal=True)
    assert aware_moments(pl.Series([None], dtype=pl.String)).to_list() == [None]


_TIMES = st.sampled_from([
    None, "", "2024-09-18T09:00:16-05:00", " 2024-09-18T14:01:00+00:00", "2024-09-19T00:00:00+05:30", "2024-09-18",
    "2024-09-18T09:00:16", "2024-09-18T09:00:16Z", "2024-09-18 09:00", "2024-09-18T09:00:16.250-05:00", "2024-02-30",
    "2024-13-01T00:00:00+00:00", "2024-09-18T24:00:00+00:00", "20240918T090016.123-05:00", "2024-W38-3T09:00:16-05:00",
    "0000-01-01T00:00:00+00:00", "2024-09-18T09:00:16+14:75", "2024-11-03T01:30:00", "never",
    "\u0662\u0660\u0662\u0664",
])  # fmt: skip
_WORDS_OF_TRACKINGS = st.sampled_from(
    [None, "", "  ", "usps", " ups ", "USA", "FR", "Lyon", "a\u00a0", "\x1fx", "door_to_door"]
)
_ETAS = st.one_of(
    _TIMES,
    st.dictionaries(
        st.sampled_from(["datetime", "datetime_max", "estimated_delivery_date", "type"]), _TIMES, max_size=3
    ),
)
_ODD = st.sampled_from([True, ["a"], {"a": "b"}, [], {}, "7"])


@st.composite
def _trackings(draw):
    """A tracking as AfterShip writes it, in a tenth of its fields with something else in them."""

    def member(values: st.SearchStrategy) -> object:
        return draw(_ODD) if draw(st.integers(0, 60)) == 60 else draw(values)

    record = {name: member(_WORDS_OF_TRACKINGS) for name in (*columns._OWN[:4], *columns._SHARED)}
    record |= {name: member(_TIMES) for name in columns._OWN[4:10]}
    record |= {
        name: member(_ETAS) for name in (*aftership._ESTIMATES, "first_estimated_delivery") if draw(st.booleans())
    }
    record |= {"tag": "InTransit"}
    if draw(st.integers(0, 9)) == 9:
        name = draw(st.sampled_from(["first_mile", "last_mile", "custom_fields", "checkpoint"]))
        record[name] = draw(st.sampled_from([{}, {"tracking_number": "L1", "slug": "gls"}, "x", False, [], ""]))
    if draw(st.booleans()):
        record["checkpoints"] = [
            {name: member(_TIMES if name in columns._TIMES else _WORDS_OF_TRACKINGS) for name in names}
            for names in draw(st.lists(st.sets(st.sampled_from([*columns._TIMES, *columns._SAID])), max_size=4))
        ]
    if draw(st.integers(0, 30)) == 30:
        record["checkpoints"] = draw(st.sampled_from([{}, "", [1], [None], None]))
    return record


@settings(max_examples=400, deadline=None)
@given(
    st.lists(_trackings(), min_size=1, max_size=6),
    st.sampled_from([None, "America/New_York"]),
    st.sampled_from([{}, {"order_id": "shop_order"}]),
)
def test_trackings_read_together_are_what_each_is_by_itself(records, zone, fields):
    known = FORMATS["aftership_json"]
    alone = replace(known, shapes=tuple(replace(shape, together=None) for shape in known.shapes))
    entry = Entry("aftership", "main", None, False, None, time_zone=zone, fields=fields, day_zone="Europe/Paris")

    def read(known: VendorFormat) -> dict[str, tuple]:
        part = Part(known.objects)
        for number, record in enumerate(records, 1):
            line = json.dumps(record).encode()
            part.add(number, line, read_record(line)[0] or {}, known, entry)
        batches = part.batches(entry)
        return {
            name: (batch.values.to_dicts(), batch.rows.tolist(), sorted(batch.broken, key=lambda broken: broken.row))
            for name, batch in batches.items()
        }

    assert read(known) == read(alone)


def test_ordinary_trackings_are_read_together():
    record = {
        "id": "t1", "tracking_number": "1Z1", "slug": "ups", "created_at": "2024-09-18T08:00:00+00:00", "checkpoints": [
            {"slug": "usps", "tag": "InTransit", "subtag": "InTransit_002", "message": "Picked up", "city": "Lyon",
             "country_region": "FRA", "checkpoint_time": "2024-09-18T11:00:00+02:00", "created_at": None},
        ],
    }  # fmt: skip
    entry = Entry("aftership", "main", None, False, None)
    (shape,) = FORMATS["aftership_json"].shapes
    assert shape.together
    together = shape.together(entry)
    assert together.take(4, record)
    frames = together.frames()
    assert frames
    ((positions, shipments), (_, events)) = frames["shipments"], frames["tracking_events"]
    assert positions.tolist() == [4]
    assert shipments.select("shipment_id", "carrier", "label_created_at").rows() == [
        ("t1", "ups", "2024-09-18T08:00:00+00:00")
    ]
    assert events.select("occurred_at", "place", "country", "carrier", "is_time_known").rows() == [
        ("2024-09-18T11:00:00+02:00", "Lyon", "FR", "usps", "true")
    ]


def test_text_is_trimmed_as_python_does_but_for_separators_that_json_escapes():
    signs = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    signs = [sign for sign in signs if not "\x1c" <= sign <= "\x1f"]
    texts = pl.DataFrame({"text": [f"{sign}a{sign}" for sign in signs]})
    assert trim(texts)["text"].to_list() == [f"{sign}a{sign}".strip() for sign in signs]


def test_hashes_come_back_from_their_digits():
    hashes = np.random.default_rng(7).integers(0, 256, (1_000, 16), dtype=np.uint8)
    digits = hex_digits(hashes)
    assert digits[3] == hashes[3].tobytes().hex()
    column = digits.to_arrow().cast(pa.string())
    assert (from_hex(column) == hashes).all()
    assert (from_hex(column[10:20]) == hashes[10:20]).all()
    assert from_hex(column[:0]).shape == (0, 16)
    assert hex_digits(hashes[:0]).to_list() == []


@pytest.fixture
def raw(tmp_path):
    """Fifty records, and a raw folder to which files with some of them can be added."""
    hashes = np.random.default_rng(7).integers(0, 256, (60, 16), dtype=np.uint8)
    ledger: dict = {}
    known = known_module.Known(tmp_path, tmp_path, ledger)

    def add(name: str, some: np.ndarray) -> None:
        pl.DataFrame([hex_digits(some)]).write_parquet(tmp_path / name)
        ledger[name, "orders"] = SimpleNamespace(parquet=name, loaded=len(some))
        seen = Seen(tmp_path, name)
        seen.add(some)
        known.add("orders", seen)

    yield SimpleNamespace(hashes=hashes[:50], strange=hashes[50:], known=known, add=add)
    known.close()


def test_records_of_other_files_are_taken_out_and_the_rest_stays_in_order(raw, tmp_path):
    seen = Seen(tmp_path, "orders-1")
    seen.add(raw.hashes)
    staged = tmp_path / "staged.parquet"

    def kept(sha256: str = "new") -> list[int]:
        pl.DataFrame([hex_digits(raw.hashes), pl.Series("_row", range(50)).cast(pl.String)]).write_parquet(staged)
        left = raw.known.keep_new("orders", sha256, staged, 50, seen)
        return [int(row) for row in pl.read_parquet(staged)["_row"]] if left else []

    assert kept() == list(range(50))
    raw.add("other", raw.strange)
    assert kept() == list(range(50))
    raw.add("first", raw.hashes[7:9])
    raw.add("second", raw.hashes[20:21])
    assert kept() == [*range(7), *range(9, 20), *range(21, 50)]
    assert kept("first") == [*range(20), *range(21, 50)]  # what a file gave before is no reason to leave it out
    raw.add("all", raw.hashes)
    assert kept() == []


def test_records_of_other_files_are_at_hand_where_they_are_few(raw, monkeypatch):
    def known(sha256: str = "new") -> list[int] | None:
        at_hand = raw.known.at_hand("orders", sha256)
        return None if at_hand is None else np.flatnonzero(at_hand.has(raw.hashes)).tolist()

    assert known() == []
    raw.add("first", raw.hashes[7:9])
    assert known() == [7, 8]
    raw.add("second", raw.hashes[20:23])
    assert known() == [7, 8, 20, 21, 22]
    assert known("first") is None  # it is read anew: what it gave before does not count
    raw.add("first", raw.hashes[30:31])
    assert known() == [20, 21, 22, 30]
    monkeypatch.setattr(known_module, "_MOST", 3)
    assert known() is None
    monkeypatch.undo()
    monkeypatch.setattr(known_module, "_FEW", 3)
    monkeypatch.setattr(known_module, "_MANY", 1 + raw.known._files["orders"] + 1)
    assert known() is None
    assert known() == [20, 21, 22, 30]


def test_lists_are_written_as_json_writes_them():
    for code in range(0x11000):
        if not 0xD800 <= code < 0xE000:
            words = [f"a{chr(code)}", "b"]
            assert as_list(words) == json.dumps(words, ensure_ascii=False, separators=(",", ":"))
