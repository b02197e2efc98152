-- The state of the matched parcel at the second each ticket was opened, as it was and as it was known.
with states as (
    select
        parcel_choice.ticket_id,
        states.variant,
        coalesce(states.parcel_state, 'label_created') as parcel_state,
        states.last_scan_at
    from {{ ref('int_ticket_parcel_choice') }} as parcel_choice
    inner join {{ ref('int_ticket_parcel_states') }} as states
        on parcel_choice.ticket_id = states.ticket_id and parcel_choice.shipment_id = states.shipment_id
)

select
    matched.ticket_id,
    matched.order_id,
    parcel_choice.shipment_id,
    happened.last_scan_at,
    case
        when parcel_choice.shipment_id is null then 'unfulfilled'
        else coalesce(happened.parcel_state, 'label_created')
    end as parcel_state,
    case
        when parcel_choice.shipment_id is null then 'unfulfilled'
        else coalesce(known.parcel_state, happened.parcel_state, 'label_created')
    end as parcel_state_known
from {{ ref('int_tickets_matched') }} as matched
left join {{ ref('int_ticket_parcel_choice') }} as parcel_choice on matched.ticket_id = parcel_choice.ticket_id
left join states as happened on matched.ticket_id = happened.ticket_id and happened.variant = 'happened'
left join states as known on matched.ticket_id = known.ticket_id and known.variant = 'known'
where matched.order_id is not null
