"""What `wismo doctor` says of personal data: the key, its place, and an erasure that is not finished."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.intake.key import key_file, key_mark_path, read_key
from wismo.privacy.erased import read_erased_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wismo.home import Home

_OTHERS = 0o077


def privacy_checks(home: Home) -> Iterator[tuple[str, str, str]]:
    """Yield the name, the status (ok, warn, fail) and the sentence of every check; nothing is changed."""
    if key_mark_path(home).exists():
        yield ("key", *_key(home))
    try:
        if read_erased_list(home).pending:
            yield "erasure", "fail", "Somebody is not erased to the end. `wismo build` finishes it."
    except WismoError as error:
        yield "erasure", "fail", str(error)


def _key(home: Home) -> tuple[str, str]:
    try:
        read_key(home, lambda _: None, create=False)
    except WismoError as error:
        return "fail", str(error)
    path = key_file()
    if os.environ.get("WISMO_KEY"):
        return "ok", "The customer key in WISMO_KEY is the one that the data was loaded with."
    if path.stat().st_mode & _OTHERS:
        return "warn", f"Other accounts of this machine may read the customer key. Run: chmod 600 {path}"
    return "ok", f"The customer key in {path} is the one that the data was loaded with."
