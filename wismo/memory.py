"""How much memory the engine may use in a build."""

from __future__ import annotations

import os

import duckdb

from wismo.errors import WismoError, safe

DEFAULT_MEMORY = "3GB"


def memory_limit() -> str:
    """Return how much memory the engine may use, as DuckDB writes it."""
    return os.environ.get("WISMO_MEMORY_LIMIT") or DEFAULT_MEMORY


def check_memory_limit() -> None:
    """Let the engine itself judge the setting, before hours of work rest on it.

    Raises:
        WismoError: it is no amount of memory, or less than the engine can start with.
    """
    limit = memory_limit()
    try:
        if limit.lstrip().startswith("-"):  # the engine takes that for no limit
            raise duckdb.ParserException
        with duckdb.connect(config={"memory_limit": limit}) as connection:
            connection.execute("select count(distinct range) from range(1000)").fetchall()
    except duckdb.OutOfMemoryException:
        raise WismoError(
            f"WISMO_MEMORY_LIMIT is {limit}, with which the engine cannot even start. Set it to {DEFAULT_MEMORY}, or "
            "to what this machine can spare."
        ) from None
    except duckdb.Error:
        raise WismoError(
            f"WISMO_MEMORY_LIMIT is {safe(limit)!r}, which is no amount of memory. Write a number and a unit, "
            f"such as {DEFAULT_MEMORY} or 800MB."
        ) from None
