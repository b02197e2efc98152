-- While a customer can ask: from the order to its first label, from the label to the delivery, and some weeks after
-- it. Each parcel has spells of its own, an order without a label counts as one. All instants are UTC.
with first_labels as (
    select
        order_id,
        min(exists_from_at) as labelled_at
    from {{ ref('int_parcels') }}
    where not is_return and order_id is not null
    group by order_id
),

asked_about as (
    select
        orders.order_id,
        orders.ordered_at,
        first_labels.labelled_at,
        data_through.data_through,
        least(
            data_through.data_through,
            orders.ordered_at + case
                when orders.is_preorder then {{ threshold('match_window_preorder_days') }}
                else {{ threshold('match_window_days') }}
            end * interval '1' day
        ) as ends_at
    from {{ ref('int_orders') }} as orders
    cross join {{ ref('int_data_through') }} as data_through
    left join first_labels on orders.order_id = first_labels.order_id
    where orders.is_shippable or orders.delivery_type = 'pickup'
),

spells as (
    select
        order_id, cast(null as string) as shipment_id, false as is_delivered, 'order|' || order_id as spell_key,
        ordered_at as started_at,
        least(ends_at, labelled_at) as ended_at
    from asked_about
    union all
    select
        asked_about.order_id, parcels.shipment_id, false, 'parcel|' || parcels.shipment_id,
        greatest(parcels.exists_from_at, asked_about.ordered_at),
        least(asked_about.ends_at, parcels.delivered_at)
    from {{ ref('int_parcels') }} as parcels
    inner join asked_about on parcels.order_id = asked_about.order_id
    where not parcels.is_return
    union all
    select
        asked_about.order_id, parcels.shipment_id, true, 'delivered|' || parcels.shipment_id,
        parcels.delivered_at,
        least(
            asked_about.data_through,
            parcels.delivered_at + {{ threshold('match_after_delivery_days') }} * interval '1' day
        )
    from {{ ref('int_parcels') }} as parcels
    inner join asked_about on parcels.order_id = asked_about.order_id
    where not parcels.is_return and parcels.delivered_at >= asked_about.ordered_at
)

select
    spells.*,
    {{ hours_between('started_at', 'ended_at') }} / 24 as days
from spells
where ended_at > started_at
