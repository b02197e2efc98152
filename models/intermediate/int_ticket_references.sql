-- Every order a counted ticket names or is linked to, and how: before anybody looks at the customer.
with named as (
    select
        ticket_id, 'order_field' as match_method, 'name' as reference_kind,
        {{ order_name_form('order_ref') }} as reference
    from {{ ref('int_tickets') }}
    where order_ref is not null
    union all
    select ticket_id, 'order_field', 'native', order_ref
    from {{ ref('int_tickets') }}
    where order_ref is not null
    union all
    select ticket_id, 'embedded_order', 'native', linked_order_id
    from {{ ref('int_tickets') }}
    where linked_order_id is not null
    union all
    select ticket_id, 'embedded_order', 'native', embedded_order_ids[1]
    from {{ ref('int_tickets') }}
    where len(embedded_order_ids) = 1
    union all
    select ticket_id, 'order_number', 'name', unnest(order_refs)
    from {{ ref('int_tickets') }}
    where len(order_refs) > 0
),

tracked as (
    select ticket_id, tracking_ref as tracking_number
    from {{ ref('int_tickets') }}
    where tracking_ref is not null
    union all
    select ticket_id, unnest(tracking_refs)
    from {{ ref('int_tickets') }}
    where len(tracking_refs) > 0
),

referenced as (
    select
        named.ticket_id, named.match_method, order_references.order_id, null as shipment_id,
        order_references.is_unique
    from named
    inner join {{ ref('int_order_references') }} as order_references
        on named.reference_kind = order_references.reference_kind and named.reference = order_references.reference
    union all
    select tracked.ticket_id, 'tracking_number', parcels.order_id, parcels.shipment_id, true
    from tracked
    left join {{ ref('int_handover_legs') }} as handover_legs
        on tracked.tracking_number = handover_legs.tracking_number
    inner join {{ ref('int_parcels') }} as parcels
        on coalesce(handover_legs.parcel_key, tracked.tracking_number) = parcels.parcel_key
)

select
    referenced.ticket_id,
    referenced.order_id,
    referenced.match_method,
    min(referenced.shipment_id) as shipment_id,
    bool_or(referenced.is_unique) as is_unique
from referenced
group by referenced.ticket_id, referenced.order_id, referenced.match_method
