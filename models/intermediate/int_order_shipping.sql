-- How every order was shipped: its first parcel says carrier and 3PL, its last one when it was complete.
with shipped as (
    select
        order_id,
        count(*) as shipment_count,
        -- Of the only parcel; where there are several, the first one says it below.
        min(carrier) as carrier,
        min(three_pl) as three_pl,
        min(region) as region,
        min(label_created_at) as shipped_at,
        min(first_scan_at) as first_scan_at,
        case when count(*) = count(delivered_at) then max(delivered_at) end as delivered_at,
        min(promised_at) as promised_at,
        bool_and(is_tracked) as is_tracked
    from {{ ref('int_parcels') }}
    where not is_return and order_id is not null
    group by order_id
),

-- Most orders have one parcel, and need nobody to put it in order.
parcels as (
    select
        parcels.*,
        -- One without a label's time comes last; among pairs with NULL in them each engine has its own order.
        coalesce(parcels.label_created_at, cast('9999-12-31T00:00:00Z' as timestamp)) as first_known_at
    from {{ ref('int_parcels') }} as parcels
    inner join shipped on parcels.order_id = shipped.order_id and shipped.shipment_count > 1
    where not parcels.is_return
),

firsts as (
    select
        order_id,
        min_by(carrier, (first_known_at, shipment_id)) as carrier,
        min_by(three_pl, (first_known_at, shipment_id)) as three_pl,
        min_by(region, (first_known_at, shipment_id)) as region
    from parcels
    group by order_id
)

select
    orders.order_id,
    coalesce(shipped.shipment_count, 0) as shipment_count,
    coalesce(firsts.carrier, shipped.carrier, 'unassigned') as carrier,
    coalesce(firsts.three_pl, shipped.three_pl, orders.three_pl, 'unassigned') as three_pl,
    coalesce(nullif(orders.region, 'unassigned'), firsts.region, shipped.region, 'unassigned') as region,
    shipped.shipped_at,
    shipped.first_scan_at,
    shipped.delivered_at,
    coalesce(shipped.is_tracked, false) as is_tracked,
    coalesce(orders.promised_at, shipped.promised_at) as promised_at
from {{ ref('int_orders') }} as orders
left join shipped on orders.order_id = shipped.order_id
left join firsts on orders.order_id = firsts.order_id
