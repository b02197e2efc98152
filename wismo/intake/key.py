"""The customer key: a keyed hash (HMAC-SHA256) that lets orders and tickets of one person be joined
without keeping who it is. A plain hash of an email address can be reversed by trying addresses.
"""  # noqa: D205  # one thought, two lines

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from wismo.errors import WismoError
from wismo.intake.disk import write_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from wismo.home import Home

_SHORTEST = 16
_HEX = 32


def key_file() -> Path:
    """Return where the key is kept when ``WISMO_KEY`` is not set."""
    folder = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(folder).expanduser() / "wismo" / "key"


def read_key(home: Home, say: Callable[[str], None], *, create: bool = True) -> bytes:
    """Return the secret key; the first load makes one where there is none.

    ``create=False`` (a dry run) uses a passing key instead of making a file.

    Raises:
        WismoError: the key is too short, lies inside ``WISMO_HOME``, or is not the one that this brand's
            data was loaded with.
    """
    key = os.environ.get("WISMO_KEY", "").encode()
    path = key_file()
    if not key:
        if path.resolve().is_relative_to(home.root.resolve()):
            raise WismoError(f"The key {path} lies inside WISMO_HOME, beside what it protects. Move it out.")
        if not path.exists():
            if key_mark_path(home).exists():
                raise WismoError(
                    f"The customer key is missing: the data under {home.root} was loaded with one, and there is no "
                    f"{path}. Put it back from your backup, or set WISMO_KEY. A new key would make new customers of "
                    "all; docs/privacy.md says what to do when it is lost."
                )
            if not create:
                return secrets.token_bytes(32)
            _make(path)
            say(
                f"Made a secret key in {path}. It turns email addresses into customer keys; back it up, because "
                "without it customers of later loads no longer match earlier ones."
            )
        key = path.read_bytes().strip()
    if len(key) < _SHORTEST:
        raise WismoError(f"The customer key is shorter than {_SHORTEST} characters. Make one: openssl rand -hex 32.")
    _check_same(home, key, keep=create)
    return key


def key_mark_path(home: Home) -> Path:
    """Return the file that tells with which key a home was loaded: a hash, from which no key can be found."""
    return home.raw / "ledger" / "key-mark"


def text_salt(home: Home) -> bytes:
    """Return what goes into hashes of message texts, so that nobody without the key can try short messages.

    Where there is no key, or another one, it is a passing one: then every text is read again, and nothing is lost.
    """
    try:
        key = read_key(home, lambda _: None, create=False)
    except WismoError:
        key = secrets.token_bytes(32)
    return hmac.digest(key, b"wismo text hash", "sha256")


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _check_same(home: Home, key: bytes, *, keep: bool) -> None:
    """Compare with the mark of the key that this home was first loaded with."""
    path = key_mark_path(home)
    mark = hmac.digest(key, b"wismo key mark", "sha256").hex()[:16]
    if path.exists():
        if path.read_text(encoding="ascii").strip() != mark:
            raise WismoError(
                "This data was loaded with another customer key, so the same customers would not match. "
                "Set WISMO_KEY (or the key file) to the earlier key, or load into a new WISMO_HOME."
            )
    elif keep:
        write_text(path, mark + "\n")


def normal_emails(values: pl.Series) -> pl.Series:
    """Trim and lower-case; plus-tags stay. NULL where it is no address ("n/a" would join all customers)."""
    emails = values.str.strip_chars().str.to_lowercase()
    # Whether a dotted I or a final sigma is lower-case is for one judge: Python's.
    is_strange = values.str.contains(r"[^\x20-\x7e]")
    if is_strange.any():
        texts = [None if text is None else text.strip().lower() for text in values.to_list()]
        emails = pl.Series(texts, dtype=pl.String).zip_with(is_strange.fill_null(value=False), emails)
    return emails.set(~emails.str.contains("@", literal=True), None)


def normal_phones(values: pl.Series) -> pl.Series:
    """Keep the digits, without leading zeros and the zero of ``+44 (0)20``; NULL below seven digits."""
    digits = values.str.replace_all(r"\(0+\)", "").str.replace_all(r"[^0-9]", "").str.strip_chars_start("0")
    return digits.set(digits.str.len_bytes() < 7, None)


def marked_ids(values: pl.Series) -> pl.Series:
    """Mark ids as such, so that they never equal an address."""
    return "id:" + values


def customer_keys(key: bytes, values: pl.Series) -> pl.Series:
    """Return the keyed hash (HMAC-SHA256, 32 hex digits) of every value; NULL stays NULL."""
    if values.null_count() == len(values):
        return pl.repeat(None, len(values), dtype=pl.String, eager=True)
    distinct = values.unique()
    if len(distinct) > len(values) // 2:
        return pl.Series(_hashes(key, values), dtype=pl.String)
    return values.replace_strict(distinct, _hashes(key, distinct), return_dtype=pl.String)


def _hashes(key: bytes, values: pl.Series) -> list[str | None]:
    # HMAC spelled out: the two padded blocks are hashed once, which halves the time of hmac.digest.
    block = key if len(key) <= 64 else hashlib.sha256(key).digest()
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block.ljust(64, b"\0"))).copy
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block.ljust(64, b"\0"))).copy
    hashes: list[str | None] = []
    for text in values.cast(pl.Binary).to_list():
        if text is None:
            hashes.append(None)
            continue
        inside, outside = inner(), outer()
        inside.update(text)
        outside.update(inside.digest())
        hashes.append(outside.hexdigest()[:_HEX])
    return hashes
