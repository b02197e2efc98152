-- Every paid order of a customer that the retention statistics look at, with what this customer had bought before it
-- and what after: before the landmark, and in the window that begins there.
with purchases as (
    select
        orders.order_id,
        orders.customer_key,
        orders.ordered_at,
        orders.order_value,
        orders.cancelled_at is null as is_kept,
        int_orders.currency,
        int_orders.is_fully_refunded,
        int_orders.is_subscription,
        int_orders.is_gift,
        customers.sample_share
    from {{ ref('orders') }} as orders
    inner join {{ ref('int_retention_customers') }} as customers on orders.customer_key = customers.customer_key
    inner join {{ ref('int_orders') }} as int_orders on orders.order_id = int_orders.order_id
    -- Replacements and exchanges are no purchases, nor is what cost nothing.
    where not orders.is_replacement and coalesce(orders.order_value, 1) > 0
),

days as (
    select
        {{ threshold('retention_landmark_days') }} * interval '1' day as landmark,
        ({{ threshold('retention_landmark_days') }} + {{ threshold('retention_window_days') }})
        * interval '1' day as window_end,
        {{ threshold('retention_window_days') }} * interval '1' day as placebo
),

-- Pairs of one customer's orders; a customer with one order has none.
others as (
    select
        purchases.order_id,
        count(*) filter (where other.ordered_at < purchases.ordered_at) as earlier_count,
        max(other.ordered_at) filter (where other.ordered_at < purchases.ordered_at) as previous_at,
        count(*) filter (where other.ordered_at < purchases.ordered_at - days.placebo) as long_ago_count,
        min(other.ordered_at) filter (where other.ordered_at > purchases.ordered_at) as next_at,
        sum(other.order_value) filter (
            where
            other.ordered_at > purchases.ordered_at + days.landmark
            and other.ordered_at <= purchases.ordered_at + days.window_end
            and other.currency is not distinct from purchases.currency
        ) as window_value
    from purchases
    cross join days
    inner join purchases as other
        on purchases.customer_key = other.customer_key and purchases.order_id <> other.order_id
    where other.is_kept
    group by purchases.order_id
)

select
    purchases.order_id,
    purchases.customer_key,
    purchases.sample_share,
    purchases.ordered_at,
    purchases.ordered_at + days.landmark as landmark_at,
    purchases.ordered_at + days.window_end as window_end_at,
    purchases.currency,
    purchases.is_fully_refunded,
    purchases.is_subscription,
    purchases.is_gift,
    purchases.is_kept,
    coalesce(others.earlier_count, 0) as earlier_order_count,
    coalesce(others.long_ago_count, 0) as long_ago_order_count,
    others.previous_at as previous_order_at,
    coalesce(others.next_at <= purchases.ordered_at + days.landmark, false) as is_repeated_before_landmark,
    coalesce(others.next_at <= purchases.ordered_at + days.window_end, false) as is_repeated_by_window_end,
    coalesce(others.window_value, 0) as window_value
from purchases
cross join days
left join others on purchases.order_id = others.order_id
