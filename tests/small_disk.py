"""A disk of a few megabytes that really fills up, and what fills it."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

PAGE = 4096
BALLAST = "ballast"


@dataclass(frozen=True)
class SmallDisk:
    """A mounted tmpfs."""

    path: Path

    @property
    def free(self) -> int:
        """Return how many bytes are left."""
        state = os.statvfs(self.path)
        return state.f_bavail * state.f_frsize

    def fill(self, *, leave: int = 0) -> None:
        """Write ballast until so many bytes are left, in whole pages."""
        self.empty()
        wanted = max(0, self.free - leave) // PAGE * PAGE
        # Others may write at the same time; then it is full all the same.
        with suppress(OSError), (self.path / BALLAST).open("wb", buffering=0) as file:
            for start in range(0, wanted, 1 << 20):
                file.write(bytes(min(1 << 20, wanted - start)))

    def empty(self) -> None:
        """Take the ballast away."""
        (self.path / BALLAST).unlink(missing_ok=True)

    def remount(self, options: str) -> None:
        """Change how it is mounted."""
        subprocess.run(["mount", "-o", f"remount,{options}", str(self.path)], check=True, capture_output=True)


def why_no_disk() -> str | None:
    """Return why this process cannot mount a disk of its own; None where it can."""
    if shutil.which("mount") is None:
        return "there is no `mount` here"
    if os.geteuid() != 0:
        return (
            "only root mounts disks; `unshare -rm .venv/bin/pytest tests/test_full_disk.py` gives a namespace to do so"
        )
    return None


@contextmanager
def small_disk(path: Path, options: str) -> Generator[SmallDisk]:
    """Mount a tmpfs at ``path``, as ``size=8m`` or ``nr_inodes=100`` say, and take it away again."""
    path.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(path)], check=True, capture_output=True)
    try:
        yield SmallDisk(path)
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True, capture_output=True)
