-- The customers that the retention statistics look at: all of them, or of a large brand as many as a threshold says,
-- chosen by a hash of the key, so that every build chooses the same. Of an address that many people share nobody
-- knows who came back.
with share as (
    select least(cast(1 as double), {{ threshold('retention_most_customers') }} / greatest(count(*), 1)) as sample_share
    from {{ ref('customers') }}
)

select
    customers.customer_key,
    share.sample_share
from {{ ref('customers') }} as customers
cross join share
where
    customers.order_count <= {{ threshold('shared_address_orders') }}
    and (share.sample_share = 1 or {{ hash_share('customers.customer_key') }} < share.sample_share)
