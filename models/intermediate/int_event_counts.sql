{{ config(materialized='incremental', incremental_strategy='append', meta={'records': 'event_count'}) }}
-- How often each word of a tracker was used, and when first and last. Every build adds what it read, so the counts of
-- one word may lie in several rows.
select
    source_system,
    vendor,
    status_word,
    coalesce(substatus_word, '') as substatus_word,
    is_numbered or names_shipment as names_parcel,
    count(*) as event_count,
    min(occurred_at) as first_seen_at,
    max(occurred_at) as last_seen_at,
    max(recorded_at) as last_recorded_at
from ({{ typed_events(unread('tracking_events')) }}) as events
group by 1, 2, 3, 4, 5
