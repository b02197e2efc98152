"""Files that are refused as a whole, each with a sentence; and mistakes in sources.yml."""

import gzip
import os
import re
import zipfile
from pathlib import Path

import pytest

from wismo.errors import WismoError
from wismo.home import Home
from wismo.intake import files, read_csv, read_jsonl
from wismo.intake.ledger import read_ledger
from wismo.intake.load import load_paths
from wismo.intake.sources import read_sources

HEADER = b"order_id,order_name,created_at\n"
ROW = b"1,#1,2026-01-01T00:00:00Z\n"
SOURCES = "sources: [{name: shop, object: orders, format: canonical}]"

REFUSED = {
    "empty": ("a.csv", b"", "is empty"),
    "only a byte-order mark and blank lines": ("a.csv", b"\xef\xbb\xbf\n\r\n\n", "is empty"),
    "cut zip": ("a.csv", b"PK\x03\x04rest", "zip archive is damaged or cut off"),
    "old workbook": ("a.csv", b"\xd0\xcf\x11\xe0rest", "an old Excel workbook"),
    "unnamed gzip": ("a.csv", b"\x1f\x8brest", "cannot be read to its end"),
    "cut parquet": ("a.csv", b"PAR1rest", "Parquet file is damaged"),
    "tar": ("a.csv", b"x" * 257 + b"ustar" + b"x" * 300, "a tar archive"),
    "gzip of a zip": ("a.csv.gz", gzip.compress(b"PK\x03\x04rest"), "compressed twice"),
    "picture": ("a.csv", b"\x89PNGrest", "a picture"),
    "xml": ("a.json", b"<?xml version='1.0'?><error/>", "XML"),
    "web page": ("a.csv", b"\n<!DOCTYPE html><html>", "a web page"),
    "cut gzip": ("a.csv.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03K\xca", "cannot be read to its end"),
    "false parquet": ("a.parquet", HEADER + ROW, "not a Parquet file"),
    "damaged parquet": ("a.parquet", b"PAR1" + b"x" * 99, "damaged"),
    "utf-16 without a mark": ("a.csv", (HEADER + ROW).decode().encode("utf-16-le"), "NUL bytes"),
    "latin-1": ("a.csv", HEADER + ROW + "2,#é,2026-01-01T00:00:00Z\n".encode("latin-1"), "Around record 2"),
    "double header": ("a.csv", b"order_id,created_at,order_id\n" + ROW, "names order_id more than once"),
    "unknown column": ("a.csv", b"order_id,created_at,colour\n", "does not know colour"),
    "missing column": ("a.csv", b"order_id,order_name\n", "needs created_at"),
    "open quote": ("a.csv", HEADER + ROW + b'2,"#2,2026-01-01T00:00:00Z\n' + ROW, "last 2 lines .* never closed"),
    "stray quotes": ("a.csv", HEADER + ROW + b'2,5",2026-01-01T00:00:00Z\n3,6",x\n' + ROW, "Record 2 has a quotation"),
    "naive time": ("a.csv", HEADER + b"1,#1,2026-01-01 08:00\n", "times without a zone.*time_zone:"),
    "json array of something else": ("a.jsonl", b'[{"order_id": "1"}]', "needs created_at"),
    "notes": ("a.txt", b"call the warehouse\n", "The columns are not|does not know"),
}  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def load_one(home: Home, folder: Path, name: str, sources: str = SOURCES) -> str:
    """Load one file that must be refused and return the sentence."""
    (folder / "sources.yml").write_text(sources)
    (report,) = load_paths(home, [folder / name], None)
    assert (report.records, report.loaded, report.duplicates, report.quarantined) == (0, 0, 0, 0)
    assert read_ledger(home) == []
    assert [path for path in home.raw.rglob("*.parquet") if path.name != "0-empty.parquet"] == []
    return report.error or ""


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_a_bad_file_is_refused_with_a_sentence(home, tmp_path, case):
    name, content, sentence = REFUSED[case]
    (tmp_path / name).write_bytes(content)
    error = load_one(home, tmp_path, name)
    assert re.search(sentence, error), error
    assert error.endswith((".", "?"))


def test_links_and_pipes_are_refused_without_hanging(home, tmp_path):
    (tmp_path / "real.csv").write_bytes(HEADER + ROW)
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    assert "symbolic link" in load_one(home, tmp_path, "link.csv")
    assert "not a regular file" in load_one(home, tmp_path, "pipe.csv")


def test_a_real_workbook_named_csv_is_refused(home, tmp_path):
    with zipfile.ZipFile(tmp_path / "book.csv", "w") as book:
        book.writestr("xl/workbook.xml", "x")
    assert "Excel workbook" in load_one(home, tmp_path, "book.csv")


def test_sizes_are_capped(home, tmp_path, monkeypatch):
    (tmp_path / "big.csv").write_bytes(HEADER + b'1,"' + b"x" * 5_000)
    (tmp_path / "big.jsonl").write_bytes(b'{"order_id": "' + b"x" * 5_000)
    monkeypatch.setattr(read_csv, "MAX_RECORD_BYTES", 1_000)
    monkeypatch.setattr(read_jsonl, "MAX_RECORD_BYTES", 1_000)
    assert "A record is longer than" in load_one(home, tmp_path, "big.csv")
    assert "A line is longer than" in load_one(home, tmp_path, "big.jsonl")
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 1_000)
    assert "larger than" in load_one(home, tmp_path, "big.csv")


def test_a_gzip_bomb_is_refused(home, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "CHUNK_BYTES", 10_000)
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(HEADER + ROW + b"\n" * 20_000_000))
    assert "expands to more than" in load_one(home, tmp_path, "bomb.csv.gz")


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(HEADER + ROW)
    found = files.inspect(path, "a.csv")
    path.write_bytes(HEADER + ROW + ROW)
    with pytest.raises(WismoError, match="changed while it was read"):
        list(files.read_bytes(found))


def test_a_declared_encoding_is_read_and_quarantine_keeps_it(home, tmp_path):
    text = "order_id;order_name;created_at\n1;#é;2026-01-01T00:00:00Z\n2;#é;never\n"
    (tmp_path / "a.csv").write_bytes(text.encode("cp1252"))
    (tmp_path / "sources.yml").write_text(
        "sources: [{name: s, object: orders, format: canonical, encoding: cp1252, delimiter: ';'}]"
    )
    (report,) = load_paths(home, [tmp_path / "a.csv"], None)
    assert (report.loaded, report.quarantined) == (1, 1)
    (rejected,) = home.quarantine.rglob("a.csv")
    assert "2;#é;never" in rejected.read_text("cp1252")


def test_a_folder_reports_every_file_and_loads_the_good_ones(home, tmp_path):
    (tmp_path / "inbox" / "deep").mkdir(parents=True)
    (tmp_path / "inbox" / "sources.yml").write_text("ignore: ['skip*']\n" + SOURCES)
    (tmp_path / "inbox" / "bad.csv").write_bytes(b"PK\x03\x04")
    (tmp_path / "inbox" / "deep" / "good.csv").write_bytes(HEADER + ROW)
    (tmp_path / "inbox" / "skip_me.csv").write_bytes(b"x")
    (tmp_path / "inbox" / ".hidden.csv").write_bytes(b"x")
    reports = load_paths(home, [tmp_path / "inbox"], None)
    assert [(r.file, r.loaded, bool(r.error), bool(r.note)) for r in reports] == [
        ("bad.csv", 0, True, False),
        ("deep/good.csv", 1, False, False),
        ("skip_me.csv", 0, False, True),
    ]


def test_paths_that_hold_nothing_are_an_error(home, tmp_path):
    with pytest.raises(WismoError, match="There is no file or folder"):
        load_paths(home, [tmp_path / "nowhere"], None)
    with pytest.raises(WismoError, match="holds no export"):
        load_paths(home, [tmp_path], None)


WRONG_SOURCES = {
    "no yaml": ("sources: [", "cannot be read as YAML"),
    "no sources": ("brand: {name: x}", "needs a list `sources:`"),
    "unknown key": ("sources: [{name: s, object: orders, colums: {}}]", "unknown setting colums"),
    "unknown object": ("sources: [{name: s, object: order, columns: {order_id: a}}]", "object must be one of tickets"),
    "unknown column": ("sources: [{name: s, object: orders, columns: {id: a}}]", "orders has no column 'id'"),
    "computed column": ("sources: [{name: s, object: orders, columns: {customer_key: a}}]", "no column 'customer_key'"),
    "required": ("sources: [{name: s, object: orders, columns: {order_id: a}}]", "orders needs created_at"),
    "one of": (
        "sources: [{name: s, object: tickets, columns: {ticket_id: a, created_at: b}}]",
        "at least one of subject, body, tags, intent",
    ),
    "two origins": (
        "sources: [{name: s, object: orders, columns: {order_id: {from: a, value: b}, created_at: c}}]",
        "exactly one of from:, join: or value:",
    ),
    "zone": ("sources: [{name: s, format: canonical, time_zone: EST5}]", "'EST5' is not a zone name"),
    "brand zone": ("brand: {time_zone: Mars}\nsources: [{name: s, format: canonical}]", "'Mars' is not a zone name"),
    "pattern": (
        "brand: {order_name_pattern: '('}\nsources: [{name: s, format: canonical}]",
        "not a regular expression",
    ),
    "name": ("sources: [{name: a|b, format: canonical}]", "one word of letters"),
    "encoding": ("sources: [{name: s, format: canonical, encoding: utf-9}]", "encoding 'utf-9' is unknown"),
    "epoch": (
        "sources: [{name: s, object: orders, columns: {order_id: a, created_at: {from: c, epoch: h}}}]",
        "epoch must be s, ms or us",
    ),
    "lookup": ("sources: [{name: s, format: canonical, lookup: {file: x}}]", "needs file:, key:"),
}


@pytest.mark.parametrize("case", WRONG_SOURCES, ids=str)
def test_a_mistake_in_sources_yml_is_one_sentence(tmp_path, case):
    text, sentence = WRONG_SOURCES[case]
    path = tmp_path / "sources.yml"
    path.write_text(text)
    with pytest.raises(WismoError) as caught:
        read_sources(path)
    assert sentence in str(caught.value)
    assert str(caught.value).startswith("sources.yml")


def test_a_file_that_no_source_fits_names_its_columns(home, tmp_path):
    (tmp_path / "a.csv").write_bytes(b"x,y\n1,2\n")
    two = "sources: [{name: a, object: orders, format: canonical}, {name: b, object: shipments, format: canonical}]"
    assert "Its columns are: x, y." in load_one(home, tmp_path, "a.csv", two)


def test_a_file_that_two_sources_fit_is_refused(home, tmp_path):
    (tmp_path / "a.csv").write_bytes(HEADER + ROW)
    two = "sources: [{name: a, format: canonical}, {name: b, format: canonical}]"
    assert "Several sources fit this file: a (main), b (main)" in load_one(home, tmp_path, "a.csv", two)


def test_without_sources_yml_a_canonical_file_must_name_its_source(home, tmp_path):
    (tmp_path / "a.csv").write_bytes(HEADER + ROW)
    (tmp_path / "b.csv").write_text("source_system,source_account,order_id,created_at\ns,a,1,2026-01-01T00:00:00Z\n")
    refused, loaded = load_paths(home, [tmp_path / "a.csv", tmp_path / "b.csv"], None)
    assert "does not say where it comes from" in (refused.error or "")
    assert (loaded.loaded, loaded.error) == (1, None)


def test_names_of_columns_do_not_break_the_line_or_reach_the_terminal(home, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b'"a\nb","a\nb",order_id\n1,2,3\n')
    (report,) = load_paths(home, [path], None)
    assert report.error == "The header names a\\nb more than once. Rename one of them and load again."
    path = tmp_path / "a.jsonl"
    tracking = '{"tracking_number": "1Z1", "slug": "ups", "tag": "InTransit"}'
    path.write_text(f'{tracking}\n{{"id": 1, "\\u001b[2J\\r": 2}}\n')
    (report,) = load_paths(home, [path], None)
    assert report.reasons == {"the record is none of AfterShip that is known; it has: id, \\x1b[2J\\r": 1}
