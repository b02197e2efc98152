-- Every event of the parcels that somebody asks about, or by which a lane is judged: of all events the part that more
-- than the milestones is asked of, read once. Raw records of other numbers are left out before anything of them is
-- typed.
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
),

numbers as (
    select parcel_key as tracking_number from chosen
    union
    select legs.tracking_number
    from {{ ref('int_handover_legs') }} as legs
    inner join chosen on legs.parcel_key = chosen.parcel_key
),

numbered as (
    {{ typed_events(
        '(select * from ' ~ source('raw', 'tracking_events') ~ ' where ' ~ tracking_number_form('tracking_number')
        ~ ' in (select numbers.tracking_number from numbers)) as followed'
    ) }}
)

select events.*
from ({{ events_in_words('numbered', unnumbered_events()) }}) as events
inner join chosen on events.parcel_key = chosen.parcel_key
