"""What a process that was killed leaves behind, and the next run clears away."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from wismo.publish import remove_leftovers

if TYPE_CHECKING:
    from wismo.home import Home


def clear_leftovers(home: Home) -> None:
    """Delete unfinished files of earlier builds; call under the build lock and the load lock.

    Loads clear away their own (``wismo.intake.raw.settle``), and so do pulls.
    """
    # Tables of a build on Sail hold customers' keys.
    for folder in (home.work / "sail", *home.root.glob(".score-*")):
        shutil.rmtree(folder, ignore_errors=True)
    unfinished = [*home.work.glob("*.new"), *home.raw.glob("*/.empty"), *home.raw.glob("*_labels/labels.tmp")]
    unfinished += home.raw.glob("*_labels/.labels.sha256.*")
    for path in unfinished:
        path.unlink(missing_ok=True)
    remove_leftovers(home)
