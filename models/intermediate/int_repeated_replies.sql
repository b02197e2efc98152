-- Texts that tell and ask nothing and went to many customers at once after they wrote: acknowledgements, whatever
-- their words. An agent who uses a macro is slower than that at least some of the time.
select labels.repeat_key
from {{ ref('stg_reply_labels') }} as labels
inner join {{ ref('int_ticket_messages') }} as messages on labels.message_id = messages.message_id
inner join {{ ref('int_ticket_versions') }} as tickets on labels.ticket_id = tickets.ticket_id
where labels.repeat_key is not null
group by labels.repeat_key
having
    count(distinct labels.ticket_id) >= {{ threshold('repeated_reply_tickets') }}
    and count(*) filter (
        where messages.created_at
        <= tickets.created_at + {{ threshold('acknowledgement_seconds') }} * interval '1' second
    ) >= {{ threshold('repeated_reply_share') }} * count(*)
