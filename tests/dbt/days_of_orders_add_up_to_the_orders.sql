-- A returned row is a day of which the day table and the order table count different orders.
with days as (
    select
        reporting_date as order_date,
        sum(order_count) as order_count,
        sum(cohort_wismo_orders) as wismo_orders
    from {{ ref('order_days') }}
    group by reporting_date
),

single as (
    select
        orders.order_date,
        count(*) as order_count,
        count(*) filter (where orders.has_wismo) as wismo_orders
    from {{ ref('orders') }} as orders
    cross join {{ ref('int_data_through') }} as data_through
    where
        orders.is_shippable and not orders.is_replacement and not orders.is_preorder
        and orders.order_date <= data_through.reporting_through
    group by orders.order_date
)

select
    single.order_date,
    single.order_count,
    days.order_count as order_count_of_days
from single
left join days on single.order_date = days.order_date
where
    single.order_count <> coalesce(days.order_count, 0)
    or single.wismo_orders < days.wismo_orders
