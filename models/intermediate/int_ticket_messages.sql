{{ config(materialized='view') }}
-- Every message with who wrote it; where nobody knows, the direction is empty and the message counts for nothing.
select
    messages.message_id,
    messages.ticket_id,
    {{ message_direction(
        'messages.direction',
        'not messages.is_public',
        'messages.author_id',
        'requesters.requester_id',
        'authors.role'
    ) }} as direction,
    messages.is_public,
    messages.is_automated,
    messages.created_at
from {{ ref('stg_ticket_messages') }} as messages
left join (
    select
        ticket_id,
        requester_id
    from {{ ref('int_ticket_versions') }}
    where requester_id is not null
) as requesters on messages.ticket_id = requesters.ticket_id
left join {{ ref('int_contacts') }} as authors on messages.author_id = authors.contact_id
