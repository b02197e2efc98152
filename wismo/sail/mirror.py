"""A copy of raw data where the workers of a cluster can read it, kept as this machine's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyarrow import fs

from wismo.intake.contract import read_contract
from wismo.intake.raw import DERIVED
from wismo.sail.place import is_elsewhere, open_files, parquet_files

if TYPE_CHECKING:
    from wismo.home import Home
    from wismo.sail.place import Place


def mirror_raw(home: Home, place: Place) -> None:
    """Bring what is new in raw to ``place.raw`` and take away what is gone, if that is an address in an object store.

    A file that is as large there and was written later than ours is there already. A folder is taken as it is: it is
    this machine's own, or one that all hosts share.
    """
    if not is_elsewhere(place.raw):
        return
    theirs, root = open_files(place.raw)
    ours = fs.LocalFileSystem()
    for name in (*read_contract(), *DERIVED):
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
