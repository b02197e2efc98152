"""Sign-ins that were ended: a cookie copied from one of them never works again, also after a restart.

Each is an empty-handed note in a folder: a keyed hash of the sign-in, with the moment at which it ends anyway.
"""

from __future__ import annotations

import hmac
import json
import time
from typing import TYPE_CHECKING, Any

from wismo.intake.disk import sync_to_disk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wismo.home import Home

# What tells one sign-in of a person from their next one.
PARTS = ("provider", "iss", "sub", "sid", "iat", "exp", "nonce")
# No cookie lives longer, whatever a token says.
LONGEST = 32 * 24 * 3600
# Those that this server ended itself: they hold also where no note could be written.
_ended: set[str] = set()


def sign_in_key(secret: str, claims: Mapping[str, Any]) -> str:
    """Return the name of a sign-in, which tells nothing about whose it is."""
    said = json.dumps([claims.get(part) for part in PARTS], default=str)
    return hmac.digest(secret.encode(), said.encode(), "sha256").hex()


def sign_out(home: Home, secret: str, claims: Mapping[str, Any]) -> None:
    """End a sign-in for good.

    Raises:
        OSError: the note cannot be written, so a copied cookie would work again once the server is started anew.
    """
    folder, key = _folder(home), sign_in_key(secret, claims)
    _ended.add(key)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / key).write_text(f"{_end(claims):.0f}\n", encoding="ascii")
    sync_to_disk(folder)


def is_signed_out(home: Home, secret: str, claims: Mapping[str, Any]) -> bool:
    """Return whether the sign-in was ended."""
    key = sign_in_key(secret, claims)
    return key in _ended or (_folder(home) / key).exists()


def forget_ended(home: Home) -> None:
    """Drop the notes of sign-ins that have ended by themselves."""
    for note in _folder(home).glob("*"):
        if not note.is_file():
            continue
        try:
            is_over = float(note.read_text(encoding="ascii")) < time.time()
        except ValueError:  # a note that is not whole counts from when it was written
            is_over = note.stat().st_mtime + LONGEST < time.time()
        if is_over:
            note.unlink(missing_ok=True)


def _folder(home: Home) -> Path:
    return home.root / "sign_outs"


def _end(claims: Mapping[str, Any]) -> float:
    latest = time.time() + LONGEST
    end = claims.get("exp")
    return min(latest, float(end)) if isinstance(end, int | float) else latest
