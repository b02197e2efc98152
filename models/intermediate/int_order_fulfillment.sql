{{ config(materialized='view') }}
-- What a store asked its warehouses, told per order. Several warehouses are nobody's order: the parcel knows.
-- A promise that was kept stays known; while something is open, what is open decides.
select
    order_id,
    case when count(distinct three_pl) = 1 then max(three_pl) end as three_pl,
    coalesce(min(promised_ship_by_at) filter (where is_open), min(promised_ship_by_at)) as promised_ship_by_at,
    max(promised_at) as promised_at,
    min_by(hold_reason, (coalesce(created_at, cast('1900-01-01T00:00:00Z' as timestamp)), fulfillment_order_id))
    filter (where hold_reason is not null) as hold_reason,
    min(sent_to_warehouse_at) as sent_to_warehouse_at
from {{ ref('int_fulfillment_orders') }}
group by order_id
