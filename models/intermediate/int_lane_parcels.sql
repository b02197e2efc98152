-- The parcels by which lanes are judged: of those that arrived a sample, chosen by their keys. It is enough for a
-- percentile, and keeps the sorting of their events small.
with arrived as (
    select
        int_parcels.*,
        {{ hash_share('int_parcels.parcel_key') }} as share,
        count(*) over () as parcel_count
    from {{ ref('int_parcels') }} as int_parcels
    where not is_return and delivered_at > first_scan_at
)

select
    arrived.parcel_key,
    arrived.carrier,
    arrived.service,
    arrived.lane,
    arrived.delivered_at,
    coalesce(carriers.carrier, '*') || '|' || coalesce(arrived.country, '*') as service_calendar
from arrived
left join {{ ref('carriers') }} as carriers on arrived.carrier = carriers.carrier
where arrived.share < {{ threshold('lane_sample_parcels') }} / arrived.parcel_count
