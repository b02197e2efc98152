"""What dbt and the engine say of a failure, in one sentence and without any value of a row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import duckdb

from wismo.memory import memory_limit

if TYPE_CHECKING:
    from pathlib import Path

# These describe the SQL, never a row; every other message of the engine can quote a customer's data.
SAFE_ERRORS = ("Binder Error", "Catalog Error", "Parser Error", "Compilation Error")
KNOWN_CAUSES = {
    "no space left|failed to offload|max_temp_directory_size": "The disk is full; make room and build again.",
    "read-only file system": "The disk is read-only; mount it for writing and build again.",
    "permission denied": "This user may not write in WISMO_HOME; give it the folder and build again.",
    "input/output error": "The disk reports errors; copy what you can to another one and look at its log.",
    "out of memory": "There was not enough memory; set WISMO_MEMORY_LIMIT above {limit} and build again.",
    r"got (\d+) results?, configured to": "Rows that must not be there: {0}.",
    "enforced contract": "The columns differ from the contract in its YAML file.",
}
MOST_VALUES = 3
# A row of dbt's table of a contract that does not hold: column, its type, the contract's, and what is wrong.
_TABLE = re.compile(r"^\s*\|.*\|\s*$", re.MULTILINE)
COLUMNS_OF_A_FAULT = 4
WRAPPERS = ("Runtime Error", "Database Error")


def plain_cause(message: str) -> str:
    """Say what went wrong without any value of a row: one sentence, ending in a full stop."""
    for sign, sentence in KNOWN_CAUSES.items():
        if found := re.search(sign, message, flags=re.IGNORECASE):
            return sentence.format(*found.groups(), limit=memory_limit())
    # The first kind named is the engine's own; a later one may be part of a customer's text.
    for found in re.finditer(r"\b((?:[A-Z][a-z]+ )+Error)\b:?", message):
        if found[1] in SAFE_ERRORS:
            said = " ".join(re.split(r"\n\n|\nLINE ", message[found.start() :], maxsplit=1)[0].split())
            # dbt's own errors quote names of models; the engine's can quote a value that a query holds.
            shown = said if found[1] == "Compilation Error" else re.sub(r"'[^']*'", "'...'", said)
            return shown.rstrip(".") + "."
        if found[1] not in WRAPPERS:
            return f"{found[1]} (its text can hold customer data and is not kept)."
    return "The reason is not shown, as its text can hold customer data."


def seed_rule(node: Any) -> str:
    """Say what a test of a seed wants of which file and column; nothing of any other node."""
    kind, _, name = (getattr(node, "attached_node", None) or "").partition(".")
    if kind != "seed":
        return ""
    rule = getattr(node, "test_metadata", None)
    given = rule.kwargs if rule else {}
    other = re.search(r"ref\(['\"](\w+)['\"]\)", str(given.get("to")))
    wants = {
        "unique": "no value may stand there twice",
        "not_null": "no value may be missing",
        "accepted_values": f"only these words may stand there: {', '.join(map(str, given.get('values', [])))}",
        "relationships": f"what stands there must be a {given.get('field')} of seeds/{other and other[1]}.csv",
    }
    place = f"the column {node.column_name} of " if getattr(node, "column_name", None) else ""
    want = wants.get(rule.name if rule else "")
    return f" It looks at {place}seeds/{name.rpartition('.')[2]}.csv{f': {want}' if want else ''}."


def seed_values(node: Any, database: Path) -> str:
    """Say which values of a seed a test of it found, three at most; nothing of any other node.

    Seeds are the brand's own settings and hold nobody's data.
    """
    kind, _, name = (getattr(node, "attached_node", None) or "").partition(".")
    if kind != "seed" or not node.compiled_code:
        return ""
    is_missing = bool(node.test_metadata) and node.test_metadata.name == "not_null"
    seed = name.rpartition(".")[2]
    # A value that is missing says nothing: its row does, by its first column.
    sql = f'select * from main."{seed}" where "{node.column_name}" is null' if is_missing else node.compiled_code  # noqa: S608
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            found = connection.sql(sql).pl()
    except duckdb.Error:
        return ""
    # What dbt's own tests call the value; others give whole rows.
    column = next((name for name in ("unique_field", "value_field", "from_field") if name in found.columns), "")
    column = column or found.columns[0]
    values = sorted({f"“{value}”" for value in found[column] if value is not None})
    if not values:
        return ""
    more = f" and {len(values) - MOST_VALUES:,} more" if len(values) > MOST_VALUES else ""
    shown = ", ".join(values[:MOST_VALUES])
    return f" Missing in the row of {column} {shown}{more}." if is_missing else f" Found: {shown}{more}."


def contract_fault(node: Any, message: str) -> str:
    """Say which columns differ from an enforced contract, how, and in which file it stands."""
    rows = [tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in _TABLE.findall(message)]
    told = [
        f"{name} is {defined or 'not there'} where the contract says {wanted or 'nothing'}"
        for name, defined, wanted, *_ in (row for row in rows if len(row) == COLUMNS_OF_A_FAULT)
        if name != "column_name" and set(name) != {"-"}
    ]
    place = (getattr(node, "patch_path", None) or node.original_file_path).rpartition("://")[2]
    return f"The columns differ from the contract in {place}{': ' if told else ''}{'; '.join(told)}."


def failure(failed: list[Any], logs: Path, database: Path | None) -> str:
    """Say which of dbt's nodes failed first, why, and what to do.

    ``logs`` is the folder of dbt's log, ``database`` the working one, which nobody else has open; None where another
    engine ran, for then it holds what an older build left.
    """
    if not failed:
        return f"The models stopped without a reason. The log is in {logs}. Nothing was published."
    node = failed[0].node
    message = failed[0].message or ""
    cause = contract_fault(node, message) if "enforced contract" in message.lower() else plain_cause(message)
    is_finding = node.resource_type == "test" and str(failed[0].status) == "fail"
    if is_finding:
        cause += seed_rule(node) + (seed_values(node, database) if database else "")
    more = f" {len(failed) - 1} more failed too." if len(failed) > 1 else ""
    cure = (
        f"Mend the data, or publish in spite of it with `--accept-audit {node.name}`."
        if is_finding
        else f"Details: {logs / 'dbt.log'}."
    )
    return f"The {node.resource_type} {node.name} failed: {cause}{more} Nothing was published. {cure}"
