"""One function per kind of chart: a frame in, a figure out. Nothing is counted or averaged here.

Words that came from outside are escaped, because Plotly would draw tags and links in them.
"""

from dashboard.charts.bars import pareto, ranked
from dashboard.charts.cells import cells
from dashboard.charts.chance import chance_by_day, hours_to_write
from dashboard.charts.lines import lines
from dashboard.charts.steps import steps
from dashboard.charts.trends import trends
from dashboard.charts.weeks import stacked_weeks

__all__ = ["cells", "chance_by_day", "hours_to_write", "lines", "pareto", "ranked", "stacked_weeks", "steps", "trends"]
