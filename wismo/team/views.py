"""Saved views: a name for a page with its filters, for the whole team."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.intake.disk import now_utc
from wismo.team.file import reading, writing

if TYPE_CHECKING:
    from wismo.home import Home

LONGEST_NAME, LONGEST_QUERY = 60, 4000


@dataclass(frozen=True)
class SavedView:
    """A page by the last part of its address, and what stands behind the question mark there.

    ``made_by`` tells people apart without naming them; it is empty where nobody signs in.
    """

    view_id: int
    name: str
    page: str
    query: str
    made_by: str


def list_views(home: Home) -> list[SavedView]:
    """Return all of them by name.

    Raises:
        TeamFileError: the file is damaged, or written by a newer version.
    """
    with reading(home) as connection:
        if connection is None:
            return []
        sql = "select view_id, name, page, query, made_by from saved_views order by name collate nocase"
        return [SavedView(**dict(row)) for row in connection.execute(sql)]


def add_view(home: Home, name: str, page: str, query: str, made_by: str) -> None:
    """Keep a view under a name that no other has.

    Raises:
        WismoError: no name, too long a one, or one that is taken.
        TeamFileError: it could not be written.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise WismoError(f"Give the view a name of 1 to {LONGEST_NAME} letters.")
    if len(query) > LONGEST_QUERY:
        raise WismoError("This view has too many filters to be saved; clear some of them.")
    sql = "insert into saved_views (name, page, query, made_by, created_at) values (?, ?, ?, ?, ?)"
    with writing(home) as connection:
        try:
            connection.execute(sql, [name, page, query, made_by, now_utc()])
        except sqlite3.IntegrityError:
            raise WismoError("There is a view of this name already. Choose another name.") from None


def delete_view(home: Home, view_id: int) -> None:
    """Drop a view; one that is gone already is no error."""
    with writing(home) as connection:
        connection.execute("delete from saved_views where view_id = ?", [view_id])
