"""Who may read what: ``roles.yml`` in ``WISMO_HOME``, from what a sign-in service says of a person to a role."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wismo.errors import WismoError
from wismo.intake.yaml_text import mapping, only, read_yaml, words_of
from wismo.permitted import ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wismo.home import Home
    from wismo.permitted import Role

FILE = "roles.yml"


@dataclass(frozen=True)
class Roles:
    """For each role the people who have it: an email, ``@domain``, or ``claim=value``."""

    people: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)


def roles_file(home: Home) -> Path:
    """Return where the roles of a home are written down."""
    return home.root / FILE


def read_roles(home: Home) -> Roles:
    """Read the file; without it nobody has a role.

    Raises:
        WismoError: it is no YAML, or it names a role or a person in a form that does not exist.
    """
    path = roles_file(home)
    if not path.exists():
        return Roles()
    body = mapping(read_yaml(path) or {}, FILE)
    only(body, set(ROLES), FILE)
    people = {role: words_of(body.get(role) or [], f"{FILE}, {role}") for role in ROLES}
    for role, words in people.items():
        for word in words:
            _check(word, role)
    return Roles(people)


def role_of(roles: Roles, claims: Mapping[str, Any]) -> Role | None:
    """Return the highest role of a person, None where the file names them nowhere.

    ``claims`` are those of the ID token. An email counts only where the service says that it verified it.
    """
    for role in reversed(ROLES):
        if any(_is(word, claims) for word in roles.people.get(role, ())):
            return role
    return None


def _check(word: str, role: str) -> None:
    name, sign, value = (part.strip() for part in word.partition("="))
    if sign and name == "email":
        raise WismoError(f"{FILE}: under {role}, write the address alone: only so it has to be a verified one.")
    is_claim = bool(sign and name and value)
    local, at, domain = word.strip().rpartition("@")
    is_email = bool(not sign and at and domain and "@" not in local and " " not in word.strip())
    if not (is_claim or is_email):
        raise WismoError(
            f"{FILE}: under {role}, {word!r} is no email (ann@brand.example), no domain (@brand.example) and no "
            "claim=value (groups=support)."
        )


def _is(word: str, claims: Mapping[str, Any]) -> bool:
    name, sign, value = (part.strip() for part in word.partition("="))
    if sign:
        held = claims.get(name)
        # Claims such as groups are lists; a number or a yes in a token is compared as it would be written.
        return value in {_written(item) for item in (held if isinstance(held, list) else [held])}
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") not in (True, "true"):
        return False
    email, wanted = _plain(email), _plain(word)
    return email.rpartition("@")[1:] == ("@", wanted[1:]) if wanted.startswith("@") else email == wanted


def _written(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int) else None


def _plain(email: str) -> str:
    """Small letters, of plain ones only: some signs of other scripts have a plain letter as their small form."""
    email = email.strip()
    return email.lower() if email.isascii() else email
