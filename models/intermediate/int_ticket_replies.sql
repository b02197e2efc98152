-- What the shop answered to each ticket with messages: the first reply with content, the first that told something,
-- and the first day promised. Acknowledgements are no replies.
with messages as (
    select
        messages.ticket_id,
        messages.message_id,
        messages.created_at,
        messages.direction = 'out' and messages.is_public and not messages.is_automated as is_ours,
        labels.message_id is not null as is_read,
        coalesce(labels.is_acknowledgement, false) or repeated_replies.repeat_key is not null as is_acknowledgement,
        coalesce(labels.gives_status or labels.gives_eta, false) as tells,
        labels.eta_date
    from {{ ref('int_ticket_messages') }} as messages
    left join {{ ref('stg_reply_labels') }} as labels on messages.message_id = labels.message_id
    left join {{ ref('int_repeated_replies') }} as repeated_replies
        on labels.repeat_key = repeated_replies.repeat_key
),

replies as (
    select
        messages.*,
        coalesce(is_ours and not is_acknowledgement, false) as is_reply
    from messages
)

select
    ticket_id,
    min(created_at) filter (where is_reply) as first_reply_at,
    -- Of a reply whose text nobody read it is not known what it told.
    nullif(
        min_by(case when tells then 2 when is_read then 1 else 0 end, (created_at, message_id))
        filter (where is_reply), 0
    ) = 2 as has_first_reply_eta,
    min(created_at) filter (where is_reply and tells) as told_at,
    min(created_at) filter (where is_reply and eta_date is not null) as promised_at,
    min_by(eta_date, (created_at, message_id)) filter (where is_reply and eta_date is not null) as eta_date,
    count(*) filter (where is_ours and is_acknowledgement) as acknowledgement_count
from replies
group by ticket_id
