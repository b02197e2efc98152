{{ config(materialized='view') }}
-- The newest version of everything that a store asked a warehouse to send, without what was taken back.
with versions as (
    select
        fulfillment_orders.*,
        row_number() over (
            partition by fulfillment_orders.fulfillment_order_id
            order by fulfillment_orders.updated_at desc nulls last, fulfillment_orders.record_hash desc
        ) as version_rank,
        coalesce(bool_or(fulfillment_orders.status in ('on_hold', 'scheduled')) over (
            partition by fulfillment_orders.fulfillment_order_id
        ), false) as was_held
    from {{ ref('stg_fulfillment_orders') }} as fulfillment_orders
),

-- A 3PL names the store's order by the store's id: an order of another source, if only one has that id.
stores_orders as (
    select
        orders.native_id,
        min(orders.order_id) as order_id
    from {{ ref('stg_orders') }} as orders
    inner join (select distinct order_native_id from versions) as asked on orders.native_id = asked.order_native_id
    group by orders.native_id
    having count(distinct orders.order_id) = 1
)

select
    versions.fulfillment_order_id,
    coalesce(stores_orders.order_id, versions.order_id) as order_id,
    coalesce(three_pl_words.three_pl, versions.three_pl_word, locations.three_pl_word) as three_pl,
    versions.promised_ship_by_at,
    versions.promised_at,
    versions.created_at,
    case when versions.status = 'on_hold' then versions.hold_reason end as hold_reason,
    -- What was on hold or planned for later went to the warehouse at a moment that nobody wrote down.
    case when not versions.was_held then versions.created_at end as sent_to_warehouse_at,
    coalesce(versions.status <> 'closed', true) as is_open
from versions
left join stores_orders on versions.order_native_id = stores_orders.native_id
left join {{ ref('int_locations') }} as locations on versions.location_id = locations.location_id
left join {{ ref('int_three_pl_words') }} as three_pl_words
    on {{ partner_word_form('coalesce(versions.three_pl_word, locations.three_pl_word)') }} = three_pl_words.word_form
where
    versions.version_rank = 1
    and coalesce(versions.status not in ('cancelled', 'canceled', 'incomplete'), true)
