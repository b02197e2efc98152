-- How many records of each feed and source fall on each day, days without any left out. A thing that was exported
-- several times counts once: only messages have no model of their newest versions. Events are many, so they are counted
-- by the quarter of an hour before days are told from these.
with counted as (
    select 'orders' as feed, source_system, {{ reporting_date('ordered_at') }} as reporting_date
    from {{ ref('int_orders') }}
    union all
    select 'tickets', source_system, {{ reporting_date('created_at') }}
    from {{ ref('int_ticket_versions') }}
    union all
    select 'shipments', source_system, {{ reporting_date('label_created_at') }}
    from {{ ref('int_shipment_links') }}
    where label_created_at is not null
)

select
    feed,
    source_system,
    reporting_date,
    count(*) as record_count
from counted
group by 1, 2, 3
union all
select
    'notifications' as feed,
    source_system,
    {{ reporting_date('sent_at') }} as reporting_date,
    count(distinct notification_id) as record_count
from {{ ref('stg_notifications') }}
group by 1, 2, 3
union all
select
    'tracking_events' as feed,
    source_system,
    {{ reporting_date('began_at') }} as reporting_date,
    cast(sum(event_count) as bigint) as record_count
from {{ ref('int_event_quarter_hours') }}
group by 1, 2, 3
