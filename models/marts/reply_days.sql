-- WISMO tickets by what the answer told, whoever answered.
select
    reporting_date,
    season,
    root_cause,
    owner,
    cause_status,
    channel,
    handled_by,
    carrier,
    three_pl,
    region,
    count(*) filter (where is_unanswered) as unanswered_count,
    count(*) filter (where has_first_reply_eta is not null) as read_reply_count,
    count(*) filter (where has_first_reply_eta) as reply_eta_count,
    count(*) filter (where is_eta_kept is not null) as eta_due_count,
    count(*) filter (where is_eta_kept) as eta_kept_count
from {{ ref('tickets') }}
where is_wismo
group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
-- Whoever asks for some weeks skips the blocks of all others.
order by 1
