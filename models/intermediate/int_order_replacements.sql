-- The original of every order that replaces one, and how that is known: the order says it, or it carries the tag of a
-- replacement or cost nothing, and the same customer paid for one of the same things, sent to the same place, not
-- long before. A free order without all of that is a gift or a sample.
with tagged as (
    select distinct tags.order_id
    from {{ ref('stg_order_tags') }} as tags
    inner join {{ ref('order_tags') }} as order_tags on tags.tag = order_tags.tag
    where order_tags.meaning = 'replacement'
    union
    select distinct orders.order_id
    from {{ ref('stg_orders') }} as orders
    inner join {{ ref('order_tags') }} as order_tags
        on order_tags.meaning = 'replacement' and strpos(orders.tag_words, '"' || order_tags.tag || '"') > 0
),

-- Of several versions the newest, as everywhere; only of what may replace or be replaced.
suspects as (
    select
        orders.*,
        tagged.order_id is not null as is_tagged,
        row_number() over newest as version_rank
    from {{ ref('stg_orders') }} as orders
    left join tagged on orders.order_id = tagged.order_id
    where orders.order_value = 0 or orders.replaced_native_id is not null or tagged.order_id is not null
    window newest as (partition by orders.order_id order by orders.updated_at desc nulls last, orders.record_hash desc)
),

suspect_orders as (
    select * from suspects
    where version_rank = 1 and not is_test
),

originals as (
    select
        orders.order_id, orders.customer_key, orders.country, orders.region, orders.ordered_at,
        orders.order_value, row_number() over newest as version_rank
    from {{ ref('stg_orders') }} as orders
    where
        orders.customer_key in (select suspect_orders.customer_key from suspect_orders)
        and not orders.is_test and orders.order_id not in (select tagged.order_id from tagged)
    window newest as (partition by orders.order_id order by orders.updated_at desc nulls last, orders.record_hash desc)
),

pairs as (
    select
        suspect_orders.order_id, originals.order_id as original_order_id, originals.ordered_at as original_ordered_at,
        suspect_orders.is_tagged
    from suspect_orders
    inner join originals
        on
            suspect_orders.customer_key = originals.customer_key
            and originals.version_rank = 1
            and originals.order_value > 0
            and originals.ordered_at < suspect_orders.ordered_at
            and originals.ordered_at
            >= suspect_orders.ordered_at - {{ threshold('replacement_days') }} * interval '1' day
            and coalesce(originals.country = suspect_orders.country, true)
            and coalesce(originals.region = suspect_orders.region, true)
    where suspect_orders.replaced_native_id is null
),

same_things as (
    select
        pairs.order_id,
        max_by(pairs.original_order_id, (pairs.original_ordered_at, pairs.original_order_id)) as original_order_id,
        bool_or(pairs.is_tagged) as is_tagged
    from pairs
    inner join {{ ref('stg_order_lines') }} as own_lines on pairs.order_id = own_lines.order_id
    inner join {{ ref('stg_order_lines') }} as original_lines
        on pairs.original_order_id = original_lines.order_id and own_lines.sku = original_lines.sku
    group by pairs.order_id
),

-- What a checkout or an agent noted is the original's id, or the name that people know it by.
stated as (
    select
        suspect_orders.order_id,
        coalesce(
            min(by_name.order_id),
            min(
                suspect_orders.source_system || '|' || suspect_orders.source_account || '|'
                || suspect_orders.replaced_native_id
            )
        ) as original_order_id
    from suspect_orders
    left join {{ ref('stg_orders') }} as by_name
        on
            suspect_orders.source_system = by_name.source_system
            and suspect_orders.source_account = by_name.source_account
            and {{ order_name_form('suspect_orders.replaced_native_id') }} = by_name.order_name
    where suspect_orders.replaced_native_id is not null
    group by suspect_orders.order_id
)

select order_id, original_order_id as replaced_order_id, 'stated' as replacement_link
from stated
union all
select order_id, original_order_id, case when is_tagged then 'tag' else 'zero_value' end
from same_things
