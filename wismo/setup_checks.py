"""What of an installation can be wrong before any data is looked at: folders, key, brand, and room on the disk."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import yaml

from wismo.check import Check
from wismo.errors import WismoError
from wismo.intake.brand import read_brand
from wismo.intake.key import key_file, read_key
from wismo.pace import last_pace
from wismo.privacy.erased import read_erased_list
from wismo.team.file import damage, team_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wismo.home import Home

LEAST_FREE_BYTES = 2_000_000_000
# A build writes the whole working database and a snapshot anew, and the engine spills beside them.
ROOM_FOR_BUILDS = 2


def setup_checks(home: Home) -> Iterator[Check]:
    """Look at the home of a brand; nothing is changed."""
    if home.root.exists() and not (home.root.is_dir() and os.access(home.root, os.R_OK | os.W_OK | os.X_OK)):
        cure = "is not a folder that this user may write in. Set WISMO_HOME to one that is."
        yield Check("home", "fail", f"{home.root} {cure}")
        return
    if not home.root.exists():
        yield Check("home", "warn", f"{home.root} does not exist yet; loading makes it.")
        return
    yield _disk(home)
    yield from _private(home)
    yield _key(home)
    yield _brand(home)


def _disk(home: Home) -> Check:
    free, past = shutil.disk_usage(home.root).free, last_pace(home)
    needed = past.bytes_needed * ROOM_FOR_BUILDS if past else LEAST_FREE_BYTES
    why = f"the last build wrote {past.bytes_needed / 1e9:,.1f} GB" if past else "no build has told how much it needs"
    found = f"{free / 1e9:,.1f} GB free in {home.root}; {why}"
    if free >= needed:
        return Check("disk", "ok", found)
    return Check("disk", "warn", f"{found}. Make room for {needed / 1e9:,.1f} GB, or the next build may fail.")


def _private(home: Home) -> Iterator[Check]:
    open_to_others = [folder for folder in (*home.private, home.inbox) if folder.is_dir() and _is_open(folder)]
    if not open_to_others:
        yield Check("private_folders", "ok", "Only their owner may enter the folders with customers' data.")
    for folder in open_to_others:
        yield Check(
            f"private_{folder.name}",
            "warn",
            f"Others on this machine may read {folder}, which can hold customers' data: chmod 700 {folder}.",
        )


def _key(home: Home) -> Check:
    path = key_file()
    try:
        read_key(home, lambda _: None, create=False)
    except WismoError as error:
        return Check("key", "fail", str(error))
    if os.environ.get("WISMO_KEY"):
        return Check("key", "ok", "WISMO_KEY is set.")
    if not path.is_file():
        return Check("key", "ok", f"None yet; the first load that needs one makes it in {path}.")
    if path.stat().st_mode & 0o077:
        return Check("key", "warn", f"Others on this machine may read the key {path}: chmod 600 {path}.")
    return Check("key", "ok", f"In {path}; keep a copy of it elsewhere.")


def erasure_checks(home: Home) -> Iterator[Check]:
    """Look whether somebody is still to be erased to the end."""
    try:
        if read_erased_list(home).pending:
            yield Check("erasure", "fail", "Somebody is not erased to the end. `wismo build` finishes it.")
    except WismoError as error:
        yield Check("erasure", "fail", str(error))


def team_checks(home: Home) -> Iterator[Check]:
    """Look at what the team wrote; it is in no build, so only a copy brings it back."""
    if problem := damage(home):
        yield Check("team", "fail", problem)
    elif team_file(home).exists():
        yield Check("team", "ok", f"{team_file(home)} is whole; a copy of it is its backup.")


def _brand(home: Home) -> Check:
    try:
        brand = read_brand(home)
    except (WismoError, yaml.YAMLError, AttributeError, ValueError, OSError) as error:
        # A parser quotes the file; a sentence of ours names the place by itself.
        sentence = str(error) if isinstance(error, WismoError) else f"{home.root / 'brand.yml'} cannot be read."
        return Check("brand", "fail", f"{sentence} `wismo load` writes it anew from sources.yml.")
    if not (home.root / "brand.yml").is_file():
        return Check(
            "brand", "warn", f"No brand: in sources.yml was loaded yet, so days are counted in {brand.time_zone}."
        )
    return Check("brand", "ok", f"Days are counted in {brand.time_zone}.")


def _is_open(folder: Path) -> bool:
    return bool(folder.stat().st_mode & 0o077)
