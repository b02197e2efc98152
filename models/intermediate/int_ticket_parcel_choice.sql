-- The parcel of the matched order that the ticket is about: the one it names; the last delivered when
-- the text says that it is marked so; else the least advanced one still open. Of several named the same decides.
with parcels as (
    select
        matched.ticket_id,
        ticket_parcels.shipment_id,
        ticket_references.shipment_id is not null as is_named,
        tickets.says_delivered,
        states.delivered_at,
        {{ is_delivered('states') }} as is_delivered,
        states.any_scan_at,
        coalesce(statuses.state_rank, 2) as state_rank
    from {{ ref('int_tickets_matched') }} as matched
    inner join {{ ref('int_tickets') }} as tickets on matched.ticket_id = tickets.ticket_id
    inner join {{ ref('int_ticket_parcels') }} as ticket_parcels
        on matched.ticket_id = ticket_parcels.ticket_id and matched.order_id = ticket_parcels.order_id
    left join {{ ref('int_ticket_references') }} as ticket_references
        on
            ticket_references.match_method = 'tracking_number'
            and ticket_parcels.ticket_id = ticket_references.ticket_id
            and ticket_parcels.shipment_id = ticket_references.shipment_id
    left join {{ ref('int_ticket_parcel_states') }} as states
        on
            ticket_parcels.ticket_id = states.ticket_id
            and ticket_parcels.shipment_id = states.shipment_id
            and states.variant = 'happened'
    left join {{ ref('parcel_statuses') }} as statuses on states.parcel_state = statuses.parcel_state
),

ranked as (
    select
        parcels.*,
        count(*) over (partition by ticket_id) as parcel_count,
        count(*) filter (where is_delivered) over (partition by ticket_id) as delivered_parcel_count,
        row_number() over (
            partition by ticket_id
            order by
                is_named desc,
                is_delivered and says_delivered desc,
                is_delivered,
                case when is_delivered then -epoch_us(delivered_at) end,
                any_scan_at is not null,
                state_rank asc,
                shipment_id asc
        ) as place
    from parcels
)

select ticket_id, shipment_id, parcel_count, delivered_parcel_count
from ranked
where place = 1
