-- The state of every candidate parcel at the second the ticket was opened, told twice:
-- `happened` by events that had happened by then, `known` by those the brand could have known. `known` is there only
-- where it differs; where no event had happened there is no row. A delivery of which only the day is known came after
-- that day's other scans; a scan of the ticket's own day at an unknown hour after it makes the state uncertain, and
-- decides nothing. What an event does not say is '' until the end: max_by would pass over NULL and answer with an older
-- event.
with seen as (
    select
        pairs.ticket_id, pairs.shipment_id, pairs.created_at,
        case
            when events.status = 'delivered' and not events.is_time_known
                then least(cast(cast(events.occurred_at as date) + 1 as timestamp), pairs.created_at)
            else events.occurred_at
        end as occurred_at,
        events.recorded_at, events.status, coalesce(events.substatus, '') as substatus, events.state_rank,
        events.is_carrier_scan, events.is_moving, events.is_time_known,
        events.occurred_at <= pairs.created_at as has_happened
    from {{ ref('int_ticket_parcels') }} as pairs
    inner join {{ ref('int_parcel_events') }} as events
        on
            pairs.parcel_key = events.parcel_key
            and (
                events.occurred_at <= pairs.created_at
                or not events.is_time_known
                and cast(events.occurred_at as date) = cast(pairs.created_at as date)
            )
    union all
    -- What the shipment's own record states stands in where no event tells it.
    select ticket_id, shipment_id, created_at, pickup_at, pickup_at, 'picked_up', '', 4, true, true, true, true
    from {{ ref('int_ticket_parcels') }}
    where pickup_at <= created_at
    union all
    select
        ticket_id, shipment_id, created_at, stated_delivery_at, stated_delivery_at,
        'delivered', '', 13, true, false, true, true
    from {{ ref('int_ticket_parcels') }}
    where stated_delivery_at <= created_at
),

late as (
    select distinct ticket_id, shipment_id from seen
    where has_happened and recorded_at > created_at
),

told as (
    select
        'happened' as variant, seen.*, has_happened as is_told,
        {{ state_order('occurred_at', 'state_rank') }} as state_order
    from seen
    union all
    select
        'known' as variant, seen.*, seen.has_happened and seen.recorded_at <= seen.created_at as is_told,
        {{ state_order('seen.occurred_at', 'seen.state_rank') }} as state_order
    from seen
    inner join late on seen.ticket_id = late.ticket_id and seen.shipment_id = late.shipment_id
),

-- A state begins with the first of its events that no event of another state divides from the last.
begun as (
    select ticket_id, shipment_id, variant, max(occurred_at) as state_since_at
    from (
        select
            ticket_id, shipment_id, variant, occurred_at, status,
            lag(status) over (partition by ticket_id, shipment_id, variant order by state_order) as previous_status
        from told
        where is_told and status <> 'unknown'
    ) as turns
    where status is distinct from previous_status
    group by ticket_id, shipment_id, variant
),

states as (
    select
        ticket_id, shipment_id, variant,
        max_by(status, state_order) filter (where is_told and status <> 'unknown') as parcel_state,
        min(occurred_at) filter (where is_told and status = 'picked_up') as accepted_at,
        min(occurred_at) filter (where is_told and status = 'in_transit') as in_transit_at,
        min(occurred_at) filter (where is_told and is_carrier_scan) as any_scan_at,
        max(occurred_at) filter (where is_told and is_carrier_scan) as last_scan_at,
        max(occurred_at) filter (where is_told and is_moving) as moved_at,
        max(occurred_at) filter (where is_told and status = 'delivered') as delivered_at,
        nullif(max_by(substatus, (occurred_at, substatus)) filter (where is_told and status = 'delivered'), '')
            as delivered_substatus,
        max(occurred_at) filter (where is_told and status = 'delivery_attempted') as attempted_at,
        nullif(max_by(substatus, (occurred_at, substatus)) filter (where is_told and status = 'delivery_attempted'), '')
            as attempt_substatus,
        max(occurred_at) filter (where is_told and status = 'available_for_pickup') as available_at,
        max(occurred_at) filter (where is_told and status = 'out_for_delivery') as out_for_delivery_at,
        min(occurred_at) filter (where is_told and status in ('returning', 'returned')) as returning_at,
        nullif(min_by(substatus, (occurred_at, substatus)) filter (
            where is_told and status in ('returning', 'returned')
        ), '') as return_substatus,
        max(occurred_at) filter (where is_told and (status = 'lost' or substatus = 'lost')) as lost_at,
        max(occurred_at) filter (where is_told and substatus = 'damaged') as damaged_at,
        -- The hour of an announcement decides nothing: labels have their own time.
        coalesce(bool_or(not is_time_known) filter (where status <> 'label_created'), false) as has_unknown_time
    from told
    group by ticket_id, shipment_id, variant
)

select states.*, begun.state_since_at
from states
left join begun
    on
        states.ticket_id = begun.ticket_id
        and states.shipment_id = begun.shipment_id
        and states.variant = begun.variant
