-- A returned row is something on its way whose cause has no place by the published rules, or no text without a day.
select
    open_shipments.check_id,
    open_shipments.root_cause
from {{ ref('int_open_shipments') }} as open_shipments
left join {{ ref('risk_rules') }} as risk_rules on open_shipments.root_cause = risk_rules.root_cause
left join {{ ref('suggested_messages') }} as messages
    on open_shipments.root_cause = messages.root_cause and not messages.has_eta
where risk_rules.root_cause is null or messages.root_cause is null
