"""The definitions on a page: every metric, and every rule in the order in which they are tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import grid, lists, metrics, page, panel, say, sidebar
from dashboard.details import metric_table
from dashboard.markup import literal, swatch
from dashboard.rules import rules
from wismo.many import many

if TYPE_CHECKING:
    from dashboard.page import Here
    from dashboard.registry import Metric
    from dashboard.rules import Rule


def every_metric(at: Here) -> None:
    """List the metrics in which the words asked for stand."""
    known = metrics.registry(at.snapshot).values()
    asked = sidebar.text_asked("Find a metric", "find")
    found = [metric for metric in known if holds(metric, asked)]
    if not found:
        page.nothing(
            f"No metric speaks of “{asked}”.",
            "Names, descriptions, terms and dimensions were searched.",
            "Try one word, such as scan or owner.",
        )
        return
    say.subheader(f"{len(found)} of {len(known)} metrics" if asked else f"All {len(known)} metrics")
    say.caption("The figures on all pages and of `wismo metric` come from these definitions and no others.")
    table = metric_table(found)
    grid.draw(
        table,
        "list_metrics",
        "Every metric with its definition",
        height="content",
        column_config={"Means": st.column_config.TextColumn(width=760)},
    )
    panel.download("metrics", table, at)


def holds(metric: Metric, asked: str) -> bool:
    """Return whether each word of what is asked stands somewhere in the metric's definition."""
    text = " ".join((metric.name, metric.label, metric.description, metric.term, *metric.dimensions)).lower()
    return all(word in text for word in asked.lower().split())


def every_rule(at: Here) -> None:
    """Show the rules in their order, each with what it compares, and how many tickets it decided."""
    say.text(
        "The first rule that holds at the second the customer wrote decides. Missing data makes no rule hold. "
        "Numbers are those this snapshot was built with; they are changed in seeds/thresholds.csv."
    )
    asked = metrics.query(at.snapshot, "wismo_tickets", by=["root_cause"])
    counts = dict(asked.select("root_cause", "value").iter_rows())
    examples = lists.examples(at.snapshot) if at.may("agent") else {}
    say.caption(f"{at.metric('wismo_tickets').label}, all days of the snapshot, whatever the filters say.")
    for rule in rules(at.snapshot):
        with st.container(border=True, key=f"rule_{rule.root_cause}"):
            _rule(at, rule, counts.get(rule.root_cause, 0))
            if rule.root_cause in examples:
                address = {"ticket": examples[rule.root_cause]}
                st.page_link("views/one_order.py", label="An example", query_params=address)


def _rule(at: Here, rule: Rule, tickets: float) -> None:
    # The anchor makes a rule linkable, which `say` does not offer.
    st.subheader(f"{rule.order}. {literal(rule.label)}", anchor=rule.root_cause)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        say.badge(at.look.label("owner", rule.owner))
        if rule.is_reassurance:
            say.badge("Nothing was wrong", colour="green")
        say.badge(many(tickets, "ticket"), colour="blue")
        colour = at.look.colour("root_cause", rule.root_cause)
        st.image(swatch(colour), width=18, alt=f"Its colour, {colour}")
        say.caption(f"Colour {colour}")
    say.text(rule.sentence)
    if rule.thresholds:
        say.text("\n".join(f"{item.size}: {item.description}" for item in rule.thresholds))
    if rule.details:
        by_detail = (
            f"{at.look.label('cause_detail', detail)}: {at.look.label('owner', owner).lower()}"
            for detail, owner in rule.details
        )
        say.text("By detail: " + "; ".join(by_detail))
    with st.expander("What it compares"):
        say.text("\n".join(f"{fact.label} ({fact.name})" for fact in rule.facts))
        st.code(rule.condition, language="sql", wrap_lines=True)
