-- How long parcels were in each state, as spot checks found it, beside the WISMO tickets that were opened in it: the
-- same rules judged both. A ticket without an order is in no parcel's state.
with checks as (
    select
        {{ reporting_date('facts.created_at') }} as reporting_date,
        case
            when facts.shipment_id is null then 'unfulfilled' else coalesce(facts.parcel_state, 'label_created')
        end as parcel_state,
        rules.root_cause,
        facts.order_id,
        facts.shipment_id,
        checks.parcel_days
    from {{ ref('int_exposure_checks') }} as checks
    inner join {{ ref('int_ticket_facts') }} as facts
        on checks.ticket_id = facts.ticket_id and facts.variant = 'happened'
    inner join {{ ref('int_ticket_rules') }} as rules
        on facts.ticket_id = rules.ticket_id and facts.variant = rules.variant
),

counted as (
    select
        checks.reporting_date,
        checks.parcel_state,
        checks.root_cause,
        coalesce(parcels.carrier, order_shipping.carrier, 'unassigned') as carrier,
        coalesce(parcels.three_pl, order_shipping.three_pl, 'unassigned') as three_pl,
        coalesce(order_shipping.region, 'unassigned') as region,
        checks.parcel_days,
        1 as check_count,
        0 as wismo_count
    from checks
    left join {{ ref('int_parcels') }} as parcels on checks.shipment_id = parcels.shipment_id
    left join {{ ref('int_order_shipping') }} as order_shipping on checks.order_id = order_shipping.order_id
    union all
    select reporting_date, parcel_state, root_cause, carrier, three_pl, region, 0, 0, 1
    from {{ ref('tickets') }}
    where is_wismo and handled_by = 'agent' and order_id is not null
)

select
    moments.reporting_date,
    calendar_days.season,
    moments.parcel_state,
    moments.root_cause,
    coalesce(parcels.carrier, order_shipping.carrier, 'unassigned') as carrier,
    coalesce(parcels.three_pl, order_shipping.three_pl, 'unassigned') as three_pl,
    coalesce(order_shipping.region, 'unassigned') as region,
    cast(round(sum(moments.parcel_days), 6) as double) as parcel_days,
    count(*) filter (where not moments.is_ticket) as check_count,
    count(*) filter (where moments.is_ticket) as wismo_count
from {{ ref('int_state_moments') }} as moments
left join {{ ref('int_parcels') }} as parcels on moments.shipment_id = parcels.shipment_id
left join {{ ref('int_order_shipping') }} as order_shipping on moments.order_id = order_shipping.order_id
left join {{ ref('calendar_days') }} as calendar_days on moments.reporting_date = calendar_days.date_day
group by 1, 2, 3, 4, 5, 6, 7
