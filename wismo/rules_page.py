"""docs/rules.md: the rules as the seeds and the model say them, written anew by `scripts/rules_page`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.conditions import words
from dashboard.rules import rules_of_the_project
from wismo.home import project_root
from wismo.labels import OWNER_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from dashboard.rules import Rule

HEAD = """# How root causes are decided

Written by `scripts/rules_page` from `seeds/root_causes.csv`, `cause_owners.csv`, `thresholds.csv`, `facts.csv`,
`rule_terms.csv` and `models/intermediate/int_ticket_rules.sql`; change those. The first rule that holds at the
second the customer wrote decides. Missing data makes no rule hold. `wismo explain` shows each rule on one ticket,
the page *How causes are decided* each rule with its tickets.
"""


def page_file() -> Path:
    """Return where the page lies."""
    return project_root() / "docs" / "rules.md"


def page_text() -> str:
    """Return the whole page in Markdown, from the project's own files."""
    return "\n".join([HEAD, *_table(rules_of_the_project()), *_each(rules_of_the_project()), *_shared_words()])


def _table(rules: Sequence[Rule]) -> Iterator[str]:
    yield "| # | cause | code | whose turn | nothing wrong | colour, light and dark |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for rule in rules:
        quiet = "yes" if rule.is_reassurance else ""
        colours = f"`{rule.colour_light}` `{rule.colour_dark}`"
        cells = (str(rule.order), rule.label, f"`{rule.root_cause}`", OWNER_LABELS[rule.owner], quiet, colours)
        yield f"| {' | '.join(cells)} |"
    yield ""


def _each(rules: Sequence[Rule]) -> Iterator[str]:
    for rule in rules:
        yield f"## {rule.order}. {rule.label}"
        yield ""
        yield rule.sentence
        yield ""
        for item in rule.thresholds:
            yield f"* `{item.name}` = {item.size}. {item.description}"
        if rule.thresholds:
            yield ""
        yield f"Compares: {'; '.join(f'{fact.label} (`{fact.name}`)' for fact in rule.facts)}."
        yield ""
        yield f"Whose turn: {OWNER_LABELS[rule.owner]}{_details(rule)}."
        yield ""
        yield f"```sql\n{rule.condition}\n```"
        yield ""


def _details(rule: Rule) -> str:
    by_detail = [f"{detail.replace('_', ' ')}, {OWNER_LABELS[owner]}" for detail, owner in rule.details]
    return f"; but where the detail is {'; '.join(by_detail)}" if by_detail else ""


def _shared_words() -> Iterator[str]:
    yield "## Names in the conditions"
    yield ""
    for name, sql in words().items():
        yield f"* `{name}`: `{sql}`"
    yield ""


if __name__ == "__main__":
    page_file().write_text(page_text(), encoding="utf-8")
