-- Parcels by the clocks beside their promise, each on the day it was due: by the last ETA shown, by the carrier's own
-- standard, and to be in the carrier's hands after the scheduled pickup.
with counted as (
    select
        last_eta_date as reporting_date, carrier, three_pl, region,
        1 as last_eta_due_count,
        case when is_on_time_last_eta then 1 else 0 end as last_eta_kept_count,
        0 as standard_due_count, 0 as standard_kept_count,
        0 as handover_due_count, 0 as handover_kept_count, 0 as label_kept_count, 0 as left_behind_count
    from {{ ref('shipments') }}
    where is_on_time_last_eta is not null
    union all
    select
        standard_date, carrier, three_pl, region, 0, 0, 1,
        case when is_on_time_standard then 1 else 0 end,
        0, 0, 0, 0
    from {{ ref('shipments') }}
    where is_on_time_standard is not null
    union all
    select
        handover_due_date, carrier, three_pl, region, 0, 0, 0, 0, 1,
        case when is_handed_over then 1 else 0 end,
        case
            when handed_over_at <= label_created_at + {{ threshold('label_scan_grace_hours') }} * interval '1' hour
                then 1
            else 0
        end,
        case when is_left_behind then 1 else 0 end
    from {{ ref('shipments') }}
    where is_handed_over is not null
)

select
    counted.reporting_date,
    calendar_days.season,
    counted.carrier,
    counted.three_pl,
    counted.region,
    cast(sum(counted.last_eta_due_count) as bigint) as last_eta_due_count,
    cast(sum(counted.last_eta_kept_count) as bigint) as last_eta_kept_count,
    cast(sum(counted.standard_due_count) as bigint) as standard_due_count,
    cast(sum(counted.standard_kept_count) as bigint) as standard_kept_count,
    cast(sum(counted.handover_due_count) as bigint) as handover_due_count,
    cast(sum(counted.handover_kept_count) as bigint) as handover_kept_count,
    cast(sum(counted.label_kept_count) as bigint) as label_kept_count,
    cast(sum(counted.left_behind_count) as bigint) as left_behind_count
from counted
left join {{ ref('calendar_days') }} as calendar_days on counted.reporting_date = calendar_days.date_day
group by 1, 2, 3, 4, 5
-- Whoever asks for some weeks skips the blocks of all others.
order by 1
