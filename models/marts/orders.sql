with orders as (
    select
        int_orders.*,
        {{ reporting_date('int_orders.ordered_at') }} as order_date
    from {{ ref('int_orders') }} as int_orders
),

first_wismo as (
    select
        order_id,
        min(created_at) as first_wismo_at
    from {{ ref('tickets') }}
    where is_wismo and handled_by = 'agent' and order_id is not null
    group by order_id
)

select
    orders.order_id,
    orders.native_id,
    orders.customer_key,
    orders.ordered_at,
    orders.order_date,
    order_shipping.promised_at,
    order_shipping.shipped_at,
    order_shipping.first_scan_at,
    order_shipping.delivered_at,
    orders.cancelled_at,
    first_orders.order_id is not null as is_first_order,
    orders.is_shippable,
    orders.is_replacement,
    orders.is_preorder,
    calendar_days.season,
    order_shipping.region,
    orders.country,
    order_shipping.three_pl,
    order_shipping.carrier,
    orders.sales_channel,
    order_shipping.shipment_count,
    orders.order_value,
    first_wismo.order_id is not null as has_wismo,
    first_wismo.first_wismo_at,
    case
        when first_wismo.order_id is not null
            then cast(greatest(0, {{ reporting_date('first_wismo.first_wismo_at') }} - orders.order_date) as integer)
    end as first_wismo_days
from orders
inner join {{ ref('int_order_shipping') }} as order_shipping on orders.order_id = order_shipping.order_id
left join {{ ref('int_first_orders') }} as first_orders on orders.order_id = first_orders.order_id
left join first_wismo on orders.order_id = first_wismo.order_id
left join {{ ref('calendar_days') }} as calendar_days on orders.order_date = calendar_days.date_day
