-- Everything that happened to an order, for its one page: order, labels, scans, emails, tickets.
with asked_orders as (
    select distinct order_id from {{ ref('tickets') }}
    where order_id is not null
),

asked_parcels as (
    select parcels.*
    from {{ ref('int_parcels') }} as parcels
    inner join asked_orders on parcels.order_id = asked_orders.order_id
),

entries as (
    select
        order_id, cast(null as string) as shipment_id, ordered_at as occurred_at, ordered_at as recorded_at,
        'order' as kind, 'ordered' as status, cast(null as string) as detail
    from {{ ref('orders') }}
    union all
    select order_id, null, cancelled_at, cancelled_at, 'order', 'cancelled', null
    from {{ ref('orders') }}
    where cancelled_at is not null
    union all
    select order_id, null, promised_at, promised_at, 'promise', 'promised', null
    from {{ ref('orders') }}
    where promised_at is not null
    union all
    select order_id, shipment_id, label_created_at, label_created_at, 'label', 'label_created', carrier
    from {{ ref('shipments') }}
    where label_created_at is not null
    union all
    select
        parcels.order_id, parcels.shipment_id, events.occurred_at, events.recorded_at,
        'scan', events.status, events.substatus
    from {{ ref('int_parcel_events') }} as events
    inner join asked_parcels as parcels on events.parcel_key = parcels.parcel_key
    union all
    select
        parcels.order_id, parcels.shipment_id, notifications.sent_at, notifications.sent_at,
        'notification', notifications.kind, notifications.channel
    from {{ ref('stg_notifications') }} as notifications
    inner join asked_parcels as parcels on notifications.tracking_number = parcels.parcel_key
    union all
    select order_id, shipment_id, created_at, created_at, 'ticket', coalesce(root_cause, 'not_wismo'), ticket_id
    from {{ ref('tickets') }}
)

select distinct
    entries.order_id,
    entries.shipment_id,
    entries.occurred_at,
    entries.recorded_at,
    entries.kind,
    entries.status,
    entries.detail
from entries
inner join asked_orders on entries.order_id = asked_orders.order_id
