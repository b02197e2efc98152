-- One row per parcel, with its order, its carrier and 3PL by our names, and the moments of its life.
with linked as (
    select
        records.*,
        coalesce(by_native_id.order_id, by_name.order_id) as order_id
    from {{ ref('int_parcel_records') }} as records
    left join {{ ref('int_order_references') }} as by_native_id
        on
            by_native_id.reference_kind = 'native'
            and records.order_native_id = by_native_id.reference
            and (
                by_native_id.is_unique
                or by_native_id.is_unique_in_account and records.source_account = by_native_id.source_account
            )
    left join {{ ref('int_order_references') }} as by_name
        on
            by_name.reference_kind = 'name'
            and records.order_name = by_name.reference
            and (
                by_name.is_unique
                or by_name.is_unique_in_account and records.source_account = by_name.source_account
            )
)

select
    linked.shipment_id,
    linked.native_id,
    linked.source_system,
    linked.parcel_key,
    linked.parcel_number,
    linked.order_id,
    linked.warehouse,
    linked.delivery_point,
    linked.is_delivery_point_chosen,
    linked.is_return,
    linked.pickup_at,
    linked.promised_at as shipped_promise_at,
    linked.latest_eta_at,
    case when scans.delivered_at is null then linked.delivered_at end as stated_delivery_at,
    linked.claim_filed_at,
    linked.claim_accepted_at,
    scans.tracking_source,
    scans.last_scan_at,
    scans.returning_at,
    scans.lost_at,
    scans.current_state as last_status,
    coalesce(carrier_aliases.carrier, linked.carrier_word, 'unassigned') as carrier,
    coalesce(services.service, linked.service, 'unassigned') as service,
    coalesce(three_pl_aliases.three_pl, linked.three_pl_word, orders.three_pl, 'unassigned') as three_pl,
    coalesce(linked.country, orders.country) as country,
    coalesce(linked.region, orders.region, 'unassigned') as region,
    case
        when coalesce(linked.country, orders.country) <> coalesce(three_pls.country, default_three_pl.country)
            then 'international'
        else 'domestic'
    end as lane,
    coalesce(linked.label_created_at, scans.first_event_at) as label_created_at,
    -- Stores mark orders fulfilled hours after the carrier has them: whichever came first. A record
    -- without any time was there all along.
    coalesce(least(linked.label_created_at, scans.first_event_at), orders.ordered_at) as exists_from_at,
    case
        when
            coalesce(linked.label_created_at, scans.first_event_at) <= pickup_schedule.first_pickup_at
            then pickup_schedule.first_pickup_at
        else pickup_schedule.second_pickup_at
    end as pickup_due_at,
    coalesce(linked.pickup_at, scans.accepted_at, scans.in_transit_at, scans.any_scan_at) as first_scan_at,
    case
        when linked.pickup_at is not null then 'tracker_pickup'
        when scans.accepted_at is not null then 'acceptance_scan'
        when scans.in_transit_at is not null then 'in_transit_scan'
        when scans.any_scan_at is not null then 'later_scan'
    end as first_scan_rule,
    coalesce(orders.promised_at, linked.promised_at) as promised_at,
    case when scans.moved_at > scans.delivered_at then null else coalesce(scans.delivered_at, linked.delivered_at) end
        as delivered_at,
    coalesce(scans.first_attempt_at, linked.delivered_at) as first_attempt_at,
    coalesce(scans.has_exception, false) as has_exception,
    scans.parcel_key is not null
    or linked.pickup_at is not null
    or linked.latest_eta_at is not null as is_tracked
from linked
left join {{ ref('int_parcel_scans') }} as scans on linked.parcel_key = scans.parcel_key
left join {{ ref('int_orders') }} as orders on linked.order_id = orders.order_id
left join {{ ref('carrier_aliases') }} as carrier_aliases on linked.carrier_word = carrier_aliases.alias
left join {{ ref('services') }} as services on linked.service = services.word
left join {{ ref('three_pl_aliases') }} as three_pl_aliases on linked.three_pl_word = three_pl_aliases.alias
left join {{ ref('three_pls') }} as three_pls
    on coalesce(three_pl_aliases.three_pl, linked.three_pl_word, orders.three_pl) = three_pls.three_pl
left join {{ ref('int_pickup_schedule') }} as pickup_schedule
    on
        coalesce(three_pls.three_pl, '*') = pickup_schedule.three_pl
        and cast(coalesce(linked.label_created_at, scans.first_event_at) as date) = pickup_schedule.date_day
left join {{ ref('three_pls') }} as default_three_pl on default_three_pl.three_pl = '*'
