"""One function per kind of chart: a frame in, a figure out. Nothing is counted or averaged here.

Words that came from outside are escaped, because Plotly would draw tags and links in them.
"""

from dashboard.charts.bars import ranked
from dashboard.charts.calibration import calibration
from dashboard.charts.cells import cells
from dashboard.charts.expected import against_expected
from dashboard.charts.hours import week_hours
from dashboard.charts.intervals import intervals
from dashboard.charts.lines import lines
from dashboard.charts.load import load
from dashboard.charts.spreads import spreads
from dashboard.charts.steps import steps
from dashboard.charts.tradeoff import tradeoff
from dashboard.charts.weeks import stacked_weeks

__all__ = [
    "against_expected",
    "calibration",
    "cells",
    "intervals",
    "lines",
    "load",
    "ranked",
    "spreads",
    "stacked_weeks",
    "steps",
    "tradeoff",
    "week_hours",
]
