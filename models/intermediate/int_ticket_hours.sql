-- When each ticket was opened on the brand's wall clock, and whether somebody was there to answer on its channel.
with opened as (
    select
        ticket_id,
        channel,
        cast(extract(isodow from opened_at) as integer) as weekday,
        cast(hour(opened_at) as integer) as hour_of_day,
        60 * cast(hour(opened_at) as integer) + cast(minute(opened_at) as integer) as minute_of_day
    from (
        select
            ticket_id,
            channel,
            {{ local_time('created_at', "'" ~ var('reporting_time_zone') ~ "'") }} as opened_at
        from {{ ref('int_tickets') }}
    ) as local
),

spans as (
    select
        channel,
        weekday,
        60 * cast(substr(opens_at, 1, 2) as integer) + cast(substr(opens_at, 4, 2) as integer) as opening_minute,
        60 * cast(substr(closes_at, 1, 2) as integer) + cast(substr(closes_at, 4, 2) as integer) as closing_minute
    from {{ ref('staffed_hours') }}
),

attended as (
    select distinct opened.ticket_id
    from opened
    inner join spans on opened.channel = spans.channel and opened.weekday = spans.weekday
    where opened.minute_of_day >= spans.opening_minute and opened.minute_of_day < spans.closing_minute
)

select
    opened.ticket_id,
    cast(opened.weekday as string) as opened_weekday,
    lpad(cast(opened.hour_of_day as string), 2, '0') as opened_hour,
    case
        when attended.ticket_id is not null then 'staffed'
        when known_channels.channel is not null then 'unstaffed'
        else 'not_known'
    end as staffed
from opened
left join attended on opened.ticket_id = attended.ticket_id
left join (select distinct channel from spans) as known_channels on opened.channel = known_channels.channel
