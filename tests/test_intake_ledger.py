"""Crashes, locks, dry runs and customer keys: what a load leaves behind."""

import polars as pl
import pytest
from more_itertools import one

from wismo.errors import WismoError
from wismo.home import Home
from wismo.intake import object_load
from wismo.intake.disk import load_lock
from wismo.intake.ledger import balance, read_ledger
from wismo.intake.load import load_paths
from wismo.intake.raw import EMPTY, ensure_raw

HEADER = "order_id,order_name,created_at,customer_email,tags\n"


def raw(home: Home, name: str) -> pl.DataFrame:
    return pl.read_parquet(home.raw / name / "*.parquet").sort(pl.col("_row").cast(pl.Int64))


def test_a_crash_between_parquet_and_ledger_leaves_nothing_behind(home, inbox, monkeypatch):
    folder = inbox(orders__csv=HEADER + "1,#1,2026-07-01,,\n")
    with monkeypatch.context() as patch:
        patch.setattr(object_load, "write_entry", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            load_paths(home, [folder], None)
    unfinished = [path for path in (home.raw / "orders").iterdir() if path.name != EMPTY]
    assert len(unfinished) == 1
    assert read_ledger(home) == []
    ensure_raw(home)
    assert not unfinished[0].exists()
    assert one(load_paths(home, [folder], None)).loaded == 1
    assert len(raw(home, "orders")) == 1
    assert balance(home) == []


def test_parquet_that_something_else_wrote_is_left_alone(home):
    ensure_raw(home)
    other = home.raw / "orders" / "benchmark.parquet"
    other.write_bytes((home.raw / "orders" / EMPTY).read_bytes())
    ensure_raw(home)
    assert other.exists()


def test_lost_parquet_unbalances_the_ledger(home, inbox):
    load_paths(home, [inbox(orders__csv=HEADER + "1,#1,2026-07-01,,\n")], None)
    (home.raw / (one(read_ledger(home)).parquet or "")).unlink()
    assert balance(home) == ["orders.csv (orders): the ledger has 1 loaded record, raw holds 0."]


def test_two_loads_at_once_are_refused(home, inbox):
    folder = inbox(orders__csv=HEADER + "1,#1,2026-07-01,,\n")
    with load_lock(home), pytest.raises(WismoError, match=r"Another load runs since 20.* \(process \d+\)"):
        load_paths(home, [folder], None)


def test_a_dry_run_counts_and_writes_nothing(home, inbox):
    folder = inbox(orders__csv=HEADER + "1,#1,2026-07-01,,\nx,#2,never,,\n")
    report = one(load_paths(home, [folder], None, dry_run=True))
    assert (report.records, report.loaded, report.quarantined) == (2, 1, 1)
    assert not home.root.exists()


def test_customers_are_known_by_email_or_id_and_never_in_clear(home, inbox):
    folder = inbox(
        orders__csv="order_id,created_at,customer_email,customer_id,customer_phone\n"
        "1,2026-01-01T00:00:00Z,Ann+x@Example.com,c1,+44 (0)20 7946 0000\n"
        "2,2026-01-01T00:00:00Z,ann+x@example.com ,c2,0044 20 79460000\n"
        "3,2026-01-01T00:00:00Z,n/a,c1,12\n"
        "4,2026-01-01T00:00:00Z,,c1,\n"
        "5,2026-01-01T00:00:00Z,,,\n"
    )
    load_paths(home, [folder], None)
    keys = raw(home, "orders")["customer_key"].to_list()
    phones = raw(home, "orders")["phone_key"].to_list()
    assert keys[0] == keys[1]
    assert keys[2] == keys[3] not in (None, keys[0])
    assert keys[4] is None
    assert phones[0] == phones[1] is not None
    assert phones[2:] == [None, None, None]


def test_another_key_is_refused(home, inbox, monkeypatch):
    folder = inbox(a__csv=HEADER + "1,#1,2026-07-01,a@b.c,\n")
    load_paths(home, [folder], None)
    monkeypatch.setenv("WISMO_KEY", "another key of enough length")
    inbox(b__csv=HEADER + "2,#2,2026-07-01,a@b.c,\n")
    reports = load_paths(home, [folder], None)
    assert all("another customer key" in (report.error or "") for report in reports)


def test_the_first_load_makes_a_private_key_file_and_says_so(home, inbox, monkeypatch, tmp_path):
    monkeypatch.delenv("WISMO_KEY")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    said: list[str] = []
    load_paths(home, [inbox(a__csv=HEADER + "1,#1,2026-07-01,a@b.c,\n")], None, progress=said.append)
    key = tmp_path / "config" / "wismo" / "key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert any("back it up" in line for line in said)


def test_a_file_that_is_something_else_after_all_gives_nothing_to_what_it_was(home, inbox):
    folder = inbox(list__csv="id,when,word\n1,2026-07-01,a\n2,never,b\n")
    settings = folder / "sources.yml"
    head = "sources:\n- name: shop\n  time_zone: UTC\n"
    settings.write_text(f"{head}  object: tickets\n  columns: {{ticket_id: id, created_at: when, subject: word}}\n")
    assert one(load_paths(home, [folder], None)).loaded == 1
    settings.write_text(f"{head}  object: orders\n  columns: {{order_id: id, created_at: when, order_name: word}}\n")
    load_paths(home, [folder], None, dry_run=True)
    assert len(raw(home, "tickets")) == 1
    assert one(load_paths(home, [folder], None)).loaded == 1
    assert (len(raw(home, "tickets")), len(raw(home, "orders"))) == (0, 1)
    assert [path.parts[-3] for path in home.quarantine.glob("*/*/list.csv")] == ["orders"]
    assert (one(load_paths(home, [folder], None)).note or "").startswith("already loaded")
    assert balance(home) == []
    settings.write_text(f"{head}  object: tickets\n  columns: {{ticket_id: id, created_at: when, subject: word}}\n")
    assert one(load_paths(home, [folder], None)).loaded == 1
    assert (len(raw(home, "tickets")), len(raw(home, "orders"))) == (1, 0)


def test_one_content_under_two_names_may_be_two_things(home, inbox):
    content = "id,when,word\n1,2026-07-01,a\n"
    folder = inbox(a__csv=content, b__csv=content)
    (folder / "sources.yml").write_text(
        "sources:\n"
        "- {name: shop, object: tickets, files: [a.csv], time_zone: UTC,"
        " columns: {ticket_id: id, created_at: when, subject: word}}\n"
        "- {name: shop, object: orders, files: [b.csv], time_zone: UTC,"
        " columns: {order_id: id, created_at: when, order_name: word}}\n"
    )
    load_paths(home, [folder], None)
    assert (len(raw(home, "tickets")), len(raw(home, "orders"))) == (1, 1)
