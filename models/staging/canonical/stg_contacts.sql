-- Names, emails and phone numbers stay in raw: only their keys go on.
select
    {{ key('contact_id') }} as contact_id,
    lower(role) as role,
    customer_key,
    phone_key,
    _record as record_hash,
    {{ utc('updated_at') }} as updated_at
from {{ source('raw', 'contacts') }}
