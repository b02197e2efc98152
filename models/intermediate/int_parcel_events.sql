-- Every event of the parcels that somebody asks about, or by which a lane is judged: of all events the part that more
-- than the milestones is asked of, read once.
with chosen as (
    select parcels.parcel_key
    from {{ ref('int_parcels') }} as parcels
    inner join (
        select order_id from {{ ref('int_ticket_candidates') }}
        union
        select order_id from {{ ref('int_spot_checks') }}
    ) as asked_orders on parcels.order_id = asked_orders.order_id
    union
    select parcel_key from {{ ref('int_lane_parcels') }}
)

select events.*
from {{ ref('int_tracking_events') }} as events
inner join chosen on events.parcel_key = chosen.parcel_key
