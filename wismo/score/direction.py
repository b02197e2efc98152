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
