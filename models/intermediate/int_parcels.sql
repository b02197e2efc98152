-- One row per parcel, with its order, its carrier and 3PL by our names, and the moments of its life.
select
    records.shipment_id,
    records.native_id,
    records.source_system,
    records.parcel_key,
    records.parcel_number,
    records.order_id,
    records.warehouse,
    records.delivery_point,
    records.is_delivery_point_chosen,
    records.is_return,
    records.pickup_at,
    records.promised_at as shipped_promise_at,
    records.latest_eta_at,
    records.delivered_at as stated_delivery_at,
    records.claim_filed_at,
    records.claim_accepted_at,
    scans.tracking_source,
    scans.any_scan_at,
    scans.last_scan_at,
    scans.returning_at,
    scans.lost_at,
    scans.damaged_at,
    scans.current_state as last_status,
    coalesce(carrier_words.carrier, records.carrier_word, 'unassigned') as carrier,
    coalesce(services.service, records.service, 'unassigned') as service,
    coalesce(three_pl_words.three_pl, records.three_pl_word, orders.three_pl, 'unassigned') as three_pl,
    coalesce(records.country, orders.country) as country,
    coalesce(records.region, orders.region, 'unassigned') as region,
    case
        when coalesce(services.service, records.service) = 'international' then 'international'
        when coalesce(records.country, orders.country) <> coalesce(three_pls.country, default_three_pl.country)
            then 'international'
        else 'domestic'
    end as lane,
    coalesce(records.label_created_at, scans.first_event_at) as label_created_at,
    least(records.label_created_at, scans.first_event_at) as announced_at,
    -- Stores mark orders fulfilled hours after the carrier has them: whichever came first. A record
    -- without any time was there all along.
    coalesce(least(records.label_created_at, scans.first_event_at), orders.ordered_at) as exists_from_at,
    case
        when
            coalesce(records.label_created_at, scans.first_event_at) <= pickup_schedule.first_pickup_at
            then pickup_schedule.first_pickup_at
        else pickup_schedule.second_pickup_at
    end as pickup_due_at,
    coalesce(records.pickup_at, scans.accepted_at, scans.in_transit_at, scans.any_scan_at) as first_scan_at,
    case
        when records.pickup_at is not null then 'tracker_pickup'
        when scans.accepted_at is not null then 'acceptance_scan'
        when scans.in_transit_at is not null then 'in_transit_scan'
        when scans.any_scan_at is not null then 'later_scan'
    end as first_scan_rule,
    coalesce(orders.promised_at, records.promised_at) as promised_at,
    case
        when scans.moved_at > scans.delivered_until then null
        else coalesce(scans.delivered_at, records.delivered_at)
    end as delivered_at,
    coalesce(scans.first_attempt_at, records.delivered_at) as first_attempt_at,
    scans.first_exception_at,
    scans.first_exception_at is not null as has_exception,
    scans.parcel_key is not null
    or records.pickup_at is not null
    or records.latest_eta_at is not null as is_tracked
from {{ ref('int_parcel_records') }} as records
left join {{ ref('int_parcel_scans') }} as scans on records.parcel_key = scans.parcel_key
left join {{ ref('int_orders') }} as orders on records.order_id = orders.order_id
left join {{ ref('int_carrier_words') }} as carrier_words
    on {{ partner_word_form('records.carrier_word') }} = carrier_words.word_form
left join {{ ref('services') }} as services on records.service = services.word
left join {{ ref('int_three_pl_words') }} as three_pl_words
    on {{ partner_word_form('records.three_pl_word') }} = three_pl_words.word_form
left join {{ ref('three_pls') }} as three_pls
    on coalesce(three_pl_words.three_pl, records.three_pl_word, orders.three_pl) = three_pls.three_pl
left join {{ ref('int_pickup_schedule') }} as pickup_schedule
    on
        coalesce(three_pls.three_pl, '*') = pickup_schedule.three_pl
        and cast(coalesce(records.label_created_at, scans.first_event_at) as date) = pickup_schedule.date_day
left join {{ ref('three_pls') }} as default_three_pl on default_three_pl.three_pl = '*'
