-- Whether the data knows refunds at all: where none was ever given, they are taken to be unrecorded.
select coalesce(bool_or(is_fully_refunded), false) as has_refunds
from {{ ref('int_orders') }}
