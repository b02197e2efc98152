"""What axe-core finds on a page by the rules of WCAG 2.2, levels A and AA, and which of it is Streamlit's own fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# A rule that came with WCAG 2.2: whoever does not know it does not know the tag either.
RULE_OF_22 = "target-size"
_axe = Axe()


@dataclass(frozen=True)
class Allowed:
    """A fault that no page of ours can mend: the rule, the part of Streamlit that it is found in, and why it is."""

    rule: str
    within: str
    reason: str


ALLOWED: tuple[Allowed, ...] = (
    Allowed("list", "[data-testid=stSidebarNavItems]", "Streamlit puts the rooms of the menu as divs into its list."),
    Allowed("listitem", "[data-testid=stSidebarNavItems]", "The pages of a room stand in those divs."),
)


def inspect(page: Page, *, hidden: str = "") -> tuple[list[str], set[Allowed]]:
    """Return what is found and not allowed, a line each, and what of the allowed was met."""
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations", "passes"]}
    response = _axe.run(page, context={"exclude": [hidden]} if hidden else None, options=options).response
    ran = {result["id"] for kind in ("violations", "passes", "incomplete", "inapplicable") for result in response[kind]}
    assert RULE_OF_22 in ran, "This axe does not know WCAG 2.2."
    found, met = [], set()
    for result in response["violations"]:
        for node in result["nodes"]:
            selector = node["target"][-1]
            mine = [item for item in ALLOWED if item.rule == result["id"] and _lies_in(page, selector, item.within)]
            met.update(mine)
            if not mine:
                found.append(f"{result['id']}: {selector} {node['html'][:160]} ({node['failureSummary'][:240]})")
    return found, met


def _lies_in(page: Page, selector: str, within: str) -> bool:
    return page.evaluate("([one, other]) => !!document.querySelector(one)?.closest(other)", [selector, within])
