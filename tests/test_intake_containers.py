"""Archives and databases: what is inside is read as if it lay in a folder."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import duckdb
import polars as pl
import pytest

from wismo.errors import WismoError
from wismo.intake import containers
from wismo.intake.files import inspect
from wismo.intake.ledger import balance, read_ledger
from wismo.intake.load import load_paths

HEADER = "source_system,source_account,order_id,order_name,created_at\n"
ORDERS = HEADER + "shop,main,1,#1,2026-01-01T00:00:00Z\nshop,main,2,#2,2026-01-02T00:00:00Z\n"
MORE = HEADER + "shop,main,3,#3,2026-01-03T00:00:00Z\n"


def archive(**members: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "."), content)
    return out.getvalue()


def outcomes(home, path):
    reports = load_paths(home, [path], None)
    assert balance(home) == []
    assert not list(home.raw.glob(".staging/unpacked-*"))
    return {report.file: report.error or report.loaded for report in reports}


def order_ids(home) -> list[str]:
    return sorted(pl.read_parquet(home.raw / "orders" / "*.parquet")["order_id"])


@pytest.mark.parametrize("name", ["export.zip", "export.csv", "export"])
def test_every_file_of_an_archive_is_loaded_whatever_its_name(home, tmp_path, name):
    (tmp_path / name).write_bytes(archive(a__csv=ORDERS, **{"deep/b.txt": MORE, "__MACOSX/._a.csv": "x", "x.md": "x"}))
    assert outcomes(home, tmp_path / name) == {f"{name}/a.csv": 2, f"{name}/deep/b.txt": 1}
    assert order_ids(home) == ["1", "2", "3"]
    # The same file outside of its archive is the same file.
    (tmp_path / "plain.csv").write_text(ORDERS)
    (report,) = load_paths(home, [tmp_path / "plain.csv"], None)
    assert (report.loaded, report.duplicates) == (0, 2)
    assert (report.note or "").startswith("already loaded")


def test_one_bad_member_does_not_spoil_the_others(home, tmp_path):
    inner = archive(c__csv=MORE)
    content = archive(a__csv=ORDERS, bad__csv="<html>", inner__zip=inner, empty__csv="")
    (tmp_path / "e.zip").write_bytes(content)
    found = outcomes(home, tmp_path / "e.zip")
    assert found["e.zip/a.csv"] == 2
    assert "web page" in str(found["e.zip/bad.csv"])
    assert "inside an archive" in str(found["e.zip/inner.zip"])
    assert "is empty" in str(found["e.zip/empty.csv"])


def test_names_that_climb_out_of_an_archive_are_only_names(home, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "e.zip").write_bytes(archive(**{"../../evil.csv": ORDERS, "/abs.csv": MORE}))
    assert outcomes(home, tmp_path / "in" / "e.zip") == {"e.zip/evil.csv": 2, "e.zip/abs.csv": 1}
    assert not list(tmp_path.glob("**/evil.csv"))


def test_an_archive_that_expands_without_end_is_refused(home, tmp_path, monkeypatch):
    monkeypatch.setattr(containers, "CHUNK_BYTES", 10_000)
    (tmp_path / "bomb.zip").write_bytes(archive(a__csv=HEADER + "\n" * 20_000_000))
    assert "expands to more than" in str(outcomes(home, tmp_path / "bomb.zip")["bomb.zip/a.csv"])


def test_encrypted_members_and_cut_archives_are_refused(home, tmp_path):
    content = archive(a__csv=ORDERS)
    flagged = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        flagged[content.index(mark) + offset] |= 1
    (tmp_path / "locked.zip").write_bytes(flagged)
    assert "encrypted" in str(outcomes(home, tmp_path / "locked.zip")["locked.zip/a.csv"])
    (tmp_path / "cut.zip").write_bytes(content[:-10])
    assert "damaged or cut off" in str(outcomes(home, tmp_path / "cut.zip")["cut.zip"])
    (tmp_path / "none.zip").write_bytes(archive(**{".hidden": "x"}))
    assert "holds no file" in str(outcomes(home, tmp_path / "none.zip")["none.zip"])


def test_the_tables_of_a_duckdb_database_are_read_and_nothing_else(home, tmp_path):
    path = tmp_path / "warehouse.duckdb"
    (tmp_path / "secret.csv").write_text(ORDERS)
    with duckdb.connect(str(path)) as database:
        database.execute("create schema store")
        database.execute(
            "create table store.orders as select 'shop' as source_system, 'main' as source_account, 7 as order_id, "
            "'#7' as order_name, "
            "timestamptz '2026-01-01 08:00:00+02' as created_at"
        )
        database.execute(f"create view leak as select * from read_csv('{tmp_path}/secret.csv')")
    found = outcomes(home, path)
    assert found["warehouse.duckdb/store.orders"] == 1
    assert "cannot be read" in str(found["warehouse.duckdb/main.leak"])
    assert order_ids(home) == ["7"]
    (entry,) = read_ledger(home)
    assert entry.file == "warehouse.duckdb/store.orders"
    assert outcomes(home, path)["warehouse.duckdb/store.orders"] == 0


def test_names_in_an_archive_obey_no_terminal_and_no_folder(home, tmp_path):
    bad = HEADER + "shop,main,,#1,2026-01-01T00:00:00Z\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("..", bad)
        file.writestr("a\x1b[2J\nb.csv", bad + "shop,main,3,#3,2026-01-03T00:00:00Z\n")
    (tmp_path / "e.zip").write_bytes(out.getvalue())
    assert outcomes(home, tmp_path / "e.zip") == {"e.zip/unnamed": 0, "e.zip/a\\x1b[2J\\nb.csv": 1}
    assert {path.name for path in home.quarantine.glob("orders/*/*")} == {"unnamed", "a\\x1b[2J\\nb.csv"}


def test_what_was_copied_of_a_broken_member_does_not_stay(tmp_path, monkeypatch):
    monkeypatch.setattr(containers, "CHUNK_BYTES", 1000)
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as file:
        file.writestr("a.csv", ORDERS * 100)
        file.writestr("b.csv", ORDERS)
    content = (tmp_path / "e.zip").read_bytes()
    (tmp_path / "e.zip").write_bytes(content.replace(b"shop", b"shoq", 1))  # its check sum does not fit any more
    folder = tmp_path / "copies"
    folder.mkdir()
    names = []
    for name, copy in containers.unpack(inspect(tmp_path / "e.zip", "e.zip"), folder, lambda _: False):
        names.append((name, isinstance(copy, WismoError)))
        assert list(folder.iterdir()) == [copy] * isinstance(copy, Path)
    assert names == [("e.zip/a.csv", True), ("e.zip/b.csv", False)]
    assert not list(folder.iterdir())


def test_a_view_that_fails_quotes_no_value(home, tmp_path):
    with duckdb.connect(str(tmp_path / "w.duckdb")) as database:
        database.execute("create table people as select 'jane@example.com' as email")
        database.execute("create view ages as select cast(email as integer) as age from people")
    found = outcomes(home, tmp_path / "w.duckdb")
    assert found["w.duckdb/main.ages"] == "The table cannot be read (ConversionException)."


def test_what_a_database_has_not_written_into_itself_yet_is_read_with_it(home, tmp_path):
    (tmp_path / "seed.csv").write_text(ORDERS)
    with duckdb.connect(str(tmp_path / "w.duckdb")) as database:
        database.execute(f"create table orders as from read_csv('{tmp_path}/seed.csv', all_varchar = true)")
        database.execute("checkpoint")
        database.execute("pragma disable_checkpoint_on_shutdown")
        database.execute("insert into orders values ('shop', 'main', '3', '#3', '2026-01-03T00:00:00Z')")
    (tmp_path / "seed.csv").unlink()
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["w.duckdb", "w.duckdb.wal"]
    folder = tmp_path / "exports"
    folder.mkdir()
    for name in ("w.duckdb", "w.duckdb.wal"):
        (tmp_path / name).rename(folder / name)
    assert outcomes(home, folder) == {"w.duckdb/main.orders": 3}
