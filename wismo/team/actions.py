"""The action log: what was decided in a week, who does it, by when, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Literal, cast

from wismo.errors import WismoError
from wismo.intake.disk import now_utc
from wismo.team.file import reading, writing

if TYPE_CHECKING:
    import sqlite3

    from wismo.home import Home

Status = Literal["open", "done", "dropped"]
STATUSES: tuple[Status, ...] = ("open", "done", "dropped")
LONGEST = {"what": 400, "owner": 80, "result": 1000}
_COLUMNS = "action_id, version, week_start, what, owner, due_on, status, result, dimension, member, created_at"


class ChangedMeanwhileError(WismoError):
    """Somebody else changed the entry since it was opened; nothing was saved."""


@dataclass(frozen=True)
class Decision:
    """What a person writes down. ``week_start`` is the Monday of the week it was decided for.

    ``about`` is a dimension and a member, such as a root cause or a carrier; None for no one in particular.
    """

    week_start: date
    what: str
    owner: str
    due_on: date | None = None
    status: Status = "open"
    result: str = ""
    about: tuple[str, str] | None = None


@dataclass(frozen=True)
class Action(Decision):
    """A decision as it is kept. ``version`` counts its changes; ``created_at`` is UTC text."""

    action_id: int = 0
    version: int = 1
    created_at: str = ""

    def is_overdue(self, today: date) -> bool:
        """Return whether it should be done by now and is not."""
        return self.status == "open" and self.due_on is not None and self.due_on < today


def list_actions(home: Home) -> list[Action]:
    """Return all of them: open ones first, the one due first at the top, then the others, the newest first.

    Raises:
        TeamFileError: the file is damaged, or written by a newer version.
    """
    with reading(home) as connection:
        if connection is None:
            return []
        sql = f"""
            select {_COLUMNS} from actions
            order by status <> 'open', case when status = 'open' then coalesce(due_on, '9999') end, action_id desc
        """  # noqa: S608 - our own columns
        return [_action(row) for row in connection.execute(sql)]


def add_action(home: Home, decision: Decision) -> int:
    """Keep a decision; return its number.

    Raises:
        WismoError: it does not say what, or who.
        TeamFileError: it could not be written.
    """
    values = _values(decision)
    names = ", ".join(values)
    now = now_utc()
    sql = f"""
        insert into actions (version, created_at, changed_at, {names})
        values (1, :now, :now, {", ".join(f":{name}" for name in values)})
    """  # noqa: S608 - our own columns
    with writing(home) as connection:
        return cast("int", connection.execute(sql, values | {"now": now}).lastrowid)


def change_action(home: Home, action_id: int, version: int, decision: Decision) -> None:
    """Put a decision in the place of what the entry says, if it is still as it was at ``version``.

    Raises:
        ChangedMeanwhileError: somebody else changed it, or it is gone.
        WismoError: it does not say what, or who.
        TeamFileError: it could not be written.
    """
    values = _values(decision)
    placed = ", ".join(f"{name} = :{name}" for name in values)
    sql = f"""
        update actions set version = version + 1, changed_at = :now, {placed}
        where action_id = :action_id and version = :version
    """  # noqa: S608 - our own columns
    with writing(home) as connection:
        found = connection.execute(sql, values | {"now": now_utc(), "action_id": action_id, "version": version})
        if found.rowcount != 1:
            raise ChangedMeanwhileError(
                "Somebody else changed this entry while you wrote, so yours was not saved. It now reads as it stands "
                "above; what you wrote is still in the form."
            )


def _values(decision: Decision) -> dict[str, str | None]:
    texts = {name: " ".join(getattr(decision, name).split()) for name in LONGEST}
    if not texts["what"] or not texts["owner"]:
        raise WismoError("Say what was decided and who does it; both are needed.")
    for name, most in LONGEST.items():
        if len(texts[name]) > most:
            raise WismoError(f"That is too long: at most {most} letters in each field like {name}.")
    dimension, member = decision.about or (None, None)
    return {
        **texts,
        "week_start": decision.week_start.isoformat(),
        "due_on": decision.due_on.isoformat() if decision.due_on else None,
        "status": decision.status,
        "dimension": dimension,
        "member": member,
    }


def _action(row: sqlite3.Row) -> Action:
    values = dict(row)
    dimension, member = values.pop("dimension"), values.pop("member")
    values["week_start"] = date.fromisoformat(values["week_start"])
    values["due_on"] = date.fromisoformat(values["due_on"]) if values["due_on"] else None
    names = {item.name for item in fields(Action)}
    about = (dimension, member) if dimension else None
    return Action(**{name: value for name, value in values.items() if name in names}, about=about)
