select
    {{ key('ticket_id') }} as ticket_id,
    lower(tag) as tag
from {{ source('raw', 'ticket_tags') }}
