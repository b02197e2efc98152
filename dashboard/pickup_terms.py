"""The terms by which a 3PL's handover is judged: its pickups, its clock and the time that is normal after a pickup."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard import reference
from dashboard.clock import Clock, clock
from dashboard.warehouse import rows
from wismo.labels import WEEKDAYS

if TYPE_CHECKING:
    from dashboard.warehouse import Snapshot


@dataclass(frozen=True)
class Terms:
    """When carriers collect at a 3PL, on whose clock, and until when a scan is in time.

    ``weekdays`` are those with a pickup, 1 is Monday; times are HH:MM of ``zone``; ``grace_hours`` run on weekends too.
    """

    zone: Clock
    pickup_time: str
    weekdays: tuple[int, ...]
    cutoff_time: str
    grace_hours: float
    early_hours: float
    is_listed: bool

    @property
    def cut_off(self) -> str:
        """The last moment at which a label goes with the day's pickup."""
        return f"{self.pickup_time} {self.zone.zone}"

    @property
    def days(self) -> str:
        """The weekdays with a pickup, in words."""
        return ", ".join(WEEKDAYS[number - 1] for number in self.weekdays)

    @property
    def days_off(self) -> str:
        """The weekdays without one, in words; empty where there is one every day."""
        return " and ".join(name for number, name in enumerate(WEEKDAYS, start=1) if number not in self.weekdays)

    @property
    def source(self) -> str:
        """Where the pickups stand."""
        row = "its own row" if self.is_listed else "the row for any other warehouse"
        return f"{row} in seeds/three_pls.csv"

    @property
    def in_short(self) -> str:
        """The rule, the pickups and the clock in a few sentences."""
        off = f" No pickup on {self.days_off}: what is labelled then goes with the next one." if self.days_off else ""
        return (
            f"Rule: a carrier scan, of any kind, no later than {self.grace_hours:.0f} h after the first scheduled "
            f"pickup that follows the label. Pickups: {self.pickup_time} on {self.days}, without public holidays and "
            f"closures, by {self.source}.{off} Times are {self.zone.zone}, with their offset from UTC. Parcels "
            "that no tracker knows, and those whose order was cancelled before, are not in it."
        )


def terms(snapshot: Snapshot, party: str) -> Terms:
    """Return the terms of a 3PL, as they were when the snapshot was built."""
    names = ("time_zone", "pickup_time", "pickup_weekdays", "cutoff_time")
    sql = f"""
        select {", ".join(f"coalesce(own.{name}, other.{name}) as {name}" for name in names)},
            own.three_pl is not null as is_listed
        from wismo.main.three_pls as other left join wismo.main.three_pls as own on own.three_pl = $party
        where other.three_pl = '*'
    """  # noqa: S608 - our own names
    told = rows(snapshot, sql, {"party": party}).row(0, named=True)
    return Terms(
        zone=Clock(told["time_zone"]) if told["time_zone"] else clock(snapshot),
        pickup_time=told["pickup_time"],
        weekdays=tuple(int(number) for number in told["pickup_weekdays"]),
        cutoff_time=told["cutoff_time"],
        grace_hours=reference.threshold(snapshot, "label_scan_grace_hours"),
        early_hours=reference.threshold(snapshot, "pickup_early_hours"),
        is_listed=told["is_listed"],
    )
