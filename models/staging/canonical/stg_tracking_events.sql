select
    source_system,
    {{ key('shipment_id') }} as shipment_id,
    {{ tracking_number_form('tracking_number') }} as tracking_number,
    lower(coalesce(vendor, 'canonical')) as vendor,
    lower(status) as status_word,
    lower(substatus) as substatus_word,
    place,
    upper(country) as country,
    -- Parquet passes over whole row groups that have none; asked of the number's form, it could not.
    tracking_number is null as is_unnumbered,
    coalesce(cast(is_time_known as boolean), true) as is_time_known,
    {{ utc('occurred_at') }} as occurred_at,
    coalesce({{ utc('recorded_at') }}, {{ utc('occurred_at') }}) as recorded_at
from {{ source('raw', 'tracking_events') }}
