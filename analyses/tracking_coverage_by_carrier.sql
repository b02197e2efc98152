-- Question: of which carrier's parcels do we see too little to judge it?
-- A parcel that no tracker knows, that was never scanned or has no promise is in no league table's favour.
select
    carrier,
    count(*) as parcels,
    round(100.0 * count(*) filter (where is_tracked) / count(*), 1) as tracked_percent,
    round(100.0 * count(*) filter (where first_scan_at is not null) / count(*), 1) as scanned_percent,
    round(100.0 * count(*) filter (where promised_at is not null) / count(*), 1) as promise_known_percent,
    round(100.0 * count(*) filter (where delivered_at is not null) / count(*), 1) as delivered_percent
from {{ ref('shipments') }}
group by carrier
order by parcels desc, carrier asc
