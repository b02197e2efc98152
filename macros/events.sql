{# Tracking events of raw, typed: of all of raw, or of what an incremental model has not read yet. #}
{% macro typed_events(relation) -%}
    select
        source_system,
        {{ tracking_number_form('tracking_number') }} as tracking_number,
        lower(coalesce(vendor, 'canonical')) as vendor,
        lower(status) as status_word,
        lower(substatus) as substatus_word,
        place,
        upper(country) as country,
        -- Asked of the bare columns, so that whole row groups of Parquet can be passed over.
        tracking_number is not null as is_numbered,
        shipment_id is not null as names_shipment,
        -- An event with a number goes by that alone.
        case when tracking_number is null then {{ key('shipment_id') }} end as shipment_id,
        coalesce(cast(is_time_known as boolean), true) as is_time_known,
        {{ utc('occurred_at') }} as occurred_at,
        coalesce({{ utc('recorded_at') }}, {{ utc('occurred_at') }}) as recorded_at
    from {{ relation }}
{%- endmacro %}

{# The order of events of a parcel as one number, by time and then by how far the state is: one number is compared many
   times faster than a pair. Ranks are below 32 (seeds/parcel_statuses.csv). #}
{% macro state_order(occurred_at, state_rank) %}{{ microseconds(occurred_at) }} * 32 + {{ state_rank }}{% endmacro %}

{# The rank in such a number: an event has no other state of the same rank. #}
{% macro rank_in(state_order) %}({{ state_order }} % 32){% endmacro %}

{# Events, or what was made of them, under the parcel they belong to: that of their number, across a handover, and
   without a number that of the shipment they name. `numbered` and `unnumbered` are where those of each kind are taken
   from; those with a number do not pay for the second join. #}
{% macro under_parcels(numbered, unnumbered) -%}
    select
        coalesce(handover_legs.parcel_key, events.tracking_number) as parcel_key,
        events.*
    from {{ numbered }} as events
    left join {{ ref('int_handover_legs') }} as handover_legs on events.tracking_number = handover_legs.tracking_number
    union all
    select
        coalesce(handover_legs.parcel_key, shipments.parcel_key, events.shipment_id) as parcel_key,
        events.*
    from {{ unnumbered }} as events
    left join {{ ref('int_shipment_links') }} as shipments on events.shipment_id = shipments.shipment_id
    left join {{ ref('int_handover_legs') }} as handover_legs on shipments.parcel_key = handover_legs.tracking_number
{%- endmacro %}

{# Tracking events, typed, in our words and under their parcel. #}
{% macro events_in_words(numbered, unnumbered) -%}
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
    from (
        {{ under_parcels(numbered, unnumbered) }}
    ) as keyed
    left join {{ ref('int_event_words') }} as event_words
        on
            keyed.vendor = event_words.vendor
            and keyed.status_word = event_words.status_word
            and coalesce(keyed.substatus_word, '') = event_words.substatus_word
{%- endmacro %}

{# Those events that go by the shipment they name. #}
{% macro unnumbered_events() %}(select * from {{ ref('stg_tracking_events') }} where names_shipment and not is_numbered){% endmacro %}
