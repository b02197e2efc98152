"""One function per kind of chart: a frame in, a figure out. Nothing is counted or averaged here.

Words that came from outside are escaped, because Plotly would draw tags and links in them.
"""

from dashboard.charts.bars import ranked
from dashboard.charts.cells import cells
from dashboard.charts.lines import lines
from dashboard.charts.progress import progress
from dashboard.charts.steps import steps
from dashboard.charts.weeks import stacked_weeks

__all__ = ["cells", "lines", "progress", "ranked", "stacked_weeks", "steps"]
