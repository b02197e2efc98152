"""Taking people out of what the team wrote: an address or a number goes out of its text, a view that names them whole.

SQLite keeps what a row said before in free pages and in its log, until both are written over: this does that, too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from wismo.privacy.mentions import ERASED
from wismo.team.file import damage, reading, write_over, writing

if TYPE_CHECKING:
    import sqlite3

    from wismo.home import Home
    from wismo.privacy.erased import Erased

ACTION_TEXTS = ("what", "owner", "result")
# Ids that nobody could take for a quantity or a year: long ones, and what stands after a hash.
_ID = re.compile(r"#[A-Za-z0-9_-]{2,63}|(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{8,64}")


def purge_team(home: Home, erased: Erased, *, keep: bool = False) -> int:
    """Take erased people out of the team's file; return how many texts and views named them. ``keep`` only counts.

    A damaged file is left as it is; whether it holds the address is looked up in its bytes when all is done.

    Raises:
        TeamFileError: the file is there and cannot be written; the same command, later, goes on.
    """
    if damage(home):
        return 0
    with reading(home) as connection:
        if connection is None:
            return 0
        texts, views = _found(connection, erased)
    if keep or not (texts or views):
        return len(texts) + len(views)
    with writing(home) as connection:
        # Between looking and writing somebody may have written, so look again.
        texts, views = _found(connection, erased)
        for action_id, name, text in texts:
            sql = f"update actions set {name} = ?, version = version + 1 where action_id = ?"  # noqa: S608 - our names
            connection.execute(sql, [text, action_id])
        connection.executemany("delete from saved_views where view_id = ?", [[view_id] for view_id in views])
    write_over(home)
    return len(texts) + len(views)


def _found(connection: sqlite3.Connection, erased: Erased) -> tuple[list[tuple[int, str, str]], list[int]]:
    texts = []
    sql = f"select action_id, {', '.join(ACTION_TEXTS)} from actions order by action_id"  # noqa: S608 - our names
    for row in connection.execute(sql):
        without = {name: _without(row[name], erased) for name in ACTION_TEXTS}
        texts += [(row["action_id"], name, text) for name, text in without.items() if text != row[name]]
    views = [
        row["view_id"]
        for row in connection.execute("select view_id, name, query from saved_views order by view_id")
        if any(_names(text, erased) for text in (row["name"], *(value for _, value in parse_qsl(row["query"]))))
    ]
    return texts, views


def _names(text: str, erased: Erased) -> bool:
    return erased.mentions.is_in(text) or _without(text, erased) != text


def _without(text: str, erased: Erased) -> str:
    redacted = erased.mentions.redact(text)
    return _ID.sub(lambda found: ERASED if erased.mentions.is_in(found[0].lstrip("#")) else found[0], redacted)
