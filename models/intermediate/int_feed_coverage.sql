-- How far each feed of each source reaches. A feed that ends early explains silence better than a carrier does.
select
    'orders' as feed, source_system, min(ordered_at) as first_at, max(ordered_at) as last_at, count(*) as row_count
from {{ ref('int_orders') }}
group by source_system
union all
select 'tickets' as feed, source_system, min(created_at), max(created_at), count(*)
from {{ ref('stg_tickets') }}
group by source_system
union all
select 'shipments' as feed, source_system, min(label_created_at), max(label_created_at), count(*)
from {{ ref('stg_shipments') }}
group by source_system
union all
select
    'tracking_events' as feed, source_system, min(first_seen_at), max(last_recorded_at),
    cast(sum(event_count) as bigint)
from {{ ref('int_event_counts') }}
group by source_system
union all
select 'notifications' as feed, source_system, min(sent_at), max(sent_at), count(*)
from {{ ref('stg_notifications') }}
group by source_system
