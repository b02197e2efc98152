"""Statistic tables whose method is not there yet: empty and typed, so that readers can rely on their columns.

Slices that a row does not narrow hold 'all'. The comment gives the grain.
"""

from wismo.statistics.table import Table

NOT_YET_COMPUTED = (
    # One row per metric, slice and week: where the value stands against what the season expects.
    Table(
        "trend_signals",
        """
        metric varchar not null, dimension varchar not null, member varchar not null,
        week_start date not null, value double, expected double, lower_limit double,
        upper_limit double, drift double, verdict varchar not null, n bigint not null
    """,
    ),
    # One row per pair of periods, part (mix or rate), slice and root cause; effects sum to the change.
    Table(
        "change_drivers",
        """
        metric varchar not null, period_start date not null, base_period_start date not null,
        part varchar not null, carrier varchar not null, three_pl varchar not null,
        region varchar not null, root_cause varchar not null, effect double not null,
        standard_error double
    """,
    ),
    # One row per party (carrier or 3PL) and period: seen against expected after its mix of work.
    Table(
        "league_table",
        """
        party_kind varchar not null, party varchar not null, metric varchar not null,
        period_start date not null, period_end date not null, n bigint not null, observed double,
        expected double, ratio double, ratio_lower double, ratio_upper double,
        shrunken_ratio double, position integer, verdict varchar not null
    """,
    ),
    # One row per tactic, metric and method: what changed after its launch.
    Table(
        "tactic_effects",
        """
        tactic_id varchar not null, metric varchar not null, method varchar not null,
        evidence_grade varchar not null, weeks_after integer not null, addressable_share double,
        excess_share double, effect double, effect_lower double, effect_upper double,
        tickets_avoided double, smallest_visible_effect double
    """,
    ),
    # One row per week ahead: tickets to expect, and the people to answer them.
    Table(
        "peak_forecast",
        """
        week_start date not null, planned_orders double, expected_tickets double,
        lower_tickets double, upper_tickets double, expected_hours double, upper_hours double
    """,
    ),
    # One row per age in days of an order: the share of its tickets that has come by then.
    Table(
        "cohort_maturity",
        """
        age_days integer not null, share_arrived double not null, cohort_count bigint not null
    """,
    ),
    # One row per parcel state and day in it: the chance that its customer writes on that day.
    Table(
        "cause_hazard",
        """
        parcel_state varchar not null, day_in_state integer not null, open_count bigint not null,
        ticket_count bigint not null, chance double
    """,
    ),
)
