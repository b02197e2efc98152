-- WISMO contacts by when they came, how they were answered and what the answer told, whoever answered. Of a chat opened
-- again only the coming counts: its question, cause and answer are those of the ticket it belongs to.
with contacts as (
    select
        tickets.*,
        repeats.ticket_id is not null and repeats.is_over as is_first_contact,
        repeats.contact_count,
        -- Of a channel that hears nothing while nobody is there, as the telephone, it is not known what came then.
        tickets.staffed <> 'not_known' and coalesce(staffing.is_heard_when_closed, true) as has_known_hours,
        {{ hours_band('repeats.second_contact_hours') }} as asked_again_after
    from {{ ref('tickets') }} as tickets
    left join {{ ref('int_repeat_contacts') }} as repeats on tickets.ticket_id = repeats.ticket_id
    left join {{ ref('staffing') }} as staffing on tickets.channel = staffing.channel
    where tickets.is_wismo_contact
)

select
    reporting_date,
    season,
    coalesce(root_cause, 'not_wismo') as root_cause,
    coalesce(owner, 'not_wismo') as owner,
    coalesce(cause_status, 'not_wismo') as cause_status,
    channel,
    handled_by,
    carrier,
    three_pl,
    region,
    opened_weekday,
    opened_hour,
    staffed,
    case
        when opened_weekday = '6' then 'Saturdays'
        when opened_weekday = '7' then 'Sundays'
        when opened_hour < '08' then 'weekdays before 08:00'
        when opened_hour < '18' then 'weekdays 08:00 to 18:00'
        else 'weekdays from 18:00'
    end as time_of_week,
    case
        when not (is_wismo and is_unanswered) then 'answered'
        else {{ hours_band('waited_minutes / 60') }}
    end as waiting_age,
    case when is_first_contact then coalesce(asked_again_after, 'not again') else 'no first question' end
        as asked_again_after,
    count(*) as contact_count,
    count(*) filter (where has_known_hours) as known_hours_count,
    count(*) filter (where has_known_hours and staffed = 'unstaffed') as unstaffed_count,
    count(*) filter (where is_first_contact) as asked_order_count,
    count(asked_again_after) filter (where is_first_contact) as asked_again_count,
    cast(coalesce(sum(contact_count) filter (where is_first_contact), 0) as bigint) as asked_order_contact_count,
    count(*) filter (where is_wismo and is_unanswered) as unanswered_count,
    count(*) filter (where is_wismo and has_first_reply_eta is not null) as read_reply_count,
    count(*) filter (where is_wismo and has_first_reply_eta) as reply_eta_count,
    count(*) filter (where is_wismo and is_eta_kept is not null) as eta_due_count,
    count(*) filter (where is_wismo and is_eta_kept) as eta_kept_count
from contacts
group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
-- Whoever asks for some weeks skips the blocks of all others.
order by 1
