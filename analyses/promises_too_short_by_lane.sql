-- Question: on which lanes do we promise less time than the 3PL's contract and the carrier's standard allow?
-- Of tickets about late parcels: how often the promise itself was too short, by how much, and how often it was
-- the largest of the four delays. What is short by design no carrier can mend.
select
    shipments.lane,
    shipments.carrier,
    shipments.service,
    count(*) as late_tickets,
    count(*) filter (where facts.promise_days > 0) as promise_too_short,
    round(avg(facts.promise_days) filter (where facts.promise_days > 0), 1) as short_by_days,
    count(*) filter (where facts.largest_delay = 'promise') as promise_was_the_largest_delay
from {{ ref('tickets') }} as tickets
inner join {{ ref('ticket_facts') }} as facts
    on tickets.ticket_id = facts.ticket_id and facts.variant = 'happened'
inner join {{ ref('shipments') }} as shipments on tickets.shipment_id = shipments.shipment_id
where tickets.root_cause = 'late_in_transit'
group by shipments.lane, shipments.carrier, shipments.service
order by promise_too_short desc, late_tickets desc, shipments.lane asc, shipments.carrier asc, shipments.service asc
