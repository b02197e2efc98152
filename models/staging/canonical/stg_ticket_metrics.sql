select
    {{ key('metric_id') }} as metric_id,
    {{ key('ticket_id') }} as ticket_id,
    merged_into_ticket_id,
    _record as record_hash,
    cast(first_reply_minutes as double) as first_reply_minutes,
    cast(reopen_count as integer) as reopen_count,
    cast(csat as double) as csat,
    {{ utc('updated_at') }} as updated_at,
    {{ utc('first_response_at') }} as first_response_at,
    {{ utc('closed_at') }} as closed_at
from {{ source('raw', 'ticket_metrics') }}
