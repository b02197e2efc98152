-- How every ticket was answered, by its messages where they are known, else by what the helpdesk counted.
with answers as (
    select
        tickets.ticket_id,
        tickets.created_at,
        tickets.closed_at,
        replies.eta_date,
        replies.has_first_reply_eta,
        coalesce(tickets.first_eta_response_at, replies.told_at) as told_at,
        coalesce(
            replies.first_reply_at,
            -- The helpdesk's figure may be that of an acknowledgement.
            case when coalesce(replies.acknowledgement_count, 0) = 0 then tickets.first_response_at end
        ) as replied_at,
        replies.ticket_id is not null or tickets.first_eta_response_at is not null as has_reply_text
    from {{ ref('int_tickets') }} as tickets
    left join {{ ref('int_ticket_replies') }} as replies on tickets.ticket_id = replies.ticket_id
)

select
    answers.ticket_id,
    answers.eta_date,
    answers.has_reply_text,
    promises.is_eta_kept,
    coalesce(answers.has_first_reply_eta, answers.told_at <= answers.replied_at) as has_first_reply_eta,
    round(60 * {{ hours_between('answers.created_at', 'answers.replied_at') }}, 3) as first_response_minutes,
    round(60 * {{ hours_between('answers.created_at', 'answers.told_at') }}, 3) as first_eta_minutes,
    round(60 * {{ hours_between(
        'answers.created_at', 'coalesce(answers.closed_at, data_through.data_through)'
    ) }}, 3) as waited_minutes,
    answers.replied_at is null and answers.closed_at is null as is_unanswered
from answers
cross join {{ ref('int_data_through') }} as data_through
left join {{ ref('int_ticket_promises') }} as promises on answers.ticket_id = promises.ticket_id
