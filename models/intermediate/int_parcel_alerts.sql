-- Was the customer of a parcel in trouble told, when, with a new day, and before they wrote?
with coverage as (
    select
        min(first_at) as notified_from,
        max(last_at) as notified_through
    from {{ ref('int_feed_coverage') }}
    where feed = 'notifications'
),

-- A mail tool that never notes a day does not show that no day was told.
noted as (
    select count(eta_at) > 0 as has_days
    from {{ ref('int_alerts') }}
),

told as (
    select troubles.*, alerts.sent_at, alerts.eta_at
    from {{ ref('int_parcel_troubles') }} as troubles
    inner join {{ ref('int_alerts') }} as alerts
        on alerts.told_about = 'parcel' and troubles.parcel_number = alerts.told_key
    union all
    select troubles.*, alerts.sent_at, alerts.eta_at
    from {{ ref('int_parcel_troubles') }} as troubles
    inner join {{ ref('int_alerts') }} as alerts
        on alerts.told_about = 'order' and troubles.order_id = alerts.told_key
),

-- A message that came after the parcel helped nobody; one ahead of the trouble did.
alerts as (
    select
        shipment_id,
        min(sent_at) as alert_at,
        min_by(eta_at is not null, (sent_at, eta_at is null)) as has_eta
    from told
    where (sent_at >= label_created_at) is not false and (sent_at < delivered_at) is not false
    group by shipment_id
),

questions as (
    select
        troubles.shipment_id,
        min(tickets.created_at) as asked_at
    from {{ ref('int_parcel_troubles') }} as troubles
    inner join {{ ref('int_ticket_states') }} as states on troubles.shipment_id = states.shipment_id
    inner join {{ ref('int_tickets') }} as tickets on states.ticket_id = tickets.ticket_id and tickets.is_wismo
    where tickets.created_at >= troubles.trouble_at
    group by troubles.shipment_id
),

judged as (
    select
        troubles.shipment_id,
        troubles.exception_at,
        troubles.trouble_at,
        troubles.delivered_at,
        alerts.alert_at,
        alerts.has_eta,
        questions.asked_at,
        case
            when (troubles.trouble_at between coverage.notified_from and coverage.notified_through) is not true
                then null
            when alerts.alert_at is not null then true
            -- The message may still come.
            when
                troubles.trouble_at
                > least(data_through.data_through, coverage.notified_through)
                - {{ threshold('alert_hours') }} * interval '1' hour
                then null
            else false
        end as is_alerted
    from {{ ref('int_parcel_troubles') }} as troubles
    cross join coverage
    cross join {{ ref('int_data_through') }} as data_through
    left join alerts on troubles.shipment_id = alerts.shipment_id
    left join questions on troubles.shipment_id = questions.shipment_id
)

select
    judged.shipment_id,
    judged.exception_at,
    judged.trouble_at,
    judged.alert_at,
    judged.is_alerted,
    case when judged.is_alerted and noted.has_days then judged.has_eta end as has_alert_eta,
    case
        when judged.asked_at is not null and judged.is_alerted is not null
            then judged.is_alerted and judged.alert_at < judged.asked_at
    end as is_alerted_before_ticket,
    -- To the message, or to the end of what we know of a customer who got none.
    case
        when judged.is_alerted is not null
            then round({{ hours_between(
                'judged.trouble_at',
                'coalesce(judged.alert_at, judged.delivered_at, data_through.data_through)'
            ) }}, 3)
    end as alert_wait_hours
from judged
cross join noted
cross join {{ ref('int_data_through') }} as data_through
