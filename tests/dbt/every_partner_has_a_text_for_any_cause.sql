-- A returned row is a kind of partner to whom nothing can be said of a root cause that has no text of its own.
with partners as (
    select 'three_pl' as partner
    union all
    select 'carrier'
)

select partners.partner
from partners
left join {{ ref('partner_messages') }} as messages
    on partners.partner = messages.partner and messages.root_cause = '*'
where messages.partner is null
