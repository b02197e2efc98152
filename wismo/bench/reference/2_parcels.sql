-- Parcels: the newest version of each record; records that share a tracking number, or continue it after a handover,
-- are one parcel. A label that one source calls void, and sends no more, is none.
create view shipment_records as
select source_system || '|' || source_account || '|' || shipment_id as shipment_id, source_system, source_account,
    order_id as order_native_id, order_form(order_name) as order_name,
    tracking_form(tracking_number) as tracking_number, tracking_form(leg_of_tracking_number) as leg_of,
    lower(carrier) as carrier_word, lower(service) as service_word, lower(three_pl) as three_pl_word,
    lower(delivery_point) as delivery_point, is_delivery_point_chosen::boolean as is_point_chosen,
    upper(country) as country, region, coalesce(is_voided::boolean, false) as is_voided,
    coalesce(is_return::boolean, false) as is_return, updated_at::timestamp as updated_at,
    label_created_at::timestamp as label_at, pickup_at::timestamp as pickup_at, promised_at::timestamp as promised_at,
    latest_eta_at is not null as has_eta, delivered_at::timestamp as delivered_at,
    claim_accepted_at::timestamp as claim_accepted_at, coalesce(leg_of, tracking_form(tracking_number)) as parcel_number,
    coalesce(parcel_number, source_system || '|' || source_account || '|' || shipment_id) as parcel_key, _record
from parquet('shipments');

create temp table legs as
select tracking_number, min(leg_of) as parcel_key
from shipment_records where leg_of is not null and tracking_number is not null group by all;

-- The moments that the events of each parcel tell of: the one full pass over the events.
create temp table scans as
select coalesce(legs.parcel_key, events.tracking_number) as parcel_key,
    min(events.source_system) as tracking_source,
    min(occurred_at) as first_event_at,
    min(occurred_at) filter (where words.is_carrier_scan) as any_scan_at,
    coalesce(
        min(occurred_at) filter (where words.status = 'picked_up'),
        min(occurred_at) filter (where words.status = 'in_transit'),
        min(occurred_at) filter (where words.is_carrier_scan)
    ) as first_scan_at,
    max(occurred_at) filter (where words.is_moving) as moved_at,
    max(occurred_at) filter (where words.status = 'delivered') as delivered_at,
    -- Of a delivery without an hour only the day is known.
    max(if(is_time_known, occurred_at, occurred_at::date + interval 1 day)) filter (where words.status = 'delivered') as delivered_until
from events
join event_words as words
    on events.source_system = words.source_system and events.vendor = words.vendor
    and events.status = words.vendor_status and coalesce(events.substatus, '') = words.vendor_substatus
left join legs on events.tracking_number = legs.tracking_number
group by all;

create temp table parcels as
with several as (
    select shipment_id, _record as newest_record
    from shipment_records
    where shipment_id in (select shipment_id from shipment_records group by all having count(*) > 1)
    qualify row_number() over (partition by shipment_id order by updated_at desc nulls last, order_native_id is null, _record desc) = 1
),

current as (
    select shipment_records.*
    from shipment_records left join several using (shipment_id)
    where coalesce(several.newest_record = _record, true)
),

newest as (
    from current
    anti join (
        select parcel_key from current group by parcel_key, source_system, source_account having bool_and(is_voided)
    ) as voided using (parcel_key)
    where not is_voided
),

own as (
    select newest.*, orders.order_id as own_order_id
    from newest
    left join (
        select native_id, source_account, any_value(order_id) as order_id from orders group by all having count(*) = 1
    ) as orders
        on newest.order_native_id = orders.native_id and newest.source_account = orders.source_account
),

-- The few records that name no order of their own account: a name that only one store uses says enough.
named as (
    select 'id' as kind, native_id as name, source_account, order_id
    from orders semi join (select order_native_id as native_id from own where own_order_id is null) using (native_id)
    union all
    select 'name', order_name, source_account, order_id
    from orders semi join (select order_name from own where own_order_id is null) using (order_name)
),

names as (
    select kind, name, case when count(*) = 1 then any_value(order_id) end as only_order_id,
        map_from_entries(list((source_account, own_order_id))) as by_account
    from (select *, case when count(*) over (partition by kind, name, source_account) = 1 then order_id end as own_order_id from named)
    group by all
),

linked as (
    select own.* exclude (own_order_id),
        coalesce(own.own_order_id, ids.only_order_id, ids.by_account[own.source_account]) as order_id_by_id,
        coalesce(order_id_by_id, names.only_order_id, names.by_account[own.source_account]) as order_id
    from own
    left join names as ids on own.own_order_id is null and ids.kind = 'id' and own.order_native_id = ids.name
    left join names on own.own_order_id is null and names.kind = 'name' and own.order_name = names.name
),

shared as (
    select parcel_key from linked group by all having count(*) > 1
),

merged as (
    select min(shipment_id) as shipment_id, parcel_key, any_value(parcel_number) as parcel_number,
        -- A 3PL's own order number may be another store's order name, so an order named by its id goes first.
        coalesce(max(order_id_by_id), max(order_id)) as order_id,
        min_by(carrier_word, (leg_of is not null, shipment_id)) as carrier_word,
        min_by(service_word, (leg_of is not null, shipment_id)) as service_word,
        max(three_pl_word) as three_pl_word, max(delivery_point) as delivery_point,
        bool_or(is_point_chosen) as is_point_chosen, max(country) as country, max(region) as region,
        bool_or(is_return) as is_return, min(label_at) as label_at, min(pickup_at) as pickup_at,
        min(promised_at) as promised_at, bool_or(has_eta) as has_eta, max(delivered_at) as delivered_at,
        min(claim_accepted_at) as claim_accepted_at
    from linked semi join shared using (parcel_key)
    group by parcel_key
),

records as (
    from merged
    union all by name
    select * exclude (
        tracking_number, leg_of, is_voided, updated_at, _record, source_system, source_account, order_native_id, order_name, order_id_by_id
    )
    from linked anti join shared using (parcel_key)
),

placed as (
    select records.* exclude (service_word, carrier_word, country, region, promised_at, delivered_at),
        coalesce(carriers.carrier, records.carrier_word, 'unassigned') as carrier,
        coalesce(services.service, records.service_word, 'unassigned') as service,
        coalesce(aliases.three_pl, records.three_pl_word, orders.three_pl, 'unassigned') as three_pl,
        coalesce(records.country, orders.country) as country,
        coalesce(records.region, orders.region, 'unassigned') as region,
        coalesce(orders.promised_at, records.promised_at) as promised_at,
        records.delivered_at as stated_delivered_at, orders.ordered_at
    from records
    left join orders on records.order_id = orders.order_id
    left join csv('carrier_aliases') as carriers on partner_form(records.carrier_word) = partner_form(carriers.alias)
    left join csv('services') as services on records.service_word = services.word
    left join csv('three_pl_aliases') as aliases on partner_form(records.three_pl_word) = partner_form(aliases.alias)
),

-- By 3PL and day: the first two pickups from midnight on.
pickups as (
    select three_pls.three_pl, days.day, list_sort(list(pickup_at))[:2] as pickups
    from (select distinct day from calendar where calendar = 'pickup') as days
    join (
        select key as three_pl, timezone('UTC', timezone(zone, day + pickup_time::time)) as pickup_at
        from calendar join three_pls on key = three_pl where calendar = 'pickup' and is_open
    ) as three_pls on pickup_at >= days.day and pickup_at < days.day + 21
    group by all
)

select placed.* exclude (label_at, stated_delivered_at), scans.tracking_source,
    case
        when placed.service = 'international' or placed.country <> coalesce(own.country, other.country) then 'international'
        else 'domestic'
    end as lane,
    coalesce(placed.label_at, scans.first_event_at) as label_at,
    coalesce(least(placed.label_at, scans.first_event_at), placed.ordered_at) as exists_from,
    case when coalesce(placed.label_at, scans.first_event_at) <= pickups.pickups[1] then pickups.pickups[1] else pickups.pickups[2] end
        as pickup_due_at,
    stated_delivered_at,
    coalesce(placed.pickup_at, scans.first_scan_at) as first_scan_at,
    least(placed.pickup_at, scans.first_scan_at, scans.any_scan_at) as seen_at,
    case when coalesce(scans.moved_at <= scans.delivered_until, true) then coalesce(scans.delivered_at, stated_delivered_at) end
        as delivered_at,
    scans.parcel_key is not null or placed.pickup_at is not null or placed.has_eta as is_tracked
from placed
left join scans using (parcel_key)
left join three_pls as own on placed.three_pl = own.three_pl
cross join (select country from three_pls where three_pl = '*') as other
left join pickups on coalesce(own.three_pl, '*') = pickups.three_pl and coalesce(placed.label_at, scans.first_event_at)::date = pickups.day;

-- When the first parcel of each scheduled pickup was scanned.
create temp table first_pickup_scans as
select three_pl, carrier, pickup_due_at, min(seen_at) as scanned_at
from parcels
where pickup_due_at is not null and not is_return and seen_at >= pickup_due_at - hours('pickup_early_hours')
group by all;

-- What a lane takes: the hours from first scan to delivery and the working days between two scans, as the parcels of
-- the months before had them. Carrier '*' is every carrier; for silences a sample of parcels is enough.
create temp table lanes as
with arrived as (
    select parcel_key, carrier, service, lane, country, delivered_at, first_scan_at, count(*) over () as arrived_count
    from parcels
    where delivered_at > first_scan_at and not is_return
),

sampled as (
    select arrived.*, coalesce(carriers.carrier, '*') || '|' || coalesce(arrived.country, '*') as service_key
    from arrived left join csv('carriers') as carriers using (carrier)
    where ('0x' || left(md5(parcel_key), 4))::integer < 65536 * threshold('lane_sample_parcels') / arrived_count
),

steps as (
    select parcel_key, sampled.* exclude (parcel_key),
        calendar.number - lag(calendar.number) over (partition by parcel_key order by calendar.number) as days
    from (
        select source_system, vendor, status, substatus, occurred_at, coalesce(legs.parcel_key, tracking_number) as parcel_key
        from events left join legs using (tracking_number)
    ) as events
    join event_words as words
        on words.is_carrier_scan and events.source_system = words.source_system and events.vendor = words.vendor
        and events.status = words.vendor_status and coalesce(events.substatus, '') = words.vendor_substatus
    join sampled using (parcel_key)
    join calendar
        on calendar.calendar = 'service' and service_key = calendar.key
        and local_day(occurred_at, getvariable('zone')) = calendar.day
    where occurred_at <= delivered_at
),

amounts as (
    select 'hours' as measure, carrier, service, lane, delivered_at,
        ceil((epoch_us(delivered_at) - epoch_us(first_scan_at)) / 3.6e9)::integer as amount
    from arrived where carrier <> 'unassigned'
    union all
    select 'silent_days', carrier, service, lane, delivered_at, max(days)
    from steps where days is not null group by parcel_key, carrier, service, lane, delivered_at
),

monthly as (
    select * replace (unnest([carrier, '*']) as carrier)
    from (
        select measure, carrier, service, lane, amount, date_trunc('month', delivered_at) as month, count(*) as parcels
        from amounts group by all
    )
),

before as (
    select months.month, measure, carrier, service, lane, amount, sum(parcels) as parcels
    from (select distinct date_trunc('month', day) as month from calendar) as months
    join monthly
        on monthly.month < months.month and monthly.month >= months.month - to_months(threshold('lane_history_months')::integer)
    group by all
),

within as (
    select *, sum(parcels) over (lanes order by amount) as kept, sum(parcels) over lanes as total
    from before
    window lanes as (partition by month, measure, carrier, service, lane)
)

select month, carrier, service, lane,
    min(amount) filter (where measure = 'hours' and kept >= threshold('lane_late_share') * total) as hours,
    min(amount) filter (where measure = 'silent_days' and kept >= threshold('lane_silence_share') * total) as silent_days
from within
where total >= threshold('lane_minimum_parcels')
group by all;

create temp table shipped_emails as
with emails as (
    select tracking_form(tracking_number) as tracking_number, order_id, order_form(order_name) as order_name,
        sent_at::timestamp as sent_at
    from parquet('notifications')
    where lower(kind) = 'shipped'
)

select coalesce(legs.parcel_key, tracking_number) as told_key, min(sent_at) as sent_at
from emails left join legs using (tracking_number)
where tracking_number is not null
group by all
union all
select only_order_id, min(sent_at)
from (from emails where tracking_number is null and order_id is null) as emails
join (select order_name, any_value(order_id) as only_order_id from orders group by all having count(*) = 1) using (order_name)
group by all
union all
select only_order_id, min(sent_at)
from (from emails where tracking_number is null and order_id is not null) as emails
join (select native_id, any_value(order_id) as only_order_id from orders group by all having count(*) = 1) as known
    on emails.order_id = known.native_id
group by all;
