-- The longest silence of a parcel that arrived: the most service days that lay between two of its scans.
with scans as (
    select
        parcels.*,
        events.occurred_at,
        -- Days of the brand's zone: at the destination it may be the day before or after, for both ends alike.
        {{ reporting_date('events.occurred_at') }} as scan_date
    from {{ ref('int_lane_parcels') }} as parcels
    inner join {{ ref('int_parcel_events') }} as events
        on parcels.parcel_key = events.parcel_key and events.occurred_at <= parcels.delivered_at
    where events.is_carrier_scan
),

numbered as (
    select
        scans.*,
        calendar_days.open_day_number,
        lag(calendar_days.open_day_number) over (
            partition by scans.parcel_key order by scans.occurred_at, calendar_days.open_day_number
        ) as day_number_before
    from scans
    left join {{ ref('int_calendar_days') }} as calendar_days
        on
            calendar_days.calendar = 'service'
            and scans.service_calendar = calendar_days.calendar_key
            and scans.scan_date = calendar_days.date_day
)

select
    parcel_key,
    carrier,
    service,
    lane,
    delivered_at,
    cast(max(open_day_number - day_number_before) as integer) as silent_days
from numbered
group by parcel_key, carrier, service, lane, delivered_at
having max(open_day_number - day_number_before) is not null
