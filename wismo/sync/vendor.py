"""What a pull must know about a vendor, and the keys of an account from the environment."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.sync.client import Api

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from requests.auth import AuthBase

    from wismo.intake.pulls import Pull
    from wismo.sync.stream import Stream


@dataclass(frozen=True)
class Vendor:
    """One vendor's API.

    ``variables`` lists the sets of secrets that open it, the first being the usual one; ``open_api`` returns
    the API, given the account, its secrets and how messages name them. ``streams`` pull one stream each: a
    stream goes on from its cursor, adds whole pages and advances after each.
    """

    title: str
    variables: tuple[tuple[str, ...], ...]
    open_api: Callable[[Pull, Mapping[str, str], str], Api]
    streams: Mapping[str, Callable[[Api, Stream, datetime], None]]


def open_account(vendor: Vendor, pull: Pull) -> Api:
    """Return the API of an account, with its key from the environment.

    Raises:
        WismoError: a variable is not set, or cannot be a key.
    """
    prefix = "WISMO_" + re.sub(r"[^A-Z0-9]", "_", pull.name.upper()) + "_"
    for names in vendor.variables:
        found = {name: os.environ.get(prefix + name, "").strip() for name in names}
        if not any(found.values()) and names != vendor.variables[-1]:
            continue
        named = " or ".join(prefix + name for name in names)
        missing = [prefix + name for name, value in found.items() if not value]
        if missing:
            needed = ", or ".join(" and ".join(prefix + name for name in names) for names in vendor.variables)
            raise WismoError(
                f"{vendor.title} needs {needed} in the environment, and {missing[0]} is not set. "
                "docs/sync.md says where the key comes from."
            )
        if bad := [prefix + name for name, value in found.items() if not value.isascii() or not value.isprintable()]:
            raise WismoError(f"{bad[0]} holds signs that no key of {vendor.title} has. Copy the key again.")
        return vendor.open_api(pull, found, named)
    raise AssertionError(vendor.title)


def plain_api(
    title: str, path: str, auth: Callable[[Mapping[str, str]], AuthBase], shared: str = ""
) -> Callable[[Pull, Mapping[str, str], str], Api]:
    """Return how an API is opened that needs nothing but its key; ``shared`` is the address of all accounts."""

    def open_api(pull: Pull, secrets: Mapping[str, str], named: str) -> Api:
        return Api(title, (pull.address or shared) + path, auth(secrets), named)

    return open_api
