{{ config(materialized='view') }}
-- What the lines of an order say of it. A line of an export that was cut in the middle of an order knows its order
-- by name alone, and belongs to every order of that name in its account.
with lines as (
    select
        order_id,
        requires_shipping
    from {{ ref('stg_order_lines') }}
    where order_id is not null
    union all
    select
        orders.order_id,
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
    bool_or(requires_shipping) as has_shippable_line
from lines
group by order_id
