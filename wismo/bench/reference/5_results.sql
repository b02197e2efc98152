-- The two results: every ticket with its order, its parcel's state and its cause; and the tickets by day.
create table reference_tickets as
with shipped as (
    select order_id, min_by(carrier, (label_at, shipment_id)) as carrier, min_by(three_pl, (label_at, shipment_id)) as three_pl,
        min_by(region, (label_at, shipment_id)) as region
    from parcels semi join matches using (order_id)
    where not is_return
    group by all
)

select tickets.ticket_id, matches.order_id, choices.shipment_id, coalesce(matches.match_method, 'none') as match_method,
    case
        when matches.order_id is null then null
        when choices.shipment_id is null then 'unfulfilled'
        else coalesce(told.state, 'label_created')
    end as parcel_state,
    tickets.is_wismo, verdicts.root_cause, verdicts.cause_detail, verdicts.owner, verdicts.cause_status,
    tickets.is_counted, tickets.is_contact, tickets.handled_by, verdicts.is_reassurance, tickets.channel,
    local_day(tickets.created_at, getvariable('zone')) as reporting_date,
    case when matches.order_id is null then 'unmatched' else coalesce(parcels.carrier, shipped.carrier, 'unassigned') end as carrier,
    case
        when matches.order_id is null then 'unmatched'
        else coalesce(parcels.three_pl, shipped.three_pl, orders.three_pl, 'unassigned')
    end as three_pl,
    case
        when matches.order_id is null then 'unmatched'
        else coalesce(nullif(orders.region, 'unassigned'), shipped.region, 'unassigned')
    end as region
from tickets
left join matches using (ticket_id)
left join choices using (ticket_id)
left join told on tickets.ticket_id = told.ticket_id and choices.shipment_id = told.shipment_id
left join verdicts using (ticket_id)
left join orders on matches.order_id = orders.order_id
left join parcels on choices.shipment_id = parcels.shipment_id
left join shipped on matches.order_id = shipped.order_id;

create table reference_ticket_days as
with windows as (
    select season, priority::integer as priority, date::date + start_offset_days::integer as starts_on,
        date::date + end_offset_days::integer as ends_on
    from csv('season_windows') join csv('season_anchors') using (anchor)
    union all
    select season, priority::integer, (year || '-' || start_month_day)::date,
        (year::integer + case when end_month_day < start_month_day then 1 else 0 end || '-' || end_month_day)::date
    from csv('season_windows') cross join (select distinct year from csv('season_anchors'))
    where anchor = 'fixed'
),

seasons as (
    select reporting_date, min_by(season, priority) as season
    from (select distinct reporting_date from reference_tickets)
    join windows on reporting_date between starts_on and ends_on
    group by all
)

select reporting_date, coalesce(season, 'regular') as season, coalesce(root_cause, 'not_wismo') as root_cause,
    coalesce(owner, 'not_wismo') as owner, coalesce(cause_status, 'not_wismo') as cause_status, tickets.channel, carrier, three_pl,
    region,
    count(*) filter (where is_counted) as ticket_count,
    count(*) filter (where is_wismo and tickets.handled_by = 'agent') as wismo_count,
    count(*) filter (where is_contact) as wismo_contact_count,
    count(*) filter (where is_wismo and tickets.handled_by = 'agent' and match_method <> 'none') as matched_wismo_count,
    count(*) filter (where is_wismo and tickets.handled_by = 'agent' and owner not in ('unproven', 'data')) as owner_proven_count,
    count(*) filter (where is_wismo and tickets.handled_by = 'agent' and is_reassurance) as reassurance_count,
    coalesce(sum(costs.cost::decimal(18, 2)) filter (where is_contact), 0)::decimal(18, 2) as handling_cost
from reference_tickets as tickets
left join seasons using (reporting_date)
left join csv('cost_per_contact') as costs on tickets.channel = costs.channel and tickets.handled_by = costs.handled_by
where is_counted or is_contact
group by all;
