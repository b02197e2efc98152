"""One function per kind of chart: a frame in, a figure out. Nothing is counted or averaged here.

Words that came from outside are escaped, because Plotly would draw tags and links in them.
"""

from dashboard.charts.bars import ranked
from dashboard.charts.calibration import calibration
from dashboard.charts.cells import cells
from dashboard.charts.hours import week_hours
from dashboard.charts.lines import lines
from dashboard.charts.spreads import spreads
from dashboard.charts.steps import steps
from dashboard.charts.weeks import stacked_weeks

__all__ = ["calibration", "cells", "lines", "ranked", "spreads", "stacked_weeks", "steps", "week_hours"]
