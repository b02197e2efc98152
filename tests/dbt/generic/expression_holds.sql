{# Returns the rows for which the expression is not true; unknown counts as not true. #}
{% test expression_holds(model, expression) %}
select *
from {{ model }}
where not coalesce({{ expression }}, false)
{% endtest %}
