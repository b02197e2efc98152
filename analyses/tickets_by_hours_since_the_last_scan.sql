-- Question: how long had the tracker been silent when customers asked about a parcel on its way?
-- Counts of tickets, not chances: few parcels are silent for long. For chances ask the table cause_hazard.
select
    case
        when hours_since_last_scan < 6 then '1: below 6 h'
        when hours_since_last_scan < 12 then '2: 6 to 12 h'
        when hours_since_last_scan < 24 then '3: 12 to 24 h'
        when hours_since_last_scan < 48 then '4: 1 to 2 days'
        when hours_since_last_scan < 96 then '5: 2 to 4 days'
        else '6: 4 days and more'
    end as silence,
    count(*) as tickets,
    count(*) filter (where root_cause = 'stalled_in_transit') as stalled,
    count(*) filter (where root_cause = 'late_in_transit') as late,
    count(*) filter (where root_cause = 'in_transit_on_time') as on_time
from {{ ref('tickets') }}
where is_wismo and parcel_state in ('picked_up', 'in_transit', 'out_for_delivery') and hours_since_last_scan >= 0
group by silence
order by silence asc
