"""What the linter needs of dbt's `adapter`: macros that differ between engines are linted as DuckDB's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import pass_context

if TYPE_CHECKING:
    from jinja2.runtime import Context


@pass_context
def dispatch(context: Context, name: str) -> Any:
    """Return DuckDB's form of a macro."""
    return context[f"duckdb__{name}"]
