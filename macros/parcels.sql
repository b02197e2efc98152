{# Delivered, and not moving again since: a later scan on the way takes a premature delivery back. #}
{% macro is_delivered(states) -%}
    {{ states }}.delivered_at is not null
        and {{ states }}.delivered_at >= coalesce({{ states }}.moved_at, {{ states }}.delivered_at)
{%- endmacro %}

{# The earliest proof that the carrier has a parcel: any scan proves it, also one on its way before a late acceptance. #}
{% macro seen_at(parcels) -%}
    coalesce(least({{ parcels }}.first_scan_at, {{ parcels }}.any_scan_at), {{ parcels }}.first_scan_at)
{%- endmacro %}

{# Whether a parcel reached the door by a day. Due and neither tried nor delivered is late; not yet due is neither. #}
{% macro is_at_door_by(due_date) -%}
    case
        when {{ due_date }} > data_through.reporting_through or {{ due_date }} is null then null
        when parcels.returning_at is not null or parcels.lost_at is not null then false
        else coalesce(parcels.first_attempt_date <= {{ due_date }}, false)
    end
{%- endmacro %}
