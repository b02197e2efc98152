"""Files that are no files, that change, or whose names are a trap."""

from __future__ import annotations

import os
import socket
import unicodedata
from typing import TYPE_CHECKING

from tests.bad_files.case import SHOP, Case, orders, table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

TITLE = "File system"

_GOOD = table(1).encode()
_LINK = "symbolic link"
_IRREGULAR = "not a regular file"


def _files(contents: Mapping[str, bytes]) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        for name, content in contents.items():
            (folder / name).write_bytes(content)

    return make


def _link(target: str) -> Callable[[Path], None]:
    return lambda folder: (folder / "orders.csv").symlink_to(target)


def _link_to_file(folder: Path) -> None:
    (folder / "real.dat").write_bytes(_GOOD)
    (folder / "orders.csv").symlink_to("real.dat")


def _loop(folder: Path) -> None:
    (folder / "orders.csv").symlink_to("other.csv")
    (folder / "other.csv").symlink_to("orders.csv")


def _socket(folder: Path) -> None:
    here = os.open(".", os.O_RDONLY)
    try:  # a socket's path must be short
        os.chdir(folder)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("orders.csv")
    finally:
        os.fchdir(here)
        os.close(here)


def _linked_folder(folder: Path) -> None:
    (folder / "a.csv").write_bytes(_GOOD)
    (folder.parent / "elsewhere").mkdir()
    (folder.parent / "elsewhere" / "b.csv").write_bytes(table(2).encode())
    (folder / "more").symlink_to(folder.parent / "elsewhere")


def _folder_named_csv(folder: Path) -> None:
    (folder / "orders.csv").mkdir()


def _folder_with_file(folder: Path) -> None:
    (folder / "orders.csv").mkdir()
    (folder / "orders.csv" / "part.csv").write_bytes(_GOOD)


def _named(name: str | bytes) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        with open(os.path.join(os.fsencode(folder), os.fsencode(name)), "wb") as file:  # noqa: PTH118, PTH123  # bytes
            file.write(table(1).encode() + b"2,#2,never\n")

    return make


def _in_folder(wrong: str, name: str | bytes, shown: str) -> Case:
    """Return the case of a file that only its name makes special; it has a good record and a bad one."""
    return Case(wrong, wrong, ".", _named(name), 2, loaded=orders(1), quarantined={"created_at is not a time": 1},
                reports=(shown,))  # fmt: skip


def _append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(table(2).encode())


def _rewrite(path: Path) -> None:
    path.write_bytes(table(2).encode())
    os.utime(path, ns=(1, 1))


def _truncate(path: Path) -> None:
    os.truncate(path, 10)


def _replace_by_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _unreadable(folder: Path) -> None:
    (folder / "orders.csv").write_bytes(_GOOD)
    (folder / "orders.csv").chmod(0)


def _two_spellings(folder: Path) -> None:
    (folder / unicodedata.normalize("NFC", "café.csv")).write_bytes(_GOOD)
    (folder / unicodedata.normalize("NFD", "café.csv")).write_bytes(table(2).encode())


_CAFE = unicodedata.normalize("NFC", "café")

CASES = (
    Case("link", "a symbolic link to a good file", "orders.csv", _link_to_file, refused=_LINK),
    Case("dangling link", "a symbolic link to nothing", "orders.csv", _link("nothing.csv"), refused=_LINK),
    Case("link to itself", "two symbolic links that point at each other", "orders.csv", _loop, refused=_LINK),
    Case("link to an endless device", "a symbolic link to a device that never ends", "orders.csv", _link("/dev/zero"),
         refused=_LINK),
    Case("link to a folder", "a symbolic link to a folder, named .csv", "orders.csv", _link(".."), refused=_LINK),
    Case("linked folder", "a folder that is a symbolic link: its files are not read", "more",
         _linked_folder, refused=_LINK),
    Case("pipe", "a named pipe that nobody writes to", "orders.csv", lambda folder: os.mkfifo(folder / "orders.csv"),
         refused=_IRREGULAR),
    Case("socket", "a socket", "orders.csv", _socket, refused="cannot be opened"),
    Case("folder named csv", "an empty folder named .csv", "orders.csv", _folder_named_csv, refused="holds no"),
    Case("folder named csv with a file", "a folder named .csv with a file inside", ".", _folder_with_file, 1,
         loaded=orders(1), reports=("orders.csv/part.csv",)),
    Case("nothing there", "a name that does not exist", "orders.csv", lambda _: None,
         refused="There is no file or folder"),
    Case("empty folder", "a folder without files", ".", lambda _: None, refused="holds no"),
    Case("unreadable", "a file that may not be read", "orders.csv", _unreadable, refused="cannot be opened",
         not_for_root=True),
    Case("grows", "a file that grows while it is read", "orders.csv", _GOOD, refused="changed while it was read",
         between=_append),
    Case("rewritten", "a file that is rewritten while it is read", "orders.csv", _GOOD,
         refused="changed while it was read", between=_rewrite),
    Case("shrinks", "a file that is cut while it is read", "orders.csv", _GOOD, refused="changed while it was read",
         between=_truncate),
    Case("vanishes", "a file that vanishes while it is read", "orders.csv", _GOOD, refused="cannot be opened",
         between=lambda path: path.unlink()),
    Case("becomes a pipe", "a file that becomes a pipe while it is read", "orders.csv", _GOOD, refused=_IRREGULAR,
         between=_replace_by_pipe),
    _in_folder("name with line end", "or\nders.csv", "or\\nders.csv"),
    _in_folder("name with escape sequence", "\x1b[2Jorders.csv", "\\x1b[2Jorders.csv"),
    _in_folder("name that is no UTF-8", b"caf\xe9.csv", "caf\\udce9.csv"),
    _in_folder("name with quotes", "it's \"orders\".csv", "it's \"orders\".csv"),
    _in_folder("name with glob signs", "orders [1]*?.csv", "orders [1]*?.csv"),
    _in_folder("name with emoji", "📦.csv", "📦.csv"),
    _in_folder("name with dash first", "-rf.csv", "-rf.csv"),
    _in_folder("name with spaces", " orders .csv", " orders .csv"),
    _in_folder("name in capitals", "ORDERS.CSV", "ORDERS.CSV"),
    _in_folder("name of 255 bytes", "x" * 251 + ".csv", "x" * 251 + ".csv"),
    Case("JSON name of 255 bytes", "a name of 255 bytes that our quarantine would make longer", ".",
         _files({"x" * 250 + ".json": b'[{"order_id": "1", "created_at": "never"}]'}), 1,
         quarantined={"created_at is not a time": 1}, reports=("x" * 250 + ".json",)),
    Case("two spellings of a name", "two names that look the same and are not", ".", _two_spellings, 2,
         loaded=orders(2, 1), reports=(unicodedata.normalize("NFD", "café.csv"), f"{_CAFE}.csv")),
    Case("other spelling of a name", "files: names it with composed letters, the disk with decomposed ones", ".",
         _named(unicodedata.normalize("NFD", "café.csv")), 2, loaded=orders(1),
         quarantined={"created_at is not a time": 1}, reports=(unicodedata.normalize("NFD", "café.csv"),),
         sources=f'sources: [{{name: other, format: zendesk, time_zone: UTC}}, '
         f'{{name: shop, object: orders, format: canonical, files: ["{_CAFE}*"]}}]'),
    Case("hidden file", "a hidden file beside a good one is left out", ".",
         _files({"a.csv": _GOOD, ".b.csv": _GOOD}), 1,
         loaded=orders(1), reports=("a.csv",)),
    Case("same content twice", "two files with the same content", ".",
         _files({"a.csv": _GOOD, "b.csv": _GOOD}), 2,
         loaded=orders(1), duplicates=1, reports=("a.csv", "b.csv")),
    Case("same record in two files", "two files share a record", ".",
         _files({"a.csv": table(1, 2).encode(), "b.csv": table(2, 3).encode()}), 4,
         loaded=orders(1, 2, 3), duplicates=1, reports=("a.csv", "b.csv")),
    Case("ignored and refused together", "one file to ignore, one that is bad, one good", ".",
         _files({"a.csv": _GOOD, "skip.csv": b"x"}), 1,
         loaded=orders(1), reports=("a.csv", "skip.csv"), sources=f"ignore: ['skip*']\n{SHOP}"),
)  # fmt: skip
