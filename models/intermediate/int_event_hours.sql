{{ config(materialized='incremental', incremental_strategy='append', meta={'records': 'event_count'}) }}
-- How many tracking events fall on each hour. Every build adds what it read, so one hour may have several rows.
select
    source_system,
    date_trunc('hour', occurred_at) as occurred_hour,
    count(*) as event_count
from ({{ typed_events(unread('tracking_events')) }}) as events
group by 1, 2
