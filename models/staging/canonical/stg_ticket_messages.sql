select
    {{ key('message_id') }} as message_id,
    {{ key('ticket_id') }} as ticket_id,
    {{ key('author_id') }} as author_id,
    lower(direction) as direction,
    coalesce(cast(is_public as boolean), true) as is_public,
    coalesce(cast(is_automated as boolean), false) as is_automated,
    {{ utc('created_at') }} as created_at
from {{ source('raw', 'ticket_messages') }}
