"""Who wrote a message, by the one rule that the models have for it: the dbt macro, rendered for a query of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment

from wismo.home import project_root

if TYPE_CHECKING:
    from pathlib import Path


def rule_file() -> Path:
    """Return the file that holds the rule."""
    return project_root() / "macros" / "messages.sql"


def direction_sql(*, direction: str, is_private: str, author_id: str, requester_id: str, author_role: str) -> str:
    """Return SQL for in, out, note or NULL (nobody knows) from SQL for what is known of a message."""
    call = "{{ message_direction(direction, is_private, author_id, requester_id, author_role) }}"
    # What is rendered is SQL of this project and no page: nothing to escape.
    template = Environment(autoescape=False).from_string(rule_file().read_text(encoding="utf-8") + call)  # noqa: S701
    return template.render(
        direction=direction,
        is_private=is_private,
        author_id=author_id,
        requester_id=requester_id,
        author_role=author_role,
    ).strip()


def directed_sql(messages: str, requesters: str) -> str:
    """Return SQL for all rows of ``messages``, each with the direction that it has or that its author tells.

    ``requesters`` is a table of tickets with their ``requester_id``; the table ``roles`` has contacts with theirs.
    Who wrote a message without a direction takes two joins, for which those with one do not pay.
    """
    direction = direction_sql(
        direction="messages.direction",
        is_private="messages.is_public = 'false'",
        author_id="messages.author_id",
        requester_id="requesters.requester_id",
        author_role="lower(roles.role)",
    )
    return f"""
        select * from {messages} where lower(direction) is not null
        union all
        select messages.* replace ({direction} as direction)
        from {messages} as messages
        left join {requesters} as requesters using (source_system, source_account, ticket_id)
        left join roles
            on roles.source_system = messages.source_system and roles.source_account = messages.source_account
            and roles.contact_id = messages.author_id
        where lower(messages.direction) is null
    """  # noqa: S608 - names of this project
