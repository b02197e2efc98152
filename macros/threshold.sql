{# A number from seeds/thresholds.csv, by its name. #}
{% macro threshold(name) %}(select thresholds.value from {{ ref('thresholds') }} as thresholds where thresholds.name = '{{ name }}'){% endmacro %}
