"""Where a brand's data lives."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


def project_root() -> Path:
    """Return the folder that holds ``dbt_project.yml``, ``seeds/`` and ``models/``."""
    return Path(__file__).resolve().parent.parent


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
    def published(self) -> Path:
        """Snapshots and the pointer ``CURRENT``."""
        return self.root / "published"
