{# How long between two instants, as a person says it: hours below three days, then days; nothing where the later comes first. #}
{% macro duration_words(earlier, later) -%}
    case
        when {{ hours_between(earlier, later) }} < 0 then null
        when {{ hours_between(earlier, later) }} < 1 then 'less than an hour'
        when {{ hours_between(earlier, later) }} < 72
            then cast(cast(floor({{ hours_between(earlier, later) }}) as integer) as string) || ' h'
        else cast(cast(floor({{ hours_between(earlier, later) }} / 24) as integer) as string) || ' days'
    end
{%- endmacro %}

{# What an exception is about, as far as a rule asks: customs, the address, or anything else. #}
{% macro problem_kind(substatus) -%}
    case
        when {{ substatus }} in ('customs', 'documents', 'payment_due') then 'customs'
        when {{ substatus }} in ('address_issue', 'customer_moved') then 'address'
        else 'other'
    end
{%- endmacro %}
