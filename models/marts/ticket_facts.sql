-- The numbers that the root-cause rules compared, so that a verdict can be checked by hand. The seed `facts`
-- says what each is called, the seed `rule_terms` which rule compares which.
with facts as (
    select * from {{ ref('int_ticket_facts') }}
    where (is_spot_check) is not true
),

rules as (
    select * from {{ ref('int_ticket_rules') }}
),

delays as (
    select * from {{ ref('int_ticket_delays') }}
),

pickups as (
    select * from {{ ref('int_pickups') }}
)

select
    facts.ticket_id,
    facts.variant,
    facts.created_at,
    facts.order_id is not null as has_order,
    facts.shipment_id is not null as has_parcel,
    facts.parcel_number is not null as has_number,
    facts.is_tracked,
    facts.has_shipment_feed,
    facts.has_notification_feed,
    facts.has_release_data,
    facts.mentions_return,
    rules.is_claimed_missing,
    rules.is_collected_by_customer,
    facts.is_preorder,
    facts.is_delivered,
    facts.is_lost_or_damaged,
    facts.is_exception_open,
    facts.is_attempt_open,
    facts.is_waiting_for_pickup,
    facts.is_out_for_delivery,
    facts.is_pickup_scanned,
    coalesce(facts.is_shippable, true) as is_shippable,
    facts.delivery_type,
    facts.hold_reason,
    facts.delivery_point,
    facts.exception_substatus,
    rules.exception_kind,
    facts.attempt_substatus,
    delays.largest_delay,
    facts.parcel_count,
    facts.delivered_parcel_count,
    facts.pickup_parcel_count,
    facts.late_pickups_of_last_five,
    cast(facts.lane_silent_days as integer) as lane_silent_days,
    cast(facts.silent_service_days as integer) as silent_service_days,
    cast(rules.silent_days_allowed as integer) as silent_days_allowed,
    delays.promise_days,
    delays.release_days,
    delays.handover_days,
    delays.transit_days,
    round({{ hours_between('facts.label_created_at', 'facts.created_at') }}, 3) as hours_since_label,
    round({{ hours_between('facts.pickup_due_at', 'facts.created_at') }}, 3) as hours_since_pickup_due,
    round({{ hours_between('facts.last_scan_at', 'facts.created_at') }}, 3) as hours_since_last_scan,
    round({{ hours_between('facts.delivered_at', 'facts.created_at') }}, 3) as hours_since_delivery,
    facts.cancelled_at,
    facts.refunded_at,
    facts.in_stock_at,
    facts.released_at,
    facts.clock_started_at,
    facts.contract_ends_at,
    facts.ship_by_ends_at,
    facts.label_created_at,
    facts.pickup_due_at,
    case when facts.is_pickup_scanned then pickups.first_scan_at end as pickup_scanned_at,
    facts.shipped_email_at as told_shipped_at,
    facts.first_scan_at,
    facts.last_scan_at,
    facts.exception_at,
    facts.attempted_at,
    facts.available_at,
    facts.out_for_delivery_at,
    facts.delivered_at,
    facts.returning_at,
    facts.lost_at,
    facts.damaged_at,
    facts.claim_accepted_at,
    facts.promise_ends_at,
    facts.estimated_due_at,
    facts.out_for_delivery_date,
    facts.ticket_date
from facts
inner join rules on facts.ticket_id = rules.ticket_id and facts.variant = rules.variant
left join delays on facts.ticket_id = delays.ticket_id and facts.variant = delays.variant
left join pickups
    on
        facts.three_pl = pickups.three_pl
        and facts.carrier = pickups.carrier
        and facts.pickup_due_at = pickups.pickup_due_at
