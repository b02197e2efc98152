with tickets as (
    select
        int_tickets.*,
        {{ reporting_date('int_tickets.created_at') }} as reporting_date
    from {{ ref('int_tickets') }} as int_tickets
)

select
    tickets.ticket_id,
    tickets.native_id,
    tickets.source_system,
    tickets.created_at,
    tickets.reporting_date,
    calendar_days.season,
    hours.opened_weekday,
    hours.opened_hour,
    hours.staffed,
    tickets.channel,
    tickets.handled_by,
    tickets.exclusion_reason,
    tickets.is_counted,
    tickets.is_wismo,
    tickets.is_wismo_contact,
    tickets.wismo_method,
    round(tickets.wismo_confidence, 3) as wismo_confidence,
    tickets.customer_reason,
    coalesce(tickets.language, 'other') as language,
    states.order_id,
    states.shipment_id,
    coalesce(matched.match_method, 'none') as match_method,
    cast(coalesce(matched.match_confidence, 0) as double) as match_confidence,
    matched.runner_up_order_id,
    states.parcel_state,
    states.parcel_state_known,
    causes.root_cause,
    coalesce(known_causes.root_cause, causes.root_cause) as root_cause_known,
    causes.cause_detail,
    causes.cause_status,
    causes.owner,
    coalesce(causes.owner not in ('unproven', 'data'), false) as is_owner_proven,
    reasons.reason,
    lesser_causes.lesser_causes,
    case
        when states.order_id is null then 'unmatched' else
            coalesce(parcels.carrier, order_shipping.carrier, 'unassigned')
    end
        as carrier,
    case when states.order_id is null then 'unmatched' else coalesce(parcels.service, 'unassigned') end
        as service,
    case
        when states.order_id is null then 'unmatched' else
            coalesce(parcels.three_pl, order_shipping.three_pl, 'unassigned')
    end
        as three_pl,
    case when states.order_id is null then 'unmatched' else coalesce(order_shipping.region, 'unassigned') end
        as region,
    round({{ hours_between('parcels.announced_at', 'tickets.created_at') }}, 3) as hours_since_label,
    round({{ hours_between('states.last_scan_at', 'tickets.created_at') }}, 3) as hours_since_last_scan,
    cast(
        tickets.reporting_date
        - {{ reporting_date('coalesce(parcels.promised_at, order_shipping.promised_at)') }} as integer
    ) as days_past_promise,
    answers.first_response_minutes,
    answers.has_first_reply_eta,
    answers.first_eta_minutes,
    answers.eta_date as first_eta_date,
    answers.is_eta_kept,
    answers.is_unanswered,
    answers.has_reply_text,
    answers.waited_minutes,
    coalesce(tickets.reopen_count, 0) as reopen_count,
    tickets.csat,
    cast(coalesce(costs.cost, 0) as decimal(18, 2)) as handling_cost
from tickets
inner join {{ ref('int_ticket_answers') }} as answers on tickets.ticket_id = answers.ticket_id
inner join {{ ref('int_ticket_hours') }} as hours on tickets.ticket_id = hours.ticket_id
left join {{ ref('calendar_days') }} as calendar_days on tickets.reporting_date = calendar_days.date_day
left join {{ ref('int_tickets_matched') }} as matched on tickets.ticket_id = matched.ticket_id
left join {{ ref('int_ticket_states') }} as states on tickets.ticket_id = states.ticket_id
left join {{ ref('int_ticket_causes') }} as causes
    on tickets.ticket_id = causes.ticket_id and causes.variant = 'happened'
left join {{ ref('int_ticket_causes') }} as known_causes
    on tickets.ticket_id = known_causes.ticket_id and known_causes.variant = 'known'
left join {{ ref('int_ticket_reasons') }} as reasons on tickets.ticket_id = reasons.ticket_id
left join {{ ref('int_ticket_lesser_causes') }} as lesser_causes on tickets.ticket_id = lesser_causes.ticket_id
left join {{ ref('int_parcels') }} as parcels on states.shipment_id = parcels.shipment_id
left join {{ ref('int_order_shipping') }} as order_shipping on states.order_id = order_shipping.order_id
left join {{ ref('cost_per_contact') }} as costs
    on tickets.channel = costs.channel and tickets.handled_by = costs.handled_by
-- The tickets of a week lie together, so that a list of them reads no others.
order by tickets.reporting_date
