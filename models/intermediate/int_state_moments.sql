-- Moments at which a customer wrote, and moments at which nobody was asked to: WISMO tickets tied to an order, and spot
-- checks, each with the state of its parcel and how long it had lasted. The same rules judged both.
with moments as (
    select
        checks.ticket_id,
        checks.created_at,
        case
            when facts.shipment_id is null then 'unfulfilled' else coalesce(facts.parcel_state, 'label_created')
        end as parcel_state,
        rules.root_cause,
        checks.order_id,
        checks.shipment_id,
        false as is_ticket,
        checks.parcel_days
    from {{ ref('int_exposure_checks') }} as checks
    inner join {{ ref('int_ticket_facts') }} as facts
        on checks.ticket_id = facts.ticket_id and facts.variant = 'happened'
    inner join {{ ref('int_ticket_rules') }} as rules
        on facts.ticket_id = rules.ticket_id and facts.variant = rules.variant
    union all
    select ticket_id, created_at, parcel_state, root_cause, order_id, shipment_id, true, 0
    from {{ ref('tickets') }}
    where is_wismo and handled_by = 'agent' and order_id is not null
)

select
    moments.ticket_id,
    {{ reporting_date('moments.created_at') }} as reporting_date,
    moments.parcel_state,
    moments.root_cause,
    moments.order_id,
    moments.shipment_id,
    moments.is_ticket,
    cast(moments.parcel_days as double) as parcel_days,
    {{ hours_between('facts.state_since_at', 'moments.created_at') }} as hours_in_state
from moments
inner join {{ ref('int_ticket_facts') }} as facts
    on moments.ticket_id = facts.ticket_id and facts.variant = 'happened'
