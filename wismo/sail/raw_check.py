"""Whether Sail reads this home's raw data; a wrong place reads as an empty one, and would be published as such."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wismo.errors import WismoError, safe
from wismo.fingerprint import raw_files
from wismo.intake.contract import read_contract
from wismo.intake.raw import DERIVED
from wismo.sail.faults import reachable
from wismo.sail.place import RAW, open_files, parquet_files
from wismo.working import count_records

if TYPE_CHECKING:
    from wismo.home import Home
    from wismo.sail.place import Place
    from wismo.sail.zones import Ask

# What every brand loads first, and what there is most of.
COUNTED = ("orders", "tracking_events")
_CURE = f"Set {RAW} to where Sail's server and workers find this home's raw data. Nothing was published."


def check_places(place: Place) -> None:
    """Look for Parquet of every object, as seen from here; intake leaves at least an empty file of each.

    Raises:
        WismoError: an object has none.
    """
    with reachable(place.raw, RAW):
        files, root = open_files(place.raw)
        for name in (*read_contract(), *DERIVED):
            if not parquet_files(files, f"{root}/{name}"):
                raise WismoError(f"There is no Parquet in {safe(place.raw)}/{name}. {_CURE}")


def check_counts(home: Home, place: Place, ask: Ask) -> None:
    """Compare how many orders and tracking events Sail reads with how many are loaded; ``ask`` puts a query to Sail.

    Raises:
        WismoError: it reads more or fewer.
    """
    paths = list(raw_files(home))
    for name in COUNTED:
        loaded = count_records(home, [path for path in paths if path.startswith(f"{name}/")])
        [(read,)] = ask(f"select count(*) from raw.{name}")  # noqa: S608 - a name of ours
        if read != loaded:
            words = name.replace("_", " ")
            raise WismoError(f"Sail reads {read:,} {words} in {safe(place.raw)}, but {loaded:,} are loaded. {_CURE}")
