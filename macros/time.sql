{# Every instant of raw is UTC text ending in Z; intake has seen to that, so this cast cannot fail. #}
{% macro utc(column) %}cast({{ column }} as timestamp){% endmacro %}

{# The calendar day of a zone at a UTC instant. #}
{% macro local_date(instant, time_zone) %}cast({{ local_time(instant, time_zone) }} as date){% endmacro %}

{# Calendar days from one instant to a later one on a clock that is off by the hours of an unknown zone, before or after. #}
{% macro days_apart(earlier, later, time_zone, direction) -%}
    {%- set shift = direction ~ " * cast(" ~ threshold('unknown_zone_hours') ~ " as integer) * interval '1' hour" -%}
    {{ local_date(later ~ ' + ' ~ shift, time_zone) }} - {{ local_date(earlier ~ ' + ' ~ shift, time_zone) }}
{%- endmacro %}

{# The day on which the brand counts an instant. #}
{% macro reporting_date(instant) %}{{ local_date(instant, "'" ~ var('reporting_time_zone') ~ "'") }}{% endmacro %}

{# Hours from one instant to a later one, negative when it is earlier. #}
{% macro hours_between(earlier, later) %}({{ microseconds(later) }} - {{ microseconds(earlier) }}) / 3.6e9{% endmacro %}

{# Hours in words that are short enough for a chart, in five bands; nothing where they are not known. #}
{% macro hours_band(hours) -%}
    case
        when {{ hours }} < 4 then 'under 4 h'
        when {{ hours }} < 24 then '4 to 24 h'
        when {{ hours }} < 72 then '1 to 3 days'
        when {{ hours }} < 168 then '3 to 7 days'
        when {{ hours }} >= 168 then 'over 7 days'
    end
{%- endmacro %}
