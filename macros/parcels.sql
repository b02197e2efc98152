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

{# The standards that may hold for parcels: that of their carrier, and that of any carrier for those that have one. #}
{% macro join_transit_standards(parcels) -%}
    left join {{ ref('transit_standards') }} as exact_standards
        on
            {{ parcels }}.carrier = exact_standards.carrier
            and {{ parcels }}.service = exact_standards.service
            and {{ parcels }}.lane = exact_standards.lane
    left join {{ ref('transit_standards') }} as any_standards
        on
            {{ parcels }}.carrier <> 'unassigned'
            and any_standards.carrier = '*'
            and {{ parcels }}.service = any_standards.service
            and {{ parcels }}.lane = any_standards.lane
{%- endmacro %}

{# Business days that the standard which holds allows, of those that were joined. #}
{% macro transit_days() %}coalesce(exact_standards.business_days, any_standards.business_days){% endmacro %}
