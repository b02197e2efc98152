{# A number from 0 up to 1 that belongs to a key for good: the same on every engine and in every build. #}
{% macro hash_share(key) -%}
    (
        {%- for place in range(1, 5) %}
        {{ 16 ** (4 - place) }} * (instr('0123456789abcdef', substr(md5({{ key }}), {{ place }}, 1)) - 1)
        {{- ' +' if not loop.last }}
        {%- endfor %}
    ) / cast(65536 as double)
{%- endmacro %}
