"""Statistic tables whose method is not there yet: empty and typed, so that readers can rely on their columns.

Slices that a row does not narrow hold 'all'. The comment gives the grain.
"""

from wismo.statistics.table import Table

NOT_YET_COMPUTED = (
)
