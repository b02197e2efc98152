"""The queries in analyses/: each compiles, runs on the sample brand's marts, and says in one line what it asks."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest
import yaml
from dbt.cli.main import dbtRunner

from wismo.home import Home, project_root
from wismo.models import dbt_environment, working_database
from wismo.snapshot import current_snapshot, open_snapshot

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = project_root() / "analyses"
NAMES = sorted(path.stem for path in FOLDER.glob("*.sql"))


@pytest.fixture(scope="module")
def compiled(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The SQL of every analysis, compiled by dbt on a copy of the sample brand's working database."""
    home = Home(tmp_path_factory.mktemp("analyses"))
    home.work.mkdir()
    shutil.copy(working_database(demo_home), working_database(home))
    target = home.root / "target"
    arguments = ["--log-level", "none", "--log-level-file", "none", "compile", "--select", "resource_type:analysis"]
    arguments += ["--project-dir", str(project_root()), "--profiles-dir", str(project_root())]
    arguments += ["--target-path", str(target), "--log-path", str(home.root / "logs")]
    with dbt_environment(home, "America/New_York"):
        result = dbtRunner().invoke(arguments)
    assert result.success, result.exception
    return {path.stem: path.read_text(encoding="utf-8") for path in _sql_below(target / "compiled")}


def _sql_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*.sql") if path.parent.name == "analyses"]


def test_all_are_compiled(compiled):
    assert len(NAMES) >= 8
    assert sorted(compiled) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_answers_from_the_working_database_and_from_a_snapshot_alike(compiled, demo_home, name):
    with duckdb.connect(str(working_database(demo_home)), read_only=True) as connection:
        worked = connection.sql(compiled[name]).fetchall()
    with open_snapshot(current_snapshot(demo_home)) as connection:
        published = connection.sql(compiled[name])
        columns, rows = published.columns, published.fetchall()
    assert rows == worked
    assert rows, "an analysis that finds nothing in the sample brand shows nobody anything"
    assert len(set(columns)) == len(columns)


@pytest.mark.parametrize("name", NAMES)
def test_each_says_what_it_asks_and_reads_marts_alone(name):
    text = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    question = text.splitlines()[0]
    assert question.startswith("-- Question: ")
    assert question.endswith("?")
    described = {item["name"]: item["description"] for item in _described()}
    assert described[name].casefold() == question.removeprefix("-- Question: ").casefold()
    assert name in (project_root() / "docs" / "analyses.md").read_text(encoding="utf-8")
    marts = {path.stem for path in (project_root() / "models" / "marts").glob("*.sql")}
    seeds = {path.stem for path in (project_root() / "seeds").glob("*.csv")}
    read = set(re.findall(r"ref\('(\w+)'\)", text))
    assert read
    assert read <= marts | seeds


def _described() -> list[dict[str, str]]:
    return yaml.safe_load((FOLDER / "_analyses.yml").read_text(encoding="utf-8"))["analyses"]
