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
