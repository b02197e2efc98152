-- How many parcels of each scheduled pickup their carrier scanned in time. A scan from long before the pickup proves
-- nothing about it, so such a parcel counts neither among those scanned nor among all.
select
    three_pl,
    carrier,
    pickup_due_at,
    count(*) as parcel_count,
    count(*) filter (where is_handed_over) as in_time_count
from {{ ref('shipments') }}
where
    pickup_due_at is not null
    and is_handed_over is not null
    and (handed_over_at < pickup_due_at - {{ threshold('pickup_early_hours') }} * interval '1' hour) is not true
group by three_pl, carrier, pickup_due_at
