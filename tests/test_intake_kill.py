"""Loads that are killed at any moment, replayed, shuffled and split: the marts come out the same."""

from __future__ import annotations

import gzip
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from typing import TYPE_CHECKING

import polars as pl
import pytest

from wismo.build import build
from wismo.home import Home
from wismo.intake.contract import read_contract
from wismo.intake.ledger import balance, read_ledger
from wismo.intake.load import load_paths
from wismo.publish import mart_hashes
from wismo.snapshot import current_snapshot

if TYPE_CHECKING:
    from pathlib import Path

KILLS = int(os.environ.get("WISMO_KILLS", "2"))


def _records(home: Home) -> dict[str, list[str]]:
    """The records of every raw object, whatever files they lie in."""
    return {
        name: sorted(pl.read_parquet(home.raw / name / "*.parquet", columns=["_record"])["_record"])
        for name in read_contract()
    }


def _values(home: Home, name: str) -> pl.DataFrame:
    """What the models read of a raw object, in an order of its own."""
    frame = pl.read_parquet(home.raw / name / "*.parquet")
    return frame.select(column for column in sorted(frame.columns) if not column.startswith("_")).sort(pl.all())


def _load_in_a_process(home: Home, inbox: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "wismo", "load", str(inbox)]
    environment = {**os.environ, "WISMO_HOME": str(home.root)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.mark.slow
def test_a_load_killed_again_and_again_ends_like_one_that_was_not(demo_home: Home, tmp_path_factory):
    inbox = demo_home.inbox / "demo"
    scratch = Home(tmp_path_factory.mktemp("undisturbed"))
    begun = time.monotonic()
    assert _load_in_a_process(scratch, inbox).wait() == 0
    whole = time.monotonic() - begun

    home = Home(tmp_path_factory.mktemp("killed"))
    moments = random.Random(20261125)
    killed = 0
    while killed < KILLS:
        process = _load_in_a_process(home, inbox)
        time.sleep(moments.uniform(0.2, 1.0) * whole)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        else:
            # It was done before the blow fell, on a machine less busy than at first: aim earlier, and begin anew.
            whole *= 0.8
            if read_ledger(home):
                shutil.rmtree(home.raw)
        process.wait()
        assert balance(home) == []
    assert _load_in_a_process(home, inbox).wait() == 0
    assert balance(home) == []
    assert _records(home) == _records(demo_home)
    for name in read_contract():
        assert _values(home, name).equals(_values(demo_home, name)), name
    # That the same raw data make the same marts is looked at in tests/test_build.py.
    if not os.environ.get("WISMO_SOAK"):
        return
    build(home)
    assert mart_hashes(current_snapshot(home)) == mart_hashes(current_snapshot(demo_home))


@pytest.mark.soak
def test_replayed_shuffled_split_and_packed_exports_give_the_same_marts(demo_home: Home, tmp_path_factory):
    folder = tmp_path_factory.mktemp("torn")
    chance = random.Random(20261125)
    for path in sorted((demo_home.inbox / "demo").iterdir()):
        if path.name == "sources.yml":
            shutil.copy(path, folder)
        elif path.is_file():
            _tear(path, folder, chance)
    home = Home(tmp_path_factory.mktemp("torn-home"))
    shutil.copy(demo_home.root / "brand.yml", home.root)
    for _ in range(2):
        assert [report.error for report in load_paths(home, [folder], None) if report.error] == []
        assert balance(home) == []
    build(home)
    assert mart_hashes(current_snapshot(home)) == mart_hashes(current_snapshot(demo_home))


def _tear(path: Path, folder: Path, chance: random.Random) -> None:
    """Write an export's records in another order, in three overlapping parts: plain, gzipped and in an archive."""
    header, records = _parts(path)
    chance.shuffle(records)
    third = len(records) // 3
    pieces = [records[: third + 5], records[third : 2 * third + 5], records[2 * third :]]
    plain, packed, archived = ((header + b"".join(piece)) for piece in pieces)
    for name in ("a", "b", "c"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "a" / path.name).write_bytes(plain)
    (folder / "b" / f"{path.name}.gz").write_bytes(gzip.compress(packed))
    with zipfile.ZipFile(folder / "c" / f"{path.name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(path.name, archived)


def _parts(path: Path) -> tuple[bytes, list[bytes]]:
    from wismo.intake.read_csv import record_ends

    text = path.read_bytes()
    if path.suffix != ".csv":
        return b"", [line + b"\n" for line in text.splitlines() if line.strip()]
    ends = [int(end) for end in record_ends(text)]
    records = [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    return records[0], records[1:]
