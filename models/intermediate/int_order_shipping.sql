-- How every order was shipped: its first parcel says carrier and 3PL, its last one when it was complete.
with parcels as (
    select
        int_parcels.*,
        -- One without a label's time comes last; an engine may lose its way among rows with NULL in them.
        coalesce(label_created_at, cast('9999-12-31T00:00:00Z' as timestamp)) as first_known_at
    from {{ ref('int_parcels') }} as int_parcels
    where not is_return and order_id is not null
),

shipped as (
    select
        order_id,
        count(*) as shipment_count,
        min_by(carrier, (first_known_at, shipment_id)) as carrier,
        min_by(three_pl, (first_known_at, shipment_id)) as three_pl,
        min_by(region, (first_known_at, shipment_id)) as region,
        min(label_created_at) as shipped_at,
        min(first_scan_at) as first_scan_at,
        case when count(*) = count(delivered_at) then max(delivered_at) end as delivered_at,
        min(promised_at) as promised_at,
        bool_and(is_tracked) as is_tracked
    from parcels
    group by order_id
)

select
    orders.order_id,
    coalesce(shipped.shipment_count, 0) as shipment_count,
    coalesce(shipped.carrier, 'unassigned') as carrier,
    coalesce(shipped.three_pl, orders.three_pl, 'unassigned') as three_pl,
    coalesce(nullif(orders.region, 'unassigned'), shipped.region, 'unassigned') as region,
    shipped.shipped_at,
    shipped.first_scan_at,
    shipped.delivered_at,
    coalesce(shipped.is_tracked, false) as is_tracked,
    coalesce(orders.promised_at, shipped.promised_at) as promised_at
from {{ ref('int_orders') }} as orders
left join shipped on orders.order_id = shipped.order_id
