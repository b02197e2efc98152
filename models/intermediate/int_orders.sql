-- The newest version of every order, with what its tags and lines say, and what the store asked its warehouses where
-- the order itself does not say.
with told as (
    select
        newest.*,
        fulfillment.three_pl as assigned_three_pl,
        coalesce(newest.hold_reason, fulfillment.hold_reason) as known_hold_reason,
        coalesce(newest.sent_to_warehouse_at, fulfillment.sent_to_warehouse_at) as known_sent_to_warehouse_at,
        coalesce(newest.promised_ship_by_at, fulfillment.promised_ship_by_at) as known_ship_by_at,
        coalesce(newest.promised_at, fulfillment.promised_at) as known_promised_at
    from {{ ref('stg_orders') }} as newest
    left join {{ newest_of_several(ref('stg_orders'), 'order_id', 'updated_at desc nulls last') }} as versions
        on newest.order_id = versions.order_id
    left join {{ ref('int_order_fulfillment') }} as fulfillment on newest.order_id = fulfillment.order_id
    where coalesce(newest.record_hash = versions.record_hash, true) and not newest.is_test
),

-- What each version of an order says by its tags, and what all of them say where tags are records of their own.
tagged as (
    select
        tags.order_id,
        tags.record_hash,
        bool_or(order_tags.meaning = 'preorder') as has_preorder_tag,
        bool_or(order_tags.meaning = 'stock') as has_stock_tag,
        bool_or(order_tags.meaning = 'replacement') as has_replacement_tag,
        bool_or(order_tags.meaning = 'subscription') as has_subscription_tag,
        bool_or(order_tags.meaning = 'gift') as has_gift_tag
    from (
        select
            order_id,
            record_hash,
            {{ each_of(text_list('tag_words')) }} as tag
        from {{ ref('stg_orders') }}
        where tag_words is not null
        union all
        select
            orders.order_id,
            orders.record_hash,
            told_tags.tag
        from {{ ref('stg_order_tags') }} as told_tags
        inner join {{ ref('stg_orders') }} as orders on told_tags.order_id = orders.order_id
    ) as tags
    inner join {{ ref('order_tags') }} as order_tags on tags.tag = order_tags.tag
    group by tags.order_id, tags.record_hash
)

select
    told.order_id,
    told.native_id,
    told.source_system,
    told.source_account,
    told.order_name,
    told.customer_key,
    told.phone_key,
    told.known_hold_reason as hold_reason,
    told.country,
    told.sales_channel,
    told.delivery_type,
    told.currency,
    told.order_value,
    told.is_fully_refunded,
    told.ordered_at,
    told.paid_at,
    told.released_at,
    told.in_stock_at,
    told.known_sent_to_warehouse_at as sent_to_warehouse_at,
    told.cancelled_at,
    told.refunded_at,
    told.known_ship_by_at as promised_ship_by_at,
    told.known_promised_at as promised_at,
    coalesce(told.region, 'unassigned') as region,
    coalesce(told.shipping_method, shipping_methods.shipping_method) as shipping_method,
    coalesce(three_pl_words.three_pl, told.three_pl_word, told.assigned_three_pl) as three_pl,
    replacements.replaced_order_id,
    replacements.order_id is not null or coalesce(tagged.has_replacement_tag, false) as is_replacement,
    coalesce(tagged.has_subscription_tag, false) as is_subscription,
    coalesce(tagged.has_gift_tag, false) as is_gift,
    coalesce(tagged.has_preorder_tag, false)
    or coalesce(told.known_hold_reason in ('preorder', 'stock'), false)
    or coalesce(tagged.has_stock_tag, false)
    or coalesce(
        told.known_ship_by_at > told.ordered_at + {{ threshold('preorder_promise_days') }} * interval '1' day, false
    ) as is_preorder,
    coalesce(told.known_hold_reason = 'stock', false) or coalesce(tagged.has_stock_tag, false) as is_sold_out,
    told.delivery_type = 'ship' and coalesce(order_lines.has_shippable_line, true) as is_shippable
from told
left join tagged on told.order_id = tagged.order_id and told.record_hash = tagged.record_hash
left join {{ ref('int_order_replacements') }} as replacements on told.order_id = replacements.order_id
left join {{ ref('int_order_lines') }} as order_lines on told.order_id = order_lines.order_id
left join {{ ref('int_order_shipping_methods') }} as shipping_methods on told.order_id = shipping_methods.order_id
left join {{ ref('int_three_pl_words') }} as three_pl_words
    on {{ partner_word_form('told.three_pl_word') }} = three_pl_words.word_form
