select
    {{ key('notification_id') }} as notification_id,
    source_system,
    source_account,
    lower(kind) as kind,
    lower(channel) as channel,
    order_id as order_native_id,
    {{ order_name_form('order_name') }} as order_name,
    {{ tracking_number_form('tracking_number') }} as tracking_number,
    {{ utc('sent_at') }} as sent_at,
    {{ utc('eta_at') }} as eta_at
from {{ source('raw', 'notifications') }}
