"""Where customers asked more in the last full week: by carrier, 3PL or region, per 100 orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard import charts, compare, headlines, page, panel, sidebar
from dashboard.filters import TITLES
from dashboard.tables import as_table
from wismo.periods import spoken

if TYPE_CHECKING:
    from dashboard.page import Here


def section(at: Here) -> None:
    """Draw each member's rate beside that of the week before."""
    rate = at.metric("wismo_rate")
    cut = sidebar.choice("Cut by", ["carrier", "three_pl", "region"], "where", TITLES)
    frame = at.ask(rate.name, by=[cut], start=at.weeks.before)
    ranked = compare.versus(rate, frame, cut, at.weeks)
    if ranked.is_empty():
        page.nothing(
            f"Nothing is known by {TITLES[cut].lower()}.",
            "No order or ticket of the last two weeks names one.",
            "Load shipments that name it.",
        )
        return
    panel.chart(
        "where",
        charts.ranked(ranked, at.look, cut, figures=".1f", before="the week before"),
        as_table(rate, frame, at.look),
        title=headlines.leader(rate, ranked, cut, at.look),
        about=f"{rate.label} by {TITLES[cut].lower()}, week of {spoken(at.weeks.last)}"
        f"{page.resting_on(at, rate, start=at.weeks.last)} orders. Tick: the week before. What each had to ship is not "
        "taken into account here; the page of carriers and 3PLs does that.",
        places=[cut],
    )
