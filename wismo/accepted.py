"""The record of what people let pass: append-only, and kept when the snapshots it speaks of are long gone."""

from __future__ import annotations

import json
import os
import pwd
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.without_people import without_people

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from wismo.audit import Finding
    from wismo.home import Home


@dataclass(frozen=True)
class Acceptance:
    """An audit that did not hold and was let pass: by whom (user of the system), when (UTC), what it said.

    ``version`` is the snapshot that was published with it; None where the build failed afterwards.
    """

    id: str
    accepted_at: str
    user: str
    audit: str
    sentence: str
    version: str | None = None


def record_accepted(home: Home, noted: Sequence[Finding]) -> list[Acceptance]:
    """Write down what is let pass, before anything is published with it.

    Raises:
        WismoError: it cannot be written; without a record nothing may be let pass.
    """
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    made = [
        Acceptance(secrets.token_hex(4), now, _user(), item.audit, without_people(item.sentence, home.root))
        for item in noted
    ]
    _append(home, made)
    return made


def record_published(home: Home, accepted: Sequence[Acceptance], version: str) -> None:
    """Add which version was published with what was let pass; that it was let pass stands there already."""
    with suppress(WismoError):  # the snapshot is live: saying that nothing was published would be wrong
        _append(home, [replace(item, version=version) for item in accepted])


def read_accepted(home: Home) -> list[Acceptance]:
    """Return the whole record, oldest first. A line that a crash cut off is left out."""
    found: dict[str, Acceptance] = {}
    try:
        lines = _file(home).read_text(encoding="utf-8", errors="replace").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return []
    for line in lines:
        try:
            item = Acceptance(**json.loads(line))
        except (ValueError, TypeError):
            continue
        found[item.id] = item
    return list(found.values())


def _append(home: Home, items: Sequence[Acceptance]) -> None:
    if not items:
        return
    text = "".join(json.dumps(asdict(item), ensure_ascii=False) + "\n" for item in items)
    try:
        descriptor = os.open(_file(home), os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            # After a line that a crash cut off a new one begins.
            size = os.fstat(descriptor).st_size
            is_cut = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            os.write(descriptor, (("\n" if is_cut else "") + text).encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise WismoError(
            f"What was let pass could not be written to {_file(home)} ({error.strerror}), and without a record nothing "
            "is published. Make room, or make the file writable, and build again."
        ) from error


def _user() -> str:
    """The user of the system, whatever the environment says."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run under a number that has no name
        return str(os.getuid())


def _file(home: Home) -> Path:
    return home.root / "accepted_audits.jsonl"
