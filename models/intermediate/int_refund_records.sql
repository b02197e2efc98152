-- Whether the data knows refunds: where nothing was ever paid back, they are not recorded rather than never given.
select coalesce(bool_or(is_fully_refunded), false) as has_refunds
from {{ ref('int_orders') }}
