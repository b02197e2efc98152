-- The newest version of every order, with what its tags and lines say.
with newest as (
    select
        orders.*,
        row_number() over (
            partition by orders.order_id
            order by orders.updated_at desc nulls last, orders.record_hash desc
        ) as version_rank
    from {{ ref('stg_orders') }} as orders
),

tagged as (
    select
        tags.order_id,
        bool_or(order_tags.meaning = 'preorder') as has_preorder_tag,
        bool_or(order_tags.meaning = 'stock') as has_stock_tag,
        bool_or(order_tags.meaning = 'replacement') as has_replacement_tag
    from (
        select
            newest.order_id,
            unnest({{ text_list('newest.tag_words') }}) as tag
        from newest
        where newest.version_rank = 1 and newest.tag_words is not null
    ) as tags
    inner join {{ ref('order_tags') }} as order_tags on tags.tag = order_tags.tag
    group by tags.order_id
),

-- A line of an export that was cut in the middle of an order knows its order by name alone.
lines as (
    select
        order_id,
        requires_shipping
    from {{ ref('stg_order_lines') }}
    where order_id is not null
    union all
    select
        newest.order_id,
        order_lines.requires_shipping
    from {{ ref('stg_order_lines') }} as order_lines
    inner join newest
        on
            order_lines.source_system = newest.source_system
            and order_lines.source_account = newest.source_account
            and order_lines.order_name = newest.order_name
    where order_lines.order_id is null and newest.version_rank = 1
),

lined as (
    select
        order_id,
        bool_or(requires_shipping) as has_shippable_line
    from lines
    group by order_id
)

select
    newest.order_id,
    newest.native_id,
    newest.source_system,
    newest.source_account,
    newest.order_name,
    newest.customer_key,
    newest.phone_key,
    newest.hold_reason,
    newest.country,
    newest.sales_channel,
    newest.delivery_type,
    newest.currency,
    newest.order_value,
    newest.is_fully_refunded,
    newest.ordered_at,
    newest.paid_at,
    newest.released_at,
    newest.in_stock_at,
    newest.sent_to_warehouse_at,
    newest.cancelled_at,
    newest.refunded_at,
    newest.promised_ship_by_at,
    newest.promised_at,
    coalesce(newest.region, 'unassigned') as region,
    coalesce(three_pl_aliases.three_pl, newest.three_pl_word) as three_pl,
    case
        when newest.replaced_native_id is not null
            then newest.source_system || '|' || newest.source_account || '|' || newest.replaced_native_id
    end as replaced_order_id,
    newest.replaced_native_id is not null or coalesce(tagged.has_replacement_tag, false) as is_replacement,
    coalesce(tagged.has_preorder_tag, false)
    or coalesce(newest.hold_reason in ('preorder', 'stock'), false)
    or coalesce(tagged.has_stock_tag, false)
    or coalesce(
        newest.promised_ship_by_at
        > newest.ordered_at + {{ threshold('preorder_promise_days') }} * interval '1' day, false
    ) as is_preorder,
    coalesce(newest.hold_reason = 'stock', false) or coalesce(tagged.has_stock_tag, false) as is_sold_out,
    newest.delivery_type = 'ship' and coalesce(lined.has_shippable_line, true) as is_shippable
from newest
left join tagged on newest.order_id = tagged.order_id
left join lined on newest.order_id = lined.order_id
left join {{ ref('three_pl_aliases') }} as three_pl_aliases on newest.three_pl_word = three_pl_aliases.alias
where newest.version_rank = 1 and not newest.is_test
