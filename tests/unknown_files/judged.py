"""How near a proposal comes to what an analyst would write: columns right, proposed and wanted, by object."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wismo.intake.propose.run import propose_sources
from wismo.intake.sources import read_sources

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.unknown_files.rows import Case

ASKS_ZONE = re.compile(r"^( +)# time_zone: \S+", re.MULTILINE)


@dataclass
class Score:
    """Columns of one object over several files; ``faults`` says which were wrong or missed, and where."""

    right: int = 0
    proposed: int = 0
    wanted: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.proposed if self.proposed else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0


def propose_for(case: Case, folder: Path) -> str:
    """The proposal for one file as if no reader knew it, with the zone written in where it asks for one."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / case.name).write_bytes(case.content)
    text = _proposal(case, folder)
    return ASKS_ZONE.sub(rf"\1time_zone: {case.zone}", text)


_TEXTS: dict[str, str] = {}


def _proposal(case: Case, folder: Path) -> str:
    """The same file alone in a folder is not looked at twice."""
    if len(list(folder.iterdir())) > 1:
        return propose_sources([folder], None, set(), as_unknown=True).text or ""
    key = f"{case.name} {hash(case.content)}"
    if key not in _TEXTS:
        _TEXTS[key] = propose_sources([folder], None, set(), as_unknown=True).text or ""
    return _TEXTS[key]


def mapping(text: str, path: Path) -> dict[str, dict[str, str]]:
    """Our columns and theirs, by object, as a sources.yml says it."""
    path.write_text(text)
    if "\nsources:" not in text:
        return {}
    return {
        str(entry.object): {ours: " + ".join(rule.columns) for ours, rule in entry.columns.items() if rule.columns}
        for entry in read_sources(path).entries
    }


def judge(cases: Iterable[Case], folder: Path) -> dict[str, Score]:
    scores: defaultdict[str, Score] = defaultdict(Score)
    for number, case in enumerate(cases):
        text = propose_for(case, folder / str(number))
        found = mapping(text, folder / f"{number}.yml")
        for name in {*found, *case.columns}:
            _compare(case, name, found.get(name, {}), scores[name])
    return dict(scores)


def _compare(case: Case, name: str, found: dict[str, str], score: Score) -> None:
    wanted = case.columns.get(name, {})
    score.wanted += len(wanted)
    for ours, theirs in found.items():
        if ours in wanted and theirs in wanted[ours].split(" | "):
            score.right += 1
        elif f"{name}.{ours}" in case.may and ours not in wanted:
            continue
        else:
            score.faults.append(f"{case.name}: {name}.{ours} is {theirs!r} and not {wanted.get(ours)!r}")
        score.proposed += 1
    score.faults += [
        f"{case.name}: {name}.{ours} from {theirs!r} is missed" for ours, theirs in wanted.items() if ours not in found
    ]
