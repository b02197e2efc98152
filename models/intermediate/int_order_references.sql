-- Every name by which an order is called. A name that several stores use names nothing by itself.
select
    'native' as reference_kind,
    native_id as reference,
    source_account,
    order_id,
    count(*) over (partition by native_id) = 1 as is_unique,
    count(*) over (partition by native_id, source_account) = 1 as is_unique_in_account
from {{ ref('int_orders') }}
union all
select
    'name' as reference_kind,
    order_name as reference,
    source_account,
    order_id,
    count(*) over (partition by order_name) = 1 as is_unique,
    count(*) over (partition by order_name, source_account) = 1 as is_unique_in_account
from {{ ref('int_orders') }}
where order_name is not null
