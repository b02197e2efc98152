select
    {{ key('message_id') }} as message_id,
    {{ key('ticket_id') }} as ticket_id,
    repeat_key,
    cast(is_acknowledgement as boolean) as is_acknowledgement,
    cast(gives_status as boolean) as gives_status,
    cast(gives_eta as boolean) as gives_eta,
    cast(eta_date as date) as eta_date
from {{ source('raw', 'reply_labels') }}
