-- What a person would write for this one question, once, on one machine: no tests, no contracts, no history.
-- `raw` and `seeds` are folders, `zone` is the brand's time zone. Lookups are small and read once; raw stays in
-- Parquet and is read through views.

create macro csv(file) as table
    select * from read_csv(getvariable('seeds') || '/' || file || '.csv', header = true, all_varchar = true, nullstr = '');
create macro parquet(object) as table
    select * from read_parquet(getvariable('raw') || '/' || object || '/*.parquet', union_by_name = true);

set variable thresholds = (select map(list(name), list(value::double)) from csv('thresholds'));
create macro threshold(name) as getvariable('thresholds')[name];
create macro hours(name) as to_hours(threshold(name)::integer);
create macro days(name) as to_microseconds((threshold(name) * 86400000000)::bigint);
create macro order_form(word) as upper(replace(replace(word, '#', ''), ' ', ''));
create macro partner_form(word) as replace(replace(replace(lower(word), ' ', ''), '-', ''), '_', '');
create macro tracking_form(word) as upper(replace(replace(word, ' ', ''), '-', ''));
create macro wall_clock(instant, zone) as timezone(zone, timezone('UTC', instant));
create macro local_day(instant, zone) as wall_clock(instant, zone)::date;
create macro utc_midnight(day, zone) as timezone('UTC', timezone(zone, day::timestamp));

create temp table status_words as
select map.vendor, map.status, map.substatus, map.canonical_status, map.canonical_substatus,
    map.is_carrier_scan::boolean as is_carrier_scan,
    states.state_rank::integer as state_rank, states.is_moving::boolean as is_moving
from csv('status_map') as map
join csv('parcel_statuses') as states on map.canonical_status = states.parcel_state;

create temp table three_pls as
select *, coalesce(time_zone, getvariable('zone')) as zone, contract_sla_business_days::double as sla_days
from csv('three_pls');

create view events as
select source_system, upper(replace(replace(tracking_number, ' ', ''), '-', '')) as tracking_number,
    lower(coalesce(vendor, 'canonical')) as vendor, lower(status) as status, lower(substatus) as substatus,
    place, upper(country) as country, coalesce(is_time_known::boolean, true) as is_time_known,
    occurred_at::timestamp as occurred_at, coalesce(recorded_at, occurred_at)::timestamp as recorded_at
from parquet('tracking_events');

-- Words mean what the vendor's coarse and fine word together say, else what the fine word says, else the coarse one.
create temp table event_words as
with used as (
    select source_system, vendor, status, substatus, max(recorded_at) as last_at from events group by all
)

select used.source_system, used.vendor, used.status as vendor_status, coalesce(used.substatus, '') as vendor_substatus, used.last_at,
    coalesce(pair.canonical_status, fine.canonical_status, coarse.canonical_status, 'unknown') as status,
    coalesce(
        pair.canonical_substatus, fine.canonical_substatus, coarse.canonical_substatus,
        case when used.vendor = 'canonical' then used.substatus end
    ) as substatus,
    coalesce(pair.state_rank, fine.state_rank, coarse.state_rank, 1) as state_rank,
    coalesce(pair.is_carrier_scan, fine.is_carrier_scan, coarse.is_carrier_scan, false) as is_carrier_scan,
    coalesce(pair.is_moving, fine.is_moving, coarse.is_moving, false) as is_moving
from used
left join status_words as pair
    on used.vendor = pair.vendor and used.status = pair.status and used.substatus = pair.substatus
left join status_words as fine
    on used.vendor = fine.vendor and fine.status = '*' and used.substatus = fine.substatus
left join status_words as coarse
    on used.vendor = coarse.vendor and used.status = coarse.status and coarse.substatus = '*';

-- The newest version of every order. Few orders have several, so only those are ranked.
create view order_records as
select source_system || '|' || source_account || '|' || order_id as order_id, order_id as native_id, source_account,
    source_system, order_form(order_name) as order_name, customer_key, phone_key, lower(hold_reason) as hold_reason,
    upper(country) as country, coalesce(region, 'unassigned') as region,
    coalesce(lower(delivery_type), 'ship') as delivery_type, lower(three_pl) as three_pl_word, lower(tags) as tags,
    source_system || '|' || source_account || '|' || replaces_order_id as replaced_order_id,
    coalesce(is_fully_refunded::boolean, false) as is_fully_refunded,
    created_at::timestamp as ordered_at, updated_at::timestamp as updated_at, paid_at::timestamp as paid_at,
    released_at::timestamp as released_at, in_stock_at::timestamp as in_stock_at,
    sent_to_warehouse_at::timestamp as sent_to_warehouse_at, cancelled_at::timestamp as cancelled_at,
    refunded_at::timestamp as refunded_at, promised_ship_by_at::timestamp as promised_ship_by_at,
    promised_at::timestamp as promised_at, coalesce(is_test::boolean, false) as is_test, _record
from parquet('orders');

create temp table orders as
with several as (
    select order_id, _record as newest_record
    from order_records
    where order_id in (select order_id from order_records group by all having count(*) > 1)
    qualify row_number() over (partition by order_id order by updated_at desc nulls last, _record desc) = 1
),

waiting as (
    select order_id, _record, bool_or(meaning = 'stock') as has_stock_tag,
        bool_or(meaning in ('preorder', 'stock')) as has_waiting_tag,
        bool_or(meaning = 'subscription') as has_subscription_tag
    from (select order_id, _record, unnest(from_json(tags, '["VARCHAR"]')) as tag from order_records where tags is not null)
    join csv('order_tags') using (tag)
    group by all
)

select newest.* exclude (updated_at, _record, tags, three_pl_word, is_test),
    coalesce(aliases.three_pl, newest.three_pl_word) as three_pl,
    coalesce(waiting.has_subscription_tag, false) as is_subscription,
    coalesce(waiting.has_waiting_tag, false) or coalesce(newest.hold_reason in ('preorder', 'stock'), false)
    or coalesce(newest.promised_ship_by_at > newest.ordered_at + days('preorder_promise_days'), false) as is_preorder,
    coalesce(newest.hold_reason = 'stock' or waiting.has_stock_tag, false) as is_sold_out
from order_records as newest
left join several using (order_id)
left join waiting using (order_id, _record)
left join csv('three_pl_aliases') as aliases on partner_form(newest.three_pl_word) = partner_form(aliases.alias)
where not newest.is_test and coalesce(several.newest_record = newest._record, true);

-- One row per ticket: what it asks and which orders and parcels it names.
create temp table tickets as
with newest as (
    select source_system || '|' || source_account || '|' || ticket_id as ticket_id, lower(channel) as channel_word,
        customer_key, phone_key, order_ref, linked_order_id, from_json(embedded_order_ids, '["VARCHAR"]') as embedded,
        tracking_form(tracking_ref) as tracking_ref,
        case
            when lower(handled_by) in ('ai', 'bot', 'automation', 'ai_agent') then 'ai'
            when lower(handled_by) in ('self_service', 'self-service', 'help_center') then 'self_service'
            else 'agent'
        end as handled_by,
        created_at::timestamp as created_at,
        case
            when is_spam::boolean then 'spam' when is_from_agent::boolean then 'from_agent'
            when is_automated::boolean then 'automated' when merged_into_ticket_id is not null then 'merged'
        end as removed
    from parquet('tickets')
    qualify row_number() over (
        partition by source_system, source_account, ticket_id order by updated_at::timestamp desc nulls last, _record desc
    ) = 1
),

labelled as (
    select newest.*, coalesce(channels.channel, 'other') as channel,
        coalesce(labels.words_confidence::double, 0) as says_so,
        from_json(labels.order_refs, '["VARCHAR"]') as order_refs,
        from_json(labels.tracking_refs, '["VARCHAR"]') as tracking_refs,
        coalesce(labels.mentions_return::boolean, false) as mentions_return,
        coalesce(labels.says_delivered::boolean, false) as says_delivered,
        coalesce(labels.says_not_received::boolean, false) as says_not_received,
        case
            when labels.mentions_return::boolean and says_so < threshold('words_confidence') then false
            when 'wismo' in (coalesce(labels.intent_label, ''), coalesce(labels.tag_label, '')) then true
            when coalesce(labels.intent_label, labels.tag_label) is null then says_so >= threshold('words_confidence')
            else says_so >= threshold('plain_words_confidence')
        end as asks_where,
        case
            when not asks_where then 'other'
            when says_so >= threshold('words_confidence') then labels.customer_reason
            else coalesce(labels.helpdesk_reason, labels.customer_reason, 'other')
        end as customer_reason
    from newest
    left join parquet('ticket_labels') as labels
        on newest.ticket_id = labels.source_system || '|' || labels.source_account || '|' || labels.ticket_id
    left join csv('channels') as channels on newest.channel_word = channels.word
)

select *,
    removed is null and channel = 'chat' and customer_key is not null
    and coalesce(created_at <= lag(created_at) over chats + hours('chat_reopen_hours'), false) as is_reopened,
    removed is null and not is_reopened as is_counted,
    is_counted and asks_where as is_wismo,
    removed is null and asks_where as is_contact
from labelled
window chats as (partition by customer_key, channel, removed is null order by created_at, ticket_id);

-- How far the feeds reach.
create temp table feeds as
select
    (select max(ordered_at) from orders) as orders_through,
    (select max(last_at) from event_words) as tracking_through,
    (select max(label_created_at::timestamp) from parquet('shipments')) as labelled_through,
    (select min(sent_at::timestamp) from parquet('notifications')) as notified_from,
    (select max(sent_at::timestamp) from parquet('notifications')) as notified_through,
    least((select min(ordered_at) from orders), (select min(created_at) from tickets))::date - 40 as first_day,
    greatest((select max(ordered_at) from orders), (select max(created_at) from tickets))::date + 120 as last_day;

-- Working days, numbered, of the warehouses, of the pickups at them, and of the carriers' deliveries.
create temp table calendar as
with keys as (
    select 'warehouse' as calendar, three_pl as key, open_weekdays as weekdays, [country] as countries from three_pls
    union all
    select 'pickup', three_pl, pickup_weekdays, [country] from three_pls
    union all
    select 'service', carrier || '|' || destination,
        '12345' || case when delivers_saturday::boolean then '6' else '' end
        || case when delivers_sunday::boolean then '7' else '' end,
        [country, destination]
    from csv('carriers')
    cross join (
        select coalesce(country, '*') as destination from orders
        union
        select coalesce(upper(country), '*') from parquet('shipments')
        union
        select '*'
    )
),

dated as (
    select keys.calendar, keys.key, date_day::date as day,
        contains(keys.weekdays, isodow(date_day)::varchar)
        and not coalesce(list_has_any(keys.countries, holidays.countries), false)
        and closures.closed_date is null as is_open
    from keys
    cross join (select unnest(generate_series(first_day, last_day, interval 1 day)) as date_day from feeds)
    left join (select date::date as date, list(country) as countries from csv('public_holidays') group by all) as holidays
        on date_day = holidays.date
    left join csv('calendar_closures') as closures
        on keys.calendar = closures.calendar and keys.key = closures.calendar_key and date_day = closures.closed_date::date
)

select calendar, key, day, is_open,
    count(*) filter (where is_open) over (partition by calendar, key order by day) as number
from dated;
