-- Every calendar day that any order, ticket or deadline can fall on.
select cast(days.date_day as date) as date_day
from (
    select {{ day_series("bounds.first_day - 40", "bounds.last_day + 120") }} as date_day
    from (
        select
            cast(min(first_at) as date) as first_day,
            cast(max(last_at) as date) as last_day
        from {{ ref('int_feed_coverage') }}
        where feed in ('orders', 'tickets')
    ) as bounds
) as days
