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

{# Events, or what was made of them, under the parcel they belong to: that of their number, across a handover, and
   without a number that of the shipment they name. The two conditions on `events` say which they are; those with a
   number do not pay for the second join. #}
{% macro under_parcels(relation, is_numbered, names_shipment) -%}
    select
        coalesce(handover_legs.parcel_key, events.tracking_number) as parcel_key,
        events.*
    from {{ relation }} as events
    left join {{ ref('int_handover_legs') }} as handover_legs on events.tracking_number = handover_legs.tracking_number
    where {{ is_numbered }}
    union all
    select
        coalesce(handover_legs.parcel_key, shipments.parcel_key, events.shipment_id) as parcel_key,
        events.*
    from {{ relation }} as events
    left join {{ ref('int_shipment_versions') }} as shipments on events.shipment_id = shipments.shipment_id
    left join {{ ref('int_handover_legs') }} as handover_legs on shipments.parcel_key = handover_legs.tracking_number
    where {{ names_shipment }}
{%- endmacro %}
