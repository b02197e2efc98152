"""The seal beside a snapshot: how long each of its files is and what it hashes to, so that damage is noticed.

Disks lose and flip bytes without a word. SHA-256 reads two gigabytes a second, so whoever is about to rely on a
version can afford to look at all of it first.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import duckdb

from wismo.intake.disk import file_hash
from wismo.locked import attach, open_alone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

DATA, METRICS = "data", "metrics"


def semantic_manifest_path(snapshot: Path) -> Path:
    """Return the file beside a snapshot that defines its metrics."""
    return snapshot.with_name(f"{snapshot.stem}.semantic_manifest.json")


def seal_path(snapshot: Path) -> Path:
    """Return the seal beside a snapshot."""
    return snapshot.with_name(f"{snapshot.stem}.seal.json")


def write_seal(path: Path, *, data: Path, metrics: Path) -> None:
    """Write to ``path`` what the finished files of a snapshot, its data and its metrics' definitions, look like."""
    seal = {name: _look(file) for name, file in ((DATA, data), (METRICS, metrics))}
    path.write_text(json.dumps(seal, indent=1) + "\n", encoding="utf-8")


def damage(snapshot: Path) -> str | None:
    """Return what is wrong with a snapshot's files, as the end of a sentence; None where all of it is whole.

    A version without a seal, from before there were any, is read from its first block to its last instead.
    """
    files = {DATA: snapshot, METRICS: semantic_manifest_path(snapshot)}
    try:
        seal = json.loads(seal_path(snapshot).read_text(encoding="utf-8"))
        looks = [(name, file, seal[name]["bytes"], seal[name]["sha256"]) for name, file in files.items()]
    except FileNotFoundError:
        return _unsealed_damage(snapshot)
    except (OSError, ValueError, KeyError, TypeError):
        return f"its seal {seal_path(snapshot).name} cannot be read"
    return next(_differences(looks), None)


def _differences(looks: Iterable[tuple[str, Path, int, str]]) -> Iterator[str]:
    for name, file, size, digest in looks:
        what = "the file" if name == DATA else f"{file.name}, which defines its metrics,"
        try:
            found = file.stat().st_size
            if found != size:
                yield f"{what} is {found:,} bytes long instead of {size:,}"
            elif file_hash(file) != digest:
                yield f"{what} is not what was written: its checksum differs"
        except FileNotFoundError:
            yield f"{what} is missing"
        except OSError as error:
            yield f"{what} cannot be read ({error.strerror})"


def _look(path: Path) -> dict[str, int | str]:
    return {"bytes": path.stat().st_size, "sha256": file_hash(path)}


def _unsealed_damage(snapshot: Path) -> str | None:
    try:
        json.loads(semantic_manifest_path(snapshot).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return "the file that defines its metrics is missing"
    except (OSError, ValueError):
        return "the file that defines its metrics cannot be read"
    try:
        with open_alone() as connection:
            attach(connection, snapshot)
            found = connection.execute("select table_name from duckdb_tables() where database_name = 'wismo'")
            tables = [table for (table,) in found.fetchall()]
            for table in tables:
                # Hashing whole rows reads every block, and the engine compares each with its checksum.
                connection.execute(f'select bit_xor(hash(rows)) from wismo.main."{table}" as rows').fetchall()  # noqa: S608
    except (duckdb.Error, OSError):
        return "it cannot be read to its end"
    return None if "snapshot_info" in tables else "it holds no snapshot_info"
