"""The part `sync:` of sources.yml: which accounts `wismo sync` pulls from. It never holds a secret."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from wismo.errors import WismoError, did_you_mean

# Vendors whose API `wismo sync` knows -> what follows the account's domain in its address; None: all share one.
PULLED = {
    "gorgias": ".gorgias.com",
    "zendesk": ".zendesk.com",
    "freshdesk": ".freshdesk.com",
    "shopify": ".myshopify.com",
    "aftership": None,
    "easypost": None,
}
_KEYS = {"name", "vendor", "account", "domain", "since", "base_url"}
# A name becomes a folder and part of names of environment variables.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# A key must not travel to an address that somebody slipped into a settings file.
_OWN_MACHINE = re.compile(r"http://(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?")
_SECRET = re.compile(r"key|token|secret|password|auth", re.IGNORECASE)


@dataclass(frozen=True)
class Pull:
    """One account to pull from.

    ``domain`` is the account's part of the vendor's address (`acme` of acme.gorgias.com), empty where there
    is none; ``since`` the moment before which nothing is wanted; ``base_url`` a server on this machine to
    ask in the vendor's place.
    """

    name: str
    vendor: str
    account: str
    domain: str
    since: datetime
    base_url: str | None = None

    @property
    def address(self) -> str | None:
        """Where the account is; None where all accounts of the vendor share one address."""
        if self.base_url:
            return self.base_url
        ending = PULLED[self.vendor]
        return f"https://{self.domain}{ending}" if ending else None


def parse_pulls(body: Any, place: str) -> tuple[Pull, ...]:
    """Return the accounts that a ``sync:`` block lists; ``place`` names it in messages.

    Raises:
        WismoError: a setting is missing, unknown or wrong.
    """
    if not isinstance(body, list) or not body:
        raise WismoError(f"{place}: expected a list with at least one entry.")
    pulls = tuple(_pull(entry, f"{place} {number}") for number, entry in enumerate(body, 1))
    names = [pull.name for pull in pulls]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise WismoError(f"{place}: the name {twice[0]} stands twice. Give each account its own.")
    return pulls


def _pull(body: Any, place: str) -> Pull:
    if not isinstance(body, dict):
        raise WismoError(f"{place}: expected `name: value` lines here.")
    unknown = [key for key in body if key not in _KEYS]
    if any(_SECRET.search(key) for key in unknown):
        raise WismoError(
            f"{place}: a secret does not belong into this file. Take it out, revoke it, "
            "and set the new one as an environment variable."
        )
    if unknown:
        raise WismoError(f"{place}: unknown setting {', '.join(unknown)}. Known: {', '.join(sorted(_KEYS))}.")
    vendor = body.get("vendor")
    if vendor not in PULLED:
        raise WismoError(f"{place}: vendor must be one of {', '.join(PULLED)}.{did_you_mean(str(vendor), PULLED)}")
    name, account = body.get("name", vendor), body.get("account", "main")
    for part in (name, account):
        if not isinstance(part, str) or not _NAME.fullmatch(part):
            raise WismoError(f"{place}: name and account must be one word of letters, digits, '_' and '-'.")
    base_url = body.get("base_url")
    if base_url is not None and not (isinstance(base_url, str) and _OWN_MACHINE.fullmatch(base_url)):
        raise WismoError(
            f"{place} ({name}): base_url may only be a server on this machine, such as http://127.0.0.1:8080."
        )
    return Pull(
        name, vendor, account, _domain(body, vendor, f"{place} ({name})"), _since(body, f"{place} ({name})"), base_url
    )


def _domain(body: dict, vendor: str, place: str) -> str:
    domain = body.get("domain", "")
    if PULLED[vendor] is None:
        if domain:
            raise WismoError(f"{place}: {vendor} has one address for all; leave domain: out.")
        return ""
    if not isinstance(domain, str) or not _DOMAIN.fullmatch(domain):
        raise WismoError(
            f"{place}: needs domain:, the first part of the account's address: acme of acme{PULLED[vendor]}."
        )
    return domain


def _since(body: dict, place: str) -> datetime:
    try:
        since = datetime.strptime(body.get("since", ""), "%Y-%m-%d").replace(tzinfo=UTC)
    except (ValueError, TypeError):
        since = None
    if since is None or since.year < 2000:
        raise WismoError(f"{place}: needs since:, the first day wanted, written like 2026-01-31.")
    return since
