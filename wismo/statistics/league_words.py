"""What a row of the league table says, in one sentence that says no more than its numbers do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wismo.statistics.observed_expected import ALIKE, FEWEST_CASES, INSEPARABLE, TOO_LITTLE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from wismo.statistics.driver_words import Label

# By metric: a case of trouble, in the plural, and the cases.
WORDS = {
    "late_per_parcel": ("late parcels", "tracked parcels due"),
    "left_behind_per_parcel": ("parcels left behind", "tracked parcels due at the carrier"),
    "wismo_per_order": ("orders asked about", "orders"),
    "three_pl_wismo_per_order": ("orders asked about for a 3PL's reason", "orders"),
}
KINDS = {"carrier": "carrier", "three_pl": "3PL"}


def league_sentence(metric: str, row: Mapping[str, Any], label: Label) -> str:
    """Return the sentence of a row of ``observed_expected.league`` on the ``metric``."""
    kind, other = row["party_kind"], next(name for name in KINDS if name != row["party_kind"])
    party, trouble, cases = label(kind, row["party"]), *WORDS[metric]
    if row["verdict"] == TOO_LITTLE:
        return f"{party}: {TOO_LITTLE}, {_missing(row, trouble, cases)}."
    if row["verdict"] == INSEPARABLE:
        return (
            f"{party}: {INSEPARABLE} from its {KINDS[other]}s; {100 * row['partner_share']:.0f} % of its {row['n']:,} "
            f"{cases} go with {label(other, row['partner'])}, which has {100 * row['share_of_partner']:.0f} % of its "
            f"own with it."
        )
    verdict = f"{ALIKE} from the average {KINDS[kind]}" if row["verdict"] == ALIKE else row["verdict"]
    return (
        f"{party}: {row['observed']:,.0f} {trouble} of {row['n']:,} {cases}, {row['expected']:,.1f} to be expected for "
        f"its regions, services, weeks and {KINDS[other]}s; {row['ratio']:.2f} times as many "
        f"({row['ratio_lower']:.2f} to {row['ratio_upper']:.2f}), {verdict}."
    )


def _missing(row: Mapping[str, Any], trouble: str, cases: str) -> str:
    if row["n"] < FEWEST_CASES:
        return f"only {row['n']:,} {cases}"
    return f"too few {trouble} among {row['n']:,} {cases}, or no other {KINDS[row['party_kind']]} to compare with"
