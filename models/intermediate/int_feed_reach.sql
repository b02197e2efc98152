-- How far each feed of each source reaches beside the others, in whole days, and how long it is silent at most
-- when nothing is wrong. What "the others" reach is said by the second latest feed, so that one record with a clock
-- gone wrong does not make all others look late; where there are but two feeds, by the later one.
with silences as (
    select
        feed,
        source_system,
        reporting_date,
        reporting_date - lag(reporting_date) over (
            partition by feed, source_system order by reporting_date
        ) as silent_days
    from {{ ref('int_feed_days') }}
),

reaches as (
    select
        feed,
        source_system,
        min(reporting_date) as first_date,
        max(reporting_date) as last_date
    from {{ ref('int_feed_days') }}
    group by feed, source_system
),

-- The longest silence may have been an outage; the one after it is what happens again and again.
ranked_silences as (
    select
        silences.feed,
        silences.source_system,
        silences.silent_days,
        row_number() over (
            partition by silences.feed, silences.source_system order by silences.silent_days desc
        ) as place
    from silences
    inner join reaches on silences.feed = reaches.feed and silences.source_system = reaches.source_system
    where
        silences.silent_days is not null
        and silences.reporting_date > reaches.last_date - 7 * cast({{ threshold('feed_spread_weeks') }} as integer)
),

ranked_feeds as (
    select
        feed,
        max(last_date) as last_date,
        row_number() over (order by max(last_date) desc, feed asc) as place,
        count(*) over () as feed_count
    from reaches
    group by feed
)

select
    reaches.feed,
    reaches.source_system,
    reaches.first_date,
    reaches.last_date,
    ranked_feeds.last_date as feed_last_date,
    others.last_date as others_last_date,
    others.last_date - reaches.last_date as late_days,
    coalesce(ranked_silences.silent_days, 1) as usual_silent_days,
    -- The feed's own last day may be half a day.
    least(data_through.reporting_through, reaches.last_date - 1) as through_date
from reaches
inner join ranked_feeds on reaches.feed = ranked_feeds.feed
inner join ranked_feeds as others on others.place = case when others.feed_count > 2 then 2 else 1 end
cross join {{ ref('int_data_through') }} as data_through
left join ranked_silences
    on
        reaches.feed = ranked_silences.feed
        and reaches.source_system = ranked_silences.source_system
        and ranked_silences.place = 2
