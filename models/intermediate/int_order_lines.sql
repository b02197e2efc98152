{{ config(materialized='view') }}
-- What the lines of an order say of it. A line of an export that was cut in the middle of an order knows its order
-- by name alone, and belongs to every order of that name in its account.
with lines as (
    select
        order_id, sku, quantity,
        requires_shipping
    from {{ ref('stg_order_lines') }}
    where order_id is not null
    union all
    select
        orders.order_id, order_lines.sku, order_lines.quantity,
        order_lines.requires_shipping
    from {{ ref('stg_order_lines') }} as order_lines
    inner join {{ ref('stg_orders') }} as orders
        on
            order_lines.source_system = orders.source_system
            and order_lines.source_account = orders.source_account
            and order_lines.order_name = orders.order_name
    where order_lines.order_id is null
)

select
    order_id,
    bool_or(requires_shipping) as has_shippable_line,
    -- A line may be there twice, by two ways of loading; different things, or several of one, cannot be.
    coalesce(min(sku) filter (where requires_shipping) <> max(sku) filter (where requires_shipping), false)
    or coalesce(max(quantity) filter (where requires_shipping) > 1, false) as is_divisible
from lines
group by order_id
