-- What is on its way at the end of the data, on the day on which that is.
select
    checks.reporting_date,
    checks.root_cause,
    checks.owner,
    checks.carrier,
    checks.three_pl,
    coalesce(order_shipping.region, 'unassigned') as region,
    checks.partner_to_ask,
    count(*) as open_count,
    count(*) filter (where checks.has_unanswered_ticket) as unanswered_count
from {{ ref('int_open_shipments') }} as checks
left join {{ ref('int_order_shipping') }} as order_shipping on checks.order_id = order_shipping.order_id
group by 1, 2, 3, 4, 5, 6, 7
