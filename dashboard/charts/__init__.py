"""One function per kind of chart: a frame in, a figure out. Nothing is counted or averaged here.

Words that came from outside are escaped, because Plotly would draw tags and links in them.
"""

from dashboard.charts.ahead import ahead
from dashboard.charts.backlog import waiting
from dashboard.charts.bars import pareto, ranked
from dashboard.charts.calibration import calibration
from dashboard.charts.cells import cells
from dashboard.charts.chance import chance_by_day, hours_to_write
from dashboard.charts.expected import against_expected
from dashboard.charts.funnel import funnel
from dashboard.charts.hours import week_hours, week_plan
from dashboard.charts.intervals import intervals
from dashboard.charts.lines import lines
from dashboard.charts.load import load
from dashboard.charts.overlay import overlay
from dashboard.charts.progress import progress
from dashboard.charts.spreads import spreads
from dashboard.charts.steps import steps
from dashboard.charts.survival import survival
from dashboard.charts.tradeoff import tradeoff
from dashboard.charts.trends import trends
from dashboard.charts.ways import ways
from dashboard.charts.weeks import stacked_weeks

__all__ = [
    "against_expected",
    "ahead",
    "calibration",
    "cells",
    "chance_by_day",
    "funnel",
    "hours_to_write",
    "intervals",
    "lines",
    "load",
    "overlay",
    "pareto",
    "progress",
    "ranked",
    "spreads",
    "stacked_weeks",
    "steps",
    "survival",
    "tradeoff",
    "trends",
    "waiting",
    "ways",
    "week_hours",
    "week_plan",
]
