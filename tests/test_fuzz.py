"""A few seconds of the search that `scripts/fuzz` does for minutes: the same files every time."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, settings

from tests.fuzz.cells import written
from tests.fuzz.check import Bench, untouched
from tests.fuzz.properties import searches
from tests.fuzz.sample import MARKERS, Sample, all_samples, lines
from wismo.intake import vendors
from wismo.intake.files import inspect
from wismo.intake.matching import match_entries
from wismo.intake.sources import Sources, read_sources

if TYPE_CHECKING:
    from collections.abc import Iterator

BRIEF = settings(
    max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.close()


def test_every_known_format_has_a_sample():
    assert {sample.format for sample in all_samples()} == {*vendors.FORMATS, "canonical", "archive"}


@pytest.mark.parametrize("sample", all_samples(), ids=lambda sample: f"{sample.format} {sample.file}")
def test_a_sample_is_read_as_its_format_and_every_marker_is_found(bench: Bench, sample, tmp_path):
    (tmp_path / sample.file).write_bytes(sample.content)
    (tmp_path / "sources.yml").write_text(sample.sources or "")
    if not sample.members:
        sources = read_sources(tmp_path / "sources.yml") if sample.sources else Sources(entries=())
        entries = match_entries(inspect(tmp_path / sample.file, sample.file), sources)
        assert {(entry.format or "canonical").partition("/")[0] for entry in entries} == {sample.format}
    records = bench.good(sample)
    assert all(any(mark in str(record) for record in records) for mark in sample.markers)


def test_the_search_would_see_a_value_that_changed(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    rows = [f"{mark},2026-01-01T08:00:00Z,late {mark}" for mark in MARKERS]
    sources = "sources: [{name: desk, object: tickets, format: canonical}]"
    sample = Sample("canonical", "t.csv", lines(["ticket_id,created_at,subject", *rows]), sources=sources)
    spoilt = [row.replace("late", '"late') if place in (0, 2) else row for place, row in enumerate(rows)]
    content = lines(["ticket_id,created_at,subject", *spoilt])
    assert untouched(sample, content) == [MARKERS[place] for place in (1, 3, 4)]
    bench.check_mutant(sample, content)
    monkeypatch.setattr("wismo.intake.read_csv.stray_quote", lambda *_: None)
    with pytest.raises(AssertionError, match="was not touched"):
        bench.check_mutant(sample, content)


def test_of_every_kind_is_known_what_was_not_touched():
    kinds = {sample.kind: sample for sample in all_samples() if sample.format.startswith(("aftership", "dlt_zendesk"))}
    assert sorted(kinds) == ["csv", "json", "jsonl", "parquet"]
    for sample in kinds.values():
        if sample.kind == "parquet":
            table = pq.read_table(io.BytesIO(sample.content))
            cells = [None if MARKERS[2] in str(cell) else cell for cell in table.column("ticket_id").to_pylist()]
            content = written(table.set_column(table.column_names.index("ticket_id"), "ticket_id", pa.array(cells)))
        else:
            content = sample.content.replace(MARKERS[2].encode(), b"0")
        assert untouched(sample, sample.content) == list(MARKERS)
        assert untouched(sample, content) == [mark for mark in MARKERS if mark != MARKERS[2]]


@pytest.mark.parametrize("number", [0, 1], ids=["mutants", "grammar"])
def test_no_file_crashes_hangs_or_changes_what_nobody_touched(bench: Bench, number: int):
    searches(bench, all_samples(), BRIEF)[number]()
