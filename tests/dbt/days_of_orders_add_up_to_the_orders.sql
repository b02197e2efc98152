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
        order_date,
        count(*) as order_count,
        count(*) filter (where has_wismo) as wismo_orders
    from {{ ref('orders') }}
    cross join {{ ref('int_data_through') }} as data_through
    where
        is_shippable and not is_replacement and not is_preorder
        and order_date <= data_through.reporting_through
    group by order_date
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
