"""The doctor looks at folders, key, brand and disk, and every warning names its cure."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from wismo import setup_checks
from wismo.doctor import CURES, examine
from wismo.intake.load import load_paths
from wismo.setup_checks import setup_checks as look

if TYPE_CHECKING:
    from wismo.home import Home

ORDERS = "order_id,order_name,created_at,customer_email\n1,#1,2026-07-01T10:00:00Z,a@b.c\n"


def _checks(home: Home) -> dict[str, tuple[str, str]]:
    return {item.check: (item.status, item.detail) for item in look(home)}


@pytest.fixture
def loaded(home, inbox):
    """A home into which one order was loaded under the careless mask of most machines."""
    before = os.umask(0o022)
    try:
        load_paths(home, [inbox(orders__csv=ORDERS, bad__csv=ORDERS.replace("2026-07-01T10:00:00Z", "soon"))], None)
    finally:
        os.umask(before)
    return home


def test_folders_with_customers_data_are_their_owners_alone_whatever_the_mask(loaded):
    for folder in (loaded.raw, loaded.quarantine, loaded.work, loaded.inbox):
        assert folder.stat().st_mode & 0o777 == 0o700, folder.name
    assert _checks(loaded)["private_folders"][0] == "ok"


def test_a_folder_that_others_may_enter_is_told_and_closed_by_the_next_load(loaded, inbox):
    loaded.raw.chmod(0o755)
    loaded.inbox.chmod(0o750)
    checks = _checks(loaded)
    assert checks["private_raw"] == (
        "warn",
        f"Others on this machine may read {loaded.raw}, which can hold customers' data: chmod 700 {loaded.raw}.",
    )
    assert "private_inbox" in checks
    load_paths(loaded, [inbox(more__csv=ORDERS.replace("1,#1", "2,#2"))], None)
    # The inbox may be a folder that others drop files into.
    assert [name for name in _checks(loaded) if name.startswith("private_")] == ["private_inbox"]


def test_dbts_files_are_private(demo_home):
    work = demo_home.work
    files = [work / "wismo.duckdb", *(work / "logs").iterdir(), *(work / "target").iterdir()]
    assert len(files) > 4
    assert [path for path in files if path.stat().st_mode & 0o077] == []
    assert demo_home.work.stat().st_mode & 0o777 == 0o700


def test_the_key_is_looked_for_and_never_beside_what_it_protects(loaded, monkeypatch):
    assert _checks(loaded)["key"] == ("ok", "WISMO_KEY is set.")
    monkeypatch.delenv("WISMO_KEY")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(loaded.root.parent / "config"))
    assert _checks(loaded)["key"][0] == "fail"
    path = loaded.root.parent / "config" / "wismo" / "key"
    path.parent.mkdir(parents=True)
    path.write_text("0123456789abcdef")
    path.chmod(0o644)
    assert _checks(loaded)["key"] == ("warn", f"Others on this machine may read the key {path}: chmod 600 {path}.")
    path.chmod(0o600)
    assert _checks(loaded)["key"][0] == "ok"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(loaded.root / "config"))
    assert _checks(loaded)["key"][0] == "fail"
    assert "lies inside WISMO_HOME" in _checks(loaded)["key"][1]


@pytest.mark.parametrize("text", ["time_zone: Mars/Olympus\n", "- a list\n", "{", "\udcff"])
def test_a_brand_that_cannot_be_read_fails_with_its_cure(loaded, text):
    (loaded.root / "brand.yml").write_text(text, errors="surrogateescape")
    status, detail = _checks(loaded)["brand"]
    assert status == "fail"
    assert "`wismo load`" in detail


def test_room_on_the_disk_is_asked_of_the_last_build(demo_home, monkeypatch):
    assert _checks(demo_home)["disk"][0] == "ok"
    monkeypatch.setattr(setup_checks, "ROOM_FOR_BUILDS", 1e9)
    status, detail = _checks(demo_home)["disk"]
    assert status == "warn"
    assert "Make room for" in detail


def test_no_home_yet_is_no_mistake(home):
    assert _checks(home) == {"home": ("warn", f"{home.root} does not exist yet; loading makes it.")}


def test_every_check_of_the_data_has_a_cure(snapshot):
    names = [name for (name,) in snapshot.execute("select check_name from data_health").fetchall()]
    assert len(names) > 8
    assert [name for name in names if not any(name.startswith(start) for start in CURES)] == []


def test_what_the_demo_brand_warns_of_names_what_to_do(demo_home):
    warnings = [item for item in examine(demo_home) if item.status == "warn"]
    assert {"freshness"} <= {item.check for item in warnings}
    assert [item.detail for item in warnings if not item.detail.endswith(".")] == []
