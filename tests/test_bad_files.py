"""Every bad file of the corpus: counted as a person counts it, loaded as it says, or refused with a sentence."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.bad_files.corpus import CASES, CLASSES
from tests.bad_files.judge import faults
from tests.bad_files.page import PAGE, page
from tests.bad_files.runner import CrashError, Runner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bad_files.case import Case


def _params() -> list:
    marks = {name: [pytest.mark.slow] * case.is_slow for name, case in CASES.items()}
    return [pytest.param(case, id=name, marks=marks[name]) for name, case in CASES.items()]


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    runner = Runner()
    yield runner
    runner.close()


@pytest.mark.parametrize("case", _params())
def test_a_bad_file_is_neither_lost_nor_misread(runner: Runner, case: Case):
    if case.not_for_root and os.geteuid() == 0:
        pytest.skip("root may read everything")
    try:
        assert faults(case, runner.outcome(case)) == []
    except CrashError as crash:
        pytest.fail(str(crash))


def test_the_page_says_what_happens(runner: Runner):
    told, happens = PAGE.read_text(encoding="utf-8").splitlines(), page(runner).splitlines()
    assert [line for line in happens if line not in told] == [], "run: python -m tests.bad_files"
    assert told == happens, "run: python -m tests.bad_files"


def test_the_corpus_is_large_and_its_names_are_its_own():
    names = Counter(case.name for cases in CLASSES.values() for case in cases)
    assert {name for name, count in names.items() if count > 1} == set()
    assert len(names) >= 150
