{# The newest version of each thing that is there in several, as rows of the key and `record_hash`. Few things are, so only
   those are ranked: sorting all of them, with all their columns, is what made reading orders slow. Joined on the key, a
   thing is kept where it has no row here or is this record. Intake keeps one record of equal content, so no two tie. #}
{% macro newest_of_several(relation, key, newest_first) -%}
    (
        select
            {{ key }},
            record_hash
        from (
            select
                {{ key }},
                record_hash,
                row_number() over (
                    partition by {{ key }} order by {{ newest_first }}, record_hash desc
                ) as version_rank
            from {{ relation }}
            where {{ key }} in (select {{ key }} from {{ relation }} group by {{ key }} having count(*) > 1)
        ) as ranked
        where version_rank = 1
    )
{%- endmacro %}
