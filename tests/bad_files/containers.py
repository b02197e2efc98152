"""Archives, compressed files, workbooks, and files that are named for what they are not."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
from typing import TYPE_CHECKING

from tests.bad_files.case import Case, lines, orders, table

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLE = "Archives and other containers"

_GOOD = table(1, 2).encode()
_DEFLATE = bytes.fromhex("1f8b0800000000000003")


def _gz(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def _zip(members: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=compression)
    return out.getvalue()


def _encrypted() -> bytes:
    """Return an archive whose only member is marked as encrypted."""
    data = bytearray(_zip({"orders.csv": _GOOD}, zipfile.ZIP_STORED))
    data[6] |= 1
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    return bytes(data)


def _false_checksum() -> bytes:
    data = bytearray(_zip({"orders.csv": _GOOD}, zipfile.ZIP_STORED))
    data[data.index(b"#2")] = ord("?")
    return bytes(data)


def _false_size() -> bytes:
    """Return an archive whose member expands to more than it says."""
    data = bytearray(_zip({"orders.csv": _GOOD * 50}))
    central = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, 22, 10)
    struct.pack_into("<I", data, central + 24, 10)
    return bytes(data)


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("orders.csv")
        entry.size = len(_GOOD)
        archive.addfile(entry, io.BytesIO(_GOOD))
    return out.getvalue()


def _workbook() -> bytes:
    return _zip({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})


def _broken_deflate() -> bytes:
    """Return a gzip file whose compressed part is damaged in the middle."""
    data = bytearray(_gz("".join(f"{n},#{n * 7919},2026-01-01T08:00:00Z\n" for n in range(2_000)).encode()))
    data[len(data) // 2 : len(data) // 2 + 8] = bytes(8)
    return bytes(data)


CASES = (
    Case("gzip", "no fault: a compressed CSV", "orders.csv.gz", _gz(_GOOD), 2, loaded=orders(1, 2)),
    Case("gzip cut", "a compressed file that stops in the middle", "orders.csv.gz", _gz(_GOOD)[:-12],
         refused="cannot be read to its end"),
    Case("gzip cut in the checksum", "a compressed file without the end of its checksum", "orders.csv.gz",
         _gz(_GOOD)[:-2], refused="cannot be read to its end"),
    Case("gzip damaged", "a compressed file with damaged bytes in the middle", "orders.csv.gz", _broken_deflate(),
         refused="cannot be read to its end"),
    Case("gzip of noise", "a gzip header before plain bytes", "orders.csv.gz", _DEFLATE + b"\xff" * 99,
         refused="cannot be read to its end"),
    Case("gzip with false checksum", "a compressed file whose checksum does not fit", "orders.csv.gz",
         _gz(_GOOD)[:-8] + bytes(4) + _gz(_GOOD)[-4:], refused="cannot be read to its end"),
    Case("gzip header only", "a gzip header and nothing else", "orders.csv.gz", _DEFLATE,
         refused="cannot be read to its end"),
    Case("gzip of nothing", "a compressed empty file", "orders.csv.gz", _gz(b""), refused="is empty"),
    Case("gzip in parts", "two compressed files joined: one stream of records", "orders.csv.gz",
         _gz(table(1).encode()) + _gz(table(2).encode()[len(table()):]), 2, loaded=orders(1, 2)),
    Case("gzip with rubbish behind", "text behind the compressed file", "orders.csv.gz", _gz(_GOOD) + b"rubbish",
         refused="cannot be read to its end"),
    Case("gzip of gzip", "compressed twice", "orders.csv.gz", _gz(_gz(_GOOD)), refused="compressed twice"),
    Case("gzip without ending", "a compressed file named .csv", "orders.csv", _gz(_GOOD), 2, loaded=orders(1, 2)),
    Case("plain named gz", "a plain CSV named .csv.gz", "orders.csv.gz", _GOOD, 2, loaded=orders(1, 2)),
    Case("gzip bomb", "100 MB of line ends in 100 kB", "orders.csv.gz", _gz(_GOOD + b"\n" * 100_000_000),
         refused="expands to more than", is_slow=True),
    Case("zip", "no fault: an archive with one CSV", "export.zip", _zip({"orders.csv": _GOOD}), 2,
         loaded=orders(1, 2), reports=("export.zip/orders.csv",)),
    Case("zip with two members", "an archive with two CSVs", "export.zip",
         _zip({"a.csv": table(1).encode(), "b.csv": table(2).encode()}), 2, loaded=orders(1, 2),
         reports=("export.zip/a.csv", "export.zip/b.csv")),
    Case("zip with other kinds", "an archive with a CSV and JSON lines", "export.zip",
         _zip({"a.csv": table(1).encode(), "b.jsonl": lines(2).encode()}), 2, loaded=orders(1, 2),
         reports=("export.zip/a.csv", "export.zip/b.jsonl")),
    Case("zip in zip", "an archive in an archive", "export.zip", _zip({"inner.zip": _zip({"orders.csv": _GOOD})}),
         refused="archive"),
    Case("zip encrypted", "an encrypted archive", "export.zip", _encrypted(), refused="encrypted"),
    Case("zip bomb", "an archive that expands 1,000 times", "export.zip", _zip({"orders.csv": b"\n" * 100_000_000}),
         refused="expands", is_slow=True),
    Case("zip with paths upwards", "an archive whose member wants to leave the folder", "export.zip",
         _zip({"../../orders.csv": _GOOD}), 2, loaded=orders(1, 2), reports=("export.zip/orders.csv",)),
    Case("zip with absolute path", "an archive whose member names an absolute path", "export.zip",
         _zip({"/etc/orders.csv": _GOOD}), 2, loaded=orders(1, 2), reports=("export.zip/etc/orders.csv",)),
    Case("zip cut", "an archive that stops in the middle", "export.zip", _zip({"orders.csv": _GOOD})[:-30],
         refused="archive"),
    Case("zip with false checksum", "an archive whose checksum does not fit", "export.zip", _false_checksum(),
         refused="cannot be read"),
    Case("zip with false size", "an archive whose member is larger than it says", "export.zip", _false_size(),
         refused="cannot be read"),
    Case("zip without members", "an empty archive", "export.zip", _zip({}), refused="holds"),
    Case("zip named csv", "an archive named .csv", "orders.csv", _zip({"orders.csv": _GOOD}), 2, loaded=orders(1, 2),
         reports=("orders.csv/orders.csv",)),
    Case("CSV named zip", "a plain CSV named .zip", "orders.zip", _GOOD, 2, loaded=orders(1, 2)),
    Case("CSV named txt", "a plain CSV named .txt", "orders.txt", _GOOD, 2, loaded=orders(1, 2)),
    Case("CSV without ending", "a plain CSV without an ending", "orders", _GOOD, 2, loaded=orders(1, 2)),
    Case("tar", "a tar archive", "export.tar", _tar(), refused="tar"),
    Case("tar.gz", "a compressed tar archive", "export.tar.gz", _gz(_tar()), refused="tar"),
    Case("tar named csv", "a tar archive named .csv", "orders.csv", _tar(), refused="tar"),
    Case("workbook", "an Excel workbook", "orders.xlsx", _workbook(), refused="Excel workbook"),
    Case("workbook named csv", "an Excel workbook named .csv", "orders.csv", _workbook(), refused="Excel workbook"),
    Case("old workbook named csv", "an old Excel workbook named .csv", "orders.csv",
         b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), refused="old Excel workbook"),
    Case("PDF named csv", "a PDF named .csv", "orders.csv", b"%PDF-1.7\n", refused="PDF"),
    Case("database named csv", "a SQLite database named .csv", "orders.csv", b"SQLite format 3\x00" + bytes(84),
         refused="SQLite"),
    Case("rich text named csv", "a rich-text document named .csv", "orders.csv", rb"{\rtf1\ansi order_id,created_at}",
         refused="rich text"),
    Case("mail named csv", "a mail with the export inside, named .csv", "orders.csv",
         b"From: shop@example.com\nSubject: Your export\n\n" + _GOOD, refused="looks like a title"),
)  # fmt: skip
