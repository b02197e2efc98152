-- One row per WISMO ticket and telling (`happened`, and `known` where it differs): the ticket, its order,
-- its parcel and what that parcel's events said by the ticket's second. Spot checks pass through the same rules.
with chosen as (
    select
        tickets.ticket_id,
        tickets.created_at,
        tickets.customer_reason,
        -- A return label's number points to the return as a word does.
        tickets.mentions_return or coalesce(matched.names_return, false) as mentions_return,
        tickets.says_delivered,
        tickets.says_not_received,
        matched.order_id,
        matched.unmatched_detail,
        parcel_choice.shipment_id,
        coalesce(parcel_choice.parcel_count, 0) as parcel_count,
        coalesce(parcel_choice.delivered_parcel_count, 0) as delivered_parcel_count,
        false as is_spot_check,
        false as is_open_check
    from {{ ref('int_tickets') }} as tickets
    left join {{ ref('int_tickets_matched') }} as matched on tickets.ticket_id = matched.ticket_id
    left join {{ ref('int_ticket_parcel_choice') }} as parcel_choice on tickets.ticket_id = parcel_choice.ticket_id
    where tickets.is_wismo
    union all
    select
        ticket_id, created_at, 'status', false, false, false, order_id, null, shipment_id, parcel_count,
        delivered_parcel_count, true, is_open_check
    from {{ ref('int_spot_checks') }}
),

told as (
    select chosen.*, 'happened' as variant
    from chosen
    union all
    select chosen.*, 'known' as variant
    from chosen
    inner join {{ ref('int_ticket_parcel_states') }} as states
        on chosen.ticket_id = states.ticket_id and chosen.shipment_id = states.shipment_id and states.variant = 'known'
)

select
    told.*,
    orders.ordered_at,
    orders.cancelled_at,
    case when orders.is_fully_refunded then orders.refunded_at end as refunded_at,
    orders.hold_reason,
    orders.paid_at,
    orders.released_at,
    orders.in_stock_at,
    orders.sent_to_warehouse_at,
    orders.promised_ship_by_at,
    orders.is_preorder,
    orders.is_sold_out,
    orders.delivery_type,
    orders.is_shippable,
    parcels.carrier,
    parcels.service,
    parcels.lane,
    parcels.parcel_number,
    -- The carrier may know of the parcel before the store writes down the label.
    parcels.announced_at as label_created_at,
    parcels.pickup_due_at,
    parcels.delivery_point,
    parcels.is_delivery_point_chosen,
    parcels.is_tracked,
    parcels.tracking_source,
    states.parcel_state,
    states.state_since_at as parcel_state_since_at,
    states.last_scan_at,
    states.moved_at,
    states.delivered_at,
    states.delivered_substatus,
    states.attempted_at,
    states.attempt_substatus,
    coalesce(states.available_at, case when ready_orders.ready_at <= told.created_at then ready_orders.ready_at end)
        as available_at,
    states.out_for_delivery_at,
    states.returning_at,
    states.return_substatus,
    states.lost_at,
    states.damaged_at,
    coalesce(parcels.three_pl, orders.three_pl, 'unassigned') as three_pl,
    coalesce(parcels.country, orders.country) as country,
    coalesce(parcels.region, orders.region) as region,
    coalesce(parcels.promised_at, orders.promised_at) as promised_at,
    coalesce(
        case when parcels.pickup_at <= told.created_at then parcels.pickup_at end,
        states.accepted_at, states.in_transit_at, states.any_scan_at
    ) as first_scan_at,
    case when parcels.claim_accepted_at <= told.created_at then parcels.claim_accepted_at end as claim_accepted_at,
    coalesce(states.has_unknown_time, false) as has_unknown_time
from told
left join {{ ref('int_orders') }} as orders on told.order_id = orders.order_id
left join {{ ref('int_ready_orders') }} as ready_orders on told.order_id = ready_orders.order_id
left join {{ ref('int_parcels') }} as parcels on told.shipment_id = parcels.shipment_id
left join {{ ref('int_ticket_parcel_states') }} as states
    on
        told.ticket_id = states.ticket_id
        and told.shipment_id = states.shipment_id
        and told.variant = states.variant
