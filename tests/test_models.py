"""Running dbt in this process: nothing left in the source tree, no customer's data in a message."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest

from wismo import models, working
from wismo.errors import WismoError
from wismo.home import Home, project_root
from wismo.models import ModelRun, run_models, working_database
from wismo.plain_errors import plain_cause

if TYPE_CHECKING:
    from pathlib import Path

CANARY = "canary@example.com"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dbt project of one model, with the real project's settings."""
    folder = tmp_path / "project"
    (folder / "models" / "marts").mkdir(parents=True)
    shutil.copy(project_root() / "profiles.yml", folder)
    settings = (project_root() / "dbt_project.yml").read_text().split("models:\n  wismo:")[0]
    (folder / "dbt_project.yml").write_text(settings)
    (folder / "models" / "marts" / "zones.sql").write_text("select '{{ var(\"reporting_time_zone\") }}' as zone")
    monkeypatch.setattr(models, "project_root", lambda: folder)
    return folder


def test_one_run_builds_and_tests_and_leaves_the_project_and_the_environment_as_they_were(tmp_path, project):
    (project / "models" / "marts" / "zones.yml").write_text(
        "models: [{name: zones, columns: [{name: zone, data_tests: [not_null]}]}]"
    )
    before = sorted(project.rglob("*")), dict(os.environ)
    home = Home(tmp_path / "home")
    home.work.mkdir(parents=True)
    working_database(home).write_bytes(b"left behind by a build that was killed")
    steps: list[str] = []
    run = run_models(home, time_zone="Europe/Rome", progress=steps.append)
    assert (run.model_count, run.test_count) == (1, 1)
    assert steps[0] == "Building the models: zones"
    assert (sorted(project.rglob("*")), dict(os.environ)) == before
    with duckdb.connect(str(working_database(home))) as connection:
        assert connection.execute("select * from wismo.main.zones").fetchall() == [("Europe/Rome",)]


def test_a_model_that_fails_is_named_and_its_rows_stay_out_of_the_message(tmp_path, project):
    (project / "models" / "marts" / "broken.sql").write_text(
        "{{ config(materialized='table') }} select cast(reverse('" + CANARY[::-1] + "') as integer) as x"
    )
    with pytest.raises(WismoError) as caught:
        run_models(Home(tmp_path / "home"), time_zone="UTC", progress=lambda _: None)
    assert str(caught.value) == (
        "The model broken failed: Conversion Error (its text can hold customer data and is not kept). "
        f"Nothing was published. Details: {tmp_path / 'home' / 'work' / 'logs' / 'dbt.log'}."
    )
    work = tmp_path / "home" / "work"
    for path in (work / "logs" / "dbt.log", work / "target" / "run_results.json"):
        assert "broken" in path.read_text()
        assert CANARY not in path.read_text()


def test_a_test_that_fails_stops_the_run_unless_it_is_left_out(tmp_path, project):
    (project / "models" / "marts" / "zones.yml").write_text(
        "models: [{name: zones, columns: [{name: zone, data_tests: [{name: zone_is_set, "
        "test_name: accepted_values, arguments: {values: [nowhere]}}]}]}]"
    )
    home = Home(tmp_path / "home")
    with pytest.raises(WismoError, match="The test zone_is_set failed: Rows that must not be there: 1") as caught:
        run_models(home, time_zone="UTC", progress=lambda _: None)
    assert "`--accept-audit zone_is_set`" in str(caught.value)
    run = run_models(home, time_zone="UTC", left_out=["zone_is_set"], progress=lambda _: None)
    assert (run.model_count, run.test_count) == (1, 0)


def test_on_what_was_kept_tests_fail_and_are_left_out_alike(tmp_path, project):
    words = tmp_path / "words.csv"
    words.write_text("word\nhere\n")
    (project / "models" / "marts" / "zones.sql").write_text(f"select word from read_csv('{words}', header = true)")
    (project / "models" / "marts" / "zones.yml").write_text(
        "models: [{name: zones, columns: [{name: word, data_tests: [{name: word_is_known, "
        "test_name: accepted_values, arguments: {values: [here]}}]}]}]"
    )
    home = Home(tmp_path / "home")

    def again(**options) -> ModelRun:
        return run_models(home, time_zone="UTC", full=False, progress=lambda _: None, **options)

    assert again().start.why_full == working.NO_FILE
    assert (again().start.why_full, again().test_count) == (None, 1)
    words.write_text("word\nthere\nthere\n")
    with pytest.raises(WismoError, match=r"The test word_is_known failed: Rows that must not be there: 1\."):
        again()
    accepted = [again(left_out=["word_is_known"]) for _ in range(2)]
    assert [run.start.why_full for run in accepted] == [working.UNFINISHED, None]
    assert [run.test_count for run in accepted] == [0, 0]
    words.unlink()
    with pytest.raises(WismoError, match="The model zones failed"):
        again(left_out=["word_is_known"])


@pytest.mark.parametrize(
    ("rule", "want"),
    [
        ("unique", "no value may stand there twice"),
        ("{accepted_values: {arguments: {values: [ups, dhl]}}}", "only these words may stand there: ups, dhl"),
        (
            "{relationships: {arguments: {to: \"ref('carriers')\", field: code}}}",
            "what stands there must be a code of seeds/carriers.csv",
        ),
    ],
)
def test_a_line_of_a_seed_that_does_not_fit_names_its_file_column_and_rule(tmp_path, project, rule, want):
    (project / "seeds").mkdir(exist_ok=True)
    (project / "seeds" / "carriers.csv").write_text("code\nups\n")
    (project / "seeds" / "aliases.csv").write_text("alias,carrier\nrocket,rakete\nraket,rakete\n")
    (project / "seeds" / "seeds.yml").write_text(
        f"seeds: [{{name: aliases, columns: [{{name: carrier, data_tests: [{rule}]}}]}}]"
    )
    with pytest.raises(WismoError) as caught:
        run_models(Home(tmp_path / "home"), time_zone="UTC", progress=lambda _: None)
    said = str(caught.value)
    assert (
        f"It looks at the column carrier of seeds/aliases.csv: {want}. Found: “rakete”. Nothing was published." in said
    )


def test_values_of_a_seed_that_do_not_fit_are_three_at_most_and_a_missing_one_is_known_by_its_row(tmp_path, project):
    (project / "seeds").mkdir(exist_ok=True)
    lines = "".join(f"w{place},word{place}\n" for place in range(5))
    (project / "seeds" / "aliases.csv").write_text(f"alias,carrier\n{lines}nobody,\n")
    for rule, found in (
        ("{accepted_values: {arguments: {values: [ups]}}}", "Found: “word0”, “word1”, “word2” and 2 more."),
        ("not_null", "Missing in the row of alias “nobody”."),
    ):
        (project / "seeds" / "seeds.yml").write_text(
            f"seeds: [{{name: aliases, columns: [{{name: carrier, data_tests: [{rule}]}}]}}]"
        )
        with pytest.raises(WismoError) as caught:
            run_models(Home(tmp_path / rule[:5]), time_zone="UTC", progress=lambda _: None)
        assert found in str(caught.value)


def test_a_contract_that_does_not_hold_names_its_columns_and_its_file(tmp_path, project):
    (project / "models" / "marts" / "zones.yml").write_text(
        "models: [{name: zones, config: {contract: {enforced: true}}, columns: ["
        "{name: zone, data_type: integer}, {name: country, data_type: varchar}]}]"
    )
    with pytest.raises(WismoError) as caught:
        run_models(Home(tmp_path / "home"), time_zone="UTC", progress=lambda _: None)
    said = str(caught.value)
    assert "The columns differ from the contract in models/marts/zones.yml: " in said
    assert "country is not there where the contract says VARCHAR" in said
    assert "zone is VARCHAR where the contract says INTEGER" in said


@pytest.mark.parametrize("name", ["nonsense", "zones"])
def test_only_tests_can_be_left_out(tmp_path, project, name):
    (project / "models" / "marts" / "zones.yml").write_text(
        "models: [{name: zones, columns: [{name: zone, data_tests: [not_null]}]}]"
    )
    with pytest.raises(WismoError, match=f"There is no test among {name}"):
        run_models(Home(tmp_path / "home"), time_zone="UTC", left_out=[name], progress=lambda _: None)


def test_a_project_that_cannot_be_read_says_so(tmp_path, project):
    (project / "models" / "marts" / "zones.sql").write_text("select * from {{ ref('nowhere') }}")
    with pytest.raises(WismoError, match="The models could not start: .*nowhere.* Nothing was published"):
        run_models(Home(tmp_path / "home"), time_zone="UTC", progress=lambda _: None)


@pytest.mark.parametrize(
    ("message", "cause"),
    [
        (
            f"Runtime Error in model a\n  Conversion Error: Could not convert string '{CANARY}' to INT32",
            "Conversion Error (its text can hold customer data and is not kept).",
        ),
        (
            f'Runtime Error\n  Constraint Error: Duplicate key "email: {CANARY}"',
            "Constraint Error (its text can hold customer data and is not kept).",
        ),
        (
            f"Runtime Error in model a\n  Binder Error: Referenced column \"sent\" not found near '{CANARY}'",
            "Binder Error: Referenced column \"sent\" not found near '...'.",
        ),
        ("Got 7 results, configured to fail if != 0", "Rows that must not be there: 7."),
        (
            "Runtime Error\n  Out of Memory Error: failed to allocate 12 bytes (2.7 GiB/2.7 GiB used)",
            "There was not enough memory; set WISMO_MEMORY_LIMIT above 3GB and build again.",
        ),
        (
            "Runtime Error\n  IO Error: Could not write file: No space left on device",
            "The disk is full; make room and build again.",
        ),
        (
            f"Runtime Error\n  Conversion Error: Could not convert 'Binder Error: {CANARY}' to INT32",
            "Conversion Error (its text can hold customer data and is not kept).",
        ),
        (f"surprise {CANARY}", "The reason is not shown, as its text can hold customer data."),
    ],
)
def test_causes_are_plain_and_hold_no_row(message, cause):
    assert plain_cause(message) == cause
    assert CANARY not in plain_cause(message)
