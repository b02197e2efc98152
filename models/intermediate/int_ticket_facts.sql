-- Everything the root-cause rules compare, per WISMO ticket and telling. Facts, no verdicts.
with coverage as (
    select
        max(case when feed = 'tracking_events' then last_at end) as tracking_through,
        min(case when feed = 'notifications' then first_at end) as notified_from,
        max(case when feed = 'notifications' then last_at end) as notified_through,
        max(case when feed = 'orders' then last_at end) as orders_through,
        max(case when feed = 'shipments' then last_at end) as shipments_through
    from {{ ref('int_feed_coverage') }}
),

parcel_facts as (
    select
        deadlines.*,
        deadlines.delivered_at is not null
        and deadlines.delivered_at >= coalesce(deadlines.moved_at, deadlines.delivered_at) as is_delivered,
        -- A scan elsewhere ends a problem; a customs hold ends only where the parcel was let in.
        deadlines.moved_at > deadlines.exception_at
        and case
            when deadlines.out_for_delivery_at > deadlines.exception_at then true
            when deadlines.exception_substatus in ('customs', 'documents', 'payment_due')
                then coalesce(deadlines.moved_country = deadlines.country, false)
            else coalesce(deadlines.moved_place <> deadlines.exception_place, true)
        end
        or coalesce(deadlines.customs_cleared_at > deadlines.exception_at, false)
        or coalesce(deadlines.available_at > deadlines.exception_at, false) as is_exception_cleared
    from {{ ref('int_ticket_deadlines') }} as deadlines
)

select
    parcel_facts.*,
    (parcel_facts.created_at between coverage.notified_from and coverage.notified_through) is true
        as has_notification_feed,
    coverage.tracking_through is not null as has_tracking_feed,
    (parcel_facts.created_at > coalesce(tracking_feeds.last_at, coverage.tracking_through)) is true
        as is_past_tracking_feed,
    coalesce(parcel_facts.created_at > coverage.orders_through, false) as is_past_order_feed,
    coalesce(parcel_facts.created_at > coverage.shipments_through, false) as is_past_shipment_feed,
    coverage.shipments_through is not null as has_shipment_feed,
    parcel_facts.exception_at is not null
    and not parcel_facts.is_delivered
    and not coalesce(parcel_facts.is_exception_cleared, false) as is_exception_open,
    coalesce(
        not parcel_facts.is_delivered
        and parcel_facts.attempted_at >= coalesce(parcel_facts.moved_at, parcel_facts.attempted_at)
        and parcel_facts.attempted_at > coalesce(parcel_facts.available_at, parcel_facts.ordered_at), false
    ) as is_attempt_open,
    coalesce(
        not parcel_facts.is_delivered
        and parcel_facts.available_at >= coalesce(parcel_facts.moved_at, parcel_facts.available_at), false
    ) as is_waiting_for_pickup,
    coalesce(
        not parcel_facts.is_delivered
        and parcel_facts.out_for_delivery_at = parcel_facts.moved_at
        and parcel_facts.out_for_delivery_at >= coalesce(parcel_facts.attempted_at, parcel_facts.ordered_at)
        and parcel_facts.out_for_delivery_at >= coalesce(parcel_facts.available_at, parcel_facts.ordered_at), false
    ) as is_out_for_delivery,
    (
        greatest(parcel_facts.lost_at, parcel_facts.damaged_at)
        >= coalesce(greatest(parcel_facts.moved_at, parcel_facts.delivered_at), parcel_facts.ordered_at)
    ) is true
    or (
        parcel_facts.exception_substatus in ('damaged', 'lost')
        and not parcel_facts.is_delivered and (parcel_facts.is_exception_cleared) is not true
    ) is true as is_lost_or_damaged,
    case
        when parcel_facts.first_scan_at is not null and parcel_facts.promised_at is null
            then parcel_facts.first_scan_at + lanes.transit_hours_p90 * interval '1' hour
    end as estimated_due_at,
    case
        when parcel_emails.shipped_email_at <= parcel_facts.created_at then parcel_emails.shipped_email_at
    end as shipped_email_at,
    coalesce(pickups.first_scan_at <= parcel_facts.created_at, false) as is_pickup_scanned
from parcel_facts
cross join coverage
left join {{ ref('int_feed_coverage') }} as tracking_feeds
    on tracking_feeds.feed = 'tracking_events' and parcel_facts.tracking_source = tracking_feeds.source_system
left join {{ ref('int_lanes') }} as lanes
    on
        parcel_facts.carrier = lanes.carrier
        and parcel_facts.service = lanes.service
        and parcel_facts.lane = lanes.lane
        and date_trunc('month', parcel_facts.created_at) = lanes.lane_month
left join {{ ref('int_parcel_emails') }} as parcel_emails on parcel_facts.shipment_id = parcel_emails.shipment_id
left join {{ ref('int_pickups') }} as pickups
    on
        parcel_facts.three_pl = pickups.three_pl
        and parcel_facts.carrier = pickups.carrier
        and parcel_facts.pickup_due_at = pickups.pickup_due_at
