"""Folders that hold people's data are open to nobody but their owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wismo.home import Home

PRIVATE = 0o700


def close_folders(home: Home) -> None:
    """Take the rights of others away from what holds personal data; ``inbox/`` may be one that others write into."""
    for folder in (home.raw, home.quarantine, home.work, home.root / "sync"):
        if folder.is_dir() and folder.stat().st_mode & 0o777 != PRIVATE:
            folder.chmod(PRIVATE)
