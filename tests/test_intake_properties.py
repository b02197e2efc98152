"""What must hold for any file: nothing is lost, and order and packaging do not matter."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wismo.home import Home
from wismo.intake.ledger import balance, read_ledger
from wismo.intake.load import load_paths
from wismo.intake.read_csv import record_ends

HEADER = ["order_id", "order_name", "created_at", "hold_reason", "is_test", "order_value"]
SOURCES = "sources: [{name: s, object: orders, format: canonical, time_zone: America/New_York}]"

_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=8)
_time = st.sampled_from(["2026-07-01", "2026-07-01T08:00:00Z", "2026-03-08 02:30:00", "never", "", "1999-01-01"])
_row = st.one_of(
    st.tuples(
        st.sampled_from(["1", "002", "9.4E+21", "", "9400110200881234567890"]),
        _text,
        _time,
        _text,
        st.sampled_from(["", "yes", "perhaps"]),
        st.sampled_from(["", "1.50", "1e9"]),
    ).map(list),
    st.lists(_text.filter(str.strip), min_size=1, max_size=8),
)


def _csv(rows: list[list[str]], line_end: str = "\n") -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator=line_end).writerows([HEADER, *rows])
    return out.getvalue().encode()


def _load(folder: Path, *contents: bytes) -> tuple[set[str], int, int]:
    """Load the files into a new home; return the records, and how many rows were read and quarantined."""
    inbox, home = folder / "inbox", Home(folder / "home")
    inbox.mkdir(parents=True)
    (inbox / "sources.yml").write_text(SOURCES)
    for number, content in enumerate(contents):
        (inbox / f"{number}.csv").write_bytes(content)
    reports = load_paths(home, [inbox], None)
    assert [report.error for report in reports] == [None] * len(contents)
    for report in reports:
        assert report.records == report.loaded + report.duplicates + report.quarantined
        assert sum(report.reasons.values()) == report.quarantined
    assert balance(home) == []
    stored = pl.read_parquet(home.raw / "orders" / "*.parquet")["_record"].to_list()
    assert len(stored) == len(set(stored)) == sum(entry.loaded for entry in read_ledger(home))
    return set(stored), sum(r.records for r in reports), sum(r.quarantined for r in reports)


@settings(max_examples=20, deadline=None)
@given(rows=st.lists(_row, max_size=12), data=st.data())
def test_nothing_is_lost_and_order_and_packaging_do_not_matter(rows, data):
    shuffled = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows)))
    with TemporaryDirectory() as name:
        folder = Path(name)
        records, read, refused = _load(folder / "whole", _csv(rows))
        assert read == len(rows)
        assert _load(folder / "shuffled", _csv(shuffled, "\r\n")) == (records, read, refused)
        split_records, split_read, _ = _load(folder / "split", _csv(shuffled[:cut]), _csv(rows))
        assert split_records == records
        assert split_read >= len(rows)


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(st.lists(_text, min_size=2, max_size=4), max_size=8), line_end=st.sampled_from(["\n", "\r\n"]))
def test_records_are_counted_as_pythons_own_parser_counts_them(rows, line_end):
    out = io.StringIO()
    csv.writer(out, lineterminator=line_end).writerows(rows)
    assert len(record_ends(out.getvalue().encode())) == len(rows)


@pytest.mark.parametrize("mark", ["\x1f", "=", "\x1forder_name=x"])
def test_no_two_contents_share_a_hash(tmp_path, mark):
    rows = [["1", f"a{mark}b", "2026-07-01", "c", "", ""], ["1", "a", "2026-07-01", f"{mark}bc", "", ""]]
    rows += [["1", "", "2026-07-01", f"a{mark}bc", "", ""], ["1", f"a{mark}bc", "2026-07-01", "", "", ""]]
    records, read, refused = _load(tmp_path, _csv(rows))
    assert len(records) == read - refused
