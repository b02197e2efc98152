-- "Now": as far as both orders and tickets are known. A build on the same input repeats exactly.
select
    min(feed_through.last_at) as data_through,
    {{ reporting_date('min(feed_through.last_at)') }} - 1 as reporting_through,
    '{{ var("reporting_time_zone") }}' as reporting_time_zone
from (
    select
        feed,
        max(last_at) as last_at
    from {{ ref('int_feed_coverage') }}
    where feed in ('orders', 'tickets')
    group by feed
) as feed_through
