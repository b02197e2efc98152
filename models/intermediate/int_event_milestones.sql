{{ config(materialized='incremental', incremental_strategy='append', meta={'records': 'event_count'}) }}
-- The moments that the events of a number tell of. The one full pass over the events; every build adds what it read,
-- so one number may have several rows, each of its own events. Events that name no parcel are in a row without a key.
select
    events.tracking_number,
    events.shipment_id,
    count(*) as event_count,
    min(events.source_system) as tracking_source,
    min(events.occurred_at) as first_event_at,
    min(events.occurred_at) filter (where words.status = 'picked_up') as accepted_at,
    min(events.occurred_at) filter (where words.status = 'in_transit') as in_transit_at,
    min(events.occurred_at) filter (where words.is_carrier_scan) as any_scan_at,
    max(events.occurred_at) filter (where words.is_carrier_scan) as last_scan_at,
    max(events.occurred_at) filter (where words.is_moving) as moved_at,
    max(events.occurred_at) filter (where words.status = 'delivered') as delivered_at,
    -- Of a delivery without an hour only the day is known: scans of that day came before it.
    max(
        case
            when events.is_time_known then events.occurred_at
            else cast(cast(events.occurred_at as date) + 1 as timestamp)
        end
    ) filter (where words.status = 'delivered') as delivered_until,
    min(events.occurred_at) filter (
        where words.status in ('delivery_attempted', 'delivered', 'available_for_pickup')
    ) as first_attempt_at,
    min(events.occurred_at) filter (where words.status in ('returning', 'returned')) as returning_at,
    max(events.occurred_at) filter (where words.status = 'lost') as lost_at,
    min(events.occurred_at) filter (where words.substatus = 'damaged') as damaged_at,
    min(events.occurred_at) filter (where words.status in ('exception', 'lost', 'returning', 'returned'))
        as first_exception_at,
    max({{ state_order('events.occurred_at', 'words.state_rank') }}) filter (where words.status <> 'unknown')
        as state_order
from ({{ typed_events(unread('tracking_events')) }}) as events
inner join {{ ref('int_event_words') }} as words
    on
        events.vendor = words.vendor
        and events.status_word = words.status_word
        and coalesce(events.substatus_word, '') = words.substatus_word
group by 1, 2
