"""The register of tactics and the targets as they were published, and in one answer whether the programme works."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dashboard.warehouse import has_column, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dashboard.say import Colour
    from dashboard.theme import Look
    from dashboard.warehouse import Snapshot

Row = dict[str, "Any"]
# What a state is called, and its colour beside a name; only a fall or a rise told from none has one.
STATES: Mapping[str, tuple[str, Colour]] = {
    "lower": ("fewer tickets than expected", "green"),
    "higher": ("more tickets than expected", "red"),
    "not_distinguishable": ("cannot be told from no effect", "gray"),
    "too_early": ("too early to tell", "gray"),
    "planned": ("planned", "gray"),
    "not_separable": ("not separable from another launch", "gray"),
    "not_enough_data": ("not enough data", "gray"),
}
EVIDENCE = {
    "control": "set against the same weeks of parcels that nothing was done to",
    "series": "set against its own weeks before, the weaker comparison",
    "none": "no evidence yet",
}
STATUSES = {
    "ahead": "ahead of the line to the target",
    "on_line": "on the line to the target, as far as can be told",
    "behind": "behind the line to the target",
    "too_early": "too early to tell",
    "not_enough_data": "not enough data to tell",
    "to_come": "not begun",
}
NO_PROOF = "Nobody drew lots over whom a tactic is for, so nothing here is proof that a tactic was the cause."
UNTOLD = "to_come"
SCOPE = ("three_pl", "carrier", "region")


@lru_cache(maxsize=8)
def tactics(snapshot: Snapshot) -> tuple[Row, ...]:
    """Return the register by launch, each row with its columns of ``tactic_effects``; empty in older snapshots."""
    if not has_column(snapshot, "tactic_effects", "method"):
        return ()
    sql = """
        select * from wismo.main.tactics
        inner join wismo.main.tactic_effects using (tactic_id, metric, launched_on)
        order by launched_on, tactic_id
    """
    return tuple(rows(snapshot, sql).to_dicts())


@lru_cache(maxsize=8)
def targets(snapshot: Snapshot) -> tuple[Row, ...]:
    """Return each target with the columns of its last judged week, or of its first where none is judged yet."""
    if not has_column(snapshot, "target_progress", "method"):
        return ()
    # Both tables describe a target; of the weeks only what they add is wanted.
    sql = """
        select targets.*, progress.* exclude (target_id, metric, dimension, member)
        from wismo.main.targets as targets
        inner join wismo.main.target_progress as progress on targets.target_id = progress.target_id
        qualify row_number() over (
            partition by targets.target_id
            order by
                progress.status = $untold,
                epoch(progress.week_start) * case when progress.status = $untold then 1 else -1 end
        ) = 1
        order by targets.target_id
    """
    return tuple(rows(snapshot, sql, {"untold": UNTOLD}).to_dicts())


def scope(row: Mapping[str, Any], look: Look) -> str:
    """Return which parcels a tactic is for, in words."""
    named = [look.label(name, row[name]) for name in SCOPE if row[name] is not None]
    return ", ".join(named) or "all parcels"


def aim(target: Mapping[str, Any], label: str, look: Look) -> str:
    """Return what a target asks for; ``label`` names its metric."""
    about = "all parcels" if target["dimension"] == "all" else look.label(target["dimension"], target["member"])
    due = f"{target['due_on']:%-d %b %Y}"
    if target["target"] is not None:
        return f"{label} ({about}) at {target['target']:.2f} by {due}"
    return f"{label} ({about}) {percent(target['reduction'])} below the own seasonal baseline by {due}"


def percent(share: float) -> str:
    """Return a share as whole percent."""
    return f"{round(100 * share)} %".replace("-", "\u2212")


def answer(aims: Iterable[tuple[str, Mapping[str, Any]]], register: Iterable[Mapping[str, Any]]) -> str:
    """Return whether the programme is working: each target's status, then what was shown of the tactics.

    ``aims`` pairs the words of a target with its row.
    """
    sentences = [f"{sentence_case(STATUSES[row['status']])}: {words}. {row['sentence']}" for words, row in aims]
    if not sentences:
        sentences = ["No target is set, so nobody can say whether the programme works."]
    by_state: dict[str, list[str]] = {}
    for row in register:
        by_state.setdefault(row["state"], []).append(row["name"])
    told = [f"{STATES[state][0]}: {', '.join(by_state[state])}" for state in STATES if state in by_state]
    sentences.append(f"After launch, {'; '.join(told)}. {NO_PROOF}" if told else "No tactic is registered yet.")
    return "\n".join(sentences)


def sentence_case(words: str) -> str:
    """Return words as they begin a sentence."""
    return words[0].upper() + words[1:]
