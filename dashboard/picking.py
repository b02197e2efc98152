"""Whether the promised delivery follows the load of picking and packing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboard import charts, page, panel, reference, say
from dashboard.tables import as_table
from dashboard.warehouse import has_table
from wismo.errors import WismoError
from wismo.periods import spoken

if TYPE_CHECKING:
    from dashboard.page import Here

METRIC = "click_to_ship"
FURTHER = {
    "p90_hours": "Nine in ten labelled within (hours)",
    "never_labelled": "Without a label so far",
    "promised_p50_hours": "Half promised within (hours)",
    "promised_count": "Orders with a promise",
}
HOURS = {"half": "p50_hours", "most": "p90_hours", "promised": "promised_p50_hours"}
LINES = {
    "half": "half the orders labelled",
    "most": "nine in ten labelled",
    "promised": "half the orders promised for delivery",
}


def days(answer: pl.DataFrame) -> pl.DataFrame:
    """Return the weeks of an answer with their hours as days from the order; ``n`` are the orders of the week."""
    return answer.select("period", "n", *((pl.col(hours) / 24).alias(name) for name, hours in HOURS.items()))


def finding(drawn: pl.DataFrame) -> str:
    """Return what the busiest and the quietest week tell, as far as both have figures."""
    known = drawn.drop_nulls(["half", "promised"]).sort("n", "period")
    if known.height < 2:
        return "Too few weeks have both labels and promises to set them against each other"
    quiet, busy = known.row(0, named=True), known.row(-1, named=True)
    return (
        f"Half the orders waited {busy['half']:.1f} days for a label in the busiest week and {quiet['half']:.1f} days "
        f"in the quietest; the promise was {busy['promised']:.1f} days and {quiet['promised']:.1f} days"
    )


def section(at: Here) -> None:
    """Draw orders by week above the days to the label and to the promised delivery."""
    if not has_table(at.snapshot, METRIC):
        page.nothing(
            "Promise and pick and pack load cannot be compared.",
            "This snapshot is older than the figure.",
            "Run `wismo build`.",
        )
        return
    metric = at.metric(METRIC)
    try:
        answer = at.ask(METRIC)
    except WismoError as error:
        say.info(str(error))
        return
    drawn = days(answer)
    if drawn.drop_nulls(["half"]).is_empty():
        page.nothing(
            "How long orders wait for their label is not known.",
            f"No week has {metric.smallest_n} orders with enough labels.",
            "Load the fulfilments of your store or 3PL, then run `wismo build`.",
        )
        return
    busiest = drawn.sort("n").row(-1, named=True)
    panel.chart(
        "promise_and_load",
        charts.load(
            drawn,
            at.look,
            ("n", "Orders"),
            LINES,
            "days from the order",
            reference.bands(at.snapshot, at.weeks.first, at.weeks.last_day),
        ),
        as_table(metric, answer, at.look, further=FURTHER),
        title=finding(drawn),
        about=(
            f"Orders by week of the order, {page.span(at)}, n = {busiest['n']:,.0f} in the busiest week "
            f"({spoken(busiest['period'])}). Days from the order to its label, orders without one counting as still "
            "waiting, and to the end of the day first promised. Pre-orders, replacements and orders cancelled before "
            "the label are left out."
        ),
    )
    page.tell_ignored(at, metric)
