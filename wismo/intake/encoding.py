"""A file's text as UTF-8, whatever encoding it is declared to be in."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.intake.files import read_bytes
from wismo.intake.kinds import BOM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wismo.intake.files import SourceFile

_LOOK_BYTES = 40


def text_pieces(file: SourceFile, encoding: str) -> Iterator[bytes]:
    """Yield the file's content as UTF-8 bytes without byte-order mark; UTF-8 itself is checked later."""
    is_first = True
    decoder = None if encoding in ("utf-8", "utf-8-sig", "utf8") else codecs.getincrementaldecoder(encoding)()
    for piece in read_bytes(file):
        text = piece if decoder is None else _decode_piece(decoder, piece, encoding)
        if is_first:
            while text.startswith(BOM):  # two exports were joined, or a tool added a second mark
                text = text.removeprefix(BOM)
            _check_no_utf16(text)
        yield text
        is_first = False
    if decoder is not None:
        yield _decode_piece(decoder, b"", encoding)


def _decode_piece(decoder: codecs.IncrementalDecoder, piece: bytes, encoding: str) -> bytes:
    try:
        return decoder.decode(piece, final=not piece).encode()
    except UnicodeError:
        fault = f"is not {encoding} text" if piece else f"stops in the middle of a character of {encoding}"
        raise WismoError(f"The file {fault}. Correct encoding: in sources.yml, or export it again.") from None


def _check_no_utf16(text: bytes) -> None:
    start = text[:_LOOK_BYTES]
    if start and not start.strip(b"\x00"):
        raise WismoError("The file begins with NUL bytes and nothing else: a disk or a transfer failed. Copy it again.")
    if start.count(0) * 3 > len(start):
        raise WismoError(
            "The file holds NUL bytes between its letters: it is UTF-16 or UTF-32 text. Write encoding: utf-16 (or "
            "utf-16-le, utf-16-be, utf-32) at its source in sources.yml."
        )
