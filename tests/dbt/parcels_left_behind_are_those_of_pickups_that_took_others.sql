-- A returned row is a parcel that was left behind, or was not, while its pickup's counts say the opposite.
select
    shipments.shipment_id,
    shipments.is_left_behind,
    pickups.in_time_count
from {{ ref('shipments') }} as shipments
inner join {{ ref('pickups') }} as pickups
    on
        shipments.three_pl = pickups.three_pl
        and shipments.carrier = pickups.carrier
        and shipments.pickup_due_at = pickups.pickup_due_at
where not shipments.is_handed_over and shipments.is_left_behind <> (pickups.in_time_count > 0)
