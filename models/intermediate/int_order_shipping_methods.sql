{{ config(materialized='view') }}
-- How an order asked to be shipped, where that comes apart from it: its first shipping line says.
select
    order_id,
    shipping_method
from (
    select
        lines.*,
        row_number() over (
            partition by lines.order_id
            order by length(lines.line_number) asc, lines.line_number asc, lines.record_hash desc
        ) as line_rank
    from {{ ref('stg_order_shipping_lines') }} as lines
) as ranked
where line_rank = 1
