{# The key of a thing everywhere: where it comes from, and what it is called there. #}
{% macro key(native_id) %}source_system || '|' || source_account || '|' || {{ native_id }}{% endmacro %}

{# Order names are typed with and without '#', with spaces and in any case. #}
{% macro order_name_form(column) %}upper(replace(replace({{ column }}, '#', ''), ' ', '')){% endmacro %}

{# Tracking numbers are printed with spaces and hyphens and stored without. #}
{% macro tracking_number_form(column) %}upper(replace(replace({{ column }}, ' ', ''), '-', '')){% endmacro %}

{# Carriers and 3PLs are written in any case, with spaces, hyphens or underscores. #}
{% macro partner_word_form(column) %}replace(replace(replace(lower({{ column }}), ' ', ''), '-', ''), '_', ''){% endmacro %}
