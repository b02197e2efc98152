"""How far each stream of an account was pulled: one small file, replaced as a whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wismo.errors import WismoError
from wismo.home import private_folder
from wismo.intake.disk import file_lock, write_text
from wismo.sync.moment import read_moment, write_moment

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from wismo.home import Home
    from wismo.intake.pulls import Pull

Cursor = dict[str, Any]


class State:
    """The cursors of one account's streams, in ``WISMO_HOME/sync/<source>.json``. It holds no secret."""

    def __init__(self, path: Path, pull: Pull, cursors: dict[str, Cursor]) -> None:
        self._path = path
        self._pull = pull
        self._cursors = cursors

    @classmethod
    def read(cls, home: Home, pull: Pull) -> State:
        """Return the state that the last pull left, or an empty one; call under the source's lock.

        An earlier ``since:`` than the last time begins again from there: what is pulled twice is loaded once.

        Raises:
            WismoError: the file cannot be read, or belongs to another account.
        """
        path = home.root / "sync" / f"{pull.name}.json"
        for leftover in path.parent.glob(f".{path.name}.*"):  # of a pull that was killed
            leftover.unlink()
        if not path.exists():
            return cls(path, pull, {})
        try:
            body = json.loads(path.read_text(encoding="utf-8"))
            account, since, cursors = (body["vendor"], body["domain"]), read_moment(body["since"]), body["streams"]
        except (ValueError, KeyError, TypeError, OSError):
            raise WismoError(f"{path} cannot be read. Delete it to pull everything again from since: on.") from None
        if account != (pull.vendor, pull.domain):
            raise WismoError(
                f"{pull.name} was pulled from {' '.join(filter(None, account))} before, and sources.yml names another "
                "account. Give the other account a name of its own."
            )
        return cls(path, pull, {} if since is None or pull.since < since else cursors)

    def cursor(self, stream: str) -> Cursor:
        """Return where a stream goes on; empty where it begins."""
        return dict(self._cursors.get(stream, {}))

    def advance(self, stream: str, cursor: Cursor) -> None:
        """Keep a stream's new cursor; it is on disk when this returns."""
        self._cursors[stream] = cursor
        body = {
            "vendor": self._pull.vendor,
            "domain": self._pull.domain,
            "since": write_moment(self._pull.since),
            "streams": self._cursors,
        }
        write_text(self._path, json.dumps(body, indent=1, sort_keys=True) + "\n")


def source_lock(home: Home, name: str) -> AbstractContextManager[None]:
    """Hold the lock of a source; raises ``WismoError`` where another pull of it runs."""
    private_folder(home.root / "sync")
    return file_lock(
        home.root / "sync" / f"{name}.lock",
        f"Another pull of {name} runs since {{since}}. Wait until it ends; it will have pulled the same.",
    )
