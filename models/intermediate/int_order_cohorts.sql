-- Orders that a customer can ask about, counted by day and by how they were shipped.
-- Replacements are part of their original, pre-orders wait by design, digital goods never travel.
select
    orders.order_date,
    orders.carrier,
    orders.three_pl,
    orders.region,
    count(*) as order_count,
    count(*) filter (
        where orders.first_wismo_days <= least(
            {{ threshold('wismo_lag_days') }}, data_through.reporting_through - orders.order_date
        )
    ) as cohort_wismo_orders
from {{ ref('orders') }} as orders
cross join {{ ref('int_data_through') }} as data_through
where orders.is_shippable and not orders.is_replacement and not orders.is_preorder
group by 1, 2, 3, 4
