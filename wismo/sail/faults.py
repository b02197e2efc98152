"""What Sail and the store of its files refuse, in one sentence without any value of a row."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyarrow as pa

from wismo.errors import WismoError, safe
from wismo.plain_errors import plain_cause

if TYPE_CHECKING:
    from collections.abc import Generator

_OF_A_STORE = re.compile(r"\bAWS Error ([A-Z_]+)")


def sail_cause(error: BaseException) -> str:
    """Say what went wrong: one sentence, ending in a full stop."""
    # Sail names no kind of error in DuckDB's way: where the words for one stand, a row may have brought them.
    return plain_cause(re.sub(r"Error\b", "error", str(error)))


@contextmanager
def reachable(address: str, setting: str) -> Generator[None]:
    """Turn what a folder or an object store refuses into a sentence; ``setting`` is where a person says which it is.

    Raises:
        WismoError: in place of the error, which may quote a row.
    """
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        raise WismoError(
            f"{safe(address)} ({setting}) cannot be read or written: {_file_cause(error)} Nothing was published."
        ) from error


def _file_cause(error: OSError | pa.ArrowException) -> str:
    if found := _OF_A_STORE.search(str(error)):
        return f"{found[1]}, says the store."
    if isinstance(error, OSError) and error.errno:
        return f"{os.strerror(error.errno)}."
    return sail_cause(error)
