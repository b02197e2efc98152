-- When, by the calendars, each step of a WISMO ticket's order was due. All instants are UTC.
-- Ship-by: the open days of the contract after the 3PL's clock started, later than the cut-off counts
-- from the next open day. Silence: the carrier's service days since the last scan.
with zoned as (
    select
        tickets.*,
        coalesce(three_pls.three_pl, '*') as calendar_three_pl,
        coalesce(three_pls.time_zone, default_three_pl.time_zone, '{{ var("reporting_time_zone") }}') as warehouse_zone,
        coalesce(three_pls.cutoff_time, default_three_pl.cutoff_time) as cutoff_time,
        coalesce(three_pls.contract_sla_business_days, {{ threshold('ship_by_business_days') }}) as sla_days,
        coalesce(region_zones.time_zone, country_zones.time_zone, '{{ var("reporting_time_zone") }}')
            as destination_zone,
        coalesce(carriers.carrier, '*') || '|' || coalesce(tickets.country, '*') as service_calendar,
        greatest(
            tickets.ordered_at,
            case when tickets.paid_at <= tickets.created_at then tickets.paid_at end,
            case when tickets.released_at <= tickets.created_at then tickets.released_at end,
            case when tickets.in_stock_at <= tickets.created_at then tickets.in_stock_at end,
            case when tickets.sent_to_warehouse_at <= tickets.created_at then tickets.sent_to_warehouse_at end
        ) as clock_started_at,
        coalesce(tickets.released_at, tickets.sent_to_warehouse_at) is not null as has_release_data,
        {{ transit_days() }} as transit_days
    from {{ ref('int_wismo_tickets') }} as tickets
    left join {{ ref('three_pls') }} as three_pls on tickets.three_pl = three_pls.three_pl
    left join {{ ref('three_pls') }} as default_three_pl on default_three_pl.three_pl = '*'
    left join {{ ref('carriers') }} as carriers on tickets.carrier = carriers.carrier
    left join {{ ref('destination_time_zones') }} as region_zones
        on tickets.country = region_zones.country and tickets.region = region_zones.region
    left join {{ ref('destination_time_zones') }} as country_zones
        on tickets.country = country_zones.country and country_zones.region = '*'
    {{ join_transit_standards('tickets') }}
),

dated as (
    select
        zoned.*,
        {{ local_date('created_at', 'destination_zone') }} as ticket_date,
        {{ local_date('last_scan_at', 'destination_zone') }} as last_scan_date,
        {{ local_date('out_for_delivery_at', 'destination_zone') }} as out_for_delivery_date,
        {{ days_apart('out_for_delivery_at', 'created_at', 'destination_zone', "-1") }} as earliest_days_out,
        {{ days_apart('out_for_delivery_at', 'created_at', 'destination_zone', "1") }} as latest_days_out,
        {{ local_date('first_scan_at', 'warehouse_zone') }} as first_scan_date,
        {{ local_date('ordered_at', 'warehouse_zone') }} as ordered_date,
        {{ local_date('clock_started_at', 'warehouse_zone') }} as clock_started_date,
        {{ reporting_date('promised_at') }} as promised_date,
        {{ reporting_date('promised_ship_by_at') }} as promised_ship_by_date,
        {{ local_date('clock_started_at', 'warehouse_zone') }} + case
            when cast({{ local_time('clock_started_at', 'warehouse_zone') }} as time) > cast(cutoff_time as time)
                then 1
            else 0
        end as clock_date
    from zoned
)

select
    dated.*,
    contract_ends.date_day as contract_ship_by_date,
    {{ utc_from_local("cast(contract_ends.date_day + 1 as timestamp)", "dated.warehouse_zone") }} as contract_ends_at,
    ticket_days.open_day_number - scan_days.open_day_number as silent_service_days,
    transit_ends.date_day as standard_delivery_date,
    {{ utc_from_local("cast(dated.promised_date + 1 as timestamp)", "dated.destination_zone") }} as promise_ends_at,
    {{ utc_from_local(
        "cast(coalesce(dated.promised_ship_by_date, contract_ends.date_day) + 1 as timestamp)",
        "dated.warehouse_zone"
    ) }} as ship_by_ends_at
from dated
left join {{ ref('int_calendar_days') }} as clock_days
    on
        clock_days.calendar = 'warehouse'
        and dated.calendar_three_pl = clock_days.calendar_key
        and dated.clock_date = clock_days.date_day
left join {{ ref('int_calendar_days') }} as contract_ends
    on
        contract_ends.calendar = 'warehouse'
        and dated.calendar_three_pl = contract_ends.calendar_key
        and contract_ends.is_open
        and contract_ends.open_day_number
        = clock_days.open_day_number + dated.sla_days + case when clock_days.is_open then 0 else 1 end
left join {{ ref('int_calendar_days') }} as ticket_days
    on
        ticket_days.calendar = 'service'
        and dated.service_calendar = ticket_days.calendar_key
        and dated.ticket_date = ticket_days.date_day
left join {{ ref('int_calendar_days') }} as scan_days
    on
        scan_days.calendar = 'service'
        and dated.service_calendar = scan_days.calendar_key
        and dated.last_scan_date = scan_days.date_day
left join {{ ref('int_calendar_days') }} as first_scan_days
    on
        first_scan_days.calendar = 'service'
        and dated.service_calendar = first_scan_days.calendar_key
        and dated.first_scan_date = first_scan_days.date_day
left join {{ ref('int_calendar_days') }} as transit_ends
    on
        transit_ends.calendar = 'service'
        and dated.service_calendar = transit_ends.calendar_key
        and transit_ends.is_open
        and transit_ends.open_day_number = first_scan_days.open_day_number + dated.transit_days
