-- What became of all that was loaded: in its mart, or the reason why not. Orders, tickets and shipments are counted
-- once each, however often they were exported; events and messages are counted as they came.
with parcels as (
    select
        parcels.parcel_key,
        case when shipments.shipment_id is null then 'return_parcel' else 'in_mart' end as outcome
    from {{ ref('int_parcels') }} as parcels
    left join {{ ref('shipments') }} as shipments on parcels.shipment_id = shipments.shipment_id
),

notices as (
    select
        told_about,
        told_key,
        count(*) as notice_count
    from {{ ref('int_notices') }}
    group by 1, 2
),

counted as (
    select
        'orders' as feed,
        case
            when orders.order_id is not null then 'in_mart'
            when loaded.was_test then 'test_order'
            else 'lost'
        end as outcome,
        count(*) as row_count
    from (
        select
            order_id,
            bool_or(is_test) as was_test
        from {{ ref('stg_orders') }}
        group by 1
    ) as loaded
    left join {{ ref('orders') }} as orders on loaded.order_id = orders.order_id
    group by 1, 2
    union all
    select
        'tickets',
        case when tickets.ticket_id is not null then 'in_mart' else 'lost' end,
        count(*)
    from (select distinct ticket_id from {{ ref('stg_tickets') }}) as loaded
    left join {{ ref('tickets') }} as tickets on loaded.ticket_id = tickets.ticket_id
    group by 1, 2
    union all
    select 'shipments', outcome, count(*)
    from {{ ref('int_shipment_outcomes') }}
    group by 1, 2
    union all
    select
        'tracking_events',
        coalesce(parcels.outcome, 'no_parcel'),
        sum(events.event_count)
    from {{ ref('int_parcel_scans') }} as events
    left join parcels on events.parcel_key = parcels.parcel_key
    group by 1, 2
    union all
    select 'tracking_events', 'no_number', sum(event_count)
    from {{ ref('int_event_counts') }}
    where not names_parcel
    union all
    select
        'notifications',
        case when notices.told_about = 'order' then 'in_mart' else coalesce(parcels.outcome, 'no_parcel') end,
        sum(notices.notice_count)
    from notices
    left join parcels on notices.told_about = 'parcel' and notices.told_key = parcels.parcel_key
    group by 1, 2
    union all
    -- Neither a number nor a name of one order and no other: what is left of those without a number.
    select 'notifications', 'no_order', count(*)
    from {{ ref('stg_notifications') }}
    where tracking_number is null
    union all
    select 'notifications', 'no_order', -sum(notice_count)
    from notices
    where told_about = 'order'
)

select
    feed,
    outcome,
    cast(sum(row_count) as bigint) as row_count
from counted
group by 1, 2
having sum(counted.row_count) <> 0
