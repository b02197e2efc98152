-- One row per scheduled pickup of a 3PL by a carrier: how many parcels, and when the first of them was
-- scanned. A scan from long before the pickup proves nothing about it.
select
    three_pl,
    carrier,
    pickup_due_at,
    count(*) as parcel_count,
    min(first_scan_at) filter (
        where first_scan_at >= pickup_due_at - {{ threshold('pickup_early_hours') }} * interval '1' hour
    ) as first_scan_at
from {{ ref('int_parcels') }}
where pickup_due_at is not null and not is_return
group by three_pl, carrier, pickup_due_at
