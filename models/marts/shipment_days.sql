-- Every count on the day it belongs to: labels and exceptions on the label's day, promises on the day due.
with counted as (
    select
        label_date as reporting_date, carrier, three_pl, region,
        1 as shipment_count,
        case when is_tracked then 1 else 0 end as tracked_count,
        case when is_tracked and has_exception then 1 else 0 end as exception_count,
        case when promised_at is not null then 1 else 0 end as promise_known_count,
        0 as due_count,
        0 as on_time_count
    from {{ ref('shipments') }}
    where label_date is not null
    union all
    select
        due_date, carrier, three_pl, region, 0, 0, 0, 0, 1, case when is_on_time then 1 else 0 end
    from {{ ref('shipments') }}
    where due_date is not null
)

select
    counted.reporting_date,
    calendar_days.season,
    counted.carrier,
    counted.three_pl,
    counted.region,
    cast(sum(counted.shipment_count) as bigint) as shipment_count,
    cast(sum(counted.tracked_count) as bigint) as tracked_count,
    cast(sum(counted.exception_count) as bigint) as exception_count,
    cast(sum(counted.promise_known_count) as bigint) as promise_known_count,
    cast(sum(counted.due_count) as bigint) as due_count,
    cast(sum(counted.on_time_count) as bigint) as on_time_count
from counted
left join {{ ref('calendar_days') }} as calendar_days on counted.reporting_date = calendar_days.date_day
group by 1, 2, 3, 4, 5
-- Whoever asks for some weeks skips the blocks of all others.
order by 1
