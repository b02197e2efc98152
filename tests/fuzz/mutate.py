"""Ways to spoil the bytes of a valid file, several at a time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

NASTY = (
    b'"', b'""', b",", b";", b"\t", b"\n", b"\r", b"\r\n", b"\x00", b"\x1a", b"\x1f", b"\\", b"'", b"=", b"#", b"{",
    b"}", b"[", b"]", b":", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xe2\x80\x8b",
    b"\xe2\x80\xae", b"\\u0000", b"\\ud800", b"NaN", b"null", b"true", b"1e999", b"9.4E+21", b"-0", b"1E400",
    b"2026-02-30", b"2026-03-29 02:30:00", b"9999-12-31T23:59:59Z", b"+99:99", b"sep=;\n", b"Total,", b"// x\n",
    b'"id": 1, ', b'"data": [', b'"messages": null, ', b"x" * 600, b" " * 40, b"\xe2\x80\xa8", b"\xc2\x85",
)  # fmt: skip


def mutants(content: bytes) -> st.SearchStrategy[bytes]:
    """Return a strategy for ``content`` with one to four changes."""
    return st.lists(_changes, min_size=1, max_size=4).map(lambda changes: _apply(content, changes))


def _apply(content: bytes, changes: list[Callable[[bytes], bytes]]) -> bytes:
    for change in changes:
        content = change(content)
    return content


def _at(content: bytes, share: float) -> int:
    return min(int(share * len(content)), max(len(content) - 1, 0))


_share = st.floats(0, 1, exclude_max=True)
_length = st.integers(1, 60)


@st.composite
def _flip(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    share, bit = draw(_share), draw(st.integers(0, 7))

    def change(content: bytes) -> bytes:
        if not content:
            return content
        at = _at(content, share)
        return content[:at] + bytes([content[at] ^ (1 << bit)]) + content[at + 1 :]

    return change


@st.composite
def _cut(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    share, is_start = draw(_share), draw(st.booleans())
    return lambda content: content[_at(content, share) :] if is_start else content[: _at(content, share)]


@st.composite
def _delete(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    share, length = draw(_share), draw(_length)
    return lambda content: content[: _at(content, share)] + content[_at(content, share) + length :]


@st.composite
def _insert(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    share, text = draw(_share), draw(st.sampled_from(NASTY) | st.binary(min_size=1, max_size=4))
    return lambda content: content[: _at(content, share)] + text + content[_at(content, share) :]


@st.composite
def _quotes(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    """Add or take quotation marks at the edges of values: once for an odd number of them, twice for an even one."""
    shares, is_added = draw(st.lists(_share, min_size=1, max_size=2)), draw(st.booleans())

    def change(content: bytes) -> bytes:
        for share in shares:
            places = [match.start() for match in re.finditer(rb"(?<=[,;\n])" if is_added else rb'"', content)]
            if places:
                at = places[int(share * len(places))]
                content = content[:at] + (b'"' + content[at:] if is_added else content[at + 1 :])
        return content

    return change


@st.composite
def _splice(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    """Copy a piece of the file to another place."""
    source, target, length = draw(_share), draw(_share), draw(st.integers(1, 300))

    def change(content: bytes) -> bytes:
        piece = content[_at(content, source) :][:length]
        return content[: _at(content, target)] + piece + content[_at(content, target) :]

    return change


@st.composite
def _lines(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    """Double, drop, move or join lines."""
    first, second, what = draw(_share), draw(_share), draw(st.sampled_from(("double", "drop", "swap", "join")))

    def change(content: bytes) -> bytes:
        lines = content.splitlines(keepends=True)
        if not lines:
            return content
        at, other = int(first * len(lines)), int(second * len(lines))
        if what == "double":
            lines.insert(other, lines[at])
        elif what == "drop":
            del lines[at]
        elif what == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        else:
            lines[at] = lines[at].rstrip(b"\r\n")
        return b"".join(lines)

    return change


@st.composite
def _keys(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    """Double, rename or empty the value of a JSON key."""
    share, what = draw(_share), draw(st.sampled_from(("double", "rename", "empty", "nest")))

    def change(content: bytes) -> bytes:
        found = list(re.finditer(rb'"(\w+)": ("[^"]*"|[\w.]+)', content))
        if not found:
            return content
        match = found[int(share * len(found))]
        key, value = match[1], match[2]
        text = {
            "double": b'"%b": %b, "%b": %b' % (key, value, key, value),
            "rename": b'"%b_": %b' % (key, value),
            "empty": b'"%b": null' % key,
            "nest": b'"%b": {"%b": %b}' % (key, key, value),
        }[what]
        return content[: match.start()] + text + content[match.end() :]

    return change


_WHOLE: tuple[Callable[[bytes], bytes], ...] = (
    lambda content: content.replace(b"\n", b"\r\n"),
    lambda content: content.replace(b"\n", b"\r"),
    lambda content: content + content,
    lambda content: b"\xef\xbb\xbf" + content,
    lambda content: content.replace(b",", b";"),
    lambda content: content.replace(b'"', b"'"),
    lambda content: content.decode("latin-1").encode("utf-16"),
    lambda content: b"Export of January\n" + content,
    lambda content: content + b"Total: 5 rows\n",
    lambda content: b"[" + content.replace(b"\n", b",\n") + b"]",
    lambda content: content.upper(),
)

_changes: st.SearchStrategy[Callable[[bytes], bytes]] = st.one_of(
    _flip(), _cut(), _delete(), _insert(), _quotes(), _splice(), _lines(), _keys(), st.sampled_from(_WHOLE)
)
