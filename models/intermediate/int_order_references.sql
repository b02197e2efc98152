-- Every name by which an order is called. A name that several stores use names nothing by itself.
select
    'native' as reference_kind,
    native_id as reference,
    cast(null as string) as prefix,
    source_account,
    order_id,
    count(*) over (partition by native_id) = 1 as is_unique,
    count(*) over (partition by native_id, source_account) = 1 as is_unique_in_account
from {{ ref('int_orders') }}
union all
select
    'name' as reference_kind,
    order_name as reference,
    cast(null as string) as prefix,
    source_account,
    order_id,
    count(*) over (partition by order_name) = 1 as is_unique,
    count(*) over (partition by order_name, source_account) = 1 as is_unique_in_account
from {{ ref('int_orders') }}
where order_name is not null
union all
-- People leave a store's letters out, or part them from the number: AB-1001 is called 1001 and AB1001. A name with
-- two numbers in it (1001-2) has no short form, for it would be that of another order.
select
    'number' as reference_kind,
    regexp_extract(order_name, '[0-9]+', 0) as reference,
    regexp_extract(order_name, '[A-Z]+', 0) as prefix,
    source_account,
    order_id,
    count(*) over (partition by regexp_extract(order_name, '[0-9]+', 0)) = 1 as is_unique,
    count(*) over (partition by regexp_extract(order_name, '[0-9]+', 0), source_account) = 1 as is_unique_in_account
from {{ ref('int_orders') }}
where
    try_cast(replace(order_name, '.', '') as bigint) is null
    and regexp_extract(order_name, '^[^0-9]*[0-9]+[^0-9]*$', 0) <> ''
