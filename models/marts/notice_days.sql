-- What customers were told of their parcels: the shipping email on the day of the label, messages about a problem
-- on the day it began.
with counted as (
    select
        label_date as reporting_date, carrier, three_pl, region,
        case when is_told_shipped is not null then 1 else 0 end as recorded_count,
        case when is_told_shipped then 1 else 0 end as told_count,
        case when is_told_before_scan then 1 else 0 end as told_before_scan_count,
        0 as trouble_count, 0 as alerted_count, 0 as alert_day_known_count, 0 as alert_day_count,
        0 as asked_count, 0 as alerted_first_count
    from {{ ref('shipments') }}
    where label_date is not null
    union all
    select
        trouble_date, carrier, three_pl, region, 0, 0, 0, 1,
        case when is_exception_alerted then 1 else 0 end,
        case when has_alert_eta is not null then 1 else 0 end,
        case when has_alert_eta then 1 else 0 end,
        case when is_alerted_before_ticket is not null then 1 else 0 end,
        case when is_alerted_before_ticket then 1 else 0 end
    from {{ ref('shipments') }}
    where is_exception_alerted is not null
)

select
    counted.reporting_date,
    calendar_days.season,
    counted.carrier,
    counted.three_pl,
    counted.region,
    cast(sum(counted.recorded_count) as bigint) as recorded_count,
    cast(sum(counted.told_count) as bigint) as told_count,
    cast(sum(counted.told_before_scan_count) as bigint) as told_before_scan_count,
    cast(sum(counted.trouble_count) as bigint) as trouble_count,
    cast(sum(counted.alerted_count) as bigint) as alerted_count,
    cast(sum(counted.alert_day_known_count) as bigint) as alert_day_known_count,
    cast(sum(counted.alert_day_count) as bigint) as alert_day_count,
    cast(sum(counted.asked_count) as bigint) as asked_count,
    cast(sum(counted.alerted_first_count) as bigint) as alerted_first_count
from counted
left join {{ ref('calendar_days') }} as calendar_days on counted.reporting_date = calendar_days.date_day
group by 1, 2, 3, 4, 5
-- Whoever asks for some weeks skips the blocks of all others.
order by 1
