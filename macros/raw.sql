{# The records of an object that an incremental model has not read yet: all of them where it begins from nothing, else
   those of the raw files that came since. Whatever vanished or changed in raw makes wismo/working.py begin from nothing. #}
{% macro unread(object) -%}
    {%- if is_incremental() -%} fresh.{{ object }} {%- else -%} {{ source('raw', object) }} {%- endif -%}
{%- endmacro %}
