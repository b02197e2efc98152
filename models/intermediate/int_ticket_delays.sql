-- Where the days of a parcel on its way went. The four delays, in calendar days, add up to the days between
-- the promised date and the ticket: the promise itself was shorter than contract and transit standard allow;
-- the order was released late; it was handed over late; it travelled longer than the standard.
-- Where one of them cannot be known, the largest is not named.
with delays as (
    select
        ticket_id,
        variant,
        three_pl <> 'unassigned' and has_release_data as is_handover_known,
        clock_started_date - ordered_date as release_days,
        first_scan_date - contract_ship_by_date as handover_days,
        ticket_date - standard_delivery_date as transit_days,
        coalesce(
            contract_ship_by_date + cast(standard_delivery_date - first_scan_date as integer)
            - cast(clock_started_date - ordered_date as integer)
            - promised_date, 0
        ) as promise_days
    from {{ ref('int_ticket_facts') }}
    where first_scan_at is not null
)

select
    delays.*,
    case
        when release_days is null or handover_days is null or transit_days is null then 'unknown'
        when greatest(promise_days, release_days, handover_days, transit_days) <= 0 then 'unknown'
        when promise_days >= greatest(release_days, handover_days, transit_days) then 'promise'
        when release_days >= greatest(handover_days, transit_days) then 'release'
        when handover_days >= transit_days and is_handover_known then 'handover'
        when handover_days >= transit_days then 'unknown'
        else 'transit'
    end as largest_delay
from delays
