"""What a vendor answered: its records as the text they are, beside what is read from them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from wismo.errors import WismoError
from wismo.intake.json_records import elements_of, members_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True)
class Record:
    """One object: the vendor's own text of it, on one line, and the same read."""

    text: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """A good answer in JSON; ``moment`` is when the vendor's clock says it was given."""

    vendor: str
    text: str
    headers: Mapping[str, str]
    moment: datetime
    has_next_link: bool = False

    @cached_property
    def body(self) -> Any:
        """The answer as read, once: a page can be megabytes, and several ask."""
        return json.loads(self.text)

    def says(self, *path: str) -> Any:
        """Return what stands under ``path`` and says whether, or where, more follows.

        Raises:
            WismoError: nothing stands there. That is never taken as the end.
        """
        value: Any = self.body
        for name in path:
            if not isinstance(value, dict) or name not in value:
                raise WismoError(
                    f"{self.vendor} answered without {'.'.join(path)}: whether more follows is unknown. Nothing was "
                    "skipped; run the command again."
                )
            value = value[name]
        return value

    def records(self, *path: str, optional: bool = False) -> list[Record]:
        """Return the objects of the list under ``path`` (none: the answer is the list).

        Raises:
            WismoError: there is no such list and it is not ``optional``. A missing list is never taken as an
                empty one: the cursor would move on and the objects be lost.
        """
        text = self.text
        try:
            for name in path:
                members = members_of(text)
                if name not in members and optional:
                    return []
                text = members[name]
            return [Record(element, _object(element)) for element in elements_of(text)]
        except (KeyError, ValueError, RecursionError):
            raise WismoError(
                f"{self.vendor} answered without a readable list {'.'.join(path) or 'of objects'}. Nothing was "
                "skipped; if it stays so, its API has changed and this version does not know how."
            ) from None


def is_json(text: str) -> bool:
    """Tell whether a text is whole JSON; one that was cut off is not."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _object(text: str) -> dict[str, Any]:
    body = json.loads(text)
    if not isinstance(body, dict):
        raise ValueError("not an object")  # noqa: TRY004 - every fault of an answer ends in the same sentence
    return body
