"""Taking people out of quarantine: records that were refused, as they came."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from wismo.intake.disk import write_text
from wismo.intake.ledger import read_ledger, write_entry
from wismo.privacy.places import decoded

if TYPE_CHECKING:
    from pathlib import Path

    from wismo.home import Home
    from wismo.intake.ledger import LedgerEntry
    from wismo.privacy.erased import Erased


def purge_quarantine(home: Home, erased: Erased, *, keep: bool = False) -> Counter[str]:
    """Take refused records of erased people out; return how many of ``quarantine`` went, and whole ``files``.

    A file that belongs to no load (somebody laid it there) goes whole. ``keep`` changes nothing and only counts.
    Call under the load lock.
    """
    counts: Counter[str] = Counter()
    entries = {entry.quarantine: entry for entry in read_ledger(home) if entry.quarantine}
    for path in sorted(home.quarantine.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        entry = entries.get(path.relative_to(home.quarantine).as_posix())
        if entry is None:
            if erased.mentions.is_in(decoded(path.read_bytes())[0]) or erased.mentions.redact(path.name) != path.name:
                counts["files"] += 1
                if not keep:
                    path.unlink()
            continue
        counts["quarantine"] += _purge_file(home, path, entry, erased, keep=keep)
        if not keep:
            _rename(path, erased)
    return counts


def split_records(text: str, reasons: list[str]) -> tuple[str, list[tuple[str, str]]]:
    """Return a quarantine file's header, empty for JSON lines, and its records with the reason of each.

    Of CSV a record may have several lines, and its quotation marks need not match: it ends where the next line
    begins with one of the ``reasons`` and a number.
    """
    # Only a line feed ends a line: JSON may hold other signs that Python takes for ends of lines.
    lines = io.StringIO(text, newline="\n").readlines()
    if lines and lines[0].startswith("{"):
        return "", [(_reason(line), line) for line in lines]
    header, rest = (lines[0], lines[1:]) if lines else ("", [])
    begins = {reason: re.compile(re.escape(_cell(reason)) + r"[^\w\s]?\s?[0-9]+\D") for reason in reasons}
    records: list[tuple[str, str]] = []
    for line in rest:
        reason = next((reason for reason, start in begins.items() if start.match(line)), None)
        if reason is None and records:
            records[-1] = (records[-1][0], records[-1][1] + line)
        else:
            records.append((reason or "", line))
    return header, records


def _reason(line: str) -> str:
    """Return why a line was refused; nothing of one that somebody mended or spoilt."""
    try:
        return str(json.loads(line)["_reason"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _purge_file(home: Home, path: Path, entry: LedgerEntry, erased: Erased, *, keep: bool) -> int:
    text, encoding = decoded(path.read_bytes())
    header, records = split_records(text, list(entry.reasons))
    gone = Counter(reason for reason, record in records if erased.mentions.is_in(record))
    if not gone or keep:
        return gone.total()
    rest = [record for _, record in records if not erased.mentions.is_in(record)]
    count = gone.total()
    if rest:
        write_text(path, header + "".join(rest), encoding)
    else:
        path.unlink()
    left = Counter(entry.reasons)
    left.subtract(gone)
    write_entry(
        home,
        replace(
            entry,
            quarantined=entry.quarantined - count,
            records=entry.records - count,
            erased=entry.erased + count,
            reasons={reason: number for reason, number in left.items() if number > 0},
            quarantine=entry.quarantine if rest else None,
        ),
    )
    return count


def _rename(path: Path, erased: Erased) -> None:
    name = erased.mentions.redact(path.name)
    if name != path.name and path.exists():
        path.rename(path.with_name(name))
    if path.parent.exists() and not any(path.parent.iterdir()):
        path.parent.rmdir()


def _cell(reason: str) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow((reason,))
    return out.getvalue()
