import streamlit as st

from dashboard import next_tactics, page, picking, programme, replay, sidebar, tactic_methods, tactics, target

BELOW = {
    "weeks": "Week by week",
    "email": "Hold the email until the scan",
    "load": "Promise and pick and pack load",
    "next": "What to try next",
}

at = page.head("Tactics")
register, targets = programme.tactics(at.snapshot), programme.targets(at.snapshot)
aims = [(programme.aim(row, at.metric(row["metric"]).label, at.look), row) for row in targets]
page.statement(programme.answer(aims, register))

left, right = st.columns([3, 2], gap="medium")
with left:
    if register:
        tactics.compared(at, register)
    else:
        page.nothing(
            "No tactic is judged here.",
            "The register is empty, or this snapshot was built before tactics were judged.",
            "Enter your first tactic in seeds/tactics.csv and run `wismo build`.",
        )
with right:
    target.section(at)

shown = sidebar.choice("Show", list(BELOW), "programme", BELOW)
if shown == "weeks":
    if register:
        tactics.week_by_week(at, register)
elif shown == "email":
    replay.section(at)
elif shown == "load":
    picking.section(at)
else:
    next_tactics.section(at, register)
tactic_methods.how_to_register()
tactic_methods.how_we_know()
