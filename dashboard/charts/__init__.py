"""One function per kind of chart: a frame in, a figure out. Nothing is counted or averaged here.

Words that came from outside are escaped, because Plotly would draw tags and links in them.
"""

from dashboard.charts.ahead import ahead
from dashboard.charts.backlog import waiting
from dashboard.charts.bars import ranked
from dashboard.charts.cells import cells
from dashboard.charts.funnel import funnel
from dashboard.charts.lines import lines
from dashboard.charts.overlay import overlay
from dashboard.charts.plan import week_plan
from dashboard.charts.steps import steps
from dashboard.charts.survival import survival
from dashboard.charts.ways import ways
from dashboard.charts.weeks import stacked_weeks

__all__ = [
    "ahead",
    "cells",
    "funnel",
    "lines",
    "overlay",
    "ranked",
    "stacked_weeks",
    "steps",
    "survival",
    "waiting",
    "ways",
    "week_plan",
]
