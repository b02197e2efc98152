"""How long to wait: what rate headers ask for before the limit is hit, and how patient a pull is after it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wismo.sync.moment import http_date

if TYPE_CHECKING:
    from collections.abc import Mapping

# A request is tried this often; the waits between grow from one second to 32, a minute in all.
ATTEMPTS = 7
BACKOFF_SECONDS = 1.0
# A vendor that asks for more than this is asked again by the next run instead.
LONGEST_WAIT = 900
_LONGEST_PAUSE = 65
# Gorgias counts calls in a bucket that empties by two a second.
_GORGIAS_PAUSE = 0.6


def pause_after(headers: Mapping[str, str], now: float) -> float:
    """Return the seconds to wait before the next request, so that it is not refused.

    ``headers`` ignore case; ``now`` is in Unix seconds. Read are, as documented: Gorgias'
    `X-Gorgias-Account-Api-Call-Limit: 39/40`; AfterShip's `X-RateLimit-Remaining` with a Unix time in
    `X-RateLimit-Reset`; Zendesk's `ratelimit-remaining` with seconds in `ratelimit-reset`. Freshdesk says
    what remains but not for how long: there the refusal itself tells.
    """
    used, _, limit = headers.get("X-Gorgias-Account-Api-Call-Limit", "").partition("/")
    if used.isdigit() and limit.isdigit() and int(used) >= int(limit) - 1:
        return _GORGIAS_PAUSE
    for prefix in ("X-RateLimit-", "ratelimit-"):
        remaining, reset = headers.get(f"{prefix}Remaining", ""), headers.get(f"{prefix}Reset", "")
        if remaining.strip() == "0" and reset.strip().isdigit():
            seconds = int(reset)
            return min(max(seconds - now if seconds > 1_000_000_000 else seconds, 0), _LONGEST_PAUSE)
    return 0


def asked_wait(headers: Mapping[str, str], now: datetime) -> float:
    """Return the seconds that Retry-After asks for, in either of its forms; 0 where it asks for nothing."""
    asked = headers.get("Retry-After", "").strip()
    if asked.isdigit():
        return int(asked)
    moment = http_date(asked)
    return max((moment - now).total_seconds(), 0) if moment else 0


def utc_now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)
