"""The rules that decide root causes, as the seeds describe them: sentence, facts, thresholds, details, owners."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl

from dashboard.conditions import conditions
from dashboard.warehouse import has_table, rows
from wismo.errors import WismoError
from wismo.home import project_root

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.warehouse import Snapshot

SEEDS = ("root_causes", "cause_owners", "thresholds", "facts", "rule_terms")


@dataclass(frozen=True)
class Threshold:
    """A number that a rule compares with, in ``unit``."""

    name: str
    value: float
    unit: str
    description: str

    @property
    def size(self) -> str:
        """The number with its unit; a share in per cent."""
        return f"{100 * self.value:g} %" if self.unit == "share" else f"{self.value:g} {self.unit}"


@dataclass(frozen=True)
class Fact:
    """Something of a ticket that a rule compares: a column of ``ticket_facts``, and how its value is written."""

    name: str
    label: str
    unit: str


@dataclass(frozen=True)
class Rule:
    """One rule. ``details`` are finer words whose owner is not the rule's own; ``condition`` is the model's SQL."""

    order: int
    root_cause: str
    label: str
    sentence: str
    owner: str
    is_reassurance: bool
    colour_light: str
    colour_dark: str
    facts: tuple[Fact, ...]
    thresholds: tuple[Threshold, ...]
    details: tuple[tuple[str, str], ...]
    condition: str


@lru_cache(maxsize=8)
def rules(snapshot: Snapshot) -> tuple[Rule, ...]:
    """Return the rules in the order they are tried, as they were when the snapshot was built.

    Raises:
        WismoError: the snapshot is older than the tables that describe rules.
    """
    if not all(has_table(snapshot, seed) for seed in SEEDS):
        raise WismoError(
            f"The snapshot {snapshot.version} was built before rules were described in it. "
            "Run `wismo build --full` to make a new one."
        )
    # The names are this module's own.
    return assemble({seed: rows(snapshot, f"select * from wismo.main.{seed}") for seed in SEEDS})  # noqa: S608


def rules_of_the_project() -> tuple[Rule, ...]:
    """Return the rules as the seeds in the project say them now, without any snapshot."""
    return assemble({seed: pl.read_csv(project_root() / "seeds" / f"{seed}.csv") for seed in SEEDS})


def assemble(seeds: Mapping[str, pl.DataFrame]) -> tuple[Rule, ...]:
    """Put the seeds together, which are given by name with their own columns."""
    thresholds = {
        row["name"]: Threshold(row["name"], float(row["value"]), row["unit"], row["description"])
        for row in seeds["thresholds"].iter_rows(named=True)
    }
    facts = {row["fact"]: Fact(row["fact"], row["label"], row["unit"]) for row in seeds["facts"].iter_rows(named=True)}
    terms = seeds["rule_terms"].sort("root_cause", "term_order")
    owners = seeds["cause_owners"].sort("root_cause", "cause_detail")
    sql = conditions()
    made = []
    for cause in seeds["root_causes"].sort("rule_order").iter_rows(named=True):
        own = terms.filter(root_cause=cause["root_cause"])
        named = own.filter(kind="fact")["term"], own.filter(kind="threshold")["term"]
        details = owners.filter(root_cause=cause["root_cause"]).select("cause_detail", "owner")
        made.append(
            Rule(
                order=cause["rule_order"],
                root_cause=cause["root_cause"],
                label=cause["label"],
                sentence=cause["description"],
                owner=cause["owner_default"],
                is_reassurance=cause["is_reassurance"],
                colour_light=cause["colour_light"],
                colour_dark=cause["colour_dark"],
                facts=tuple(facts[name] for name in named[0]),
                thresholds=tuple(thresholds[name] for name in named[1]),
                details=tuple(details.iter_rows()),
                condition=sql.get(cause["root_cause"], ""),
            )
        )
    return tuple(made)
