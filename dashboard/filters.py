"""What a page is narrowed to: two dates and some members of some dimensions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

# In the order of the sidebar; each is the name of the parameter in the address, too.
DIMENSIONS = ("root_cause", "owner", "carrier", "three_pl", "channel", "region", "season")
TITLES = {
    "root_cause": "Root cause",
    "owner": "Owner",
    "carrier": "Carrier",
    "three_pl": "3PL",
    "channel": "Channel",
    "region": "Region",
    "season": "Season",
    "cause_status": "Certainty",
    "label_age": "Since the label",
    "partner_to_ask": "Whom to ask",
    "parcel_state": "State of the parcel",
    "handled_by": "Answered by",
    "opened_weekday": "Weekday",
    "opened_hour": "Hour",
    "staffed": "Somebody there",
    "time_of_week": "Part of the week",
    "waiting_age": "Waiting for",
    "asked_again_after": "Asked again after",
    "kind": "Kind of loss",
    "peak_year": "Year",
    "black_friday_week": "Weeks from Black Friday",
}


@dataclass(frozen=True)
class Filters:
    """Days in the brand's zone, both included, None for open; and the members chosen per dimension."""

    start: date | None = None
    end: date | None = None
    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def is_set(self) -> bool:
        """Whether anything is narrowed at all."""
        return bool(self.chosen or self.start or self.end)

    def where(self, dimensions: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return the choices that a metric with these dimensions can follow."""
        return {name: members for name, members in self.chosen if name in dimensions}

    def ignored(self, dimensions: Collection[str]) -> list[str]:
        """Return the titles of the choices that a metric with these dimensions cannot follow."""
        return [TITLES[name] for name, _ in self.chosen if name not in dimensions]

    def slug(self) -> str:
        """Return the filters as part of a file name."""
        days = [f"{day:%Y%m%d}" for day in (self.start, self.end) if day]
        chosen = [f"{name}-{'-'.join(members)}" for name, members in self.chosen]
        plain = "_".join([*days, *chosen])
        return "".join(
            letter if (letter.isascii() and letter.isalnum()) or letter in "-_" else "-" for letter in plain
        )[:120]
