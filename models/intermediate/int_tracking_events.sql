{{ config(materialized='view') }}
-- Every tracking event in our words. A vendor's word is looked up with its finer word, then the finer word by
-- itself, then the coarse word by itself; a word nobody mapped is `unknown`.
-- A view: writing this table out is what makes builds slow.
select
    events.source_system,
    coalesce(handover_legs.parcel_key, events.tracking_number) as parcel_key,
    events.place,
    events.country,
    events.is_time_known,
    events.occurred_at,
    events.recorded_at,
    coalesce(
        exact_words.canonical_status, fine_words.canonical_status, plain_words.canonical_status, 'unknown'
    ) as status,
    coalesce(
        exact_words.canonical_substatus,
        fine_words.canonical_substatus,
        plain_words.canonical_substatus,
        case when events.vendor = 'canonical' then events.substatus_word end
    ) as substatus,
    coalesce(exact_words.state_rank, fine_words.state_rank, plain_words.state_rank, 1) as state_rank,
    coalesce(exact_words.is_carrier_scan, fine_words.is_carrier_scan, plain_words.is_carrier_scan, false)
        as is_carrier_scan,
    coalesce(exact_words.is_moving, fine_words.is_moving, plain_words.is_moving, false) as is_moving
from {{ ref('stg_tracking_events') }} as events
left join {{ ref('int_status_words') }} as exact_words
    on
        events.vendor = exact_words.vendor
        and events.status_word = exact_words.status
        and events.substatus_word = exact_words.substatus
left join {{ ref('int_status_words') }} as fine_words
    on
        events.vendor = fine_words.vendor
        and fine_words.status = '*'
        and events.substatus_word = fine_words.substatus
left join {{ ref('int_status_words') }} as plain_words
    on
        events.vendor = plain_words.vendor
        and events.status_word = plain_words.status
        and plain_words.substatus = '*'
left join {{ ref('int_handover_legs') }} as handover_legs on events.tracking_number = handover_legs.tracking_number
