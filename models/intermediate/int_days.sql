-- Every calendar day that any order, ticket or deadline can fall on.
select cast(days.date_day as date) as date_day
from (
    select
        {{ day_series(
            "cast(min(first_at) as date) - 40",
            "cast(max(last_at) as date) + 120"
        ) }} as date_day
    from {{ ref('int_feed_coverage') }}
    where feed in ('orders', 'tickets')
) as days
