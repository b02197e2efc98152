"""Statistic tables whose method is not there yet: empty and typed, so that readers can rely on their columns.

Slices that a row does not narrow hold 'all'. The comment gives the grain.
"""

from wismo.statistics.table import Table

NOT_YET_COMPUTED = (
    # One row per exposure and outcome: the effect on customers who were exposed.
    Table(
        "retention_effects",
        """
        exposure varchar not null, outcome varchar not null, method varchar not null,
        exposed_count bigint not null, comparison_count bigint not null, effect double,
        effect_lower double, effect_upper double, e_value double, margin_at_risk decimal(18, 2)
    """,
    ),
)
