import streamlit as st

from dashboard import lists, metrics, page
from dashboard.markup import literal, swatch
from dashboard.rules import rules

at = page.head("How causes are decided")
st.text(
    "The first rule that holds at the second the customer wrote decides. Missing data makes no rule hold. "
    "Numbers are those this snapshot was built with; they are changed in seeds/thresholds.csv."
)
asked = metrics.query(at.snapshot, "wismo_tickets", by=["root_cause"])
counts = dict(asked.select("root_cause", "value").iter_rows())
examples = lists.examples(at.snapshot) if at.may("agent") else {}
st.caption(f"{at.metric('wismo_tickets').label}, all days of the snapshot, whatever the filters say.")

for rule in rules(at.snapshot):
    with st.container(border=True, key=f"rule_{rule.root_cause}"):
        st.subheader(f"{rule.order}. {literal(rule.label)}", anchor=rule.root_cause)
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.badge(at.look.label("owner", rule.owner), color="gray")
            if rule.is_reassurance:
                st.badge("Nothing was wrong", color="green")
            st.badge(f"{counts.get(rule.root_cause, 0):,.0f} tickets", color="blue")
            colour = at.look.colour("root_cause", rule.root_cause)
            st.image(swatch(colour), width=18, alt=f"Its colour, {colour}")
            st.caption(f"Colour {colour}")
        st.text(rule.sentence)
        if rule.thresholds:
            st.text("\n".join(f"{item.size}: {item.description}" for item in rule.thresholds))
        if rule.details:
            by_detail = (
                f"{at.look.label('cause_detail', detail)}: {at.look.label('owner', owner).lower()}"
                for detail, owner in rule.details
            )
            st.text("By detail: " + "; ".join(by_detail))
        with st.expander("What it compares"):
            st.text("\n".join(f"{fact.label} ({fact.name})" for fact in rule.facts))
            st.code(rule.condition, language="sql", wrap_lines=True)
        if rule.root_cause in examples:
            st.page_link("views/one_order.py", label="An example", query_params={"ticket": examples[rule.root_cause]})
