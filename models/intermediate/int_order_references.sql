-- Every name by which an order is called. A name that several stores use names nothing by itself.
with called as (
    select
        'native' as reference_kind,
        native_id as reference,
        cast(null as string) as prefix,
        source_account,
        order_id
    from {{ ref('int_orders') }}
    union all
    select 'name', order_name, cast(null as string), source_account, order_id
    from {{ ref('int_orders') }}
    where order_name is not null
    union all
    -- People leave a store's letters out, or part them from the number: AB-1001 is called 1001 and AB1001. A name with
    -- two numbers in it (1001-2) has no short form, for it would be that of another order.
    select
        'number',
        regexp_extract(order_name, '[0-9]+', 0),
        regexp_extract(order_name, '[A-Z]+', 0),
        source_account,
        order_id
    from {{ ref('int_orders') }}
    where
        try_cast(replace(order_name, '.', '') as bigint) is null
        and regexp_extract(order_name, '^[^0-9]*[0-9]+[^0-9]*$', 0) <> ''
),

-- Few names are used twice, and only those are counted by account.
shared as (
    select
        reference_kind,
        reference
    from called
    group by 1, 2
    having count(*) > 1
),

shared_in_account as (
    select
        called.reference_kind,
        called.reference,
        called.source_account,
        count(*) as order_count
    from called
    inner join shared on called.reference_kind = shared.reference_kind and called.reference = shared.reference
    group by 1, 2, 3
)

select
    called.*,
    shared_in_account.reference is null as is_unique,
    coalesce(shared_in_account.order_count, 1) = 1 as is_unique_in_account
from called
left join shared_in_account
    on
        called.reference_kind = shared_in_account.reference_kind
        and called.reference = shared_in_account.reference
        and called.source_account = shared_in_account.source_account
