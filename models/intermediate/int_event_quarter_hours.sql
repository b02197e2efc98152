{{ config(materialized='incremental', incremental_strategy='append', meta={'records': 'event_count'}) }}
-- How many tracking events fall on each quarter of an hour: in no zone does a day begin within one. Every build adds
-- what it read, so one of them may have several rows.
select
    source_system,
    cast('1970-01-01T00:00:00Z' as timestamp) + quarter_number * 15 * interval '1' minute as began_at,
    count(*) as event_count
from (
    select
        source_system,
        cast(floor({{ microseconds('occurred_at') }} / cast(900000000 as double)) as bigint) as quarter_number
    from ({{ typed_events(unread('tracking_events')) }}) as events
) as numbered
group by source_system, quarter_number
