"""The demo: a sample brand, loaded, built and published. What is done already is skipped."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from wismo.build import build
from wismo.errors import WismoError
from wismo.intake.ledger import read_ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from wismo.build import BuildReport
    from wismo.home import Home


def prepare_demo(home: Home, *, progress: Callable[[str], None] = lambda _: None) -> BuildReport:
    """Bring ``home`` to a published snapshot of the sample brand.

    Raises:
        WismoError: ``home`` holds a real brand's data, or a step failed.
    """
    inbox = home.inbox / "demo"
    if not inbox.is_dir():
        _refuse_real_data(home)
        _write_sample(inbox, progress)
    _load(home, inbox, progress)
    return build(home, progress=progress)


def refuse_beside_demo(home: Home, paths: Iterable[Path]) -> None:
    """Refuse to load a brand's own files where the sample brand lies.

    Raises:
        WismoError: ``home`` holds the sample brand, and one of ``paths`` is none of its files.
    """
    inbox = home.inbox / "demo"
    own = (inbox.resolve(), home.quarantine.resolve())
    if inbox.is_dir() and not all(any(path.resolve().is_relative_to(folder) for folder in own) for path in paths):
        raise WismoError(
            f"{home.root} holds the sample brand of `wismo demo`, and your data would mix with it. Set WISMO_HOME to "
            "a folder of your own, as in `export WISMO_HOME=~/wismo`, for this and every later command."
        )


def _refuse_real_data(home: Home) -> None:
    if read_ledger(home):
        raise WismoError(
            f"{home.root} already holds data that is not the demo's, and the sample brand would mix with it. "
            "Set WISMO_HOME to an empty folder for the demo."
        )


def _write_sample(inbox: Path, progress: Callable[[str], None]) -> None:
    from wismo.sample import write_sample

    unfinished = inbox.with_name(".demo-unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    progress("Writing the sample brand's exports")
    write_sample(unfinished, progress=progress)
    unfinished.rename(inbox)


def _load(home: Home, inbox: Path, progress: Callable[[str], None]) -> None:
    from wismo.intake.load import load_paths

    progress("Loading the exports")
    for report in load_paths(home, [inbox], inbox / "sources.yml", progress=progress):
        if report.error:
            raise WismoError(f"{report.file} could not be loaded: {report.error}")
