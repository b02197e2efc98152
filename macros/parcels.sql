{# Delivered, and not moving again since: a later scan on the way takes a premature delivery back. #}
{% macro is_delivered(states) -%}
    {{ states }}.delivered_at is not null
        and {{ states }}.delivered_at >= coalesce({{ states }}.moved_at, {{ states }}.delivered_at)
{%- endmacro %}
