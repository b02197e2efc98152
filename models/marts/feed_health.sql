-- A feed that ended before the others is late and nothing else; else its last seven days are looked at, then its
-- last day.
with outside as (
    select
        bounds.*,
        case
            when record_count < least_count then 'few'
            when record_count > most_count then 'many'
            else 'usual'
        end as volume,
        row_number() over (
            partition by feed, source_system
            order by
                case when record_count between least_count and most_count then 1 else 0 end,
                window_days desc
        ) as place
    from {{ ref('int_feed_bounds') }} as bounds
),

judged as (
    select
        reaches.feed,
        reaches.source_system,
        reaches.last_date,
        reaches.through_date,
        reaches.late_days,
        outside.window_days,
        outside.record_count,
        outside.usual_count,
        outside.least_count,
        outside.most_count,
        case
            -- Another source has taken over, or nobody expects the feed any more; orders and tickets always are.
            when
                reaches.late_days > {{ threshold('feed_retired_days') }}
                and (reaches.last_date < reaches.feed_last_date or reaches.feed not in ('orders', 'tickets'))
                then 'retired'
            when
                reaches.late_days >= {{ threshold('feed_late_days') }}
                and reaches.late_days > reaches.usual_silent_days
                then 'late'
            else coalesce(outside.volume, 'not_judged')
        end as status
    from {{ ref('int_feed_reach') }} as reaches
    left join outside
        on
            reaches.feed = outside.feed
            and reaches.source_system = outside.source_system
            and outside.place = 1
)

select
    feed,
    source_system,
    status,
    status in ('late', 'few', 'many') as is_odd,
    last_date,
    cast(late_days as bigint) as late_days,
    through_date,
    cast(window_days as bigint) as window_days,
    cast(record_count as bigint) as record_count,
    cast(ceil(least_count) as bigint) as least_count,
    cast(floor(most_count) as bigint) as most_count,
    case status
        when 'retired'
            then
                replace(feed, '_', ' ') || ' from ' || source_system || ' ended on ' || cast(last_date as string)
                || ' and are taken to be no longer in use'
        when 'late'
            then
                replace(feed, '_', ' ') || ' from ' || source_system || ' end on ' || cast(last_date as string)
                || ', ' || cast(late_days as string) || ' days before the others'
        when 'not_judged'
            then
                'too few or too short a history to say how many ' || replace(feed, '_', ' ') || ' from '
                || source_system || ' are usual'
        else
            cast(record_count as string) || ' ' || replace(feed, '_', ' ') || ' from ' || source_system
            || case when window_days = 1 then ' on ' else ' in the seven days to ' end
            || cast(through_date as string) || ', where ' || cast(cast(ceil(least_count) as bigint) as string)
            || ' to ' || cast(cast(floor(most_count) as bigint) as string) || ' are expected'
    end as sentence
from judged
