"""Where a brand's data lives."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


def project_root() -> Path:
    """Return the folder that holds ``dbt_project.yml``, ``seeds/`` and ``models/``."""
    return Path(__file__).resolve().parent.parent


def private_folder(path: Path) -> None:
    """Make a folder that only its owner may enter, also where it was open to others before."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.stat().st_mode & 0o077:
        with suppress(PermissionError):  # somebody else's folder; `wismo doctor` says so
            path.chmod(0o700)


@dataclass(frozen=True)
class Home:
    """The folders under ``WISMO_HOME`` (``var/`` in the project unless set)."""

    root: Path

    @classmethod
    def from_environment(cls) -> Home:
        """Read ``WISMO_HOME``; an empty value counts as not set."""
        configured = os.environ.get("WISMO_HOME")
        return cls(Path(configured).expanduser().resolve() if configured else project_root() / "var")

    @property
    def inbox(self) -> Path:
        """Exports waiting to be loaded."""
        return self.root / "inbox"

    @property
    def raw(self) -> Path:
        """Parquet of every accepted record, and the ledger."""
        return self.root / "raw"

    @property
    def quarantine(self) -> Path:
        """Records that were refused, as they came, with the reason."""
        return self.root / "quarantine"

    @property
    def work(self) -> Path:
        """The private working database; no reader opens it."""
        return self.root / "work"

    @property
    def logs(self) -> Path:
        """What commands did, a line of JSON for each step."""
        return self.root / "logs"

    @property
    def team(self) -> Path:
        """What the team wrote down for itself; made by whoever writes there first."""
        return self.root / "team"

    @property
    def private(self) -> tuple[Path, ...]:
        """The folders of ours that can hold customers' data, and what was done with it."""
        return self.raw, self.quarantine, self.work, self.logs, self.team

    def make_private(self) -> None:
        """Make those of the data, for their owner alone; the inbox only where it is not there yet."""
        folders = [folder for folder in self.private if folder not in (self.logs, self.team)]
        for folder in folders if self.inbox.exists() else [*folders, self.inbox]:
            private_folder(folder)

    @property
    def published(self) -> Path:
        """Snapshots and the pointer ``CURRENT``."""
        return self.root / "published"
