"""Loading whole files: mapping, replay, corrections, quarantine."""

import gzip
import json

import duckdb
import polars as pl
from more_itertools import one

from wismo.home import Home
from wismo.intake import read_parquet
from wismo.intake.brand import read_brand
from wismo.intake.contract import read_contract
from wismo.intake.files import inspect
from wismo.intake.ledger import balance, read_ledger
from wismo.intake.load import load_paths
from wismo.intake.raw import ensure_raw

HEADER = "order_id,order_name,created_at,customer_email,tags\n"


def raw(home: Home, name: str) -> pl.DataFrame:
    return pl.read_parquet(home.raw / name / "*.parquet").sort(pl.col("_row").cast(pl.Int64))


def test_a_canonical_file_is_recognised_and_every_contract_column_is_there(home, inbox):
    folder = inbox(orders__csv=HEADER + '0012,#1001,2026-07-01 08:15:00, Ann@Example.com ,"[""a"",""b""]"\n')
    report = one(load_paths(home, [folder], None))
    assert (report.records, report.loaded, report.error) == (1, 1, None)
    assert report.format == "csv as orders"
    frame = raw(home, "orders")
    assert tuple(frame.columns) == read_contract()["orders"].raw_columns
    assert set(frame.dtypes) == {pl.String}
    row = frame.row(0, named=True)
    assert row["order_id"] == "0012"
    assert row["created_at"] == "2026-07-01T12:15:00Z"
    assert row["tags"] == '["a","b"]'
    assert (row["source_system"], row["source_account"], row["_file"]) == ("shop", "main", "orders.csv")
    assert len(row["customer_key"]) == 32
    assert row["cancelled_at"] is None


def test_what_is_empty_in_raw_is_found_empty_by_the_engine(home, inbox):
    """One value and nothing else, in too few rows for a dictionary: statistics on such a column mislead DuckDB 2.0."""
    lines = "".join(f"{number},#{number},2026-07-01 08:15:00,,{tags}\n" for number, tags in enumerate(["[]", "", ""]))
    load_paths(home, [inbox(orders__csv=HEADER + lines)], None)
    files = f"read_parquet('{home.raw / 'orders' / '*.parquet'}', union_by_name = true)"
    with duckdb.connect() as engine:
        for emptiness in ("tags is null", "tags is distinct from '[]'", "coalesce(tags, '-') = '-'"):
            found = engine.execute(f"select order_id from {files} where {emptiness} order by 1").fetchall()
            assert found == [("1",), ("2",)], emptiness


def test_a_mapping_takes_constants_words_joins_lists_and_lookups(home, inbox):
    sources = """
    brand: {name: Test, time_zone: Europe/Berlin, order_name_prefix: "T-"}
    sources:
      - name: desk
        account: eu
        object: tickets
        files: ["export*.csv"]
        delimiter: ";"
        time_zone: Europe/Berlin
        when: {Kind: [question]}
        lookup: {file: people.csv, key: Id, on: Person, take: {mail: Email}}
        columns:
          ticket_id: {join: [Shop, Id], separator: "-"}
          created_at: {from: Opened, epoch: s}
          closed_at: {from: Closed, time_format: "%d.%m.%Y %H:%M"}
          status: {from: State, values: {on: open, off: closed}}
          channel: {value: email}
          tags: {from: Labels, split: "|"}
          customer_email: mail
          csat: {from: Score, optional: true}
    """
    folder = inbox(
        sources,
        export_1__csv="Id;Shop;Kind;Person;Opened;Closed;State;Labels\n"
        "1;NO;question;p1;1767254400;01.07.2026 10:00;on;a| b|\n"
        "2;NO;spam;p1;1767254400;;on;a\n"
        "3;NO;question;p9;1767254400;;maybe;a\n"
        "4;NO;question;p9;1767254400;;off;late\n",
        people__csv="Id;Email\np1;first@example.com\np1;second@example.com\n",
    )
    first, lookups = load_paths(home, [folder], None)
    assert (first.records, first.loaded, first.quarantined) == (3, 2, 1)
    assert list(first.reasons) == [
        "status holds a word that values: in sources.yml does not list; add it there, or add otherwise:"
    ]
    assert lookups.note == "used for lookups only"
    first_ticket, fourth_ticket = raw(home, "tickets").rows(named=True)
    assert first_ticket["ticket_id"] == "NO-1"
    assert first_ticket["created_at"] == "2026-01-01T08:00:00Z"
    assert first_ticket["closed_at"] == "2026-07-01T08:00:00Z"
    assert (first_ticket["status"], first_ticket["channel"], first_ticket["tags"]) == ("open", "email", '["a","b"]')
    assert first_ticket["customer_email"] == "first@example.com"
    assert (fourth_ticket["status"], fourth_ticket["customer_email"], fourth_ticket["customer_key"]) == (
        "closed",
        None,
        None,
    )
    assert read_brand(home).time_zone == "Europe/Berlin"
    assert read_brand(home).order_name_prefix == "T-"
    entry = one(read_ledger(home))
    assert (entry.rows, entry.records, entry.not_applicable) == (4, 3, 1)
    assert balance(home) == []


def test_one_file_feeds_several_objects_and_a_milestone_becomes_an_event(home, inbox):
    sources = """
    sources:
      - {name: s, object: orders, columns: {order_id: id, created_at: bought}}
      - {name: s, object: tracking_events, when: {left: not_empty},
         columns: {tracking_number: id, occurred_at: left, status: {value: picked_up}}}
      - {name: s, object: tracking_events, when: {came: not_empty},
         columns: {tracking_number: id, occurred_at: came, status: {value: delivered}}}
    """
    folder = inbox(
        sources,
        milestones__csv="id,bought,left,came\n"
        "1,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,2026-01-03T00:00:00Z\n"
        "2,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,\n"
        "ragged\n",
    )
    report = one(load_paths(home, [folder], None))
    assert report.format == "csv as orders, tracking_events"
    events = raw(home, "tracking_events").select("tracking_number", "status").rows()
    assert sorted(events) == [("1", "delivered"), ("1", "picked_up"), ("2", "picked_up")]
    counts = {e.object: (e.records, e.loaded, e.not_applicable, e.quarantined) for e in read_ledger(home)}
    assert counts == {"orders": (3, 2, 0, 1), "tracking_events": (4, 3, 1, 1)}
    assert balance(home) == []


def test_the_same_file_twice_changes_nothing(home, inbox):
    folder = inbox(orders__csv=HEADER + "1,#1,2026-07-01,,\nbad,#2,never,,\n")
    first = one(load_paths(home, [folder], None))
    before = sorted((path, path.stat().st_mtime_ns) for path in home.raw.rglob("*") if path.is_file())
    again = one(load_paths(home, [folder], None))
    assert sorted((path, path.stat().st_mtime_ns) for path in home.raw.rglob("*") if path.is_file()) == before
    assert (first.records, first.loaded, first.duplicates, first.quarantined) == (2, 1, 0, 1)
    assert (again.records, again.loaded, again.duplicates, again.quarantined) == (2, 0, 1, 1)
    assert (again.note or "").startswith("already loaded at 20")


def test_equal_records_are_kept_once_and_corrections_are_new_versions(home, inbox):
    inbox(a__csv=HEADER + "1,#1,2026-07-01,,\n1,#1,2026-07-01,,\n")
    folder = inbox(b__csv=HEADER + "1,#1,2026-07-01T04:00:00Z,,\n1,#1-corrected,2026-07-01,,\n")
    a, b = load_paths(home, [folder], None)
    assert (a.loaded, a.duplicates) == (1, 1)
    assert (b.loaded, b.duplicates) == (1, 1)
    assert raw(home, "orders")["order_name"].to_list() == ["#1", "#1-corrected"]


def test_a_changed_mapping_replaces_what_the_file_gave_before(home, inbox):
    mapped = "sources: [{{name: s, object: orders, columns: {{order_id: id, created_at: {}}}}}]"
    folder = inbox(mapped.format("a"), orders__csv="id,a,b\n7,2026-01-01T00:00:00Z,2026-02-02T00:00:00Z\n")
    load_paths(home, [folder], None)
    inbox(mapped.format("b"))
    assert one(load_paths(home, [folder], None)).loaded == 1
    assert raw(home, "orders")["created_at"].to_list() == ["2026-02-02T00:00:00Z"]
    assert len(read_ledger(home)) == 1
    assert balance(home) == []


def test_quarantined_csv_stays_as_it_came_and_loads_once_mended(home, inbox):
    folder = inbox(orders__csv=HEADER + '9.4E+21,"#1, ""x""",2026-07-01,,\n5,#5,2026-07-01,,\n6,#6\n')
    assert one(load_paths(home, [folder], None)).quarantined == 2
    rejected = one(list(home.quarantine.rglob("orders.csv")))
    lines = rejected.read_text().splitlines()
    assert lines[0] == "_reason,_row,order_id,order_name,created_at,customer_email,tags"
    assert lines[1].startswith('"the record has') or lines[1].startswith("the record has 2 values")
    assert lines[2].endswith(',1,9.4E+21,"#1, ""x""",2026-07-01,,')
    assert "scientific notation" in lines[2]
    rejected.write_text("\n".join([lines[0], lines[2].replace("9.4E+21", "9400110200881234500001")]) + "\n")
    mended = one(load_paths(home, [rejected], folder / "sources.yml"))
    assert (mended.records, mended.loaded) == (1, 1)
    assert raw(home, "orders")["order_id"].to_list() == ["9400110200881234500001", "5"]


def test_jsonl_keeps_numbers_exact_and_judges_each_line_alone(home, inbox):
    lines = [
        '{"id": 9400110200881234567890, "meta": {"at": "2026-01-01T00:00:00Z"}, "tags": ["a", 7, true]}',
        '{"id": 1, "id": 2, "meta": {"at": "2026-01-01T00:00:00Z"}}',
        '{"id": 1e21, "meta": {"at": "2026-01-01T00:00:00Z"}}',
        '{"id": 12.0, "meta": {"at": "2026-01-01T00:00:00Z"}}',
        '{"id": "7", "meta": {"at": "2026-01-01T00:00:00Z"}, "tags": [{"x": 1}]}',
        '{"id": "8", "meta": {"at": "2026-01-01T00:00:00Z"}, "tags": "\\u0000"}',
        '{"id": "\\ud800", "meta": {}}',
        '{"id": "9", "meta": {"at": NaN}}',
        '{"id": "10", "meta"',
        "[]",
        "",
        '{"id": "11", "meta": {"at": "2026-01-01T00:00:00Z"}}',
    ]
    sources = "sources: [{name: s, object: orders, columns: {order_id: id, created_at: meta.at, tags: tags}}]"
    report = one(load_paths(home, [inbox(sources, orders__jsonl="\n".join(lines))], None))
    assert report.error is None
    assert (report.records, report.loaded, report.quarantined) == (11, 2, 9)
    rows = raw(home, "orders").select("order_id", "tags").rows()
    assert rows == [("9400110200881234567890", '["a","7","true"]'), ("11", None)]
    kept = [json.loads(line) for line in one(list(home.quarantine.rglob("*.jsonl"))).read_text().splitlines()]
    assert len(kept) == 9
    assert all(set(line) >= {"_reason", "_row"} for line in kept)


def test_parquet_and_gzip_give_the_same_records_as_csv(home, inbox):
    text = "order_id,created_at,is_test,order_value\n12,2026-07-01T08:00:00Z,true,12.5\n"
    folder = inbox(a__csv=text)
    (folder / "b.csv.gz").write_bytes(gzip.compress(text.encode()))
    frame = pl.read_csv(text.encode(), try_parse_dates=True)
    frame.with_columns(pl.col("created_at").dt.convert_time_zone("Europe/Paris")).write_parquet(folder / "c.parquet")
    reports = load_paths(home, [folder], None)
    assert [(r.file, r.loaded, r.duplicates, r.error) for r in reports] == [
        ("a.csv", 1, 0, None),
        ("b.csv.gz", 0, 1, None),
        ("c.parquet", 0, 1, None),
    ]


def test_ids_that_were_floats_in_parquet_are_quarantined(home, inbox):
    folder = inbox()
    frame = pl.DataFrame(
        {"order_id": [9007199254740993.0, 12.0, 9.4e21, None], "created_at": ["2026-01-01T00:00:00Z"] * 4}
    )
    frame.write_parquet(folder / "orders.parquet")
    report = one(load_paths(home, [folder], None))
    assert (report.loaded, report.quarantined) == (0, 4)
    assert [reason[:14] for reason in report.reasons] == ["order_id ends ", "order_id is in", "order_id is em"]


def test_ensure_raw_makes_every_relation_readable(home):
    ensure_raw(home)
    for name, raw_object in read_contract().items():
        assert tuple(pl.read_parquet(home.raw / name / "*.parquet").columns) == raw_object.raw_columns
    assert "ticket_id" in pl.read_parquet(home.raw / "ticket_labels" / "*.parquet").columns


def test_parquet_with_long_rows_is_read_a_few_rows_at_a_time(home, tmp_path, monkeypatch):
    rows = 400
    columns = {f"extra_{number}": [f"{number}-{row}" * 20 for row in range(rows)] for number in range(20)}
    ids = [str(row) for row in range(rows)]
    frame = pl.DataFrame({"id": ids, "when": ["2026-07-01T00:00:00Z"] * rows, "name": ids, **columns})
    frame.write_parquet(tmp_path / "orders.parquet")
    (tmp_path / "sources.yml").write_text(
        "sources: [{name: shop, object: orders, columns: {order_id: id, created_at: when, order_name: name}}]"
    )
    monkeypatch.setattr(read_parquet, "_BYTES", 100_000)
    file = inspect(tmp_path / "orders.parquet", "orders.parquet")
    sizes = [len(batch.rows) for batch in read_parquet.read_parquet(file, ["id"])]
    assert sum(sizes) == rows
    assert max(sizes) < rows / 4
    (report,) = load_paths(home, [tmp_path], None)
    assert (report.error, report.loaded) == (None, rows)
    assert sorted(raw(home, "orders")["_row"], key=int) == [str(row + 1) for row in range(rows)]
