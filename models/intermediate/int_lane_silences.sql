-- The longest silence of a parcel that arrived: the most service days that lay between two of its scans. A sample
-- of parcels, chosen by their keys, is enough for a percentile and keeps the sorting of events small.
with arrived as (
    select
        int_parcels.*,
        count(*) over () as parcel_count
    from {{ ref('int_parcels') }} as int_parcels
    where not is_return and delivered_at > first_scan_at
),

sampled as (
    select
        arrived.parcel_key, arrived.carrier, arrived.service, arrived.lane, arrived.delivered_at,
        coalesce(carriers.carrier, '*') || '|' || coalesce(arrived.country, '*') as service_calendar
    from arrived
    left join {{ ref('carriers') }} as carriers on arrived.carrier = carriers.carrier
    where {{ hash_share('arrived.parcel_key') }} < {{ threshold('lane_sample_parcels') }} / arrived.parcel_count
),

scans as (
    select
        sampled.*,
        events.occurred_at,
        -- Days of the brand's zone: at the destination it may be the day before or after, for both ends alike.
        {{ reporting_date('events.occurred_at') }} as scan_date
    from sampled
    inner join {{ ref('int_tracking_events') }} as events
        on sampled.parcel_key = events.parcel_key and events.occurred_at <= sampled.delivered_at
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
