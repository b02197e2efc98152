"""One function per kind of chart: a frame in, a figure out. Nothing is counted or averaged here.

Words that came from outside are escaped, because Plotly would draw tags and links in them.
"""

from dashboard.charts.bars import ranked
from dashboard.charts.cells import cells
from dashboard.charts.expected import against_expected
from dashboard.charts.intervals import intervals
from dashboard.charts.lines import lines
from dashboard.charts.load import load
from dashboard.charts.steps import steps
from dashboard.charts.tradeoff import tradeoff
from dashboard.charts.weeks import stacked_weeks

__all__ = ["against_expected", "cells", "intervals", "lines", "load", "ranked", "stacked_weeks", "steps", "tradeoff"]
