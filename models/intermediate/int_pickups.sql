-- One row per scheduled pickup of a 3PL by a carrier: how many parcels, when the first of them was scanned, and how
-- many of the five pickups before were late. A scan from long before the pickup proves nothing about it.
with parcels as (
    select
        int_parcels.*,
        {{ seen_at('int_parcels') }} as seen_at
    from {{ ref('int_parcels') }} as int_parcels
    where pickup_due_at is not null and not is_return
),

pickups as (
    select
        three_pl,
        carrier,
        pickup_due_at,
        count(*) as parcel_count,
        min(seen_at) filter (
            where seen_at >= pickup_due_at - {{ threshold('pickup_early_hours') }} * interval '1' hour
        ) as first_scan_at
    from parcels
    group by three_pl, carrier, pickup_due_at
),

judged as (
    select
        pickups.*,
        (
            first_scan_at <= pickup_due_at + {{ threshold('label_scan_grace_hours') }} * interval '1' hour
        ) is not true as is_late
    from pickups
)

select
    three_pl,
    carrier,
    pickup_due_at,
    parcel_count,
    first_scan_at,
    is_late,
    case
        when count(*) over last_five = 5 then count(case when is_late then 1 end) over last_five
    end as late_of_last_five
from judged
window last_five as (
    partition by three_pl, carrier order by pickup_due_at rows between 5 preceding and 1 preceding
)
