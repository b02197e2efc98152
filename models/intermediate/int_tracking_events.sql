{{ config(materialized='view') }}
-- Every tracking event in our words and under its parcel. An event without a tracking number belongs to the parcel
-- of the shipment it names; those with one do not pay for that.
-- A view: writing this table out is what makes builds slow.
with keyed as (
    {{ under_parcels(
        ref('stg_tracking_events'), 'events.is_numbered', 'events.names_shipment and events.tracking_number is null'
    ) }}
)

select
    keyed.source_system,
    keyed.parcel_key,
    keyed.place,
    keyed.country,
    keyed.is_time_known,
    keyed.occurred_at,
    keyed.recorded_at,
    coalesce(event_words.status, 'unknown') as status,
    event_words.substatus,
    coalesce(event_words.state_rank, 1) as state_rank,
    coalesce(event_words.is_carrier_scan, false) as is_carrier_scan,
    coalesce(event_words.is_moving, false) as is_moving
from keyed
left join {{ ref('int_event_words') }} as event_words
    on
        keyed.vendor = event_words.vendor
        and keyed.status_word = event_words.status_word
        and coalesce(keyed.substatus_word, '') = event_words.substatus_word
