-- What was known of an order or parcel on its way at a moment: at the spot checks of the past, from which the chance of
-- a ticket is learned, and at the end of the data. A past moment is told by what had reached us then; of what is on its
-- way now all counts that has happened. Nobody waits for an order that was cancelled, refunded or replaced.
with facts as (
    select
        facts.*,
        rules.root_cause,
        checks.parcel_days,
        count(*) over (partition by facts.ticket_id) as telling_count
    from {{ ref('int_ticket_facts') }} as facts
    inner join {{ ref('int_ticket_rules') }} as rules
        on facts.ticket_id = rules.ticket_id and facts.variant = rules.variant
    inner join {{ ref('int_spot_checks') }} as checks on facts.ticket_id = checks.ticket_id
),

replaced as (
    select
        replaced_order_id as order_id,
        min(ordered_at) as replaced_at
    from {{ ref('int_orders') }}
    where cancelled_at is null and replaced_order_id <> order_id
    group by replaced_order_id
),

moments as (
    select facts.*
    from facts
    left join replaced on facts.order_id = replaced.order_id and facts.created_at >= replaced.replaced_at
    where
        facts.variant = case when facts.is_open_check or facts.telling_count = 1 then 'happened' else 'known' end
        and facts.is_delivered is not true
        and replaced.order_id is null
        and (least(facts.cancelled_at, facts.refunded_at) <= facts.created_at) is not true
        and (facts.parcel_state = 'cancelled' and facts.first_scan_at is null) is not true
)

select
    moments.ticket_id as check_id,
    moments.order_id,
    moments.shipment_id,
    case when moments.shipment_id is null then 'unfulfilled' else coalesce(moments.parcel_state, 'label_created') end
        as parcel_state,
    moments.first_scan_at is not null as is_scanned,
    moments.root_cause,
    coalesce(moments.carrier, 'unassigned') as carrier,
    moments.three_pl,
    coalesce(moments.service, 'unassigned') as service,
    coalesce(moments.lane, 'unassigned') as lane,
    moments.is_open_check,
    moments.parcel_days,
    contacts.has_unanswered_ticket,
    contacts.is_asked_within_72h,
    moments.created_at as checked_at,
    {{ reporting_date('moments.created_at') }} as reporting_date,
    moments.promised_date,
    {{ reporting_date('moments.estimated_due_at') }} as route_date,
    round({{ hours_between('moments.ordered_at', 'moments.created_at') }}, 3) as order_hours,
    round({{ hours_between('moments.state_since_at', 'moments.created_at') }}, 3) as state_hours,
    round({{ hours_between('moments.promise_ends_at', 'moments.created_at') }}, 3) as past_promise_hours,
    case
        when moments.shipment_id is null
            then round({{ hours_between('moments.ship_by_ends_at', 'moments.created_at') }}, 3)
    end as past_ship_by_hours,
    round({{ hours_between('moments.last_scan_at', 'moments.created_at') }}, 3) as silent_hours,
    round({{ hours_between('moments.shipped_email_at', 'moments.created_at') }}, 3) as shipped_email_hours,
    round({{ hours_between('contacts.alerted_at', 'moments.created_at') }}, 3) as alert_hours,
    round({{ hours_between('contacts.asked_at', 'moments.created_at') }}, 3) as asked_hours
from moments
inner join {{ ref('int_check_contacts') }} as contacts on moments.ticket_id = contacts.ticket_id
