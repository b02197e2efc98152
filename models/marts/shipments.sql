with data_through as (
    select * from {{ ref('int_data_through') }}
),

notified as (
    select
        min(first_at) as first_at,
        max(last_at) as last_at
    from {{ ref('int_feed_coverage') }}
    where feed = 'notifications'
),

parcels as (
    select
        int_parcels.*,
        {{ reporting_date('int_parcels.label_created_at') }} as label_date,
        {{ reporting_date('int_parcels.promised_at') }} as promised_date,
        {{ reporting_date('int_parcels.first_attempt_at') }} as first_attempt_date
    from {{ ref('int_parcels') }} as int_parcels
)

select
    parcels.shipment_id,
    parcels.native_id,
    parcels.order_id,
    parcels.carrier,
    parcels.service,
    parcels.three_pl,
    parcels.region,
    parcels.country,
    parcels.lane,
    calendar_days.season,
    parcels.label_created_at,
    parcels.label_date,
    parcels.first_scan_at,
    parcels.first_scan_rule,
    parcels.promised_at,
    parcels.promised_date,
    parcels.latest_eta_at,
    parcels.delivered_at,
    parcels.first_attempt_at,
    parcels.last_scan_at,
    parcels.has_exception,
    parcels.is_tracked,
    {{ is_at_door_by('parcels.promised_date') }} as is_on_time,
    case when parcels.promised_date <= data_through.reporting_through then parcels.promised_date end as due_date,
    coalesce(parcels.last_status, 'label_created') as current_state,
    -- What arrived without a scan on record waits for none any more.
    round({{ hours_between(
        'parcels.label_created_at',
        'coalesce(parcels.first_scan_at, parcels.delivered_at, data_through.data_through)'
    ) }}, 3) as first_scan_lag_hours,
    parcels.first_scan_at is null as is_scan_censored,
    emails.shipped_email_at as told_shipped_at,
    -- Whether somebody was told is known only while messages were recorded.
    case
        when emails.shipped_email_at is not null then true
        when parcels.label_created_at between notified.first_at and notified.last_at then false
    end as is_told_shipped,
    round({{ hours_between(
        'emails.shipped_email_at',
        'coalesce(parcels.first_scan_at, parcels.delivered_at, data_through.data_through)'
    ) }}, 3) as notification_lead_hours,
    case
        when emails.shipped_email_at is not null
            then (emails.shipped_email_at >= parcels.first_scan_at) is not true
    end as is_told_before_scan,
    alerts.exception_at,
    alerts.trouble_at,
    {{ reporting_date('alerts.trouble_at') }} as trouble_date,
    alerts.alert_at as exception_alert_at,
    alerts.is_alerted as is_exception_alerted,
    alerts.has_alert_eta,
    alerts.is_alerted_before_ticket,
    alerts.alert_wait_hours,
    parcels.warehouse,
    deadlines.last_eta_date,
    deadlines.is_on_time_last_eta,
    deadlines.standard_date,
    deadlines.is_on_time_standard,
    deadlines.transit_hours,
    deadlines.is_transit_censored,
    deadlines.pickup_due_at,
    deadlines.handover_due_at,
    deadlines.handover_due_date,
    deadlines.handed_over_at,
    deadlines.is_handed_over,
    deadlines.is_left_behind
from parcels
cross join data_through
cross join notified
left join {{ ref('int_parcel_deadlines') }} as deadlines on parcels.shipment_id = deadlines.shipment_id
left join {{ ref('int_parcel_emails') }} as emails on parcels.shipment_id = emails.shipment_id
left join {{ ref('int_parcel_alerts') }} as alerts on parcels.shipment_id = alerts.shipment_id
left join {{ ref('calendar_days') }} as calendar_days on parcels.label_date = calendar_days.date_day
-- Asked in one condition, which the engine cannot take apart: of half of it, asked of parcels alone, it would expect
-- few rows, and hold them all in memory. A return has no deadlines.
where not (parcels.is_return and deadlines.shipment_id is null)
