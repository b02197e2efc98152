{# Who wrote a message: its own word, else a note where it is not public, else who its author is. NULL is unknown and
   counts for nothing. `is_private` is true for what is not public. Pure SQL: wismo/score renders it, too. #}
{% macro message_direction(direction, is_private, author_id, requester_id, author_role) -%}
    coalesce(
        lower({{ direction }}),
        case
            when {{ is_private }} then 'note'
            when {{ author_id }} = {{ requester_id }} then 'in'
            when {{ author_role }} = 'customer' then 'in'
            when {{ author_role }} = 'agent' then 'out'
        end
    )
{%- endmacro %}
