-- When the brand first told the customer that a parcel, or an order, had shipped.
select
    told_about,
    told_key,
    min(sent_at) as sent_at
from {{ ref('int_notices') }}
where kind = 'shipped'
group by told_about, told_key
