{# All that differs between the engines: DuckDB, and Sail, which speaks Spark's dialect (docs/distributed.md). #}

{# A list stored as JSON text, as a list of text. #}
{% macro text_list(column) %}{{ adapter.dispatch('text_list')(column) }}{% endmacro %}
{% macro duckdb__text_list(column) %}cast(from_json({{ column }}, '["VARCHAR"]') as varchar[]){% endmacro %}
{% macro spark__text_list(column) %}from_json({{ column }}, 'array<string>'){% endmacro %}

{# One row per thing in a list; none for an empty one. #}
{% macro each_of(list) %}{{ adapter.dispatch('each_of')(list) }}{% endmacro %}
{% macro duckdb__each_of(list) %}unnest({{ list }}){% endmacro %}
{% macro spark__each_of(list) %}explode({{ list }}){% endmacro %}

{# How many things are in a list. #}
{% macro list_length(list) %}{{ adapter.dispatch('list_length')(list) }}{% endmacro %}
{% macro duckdb__list_length(list) %}len({{ list }}){% endmacro %}
{% macro spark__list_length(list) %}size({{ list }}){% endmacro %}

{# The first thing in a list. #}
{% macro first_of(list) %}{{ adapter.dispatch('first_of')(list) }}{% endmacro %}
{% macro duckdb__first_of(list) %}{{ list }}[1]{% endmacro %}
{% macro spark__first_of(list) %}{{ list }}[0]{% endmacro %}

{# One row per whole number, both ends included. The last is not below the first: Spark would count down. #}
{% macro number_series(first, last) %}{{ adapter.dispatch('number_series')(first, last) }}{% endmacro %}
{% macro duckdb__number_series(first, last) %}unnest(generate_series({{ first }}, {{ last }})){% endmacro %}
{% macro spark__number_series(first, last) %}explode(sequence(cast({{ first }} as bigint), {{ last }})){% endmacro %}

{# One row per day, both ends included. #}
{% macro day_series(first_day, last_day) %}{{ adapter.dispatch('day_series')(first_day, last_day) }}{% endmacro %}
{% macro duckdb__day_series(first_day, last_day) %}unnest(generate_series({{ first_day }}, {{ last_day }}, interval '1' day)){% endmacro %}
{% macro spark__day_series(first_day, last_day) %}explode(sequence({{ first_day }}, {{ last_day }})){% endmacro %}

{# The instant a number of whole months before another. #}
{% macro months_before(instant, months) %}{{ adapter.dispatch('months_before')(instant, months) }}{% endmacro %}
{% macro duckdb__months_before(instant, months) %}{{ instant }} - {{ months }} * interval '1' month{% endmacro %}
{% macro spark__months_before(instant, months) %}cast(add_months({{ instant }}, -cast({{ months }} as integer)) as timestamp){% endmacro %}

{# The wall clock of a zone at a UTC instant. #}
{% macro local_time(instant, time_zone) %}{{ adapter.dispatch('local_time')(instant, time_zone) }}{% endmacro %}
{% macro duckdb__local_time(instant, time_zone) %}timezone({{ time_zone }}, timezone('UTC', {{ instant }})){% endmacro %}
{% macro spark__local_time(instant, time_zone) %}from_utc_timestamp({{ instant }}, {{ time_zone }}){% endmacro %}

{# The UTC instant at which a zone's wall clock shows a local time. #}
{% macro utc_from_local(local, time_zone) %}{{ adapter.dispatch('utc_from_local')(local, time_zone) }}{% endmacro %}
{% macro duckdb__utc_from_local(local, time_zone) %}timezone('UTC', timezone({{ time_zone }}, {{ local }})){% endmacro %}
{# Of an hour that the clock shows twice DuckDB takes the second, Spark the first; an hour later is never in doubt. #}
{% macro spark__utc_from_local(local, time_zone) -%}
    {%- set first = "to_utc_timestamp(" ~ local ~ ", " ~ time_zone ~ ")" -%}
    {%- set second = "to_utc_timestamp(" ~ local ~ " + interval '1' hour, " ~ time_zone ~ ") - interval '1' hour" -%}
    greatest({{ first }}, case when from_utc_timestamp({{ second }}, {{ time_zone }}) = {{ local }} then {{ second }} end)
{%- endmacro %}

{# Microseconds since 1970 at an instant. #}
{% macro microseconds(instant) %}{{ adapter.dispatch('microseconds')(instant) }}{% endmacro %}
{% macro duckdb__microseconds(instant) %}epoch_us({{ instant }}){% endmacro %}
{% macro spark__microseconds(instant) %}unix_micros({{ instant }}){% endmacro %}

{# A text with an apostrophe in it: Spark reads two of them as none. #}
{% macro text(words) %}{{ adapter.dispatch('text')(words) }}{% endmacro %}
{% macro duckdb__text(words) %}'{{ words | replace("'", "''") }}'{% endmacro %}
{% macro spark__text(words) %}'{{ words | replace("\\", "\\\\") | replace("'", "\\'") }}'{% endmacro %}
