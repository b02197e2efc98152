"""Stories of customers who ask, told to the real pipeline: loaded, built once for all of them, and judged.

Each story in `tests/stories/` says who should have the blame and why a person would say so. What the models still get
wrong is marked with `fails_today`, and such a mark must go when the models are mended.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import yaml

from tests.story_records import Story, read_stories, tell
from wismo.build import build
from wismo.home import Home, project_root
from wismo.intake.load import load_paths
from wismo.snapshot import current_snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

STORIES = read_stories(Path(__file__).parent / "stories")
FRAGMENTS = ("reason", "lesser_causes")


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The row of the mart `tickets` for the last ticket of every story, by the story's name."""
    home = Home(tmp_path_factory.mktemp("stories"))
    tell(STORIES).write(home.inbox / "stories")
    reports = load_paths(home, [home.inbox / "stories"], None)
    assert [
        (report.file, report.error, report.reasons) for report in reports if report.error or report.quarantined
    ] == []
    build(home)
    with duckdb.connect(str(current_snapshot(home)), read_only=True) as connection:
        rows = connection.sql("select * from main.tickets order by created_at, ticket_id").pl().to_dicts()
    return {row["native_id"].rpartition("-")[0]: row for row in rows}


def expected(story: Story) -> dict[str, Any]:
    """The verdict as columns of the mart; a cause is final unless the story says otherwise."""
    wanted = dict(story.verdict)
    if wanted.get("is_wismo", True):
        wanted = {"is_wismo": True, "cause_status": "final", **wanted}
    for column, of_story in {"order_id": "order", "shipment_id": "parcel"}.items():
        if name := wanted.pop(of_story, None):
            wanted[column] = f"shop|main|{story.name}-{name}"
    return wanted


def found(wanted: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """What the mart says to each point of the verdict: of a sentence or list only the wanted parts that are there."""
    return {
        name: [part for part in value if part in (row[name] or "")] if name in FRAGMENTS else row[name]
        for name, value in wanted.items()
    }


def case(story: Story) -> Any:
    """The story as a parameter, expected to fail where it says so."""
    marks = [pytest.mark.xfail(reason=story.fails_today)] if story.fails_today else []
    return pytest.param(story, id=story.name, marks=marks)


@pytest.mark.parametrize("story", [case(story) for story in STORIES])
def test_story(story: Story, verdicts):
    row = verdicts[story.name]
    wanted = expected(story)
    assert found(wanted, row) == wanted, f"{story.title}\nreason line: {row['reason']}\ndetail: {row['cause_detail']}"


def test_unit_tests_that_tell_a_story_are_switched_off_only_where_it_fails():
    path = project_root() / "models" / "intermediate" / "_stories.yml"
    told = {
        test["name"].removeprefix("story_"): test.get("config", {}).get("enabled", True)
        for test in yaml.safe_load(path.read_text())["unit_tests"]
    }
    fails = {story.name: story.fails_today for story in STORIES}
    assert told.keys() <= fails.keys()
    assert {name: is_on for name, is_on in told.items() if is_on == bool(fails[name])} == {}
