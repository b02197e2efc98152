"""What a row of the retention statistics says: no more than its numbers, in one sentence each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wismo.statistics.aipw import e_value

if TYPE_CHECKING:
    from wismo.statistics.aipw import Att
    from wismo.statistics.retention_effects import Estimate, Settings

NOT_ENOUGH = "not_enough_data"
# Above these the groups are not alike enough for the name of an estimate: the share of the exposed left out, and
# standard deviations in a covariate (Austin, Statistics in Medicine 2009).
MOST_TRIMMED, MOST_DIFFERENCE = 0.10, 0.10


@dataclass(frozen=True)
class Points:
    """An effect and its limits in customers per 100."""

    effect: float
    lower: float
    upper: float


def row_of(estimate: Estimate, settings: Settings, sample_share: float) -> dict[str, object]:
    """Return the published row of an estimate: rates and effects per 100 customers, rounded as they are compared."""
    found, row = estimate.att, _counts(estimate)
    if found is None:
        return row | {"sentence": f"{_subject(estimate)}Not enough data: {estimate.too_little}."}
    lower, upper = found.interval(estimate.level)
    e_values = _e_values(found, lower, upper)
    points = Points(_points(found.effect), _points(lower), _points(upper))
    row |= {
        "method": "aipw_landmark" if sample_share == 1 else "aipw_landmark_sample",
        "effect": points.effect, "effect_lower": points.lower, "effect_upper": points.upper,
        "raw_difference": _points(found.naive), "exposed_rate": _points(found.exposed_mean),
        "comparison_rate": _points(found.exposed_mean - found.effect),
        "effective_comparison_count": round(found.effective_comparison),
        "largest_difference": None if estimate.difference is None else round(estimate.difference, 4),
        "check_effect": None if estimate.check is None else _points(estimate.check.effect),
        "e_value": e_values[0], "e_value_limit": e_values[1],
        **_placebo(estimate.placebo),
        **_margin(estimate),
    }  # fmt: skip
    design = [estimate.exposure.doubt] if estimate.exposure.doubt else []
    row["evidence_grade"] = _grade(estimate)
    row["sentence"] = "; ".join([_effect_words(estimate, points, settings), *design, *_doubts(estimate)]) + "."
    row["sensitivity_sentence"] = _sensitivity_words(estimate, e_values, points.effect)
    row["margin_sentence"] = _margin_words(estimate, settings)
    return row


def _counts(estimate: Estimate) -> dict[str, object]:
    found = estimate.att
    exposed = estimate.exposed if found is None else found.exposed
    comparison = estimate.comparison if found is None else found.comparison
    trimmed = 0 if found is None else found.trimmed
    return {
        "exposure": estimate.exposure.name, "outcome": "ordered_again", "customer_group": estimate.group,
        "method": "none", "evidence_grade": NOT_ENOUGH, "exposed_count": exposed, "comparison_count": comparison,
        "n": exposed + comparison, "trimmed_count": trimmed, "interval_percent": round(100 * estimate.level, 2),
        "trimmed_share": round(trimmed / (exposed + trimmed), 4) if exposed + trimmed else None,
    }  # fmt: skip


def _effect_words(estimate: Estimate, points: Points, settings: Settings) -> str:
    when = f"in the {settings.window} days after day {settings.landmark} from the order"
    who, others = estimate.exposure.who, estimate.exposure.others
    interval = f"({round(100 * estimate.level, 2):g} % interval: {_span(points)})"
    if points.lower <= 0 <= points.upper:
        return (
            f"{_subject(estimate)}Not distinguishable: {when} as many of 100 customers {who} may have come back as of "
            f"100 alike customers who {others}, {_more_or_fewer(points.effect)} {interval}"
        )
    return (
        f"{_subject(estimate)}Of 100 customers {who}, {_more_or_fewer(points.effect)} came back {when} "
        f"than of 100 alike customers who {others} {interval}"
    )


def _doubts(estimate: Estimate) -> list[str]:
    """What makes the number weaker than its design says, in the order of weight."""
    found, before, doubts = estimate.att, estimate.placebo, []
    if found is None:
        return doubts
    if estimate.whole is None and before is None:
        doubts.append("not tested on earlier orders, of which there are too few")
    if before is not None and not _holds(before):
        doubts.append(
            f"but they had already ordered differently before, {_more_or_fewer(_points(before.effect))} of 100 in the "
            "days before the order, which nothing after it can explain"
        )
    if estimate.check is not None and _disagrees(found, estimate.check):
        doubts.append(f"a second method disagrees with {_more_or_fewer(_points(estimate.check.effect))}")
    difference = estimate.difference or 0.0
    if difference > max(MOST_DIFFERENCE, 3 * found.chance_difference):
        doubts.append(f"and the customers compared are not quite alike, by up to {difference:.2f} standard deviations")
    if found.trimmed > MOST_TRIMMED * (found.exposed + found.trimmed):
        doubts.append(f"{found.trimmed:,} of them have nobody alike to be compared with and are left out")
    return doubts


def _grade(estimate: Estimate) -> str:
    """No better than the design, than what was found against it, and than the whole of which it is a part."""
    is_doubted = bool(_doubts(estimate)) or (estimate.whole is not None and bool(_doubts(estimate.whole)))
    best = estimate.exposure.best_grade
    return "adjusted_association" if is_doubted and best == "adjusted_estimate" else best


def _holds(placebo: Att) -> bool:
    lower, upper = placebo.interval(0.95)
    return lower <= 0 <= upper


def _disagrees(found: Att, check: Att) -> bool:
    lower, upper = check.interval(0.95)
    return not lower <= found.effect <= upper


def _e_values(found: Att, lower: float, upper: float) -> tuple[float | None, float | None]:
    """Of the ratio of both rates, and of the interval's limit nearer to none; 1 where the interval includes none."""
    without = found.exposed_mean - found.effect
    nearer = lower if found.effect > 0 else upper
    if min(found.exposed_mean, without, found.exposed_mean - nearer) <= 0:
        return None, None
    limit = 1.0 if lower <= 0 <= upper else e_value(found.exposed_mean / (found.exposed_mean - nearer))
    return round(e_value(found.exposed_mean / without), 4), round(limit, 4)


def _sensitivity_words(estimate: Estimate, e_values: tuple[float | None, float | None], effect: float) -> str | None:
    value, limit = e_values
    if value is None or limit is None or limit == 1:
        return None
    direction = "to stop buying" if effect < 0 else "to come back"
    return (
        f"A hidden trait that made customers {value:.2f} times likelier both {estimate.exposure.hidden} and "
        f"{direction} could explain the difference away, and one of {limit:.2f} times could make it "
        "indistinguishable from none."
    )


def _placebo(before: Att | None) -> dict[str, object]:
    if before is None:
        return {}
    lower, upper = before.interval(0.95)
    return {"placebo": _points(before.effect), "placebo_lower": _points(lower), "placebo_upper": _points(upper)}


def _margin(estimate: Estimate) -> dict[str, object]:
    if estimate.margin is None or not estimate.margin.is_told:
        return {}
    return {
        "margin_at_risk": round(estimate.margin.total, 2),
        "margin_lower": round(estimate.margin.lower, 2),
        "margin_upper": round(estimate.margin.upper, 2),
        "currency": estimate.margin.currency,
    }


def _margin_words(estimate: Estimate, settings: Settings) -> str | None:
    if estimate.margin is None or not estimate.margin.is_told:
        return None
    margin, currency = estimate.margin, estimate.margin.currency
    part = "" if not estimate.exposure.part_of else ", a part of the figure of all late orders"
    if estimate.exposure.name == "late_by_1_day":
        part += (
            "; these are the orders that one day faster, or one day more promised, would have made timely, where the "
            "promise and not the wait is what counts"
        )
    return (
        f"In margin of {settings.window} days that is about {margin.total:,.0f} {currency} ({margin.lower:,.0f} to "
        f"{margin.upper:,.0f}) for all such customers of the period who pay in {currency}, if "
        f"{100 * settings.margin_share:g} % of an order's value is margin{part}."
    )


def _subject(estimate: Estimate) -> str:
    if estimate.group == "all":
        return ""
    if estimate.group.startswith("season:"):
        return f"Orders of the season {estimate.group.removeprefix('season:')}: "
    return {"first_order": "First orders: ", "returning": "Orders of returning customers: "}[estimate.group]


def _points(share: float) -> float:
    return round(100 * share, 4) + 0.0


def _more_or_fewer(points: float) -> str:
    return f"{abs(points):.1f} {'more' if points > 0 else 'fewer'}"


def _span(points: Points) -> str:
    if points.lower <= 0 <= points.upper:
        return f"{_more_or_fewer(points.lower)} to {_more_or_fewer(points.upper)}"
    least, most = sorted((abs(points.lower), abs(points.upper)))
    return f"{least:.1f} to {most:.1f} {'more' if points.lower > 0 else 'fewer'}"
