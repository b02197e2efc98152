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
        {{ is_delivered('deadlines') }} as is_delivered
    from {{ ref('int_ticket_deadlines') }} as deadlines
)

select
    parcel_facts.*,
    (
        parcel_facts.created_at >= coverage.notified_from
        -- The last message before the end of the data is always some hours old; that does not end the feed.
        and parcel_facts.created_at
        <= coverage.notified_through + case when parcel_facts.is_open_check then 1 else 0 end * interval '1' day
    ) is true as has_notification_feed,
    coverage.tracking_through is not null as has_tracking_feed,
    (parcel_facts.created_at > coalesce(tracking_feeds.last_at, coverage.tracking_through)) is true
        as is_past_tracking_feed,
    coalesce(parcel_facts.created_at > coverage.orders_through, false) as is_past_order_feed,
    coalesce(parcel_facts.created_at > coverage.shipments_through, false) as is_past_shipment_feed,
    coverage.shipments_through is not null as has_shipment_feed,
    exceptions.exception_at,
    exceptions.exception_substatus,
    (exceptions.is_exception_open and not parcel_facts.is_delivered) is true as is_exception_open,
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
        exceptions.exception_substatus in ('damaged', 'lost')
        and exceptions.is_exception_open and not parcel_facts.is_delivered
    ) is true as is_lost_or_damaged,
    -- Where nobody knows the destination, another clock than the brand's could make it another day.
    parcel_facts.country is null and (
        abs({{ hours_between('parcel_facts.created_at', 'parcel_facts.promise_ends_at') }})
        < {{ threshold('unknown_zone_hours') }}
        or parcel_facts.earliest_days_out <> parcel_facts.ticket_date - parcel_facts.out_for_delivery_date
        or parcel_facts.latest_days_out <> parcel_facts.ticket_date - parcel_facts.out_for_delivery_date
    ) is true as is_day_doubtful,
    -- Before its label an order waits since it was placed, and a label without a scan since it was announced.
    coalesce(
        case
            when parcel_facts.shipment_id is null then parcel_facts.ordered_at
            when coalesce(parcel_facts.parcel_state, 'label_created') = 'label_created'
                then parcel_facts.label_created_at
        end,
        parcel_facts.parcel_state_since_at, parcel_facts.label_created_at, parcel_facts.ordered_at
    ) as state_since_at,
    norms.estimated_due_at,
    norms.lane_silent_days,
    norms.pickup_parcel_count,
    norms.late_pickups_of_last_five,
    norms.is_pickup_scanned,
    case
        when parcel_emails.shipped_email_at <= parcel_facts.created_at then parcel_emails.shipped_email_at
    end as shipped_email_at
from parcel_facts
cross join coverage
left join {{ ref('int_feed_coverage') }} as tracking_feeds
    on tracking_feeds.feed = 'tracking_events' and parcel_facts.tracking_source = tracking_feeds.source_system
left join {{ ref('int_ticket_exceptions') }} as exceptions
    on
        parcel_facts.ticket_id = exceptions.ticket_id
        and parcel_facts.shipment_id = exceptions.shipment_id
        and parcel_facts.variant = exceptions.variant
left join {{ ref('int_ticket_norms') }} as norms
    on parcel_facts.ticket_id = norms.ticket_id and parcel_facts.variant = norms.variant
left join {{ ref('int_parcel_emails') }} as parcel_emails on parcel_facts.shipment_id = parcel_emails.shipment_id
