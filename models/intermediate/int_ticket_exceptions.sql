-- The problem that governs each candidate parcel by the ticket's second: of those still open the one that the rules
-- ask for first, else the last. A problem ends with a scan elsewhere, at the door or at a pickup point; one at customs
-- with a release, at the door, or with a scan in the destination's country. Parcels without a problem have no row.
with told as (
    select
        ticket_parcels.ticket_id,
        ticket_parcels.shipment_id,
        variants.variant,
        parcels.country as destination,
        events.occurred_at,
        events.status,
        events.substatus,
        events.place,
        events.country,
        events.is_moving
    from {{ ref('int_ticket_parcels') }} as ticket_parcels
    inner join {{ ref('int_parcels') }} as parcels
        on ticket_parcels.shipment_id = parcels.shipment_id and parcels.has_exception
    inner join {{ ref('int_parcel_events') }} as events
        on
            ticket_parcels.parcel_key = events.parcel_key
            and events.occurred_at <= ticket_parcels.created_at
    inner join (
        select 'happened' as variant
        union all
        select 'known' as variant
    ) as variants on variants.variant = 'happened' or events.recorded_at <= ticket_parcels.created_at
),

problems as (
    select
        ticket_id, shipment_id, variant, occurred_at, destination,
        coalesce(substatus, '') as substatus,
        {{ problem_kind('substatus') }} as kind,
        max(place) as place
    from told
    where status = 'exception'
    group by 1, 2, 3, 4, 5, 6, 7
),

judged as (
    select
        problems.ticket_id, problems.shipment_id, problems.variant, problems.occurred_at, problems.substatus,
        problems.kind,
        coalesce(bool_or(
            later.status in ('out_for_delivery', 'delivery_attempted', 'available_for_pickup', 'delivered')
            or later.substatus = 'customs_cleared'
            or later.is_moving and case
                when problems.kind = 'customs' then later.country = problems.destination
                else coalesce(later.place <> problems.place, true)
            end
        ), false) as is_cleared
    from problems
    left join told as later
        on
            problems.ticket_id = later.ticket_id
            and problems.shipment_id = later.shipment_id
            and problems.variant = later.variant
            and problems.occurred_at < later.occurred_at
    group by 1, 2, 3, 4, 5, 6
),

ranked as (
    select
        judged.*,
        row_number() over (
            partition by ticket_id, shipment_id, variant
            order by
                is_cleared asc,
                case when is_cleared then 0 when kind = 'customs' then 1 when kind = 'address' then 2 else 3 end,
                occurred_at desc, substatus desc
        ) as place
    from judged
)

select
    ticket_id,
    shipment_id,
    variant,
    occurred_at as exception_at,
    nullif(substatus, '') as exception_substatus,
    kind as exception_kind,
    not is_cleared as is_exception_open
from ranked
where place = 1
