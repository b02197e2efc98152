-- One part of a made-up brand: orders `low` to `high` of `total`, numbered in the order in which they were placed
-- over the two years before `now`. Every draw is a hash of what it is about, so the same numbers give the same brand.
-- The views at the end are the raw objects; columns that they leave out stay empty.

create or replace macro chance(item, draw) as (hash(item * 256 + draw) >> 11)::double / 9007199254740992.0;
create or replace macro pick(choices, share) as choices[1 + floor(share * len(choices))::integer];
create or replace macro later(instant, hours) as instant + to_microseconds(1000000 * floor(hours * 3600)::bigint);
create or replace macro instant_text(instant) as strftime(instant, '%Y-%m-%dT%H:%M:%SZ');
create or replace macro boolean_text(flag) as case when flag then 'true' when not flag then 'false' end;
create or replace macro waiting(share) as -ln(1 - share);

-- The words of each vendor for what we call status and substatus. A vendor that has only a fine word for it writes
-- a coarse word of its own beside.
create table if not exists vendor_words as
select
    vendor,
    canonical_status,
    coalesce(canonical_substatus, '') as canonical_substatus,
    min({'is_fine': status = '*', 'status': status, 'substatus': substatus}) as word
from read_csv(getvariable('seeds') || '/status_map.csv', header = true, all_varchar = true)
group by all;

create table if not exists steps as
select * from (
    values
    (0, 'label', 0.2, 'label_created', '', 0.70, null),
    (0, 'label', 9.0, 'cancelled', '', 0.30, ['never_scanned']),
    (1, 'way', 0.00, 'picked_up', '', 0.85, null),
    (2, 'way', 0.05, 'in_transit', '', 0.95, null),
    (3, 'way', 0.20, 'in_transit', '', 0.95, null),
    (4, 'way', 0.36, 'in_transit', '', 0.90, null),
    (5, 'way', 0.50, 'in_transit', '', 0.90, null),
    (6, 'way', 0.60, 'exception', null, 1.00, [
        'weather', 'delay', 'missort', 'damaged', 'customs', 'documents', 'payment_due', 'address_issue', 'held'
    ]),
    (6, 'way', 0.62, 'exception', 'weather', 1.00, ['customs', 'documents', 'payment_due', 'address_issue']),
    (6, 'way', 0.64, 'exception', 'address_issue', 1.00, ['held']),
    (6, 'way', 0.66, 'exception', 'delay', 1.00, ['held']),
    (7, 'way', 0.70, 'in_transit', 'customs_cleared', 0.80, ['customs', 'documents', 'payment_due']),
    (8, 'way', 0.80, 'in_transit', '', 0.95, null),
    (9, 'end', -7.0, 'out_for_delivery', '', 0.95, null),
    (10, 'end', -1.0, 'delivery_attempted', null, 1.00, ['recipient_unavailable', 'refused', 'notice_left']),
    (11, 'end', 16.0, 'out_for_delivery', '', 1.00, ['recipient_unavailable', 'notice_left']),
    (12, 'end', 0.0, 'available_for_pickup', '', 1.00, ['collected']),
    (13, 'end', 60.0, 'lost', '', 1.00, ['lost']),
    (14, 'end', 90.0, 'returning', '', 1.00, ['refused', 'unclaimed']),
    (15, 'end', 200.0, 'returned', '', 0.90, ['refused', 'unclaimed']),
    (16, 'last', 0.0, 'delivered', '', 1.00, null),
    (17, 'last', 9.0, 'in_transit', '', 1.00, ['scanned_too_early'])
) as steps (step, phase, moment, status, substatus, share, troubles);

create or replace table made_orders as
with placed as (
    select
        number,
        number / getvariable('total')::double as progress,
        -- Twice as many orders before the holidays as in spring.
        later(
            getvariable('now')::timestamp - interval 730 day,
            24 * 729 * (progress + 0.04 * (sin(4 * pi() * progress - 2.51) + sin(2.51))) + chance(number, 1) * 23
        ) as ordered_at,
        floor(pow(chance(number, 2), 1.3) * 0.45 * getvariable('total'))::bigint as customer,
        chance(number, 3) as where_to,
        chance(number, 4) as assigned,
        chance(number, 5) as hold,
        chance(number, 6) as fate
    from range(getvariable('low')::bigint, getvariable('high')::bigint) as numbers (number)
)

select
    placed.*,
    case when number % 7 = 3 then 'eu' else 'main' end as account,
    5000000000 + number as native_id,
    -- A second store numbers on its own; now and then both have used a number.
    '#' || (100000 + number + case when number % 7 = 3 and fate > 0.9 then 1 else 0 end) as order_name,
    sha256('customer ' || customer) as customer_key,
    case when customer % 3 = 0 then sha256('phone ' || customer) end as phone_key,
    case
        when where_to < 0.78 then 'US' when where_to < 0.84 then 'CA' when where_to < 0.89 then 'GB'
        when where_to < 0.93 then 'DE' when where_to < 0.96 then 'FR' when where_to < 0.98 then 'BR'
    end as country,
    case when where_to < 0.78 then pick(['CA', 'NY', 'TX', 'FL', 'IL', 'WA', 'OH', 'GA', 'NC', 'PA'], chance(number, 7)) end
        as region,
    case
        when assigned < 0.40 then 'Harborline Fulfillment' when assigned < 0.70 then 'Prairie Dock'
        when assigned < 0.92 then 'Cascade' when assigned < 0.94 then 'Corner Warehouse'
    end as three_pl,
    case
        when hold < 0.02 then 'fraud' when hold < 0.03 then 'payment' when hold < 0.05 then 'preorder'
        when hold < 0.06 then 'stock' when hold < 0.065 then 'address'
    end as hold_reason,
    case
        when hold < 0.03 then later(ordered_at, 2 + 30 * waiting(chance(number, 8)))
        when hold < 0.05 then later(ordered_at, 24 * (15 + 30 * chance(number, 8)))
        when hold < 0.065 then later(ordered_at, 24 * (1 + 6 * chance(number, 8)))
    end as released_at,
    fate < 0.02 as is_cancelled,
    fate between 0.02 and 0.035 as is_refunded,
    case when fate between 0.10 and 0.115 then 'digital' when fate between 0.115 and 0.13 then 'pickup' else 'ship' end
        as delivery_type,
    case when fate between 0.13 and 0.80 then later(date_trunc('day', ordered_at), 24 * (4 + floor(8 * chance(number, 9))) - 1) end
        as promised_at
from placed;

create or replace table made_parcels as
with labelled as (
    select
        orders.*,
        number * 2 + part as parcel,
        later(
            greatest(ordered_at, released_at),
            2 + 16 * waiting(chance(number, 10)) * case when assigned < 0.7 then 1 else 1.6 end
            + part * case when chance(number, 14) < 0.3 then 500 else 40 end * chance(number, 11) + case when chance(number, 12) < 0.03 then 90 else 0 end
        ) as label_at
    from made_orders as orders
    cross join (values (0), (1)) as parts (part)
    where
        part < case when chance(number, 13) < 0.07 then 2 else 1 end
        and delivery_type = 'ship' and fate >= 0.016
),

handed_over as (
    select
        labelled.*,
        later(label_at, 5 + 14 * waiting(chance(parcel, 100)) + case when chance(parcel, 101) < 0.04 then 96 else 0 end)
            as picked_up_at,
        case when country = 'US' then 50 + 60 * chance(parcel, 102) else 140 + 160 * chance(parcel, 102) end
        * (1 + 0.25 * waiting(chance(parcel, 103))) as transit_hours,
        case when chance(parcel, 104) < 0.13 then pick(
            [
                'weather', 'delay', 'missort', 'damaged', 'held', 'address_issue', 'recipient_unavailable', 'refused',
                'notice_left', 'collected', 'lost', 'unclaimed', 'scanned_too_early', 'stuck', 'never_scanned',
                'customs', 'documents', 'payment_due'
            ],
            chance(parcel, 105) * case when country = 'US' then 0.83 else 1 end
        ) end as trouble
    from labelled
)

select
    handed_over.*,
    later(picked_up_at, transit_hours) as arrived_at,
    case
        when trouble in ('recipient_unavailable', 'notice_left') then 23 when trouble = 'collected' then 30
        when trouble is null or trouble in ('scanned_too_early', 'stuck') then 0 else 40
    end as hours_to_door,
    case
        when chance(parcel, 106) < 0.01 then -1 when trouble = 'never_scanned' then 0
        when trouble in ('stuck', 'held') then 6 when trouble in ('lost', 'refused', 'unclaimed') then 15 else 17
    end as last_step,
    '1Z999AA1' || lpad(parcel::varchar, 10, '0') as tracking_number,
    case when chance(parcel, 107) < 0.02 then '9400' || lpad(parcel::varchar, 14, '0') end as last_mile_number,
    pick(['canonical', 'aftership', 'easypost', 'shipengine', '17track'], chance(parcel, 108)) as vendor,
    case
        when country in ('US') then pick(['UPS', 'UPS', 'USPS', 'USPS', 'FedEx', 'FedEx', 'OnTrac', null], chance(parcel, 109))
        when country = 'CA' then pick(['Canada Post', 'UPS', 'Purolator'], chance(parcel, 109))
        when country = 'GB' then pick(['Royal Mail', 'Evri', 'DHL Express'], chance(parcel, 109))
        else pick(['DHL Express', 'DPD', 'GLS', 'Local Van'], chance(parcel, 109))
    end as carrier,
    case
        when country <> 'US' then pick(['International', 'Express', 'Economy'], chance(parcel, 110))
        else pick(['Ground', 'Ground', 'Ground', 'Express', 'Economy', 'Expedited', null], chance(parcel, 110))
    end as service
from handed_over
where label_at < getvariable('now')::timestamp;

create or replace table made_tickets as
with asked as (
    select
        orders.*,
        number * 3 + kind as ticket,
        kind < 2 as asks_where,
        case kind
            when 0 then later(ordered_at, 6 + 120 * waiting(chance(number, 20)))
            when 1 then later(ordered_at, 6 + 120 * waiting(chance(number, 20)) + 50 * waiting(chance(number, 21)))
            else later(ordered_at, 400 * waiting(chance(number, 22)) - 30)
        end as created_at
    from made_orders as orders
    cross join (values (0, 0.070), (1, 0.012), (2, 0.068)) as kinds (kind, share)
    where chance(number, 19 + case when kind = 2 then 4 else 5 end) < share
)

select
    asked.*,
    chance(ticket, 200) as names,
    chance(ticket, 201) as writer,
    chance(ticket, 202) as says,
    chance(ticket, 203) as excluded,
    case
        when chance(number, 25) < 0.5 then 'email' when chance(number, 25) < 0.8 then 'live chat'
        else pick(['instagram dm', 'sms', 'phone', 'contact form', 'carrier pigeon'], chance(ticket, 204))
    end as channel
from asked
where created_at < getvariable('now')::timestamp;

create or replace view raw_orders as
select
    'shopify' as source_system,
    account as source_account,
    native_id as order_id,
    order_name,
    instant_text(ordered_at) as created_at,
    instant_text(later(ordered_at, 1 + 200 * version)) as updated_at,
    case when fate > 0.3 then instant_text(later(ordered_at, 0.2)) end as paid_at,
    case when released_at < getvariable('now')::timestamp then instant_text(released_at) end as released_at,
    case when hold_reason = 'stock' then instant_text(released_at) end as in_stock_at,
    case when fate > 0.4 then instant_text(later(coalesce(released_at, ordered_at), 0.5)) end as sent_to_warehouse_at,
    case when is_cancelled then instant_text(later(ordered_at, 1 + 40 * chance(number, 30))) end as cancelled_at,
    case when is_refunded then instant_text(later(ordered_at, 24 * (2 + 20 * chance(number, 30)))) end as refunded_at,
    boolean_text(is_refunded) as is_fully_refunded,
    hold_reason,
    'customer' || customer || '@example.com' as customer_email,
    customer_key,
    phone_key,
    country,
    region,
    'Standard shipping' as shipping_method,
    delivery_type,
    'web' as sales_channel,
    three_pl,
    case
        when hold_reason = 'preorder' then instant_text(later(ordered_at, 24 * 30))
        when fate > 0.9 then instant_text(later(ordered_at, 24 * 2))
    end as promised_ship_by_at,
    instant_text(promised_at) as promised_at,
    case
        when hold_reason = 'preorder' then '["Pre-Order","vip"]' when fate > 0.97 then '["subscription"]' when fate between 0.83 and 0.84 then '["preorder"]'
        when fate between 0.8 and 0.81 then '["Replacement"]'
    end as tags,
    boolean_text(fate between 0.810 and 0.812) as is_test,
    case when fate between 0.81 and 0.82 and number > 400 and number % 7 = 0 then native_id - 210 end as replaces_order_id,
    cast(20 + 150 * chance(number, 31) as decimal(18, 2)) as order_value,
    'USD' as currency,
    version
from made_orders
cross join (values (0), (1)) as versions (version)
where version = 0 or chance(number, 32) < 0.02;

create or replace view raw_order_lines as
select
    'shopify' as source_system,
    account as source_account,
    native_id as order_id,
    line as line_number,
    'SKU-' || (number + line) % 977 as sku,
    'Article ' || number % 977 as title,
    1 as quantity,
    boolean_text(delivery_type <> 'digital') as requires_shipping
from made_orders
cross join (values (1), (2)) as lines (line)
where line = 1 or chance(number, 33) < 0.2;

-- The store's fulfilment, now and then a newer version of it, the 3PL's own record of the same parcel, and the
-- record of the carrier that takes over for the last mile.
create or replace view raw_shipments as
select
    case when record < 2 then 'shopify' else 'shipbob' end as source_system,
    case when record < 2 then account else 'main' end as source_account,
    case when record < 2 then 'F' else 'S' || record end || parcel as shipment_id,
    case when record < 2 then native_id end as order_id,
    case when record >= 2 then order_name end as order_name,
    instant_text(later(label_at, 1 + 100 * record)) as updated_at,
    case when fate < 0.99 or record > 0 then instant_text(label_at) end as label_created_at,
    case when chance(parcel, 111) < 0.1 and picked_up_at < getvariable('now')::timestamp and last_step > 0
        then instant_text(picked_up_at) end as pickup_at,
    case when chance(parcel, 112) < 0.6 then instant_text(later(label_at, 24 * (3 + floor(5 * chance(parcel, 113))))) end
        as promised_at,
    case when record = 1 then instant_text(later(label_at, 24 * 9)) end as latest_eta_at,
    case
        when trouble in ('lost', 'damaged') and arrived_at < getvariable('now')::timestamp
            then instant_text(later(arrived_at, 100))
    end as claim_accepted_at,
    case
        when chance(parcel, 170) < 0.1 and arrived_at < getvariable('now')::timestamp
            then instant_text(later(arrived_at, hours_to_door - 3))
    end as delivered_at,
    case when record = 3 then 'USPS' else carrier end as carrier,
    service,
    three_pl,
    case
        when record = 3 then last_mile_number when chance(parcel, 114) < 0.012 then null
        when record = 2 then left(tracking_number, 9) || ' ' || substr(tracking_number, 10) else tracking_number
    end as tracking_number,
    case when record = 3 then tracking_number end as leg_of_tracking_number,
    case when trouble = 'collected' then pick(['locker', 'agent', 'pickup_point'], chance(parcel, 115)) else 'door' end
        as delivery_point,
    case when trouble = 'collected' then boolean_text(chance(parcel, 116) < 0.6) end as is_delivery_point_chosen,
    boolean_text(chance(parcel * 4 + record, 117) < 0.01) as is_voided,
    boolean_text(chance(parcel, 118) < 0.02) as is_return,
    country,
    region,
    record as version
from made_parcels
cross join (values (0, 1.0), (1, 0.1), (2, 0.06), (3, 1.0)) as records (record, share)
where chance(parcel, 119) < share and (record < 3 or last_mile_number is not null);

create or replace view raw_tracking_events as
with happened as (
    select
        parcels.parcel,
        parcels.tracking_number,
        parcels.last_mile_number,
        parcels.country,
        parcels.vendor,
        parcels.trouble,
        steps.step,
        steps.status,
        coalesce(steps.substatus, parcels.trouble) as substatus,
        chance(parcels.parcel, 140 + steps.step) as luck,
        case steps.phase
            when 'label' then later(parcels.label_at, steps.moment)
            when 'way' then later(parcels.picked_up_at, steps.moment * parcels.transit_hours)
            when 'end' then later(parcels.arrived_at, steps.moment)
            else later(parcels.arrived_at, parcels.hours_to_door + steps.moment)
        end as moment
    from made_parcels as parcels
    cross join steps
    where
        steps.step <= parcels.last_step
        and chance(parcels.parcel, 120 + steps.step) < steps.share
        and (steps.troubles is null or list_contains(steps.troubles, parcels.trouble))
),

recorded as (
    select
        happened.*,
        later(moment, case when luck > 0.93 then 1 + 900 * (luck - 0.93) else luck end) as recorded_at
    from happened
)

select
    'tracker' as source_system,
    'main' as source_account,
    case when happened.step >= 8 then coalesce(happened.last_mile_number, happened.tracking_number)
        else happened.tracking_number end as tracking_number,
    instant_text(case when luck < 0.01 then date_trunc('day', moment) when luck < 0.02 then date_trunc('day', moment) + interval 13 hour else moment end) as occurred_at,
    case when luck > 0.30 then instant_text(recorded_at) end as recorded_at,
    nullif(happened.vendor, 'canonical') as vendor,
    case
        when luck between 0.300 and 0.302 then 'mystery'
        else coalesce(nullif(coalesce(exact.word.status, plain.word.status), '*'), happened.status)
    end as status,
    nullif(coalesce(exact.word.substatus, plain.word.substatus, nullif(happened.substatus, '')), '*') as substatus,
    'Scanned by the carrier' as message,
    'HUB' || (happened.parcel + case when happened.step > 6 then 17 else 0 end + happened.step // 4) % 97 as place,
    case when happened.step > 6 then happened.country else 'US' end as country,
    boolean_text(luck >= 0.02) as is_time_known,
    happened.step as version
from recorded as happened
left join vendor_words as exact
    on happened.vendor = exact.vendor and happened.status = exact.canonical_status
    and happened.substatus = exact.canonical_substatus
left join vendor_words as plain
    on happened.vendor = plain.vendor and happened.status = plain.canonical_status and plain.canonical_substatus = ''
-- The tracker was last asked half a day before the rest.
where happened.recorded_at < getvariable('now')::timestamp - interval 12 hour;

create or replace view raw_notifications as
select
    'klaviyo' as source_system,
    'main' as source_account,
    'N' || parcel || kind as notification_id,
    instant_text(sent_at) as sent_at,
    kind,
    'email' as channel,
    case when chance(parcel, 160) < 0.2 then order_name end as order_name,
    case when chance(parcel, 160) >= 0.2 then tracking_number end as tracking_number
from (
    select *, 'shipped' as kind, later(label_at, 1 + 20 * chance(parcel, 161)) as sent_at
    from made_parcels where chance(parcel, 162) < 0.22
    union all
    select *, 'delivered', later(arrived_at, hours_to_door + 1) from made_parcels where chance(parcel, 163) < 0.07
) as sent
where sent_at < getvariable('now')::timestamp;

create or replace view raw_tickets as
select
    'gorgias' as source_system,
    'main' as source_account,
    'T' || ticket as ticket_id,
    instant_text(created_at) as created_at,
    instant_text(later(created_at, 1 + 30 * version)) as updated_at,
    case when says > 0.1 then instant_text(later(created_at, 0.2 + 20 * waiting(says))) end as first_response_at,
    case when says > 0.3 then instant_text(later(created_at, 1 + 24 * waiting(says))) end as first_eta_response_at,
    'closed' as status,
    channel,
    'About my order' as subject,
    repeat('Hello, I would like to ask about my order. ', 1 + (says * 6)::integer) as body,
    'customer' || customer || '@example.com' as customer_email,
    case
        when writer < 0.80 then customer_key when writer < 0.85 then sha256('customer ' || (customer * 7 + 5))
        when writer < 0.90 then sha256('stranger ' || ticket)
    end as customer_key,
    case when writer between 0.75 and 0.95 then phone_key end as phone_key,
    '["website"]' as tags,
    case when names < 0.15 then order_name when names < 0.18 then native_id::varchar end as order_ref,
    case
        when names between 0.18 and 0.30 then '["' || native_id || '"]'
        when names between 0.30 and 0.36 then '["' || native_id || '","' || (native_id - 5) || '"]'
    end as embedded_order_ids,
    case when names between 0.36 and 0.40 then native_id end as linked_order_id,
    case when names between 0.40 and 0.46 then '1Z999AA1-' || lpad((number * 2)::varchar, 10, '0') end as tracking_ref,
    case when excluded > 0.97 then 'self_service' when excluded > 0.85 then 'ai' else 'agent' end as handled_by,
    boolean_text(excluded < 0.02) as is_spam,
    boolean_text(excluded between 0.02 and 0.03) as is_from_agent,
    boolean_text(excluded between 0.03 and 0.04) as is_automated,
    case when excluded between 0.04 and 0.05 then 'T' || (ticket - 1) end as merged_into_ticket_id,
    case when says > 0.9 then 1 else 0 end as reopen_count,
    case when says > 0.7 then 1 + floor(says * 5)::integer end as csat,
    version
from made_tickets
cross join (values (0), (1)) as versions (version)
where version = 0 or says < 0.04;

create or replace view raw_ticket_messages as
select
    'gorgias' as source_system,
    'main' as source_account,
    'M' || ticket || '-' || message as message_id,
    'T' || ticket as ticket_id,
    instant_text(later(created_at, message * (1 + 8 * says))) as created_at,
    case when message = 1 then 'out' else 'in' end as direction,
    'true' as is_public,
    boolean_text(message = 1 and says < 0.2) as is_automated,
    'Hello, I would like to ask about my order.' as body
from made_tickets
cross join (values (0), (1)) as messages (message);

create or replace view raw_ticket_labels as
select
    'gorgias' as source_system,
    'main' as source_account,
    'T' || ticket as ticket_id,
    '1' as model_version,
    boolean_text(asks_where and says > 0.02) as is_wismo_phrase,
    cast(if(asks_where, 0.6 + 0.39 * says, 0.4 * says) as decimal(9, 3)) as words_confidence,
    case when asks_where then pick(['status', 'status', 'late', 'not_received', 'stuck'], chance(ticket, 205)) end
        as customer_reason,
    pick([null, 'late', 'not_received'], chance(ticket, 211)) as helpdesk_reason,
    pick(['en', 'en', 'en', 'es', 'de', 'fr'], chance(ticket, 206)) as language,
    boolean_text(says < 0.03) as mentions_return,
    boolean_text(asks_where and chance(ticket, 207) < 0.08) as says_delivered,
    boolean_text(asks_where and chance(ticket, 208) < 0.10) as says_not_received,
    case
        when names between 0.46 and 0.70 then '["' || replace(order_name, '#', '') || '"]'
        when names between 0.70 and 0.73 then '["' || replace(order_name, '#', '') || '","' || (100000 + number // 2) || '"]'
        else '[]'
    end as order_refs,
    case when names between 0.73 and 0.78 then '["1Z999AA1' || lpad((number * 2)::varchar, 10, '0') || '"]' else '[]' end
        as tracking_refs,
    -- Helpdesks file one ticket in eight under something else.
    case when names > 0.9 then case when asks_where = (chance(ticket, 209) > 0.12) then 'wismo' else 'not_wismo' end end
        as intent_label,
    case when writer > 0.9 then case when asks_where = (chance(ticket, 210) > 0.12) then 'wismo' else 'not_wismo' end end
        as tag_label,
    hash(ticket)::varchar as text_key
from made_tickets;
