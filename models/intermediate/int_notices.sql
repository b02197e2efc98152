{{ config(materialized='view') }}
-- Every message to a customer, and the parcel or the order that it is about: the number that it names goes first, a
-- later leg's stands for the parcel; a name that several stores use tells of nothing.
select
    'parcel' as told_about,
    coalesce(handover_legs.parcel_key, notifications.tracking_number) as told_key,
    notifications.kind,
    notifications.sent_at,
    notifications.eta_at
from {{ ref('stg_notifications') }} as notifications
left join {{ ref('int_handover_legs') }} as handover_legs
    on notifications.tracking_number = handover_legs.tracking_number
where notifications.tracking_number is not null
union all
select
    'order' as told_about,
    order_references.order_id as told_key,
    notifications.kind,
    notifications.sent_at,
    notifications.eta_at
from {{ ref('stg_notifications') }} as notifications
inner join {{ ref('int_order_references') }} as order_references
    on
        order_references.is_unique
        and order_references.reference_kind
        = case when notifications.order_native_id is null then 'name' else 'native' end
        and order_references.reference = coalesce(notifications.order_native_id, notifications.order_name)
where notifications.tracking_number is null
