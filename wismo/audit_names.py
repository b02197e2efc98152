"""The names that `--accept-audit` knows: our audits, and dbt's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wismo.audit import AUDITS
from wismo.errors import WismoError, did_you_mean
from wismo.home import project_root
from wismo.models import dbt_environment
from wismo.plain_errors import plain_cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wismo.home import Home


def check_names(home: Home, names: Iterable[str]) -> None:
    """Refuse a name that neither an audit nor a test has; dbt is asked only for those that no audit has.

    Raises:
        WismoError: a name is unknown, or the project cannot be read.
    """
    asked = [name for name in names if name not in AUDITS]
    if not asked:
        return
    tests = _test_names(home)
    for name in asked:
        if name not in tests:
            meant = did_you_mean(name, [*AUDITS, *tests])
            raise WismoError(
                f"There is no audit or test {name}.{meant} The audits are {', '.join(AUDITS)}; a test goes by the name "
                "that a failed build printed. Nothing was published."
            )


def _test_names(home: Home) -> set[str]:
    from dbt.cli.main import dbtRunner

    root = str(project_root())
    arguments = ["--log-level", "none", "--log-level-file", "none", "parse", "--project-dir", root]
    arguments += ["--profiles-dir", root, "--target-path", str(home.work / "target")]
    with dbt_environment(home, "UTC"):
        answer = dbtRunner().invoke([*arguments, "--log-path", str(home.work / "logs")])
    if answer.exception is not None:
        raise WismoError(f"The models cannot be read: {plain_cause(str(answer.exception))} Nothing was published.")
    nodes = getattr(answer.result, "nodes", {})
    return {node.name for node in nodes.values() if node.resource_type == "test"}
