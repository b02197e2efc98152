"""A build on Sail that fails, or cannot clear up after itself; stand-ins take the place of Sail, which is not here."""

from __future__ import annotations

import os
import re
import socket
import sys
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wismo import working
from wismo.errors import WismoError
from wismo.intake.raw import ensure_raw
from wismo.models import working_database
from wismo.plain_errors import failure
from wismo.sail import models
from wismo.sail.place import Place, remove_tables
from wismo.sail.session import Session, open_session
from wismo.sail.tables import load_tables

if TYPE_CHECKING:
    from collections.abc import Generator

    from wismo.home import Home

CANARY = "canary@example.com"
SEED = {"alias": "carriers", "resource_type": "seed", "columns": {}, "config": {}}


class RefusalError(Exception):
    """Stands for any error of Spark's client."""


class _Server:
    listening_address = ("127.0.0.1", 1)

    def start(self, *, background: bool) -> None:
        assert background
        assert os.environ["RUST_LOG"] == "error"

    def stop(self) -> None:
        pass


class _Spark(SimpleNamespace):
    """A session that begins, and ends without a word."""

    def remote(self, _: str) -> _Spark:
        return self

    def getOrCreate(self) -> _Spark:  # noqa: N802 - Spark's name
        return self

    def stop(self) -> None:
        pass


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Packages by the names of Sail's and Spark's."""
    held = {
        "grpc": {
            "RpcError": RefusalError,
            "FutureTimeoutError": TimeoutError,
            "insecure_channel": lambda _: SimpleNamespace(close=lambda: None),
            "channel_ready_future": lambda _: SimpleNamespace(result=lambda timeout: timeout),
        },
        "pysail": {},
        "pysail.spark": {"SparkConnectServer": _Server},
        "pyspark": {},
        "pyspark.errors": {"PySparkException": RefusalError},
        "pyspark.sql": {"SparkSession": SimpleNamespace(builder=_Spark())},
    }
    for name, content in held.items():
        module = ModuleType(name)
        vars(module).update(content)
        monkeypatch.setitem(sys.modules, name, module)


@pytest.fixture
def brand(home: Home) -> Home:
    """A home with raw data of no record, and a working database that a build with DuckDB kept."""
    home.root.mkdir()
    ensure_raw(home)
    home.work.mkdir(exist_ok=True)
    with duckdb.connect(str(working_database(home))) as kept:
        kept.execute("create table main.carriers as select 'of the last build' as name")
    return home


@pytest.fixture
def on_sail(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A session that knows the tables of raw, and dbt that writes one seed."""
    asked = SimpleNamespace(error=None, seen={})

    def build_nodes(home: Home, *_: object, **__: object) -> tuple[int, int]:
        asked.seen = {name: os.environ.get(name) for name in ("WISMO_SAIL_HOST", "WISMO_SAIL_PORT")}
        (folder,) = (path for path in (home.work / "sail").iterdir() if path.name != "target")
        pq.write_table(pa.table({"name": ["built"]}), folder / "carriers" / "part.parquet")
        if asked.error:
            raise asked.error
        return 1, 0

    @contextmanager
    def session(place: Place) -> Generator[SimpleNamespace]:
        def prepare(_: Place) -> None:
            os.makedirs(f"{place.tables}/carriers")  # noqa: PTH103 - an address or a path

        yield SimpleNamespace(host="sail.internal", port="7", prepare=prepare, rows=lambda _: [(0,)])

    monkeypatch.setattr(models, "open_session", session)
    monkeypatch.setattr(models, "build_nodes", build_nodes)
    monkeypatch.setattr(models, "differing_clocks", lambda *_: None)
    monkeypatch.setattr(models, "_parse_for_duckdb", lambda *_: None)
    monkeypatch.setattr(models, "_wanted", lambda _: [SEED])
    monkeypatch.setattr(models, "version", lambda _: "0")
    return asked


def _run(home: Home) -> models.ModelRun:
    return models.run_models_on_sail(home, time_zone="UTC", progress=lambda _: None)


def _carriers(home: Home) -> list[tuple]:
    with duckdb.connect(str(working_database(home)), read_only=True) as built:
        return built.execute("from main.carriers").fetchall()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_a_server_that_is_not_there_is_told_at_once_and_nothing_is_lost(brand, monkeypatch):
    server = f"127.0.0.1:{_free_port()}"
    monkeypatch.setenv("WISMO_SAIL_SERVER", server)
    with pytest.raises(WismoError) as caught:
        _run(brand)
    assert str(caught.value) == (
        f"The Sail server {server} does not answer. Start it, or set WISMO_SAIL_SERVER to one that runs. "
        "Nothing was published."
    )
    assert _carriers(brand) == [("of the last build",)]
    assert not (brand.work / "sail").exists()


def test_where_sail_is_missing_what_duckdb_kept_stays(brand, monkeypatch):
    monkeypatch.setitem(sys.modules, "pysail.spark", None)
    with pytest.raises(WismoError, match="Sail is not installed"):
        _run(brand)
    assert _carriers(brand) == [("of the last build",)]


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("by", ["itself", "a server"])
def test_what_sail_refuses_is_told_without_a_value_of_a_row(by):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = f"127.0.0.1:{listening.getsockname()[1]}"
        place = Place(None if by == "itself" else server, "", "", "ours")
        before = dict(os.environ)
        with pytest.raises(WismoError) as caught, open_session(place):
            raise RefusalError(f"Cast error: Cannot cast string '{CANARY}'. Binder Error: {CANARY}")
    who, where = ("Sail", "") if by == "itself" else (f"The Sail server {server}", " Its log says more.")
    assert str(caught.value) == (
        f"{who} does not do what is asked (RefusalError): The reason is not shown, as its text can hold customer data."
        f"{where} Nothing was published."
    )
    assert dict(os.environ) == before


@pytest.mark.usefixtures("installed")
def test_a_full_disk_is_told_as_such():
    with pytest.raises(WismoError, match="The disk is full"), open_session(Place(None, "", "", "ours")):
        raise RefusalError("IO error: No space left on device (os error 28)")


def test_tables_that_cannot_be_read_are_told_without_a_value_of_a_row(tmp_path):
    (tmp_path / "built" / "carriers").mkdir(parents=True)
    (tmp_path / "built" / "carriers" / "part.parquet").write_bytes(CANARY.encode())
    place = Place(None, "", str(tmp_path / "built"), "ours")
    with pytest.raises(WismoError, match=r"\(WISMO_SAIL_TABLES\) cannot be read.* Nothing was published\.") as caught:
        load_tables(Session(_Spark(), "127.0.0.1:1"), place, tmp_path / "wismo.duckdb", [SEED])
    assert CANARY not in str(caught.value)


def test_a_build_that_ends_leaves_its_tables_and_nothing_else(brand, on_sail):
    before = dict(os.environ)
    run = _run(brand)
    assert (_carriers(brand), run.warnings) == ([("built",)], {})
    assert on_sail.seen == {"WISMO_SAIL_HOST": "sail.internal", "WISMO_SAIL_PORT": "7"}
    assert dict(os.environ) == before
    assert not (brand.work / "sail").exists()
    (brand.work / "target").mkdir()
    manifest = brand.work / "target" / "manifest.json"
    manifest.touch()
    start = working.begin(brand, working_database(brand), manifest, inputs="", full=False)
    assert start.why_full == working.OTHER_ENGINE


def test_a_model_that_fails_costs_nothing_that_duckdb_kept(brand, on_sail):
    on_sail.error = WismoError("The model orders failed.")
    with pytest.raises(WismoError, match=r"^The model orders failed\.$"):
        _run(brand)
    assert _carriers(brand) == [("of the last build",)]
    assert not (brand.work / "sail").exists()


def test_another_place_of_raw_data_is_noticed_before_the_models_start(brand, on_sail, tmp_path, monkeypatch):
    monkeypatch.setenv("WISMO_SAIL_RAW", str(tmp_path / "typo"))
    on_sail.error = AssertionError("dbt ran")
    with pytest.raises(WismoError, match="There is no Parquet in .*typo"):
        _run(brand)


@pytest.mark.parametrize("error", [None, "The model orders failed."])
def test_tables_that_cannot_be_deleted_are_no_secret(brand, on_sail, monkeypatch, error):
    def refuse(_: Place) -> None:
        raise WismoError("The store refuses.")

    monkeypatch.setattr(models, "remove_tables", refuse)
    on_sail.error = error and WismoError(error)
    left = r"Sail's tables, .* could not be deleted: \S+ is still in work/sail, until the next build on Sail deletes it"
    if error:
        with pytest.raises(WismoError, match=rf"^{error} {left}\.$"):
            _run(brand)
        return
    ((check, sentence),) = _run(brand).warnings.items()
    assert check == "engine_tables"
    assert re.fullmatch(left, sentence)


def test_a_store_that_refuses_a_deletion_is_an_error_in_words(monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError("AWS Error ACCESS_DENIED")

    monkeypatch.setattr(
        "wismo.sail.place.open_files", lambda _: (SimpleNamespace(get_file_info=refuse, delete_dir=refuse), "")
    )
    with pytest.raises(WismoError, match=r"ACCESS_DENIED, says the store\. Nothing was published\."):
        remove_tables(Place(None, "", "s3://brand/built/1", "ours"))


def test_values_of_a_seed_are_not_looked_up_in_what_an_older_build_left(brand, tmp_path):
    rule = SimpleNamespace(name="unique", kwargs={})
    node = SimpleNamespace(
        name="carriers_are_known", resource_type="test", attached_node="seed.wismo.carriers", test_metadata=rule,
        column_name="name", compiled_code="select name as unique_field from wismo.carriers",
    )  # fmt: skip
    failed = [SimpleNamespace(node=node, status="fail", message="Got 1 result, configured to fail if != 0")]
    assert "of the last build" in failure(failed, tmp_path, working_database(brand))
    assert "of the last build" not in failure(failed, tmp_path, None)
