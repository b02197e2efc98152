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
    -- A label that its tracker calls cancelled, and that nobody ever scanned, is no parcel.
    where (states.parcel_state = 'cancelled' and states.any_scan_at is null) is not true
),

ranked as (
    select
        parcels.*,
        count(*) over (partition by ticket_id) as parcel_count,
        count(case when is_delivered then 1 end) over (partition by ticket_id) as delivered_parcel_count,
        row_number() over (
            partition by ticket_id
            order by
                is_named desc,
                is_delivered and says_delivered desc,
                is_delivered,
                case when is_delivered then -{{ microseconds('delivered_at') }} end,
                any_scan_at is not null,
                state_rank asc,
                shipment_id asc
        ) as place
    from parcels
)

-- Where every parcel arrived, the question is about the part that has no label yet.
select
    ranked.ticket_id,
    case
        when rests.ticket_id is null or ranked.is_named or not ranked.is_delivered then ranked.shipment_id
    end as shipment_id,
    ranked.parcel_count + case when rests.ticket_id is null then 0 else 1 end as parcel_count,
    ranked.delivered_parcel_count
from ranked
left join {{ ref('int_ticket_rests') }} as rests on ranked.ticket_id = rests.ticket_id
where ranked.place = 1
