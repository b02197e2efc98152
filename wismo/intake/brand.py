"""What a brand says about itself: its zone, and what its order names and tracking numbers look like."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from wismo.errors import WismoError, did_you_mean
from wismo.intake.disk import write_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wismo.home import Home


@dataclass(frozen=True)
class Brand:
    """A brand's settings.

    ``time_zone`` (IANA name) is the zone that reports count days in; the patterns are regular expressions
    for text that people type, without anchors. ``message_retention_days`` is how long after the last message of
    a conversation its words are kept; None keeps them for good.
    """

    name: str = "Brand"
    time_zone: str = "UTC"
    order_name_prefix: str = "#"
    order_name_pattern: str = r"#?[A-Za-z]{0,4}-?[0-9]{4,12}"
    message_retention_days: int | None = 1095
    tracking_number_pattern: str = r"[A-Z]{2}[0-9]{9}[A-Z]{2}|1Z[0-9A-Z]{16}|[0-9]{12,34}|[A-Z]{3,5}[0-9]{8,20}"


def check_zone(zone: object, place: str) -> str:
    """Return the zone's name; raise ``WismoError`` where it is not in the IANA database."""
    wrong = WismoError(f"{place}: time_zone {zone!r} is not a zone name. Write one such as America/New_York or UTC.")
    if not isinstance(zone, str) or not zone:
        raise wrong
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise wrong from None
    return zone


def parse_brand(block: Mapping[str, object], place: str) -> Brand:
    """Return the brand that a ``brand:`` block describes; ``place`` names the file in messages.

    Raises:
        WismoError: an unknown setting, a zone that does not exist, a pattern that is no regular expression.
    """
    known = {field.name for field in fields(Brand)}
    settings: dict[str, Any] = {}
    for name, value in block.items():
        if name not in known:
            meant = did_you_mean(str(name), known)
            raise WismoError(f"{place}: brand has no setting {name!r}.{meant} It has: {', '.join(sorted(known))}.")
        if name == "message_retention_days":
            settings[name] = _days(value, place)
            continue
        if not isinstance(value, str):
            raise WismoError(f"{place}: brand setting {name} must be text in quotation marks.")
        settings[name] = value
    brand = Brand(**settings)
    check_zone(brand.time_zone, place)
    for pattern in (brand.order_name_pattern, brand.tracking_number_pattern):
        try:
            re.compile(pattern)
        except re.error as error:
            raise WismoError(f"{place}: the pattern {pattern!r} is not a regular expression: {error}.") from None
    return brand


def _days(value: object, place: str) -> int | None:
    if value in (None, "none", "None"):
        return None
    if not isinstance(value, bool) and str(value).isdecimal():  # sources.yml is read as text
        return int(str(value))
    raise WismoError(
        f"{place}: message_retention_days must be a whole number of days (0: words go as soon as they were read) or "
        "none, which keeps them for good."
    )


def read_brand(home: Home) -> Brand:
    """Return the brand's settings as the last load left them, or the defaults before any load.

    Raises:
        WismoError: the file is damaged, or a setting in it is wrong.
    """
    path = home.root / "brand.yml"
    if not path.exists():
        return Brand()
    try:
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError):
        raise WismoError(f"{path} cannot be read. `wismo load` writes it anew from sources.yml.") from None
    return parse_brand(body, str(path))


def write_brand(home: Home, brand: Brand) -> None:
    """Keep the settings in ``WISMO_HOME/brand.yml`` for the later steps."""
    text = "# Written by `wismo load` from sources.yml; change it there.\n"
    write_text(home.root / "brand.yml", text + yaml.safe_dump(asdict(brand), sort_keys=False, allow_unicode=True))
