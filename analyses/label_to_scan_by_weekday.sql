-- Question: on which weekday of the label does a 3PL's parcel wait longest for its first scan?
-- Parcels never scanned count as not scanned; only those whose label is at least two days old are judged.
-- Weekday 1 is Monday, in the brand's zone.
select
    three_pl,
    extract(isodow from label_date) as label_weekday,
    count(*) as parcels,
    round(100.0 * count(*) filter (where not is_scan_censored and first_scan_lag_hours <= 24) / count(*), 1)
        as scanned_within_24h_percent,
    round(100.0 * count(*) filter (where not is_scan_censored and first_scan_lag_hours <= 48) / count(*), 1)
        as scanned_within_48h_percent,
    count(*) filter (where is_scan_censored) as never_scanned_so_far
from {{ ref('shipments') }}
where label_date is not null and (first_scan_lag_hours >= 48 or not is_scan_censored)
group by three_pl, label_weekday
order by three_pl asc, label_weekday asc
