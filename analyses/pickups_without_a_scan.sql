-- Question: which pickups did customers ask about of which no parcel at all had been scanned by then?
-- A whole pickup without a scan is a truck that did not come, or a hub that scans late: whose fault it is,
-- is not proven. Several customers naming the same pickup is evidence to show the 3PL and the carrier.
select
    tickets.three_pl,
    tickets.carrier,
    facts.pickup_due_at,
    max(facts.pickup_parcel_count) as parcels_of_the_pickup,
    count(distinct tickets.order_id) as orders_asked_about,
    max(facts.hours_since_pickup_due) as longest_wait_hours
from {{ ref('tickets') }} as tickets
inner join {{ ref('ticket_facts') }} as facts
    on tickets.ticket_id = facts.ticket_id and facts.variant = 'happened'
where tickets.root_cause = 'label_no_scan_overdue' and not facts.is_pickup_scanned
group by tickets.three_pl, tickets.carrier, facts.pickup_due_at
order by orders_asked_about desc, facts.pickup_due_at desc, tickets.three_pl asc, tickets.carrier asc
