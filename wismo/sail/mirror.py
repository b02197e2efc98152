"""A copy of raw data where the workers of a cluster can read it, kept as this machine's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyarrow import fs

from wismo.errors import WismoError, safe
from wismo.intake.contract import read_contract
from wismo.intake.raw import DERIVED
from wismo.sail.faults import reachable
from wismo.sail.place import RAW, is_elsewhere, open_files, parquet_files

if TYPE_CHECKING:
    from wismo.home import Home
    from wismo.sail.place import Place

# Lies in the root of a copy and names the home whose copy it is.
MARKER = "wismo-home.txt"


def mirror_raw(home: Home, place: Place) -> None:
    """Bring what is new in raw to ``place.raw`` and take away what is gone, if that is an address in an object store.

    A file that is as large there and was written later than ours is there already. A folder is taken as it is: it is
    this machine's own, or one that all hosts share.

    Raises:
        WismoError: the store refuses, or what lies there is not a copy that this home made; it is then as it was.
    """
    if not is_elsewhere(place.raw):
        return
    with reachable(place.raw, RAW):
        theirs, root = open_files(place.raw)
        _claim(theirs, root, place)
        for name in (*read_contract(), *DERIVED):
            _mirror(home, theirs, root, name)


def _claim(theirs: fs.FileSystem, root: str, place: Place) -> None:
    """Make sure that only this home writes and deletes there."""
    marker = f"{root}/{MARKER}"
    if theirs.get_file_info(marker).type == fs.FileType.File:
        with theirs.open_input_stream(marker) as file:
            if file.read().decode("utf-8", "replace").strip() == place.owner:
                return
        whose = "holds the copy of another home"
    elif theirs.get_file_info(fs.FileSelector(root, allow_not_found=True)):
        whose = "is not empty, and nothing there says that it is a copy of this home"
    else:
        theirs.create_dir(root)
        with theirs.open_output_stream(marker) as file:
            file.write(f"{place.owner}\n".encode())
        return
    raise WismoError(
        f"{safe(place.raw)} {whose}: a build would delete what it does not know. Set {RAW} to an address of this "
        "home's own, or empty that one if nobody needs it. Nothing was changed there, nothing was published."
    )


def _mirror(home: Home, theirs: fs.FileSystem, root: str, name: str) -> None:
    ours = fs.LocalFileSystem()
    wanted, there = parquet_files(ours, str(home.raw / name)), parquet_files(theirs, f"{root}/{name}")
    # What was erased here must not be read there.
    for path in there.keys() - wanted.keys():
        theirs.delete_file(f"{root}/{name}/{path}")
    theirs.create_dir(f"{root}/{name}")
    for path, file in wanted.items():
        copy = there.get(path)
        if copy is None or copy.size != file.size or copy.mtime_ns < file.mtime_ns:
            fs.copy_files(
                str(home.raw / name / path),
                f"{root}/{name}/{path}",
                source_filesystem=ours,
                destination_filesystem=theirs,
            )
