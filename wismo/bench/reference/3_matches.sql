-- Orders of gift cards and downloads only.
create temp table unshipped as
select source_system || '|' || source_account || '|' || order_id as order_id
from parquet('order_lines')
group by all
having not bool_or(coalesce(requires_shipping::boolean, true));

-- One order for every ticket that is a contact: what it names goes before who wrote it.
create temp table ways as
with named as (
    select ticket_id, 'order_field' as method, 1 as rank, order_form(order_ref) as name, order_ref as native_id from tickets
    union all
    select ticket_id, 'embedded_order', 2, null, linked_order_id from tickets
    union all
    select ticket_id, 'embedded_order', 2, null, embedded[1] from tickets where len(embedded) = 1
    union all
    select ticket_id, 'order_number', 4, unnest(order_refs), null from tickets
),

-- Orders by the names that tickets use, with the number of stores in which the name stands for something.
called as (
    select 'name' as kind, order_name as called, order_id, count(*) over (partition by order_name) as order_count
    from orders semi join (select distinct name as order_name from named) using (order_name)
    union all
    select 'id', native_id, order_id, count(*) over (partition by native_id)
    from orders semi join (select distinct native_id from named) using (native_id)
),

tracked as (
    select ticket_id, tracking_ref as tracking_number from tickets where tracking_ref is not null
    union all
    select ticket_id, unnest(tracking_refs) from tickets
),

-- A void label is no parcel, and its number still tells of an order.
void_labels as (
    select tracking_number, min(order_id) as order_id
    from (
        select distinct tracking_number, unnest([order_native_id, order_name]) as word, source_account
        from shipment_records
        where is_voided and tracking_number in (select tracking_number from tracked)
        and tracking_number not in (select parcel_key from parcels)
    ) as voided
    join (
        select native_id as word, order_id, source_account, count(*) over (partition by native_id) = 1 as is_sure,
            count(*) over (partition by native_id, source_account) = 1 as is_sure_there
        from orders
        union all
        select order_name, order_id, source_account, count(*) over (partition by order_name) = 1,
            count(*) over (partition by order_name, source_account) = 1
        from orders
    ) as words using (word)
    where words.is_sure or words.is_sure_there and words.source_account = voided.source_account
    group by all
    having count(distinct order_id) = 1
),

referenced as (
    select named.ticket_id, named.method, named.rank, called.order_id, null as shipment_id, false as is_return,
        called.order_count = 1 as is_sure
    from named join called on called.kind = 'name' and named.name = called.called
    union all
    select named.ticket_id, named.method, named.rank, called.order_id, null, false, called.order_count = 1
    from named join called on called.kind = 'id' and named.native_id = called.called
    union all
    select tracked.ticket_id, 'tracking_number', 3, parcels.order_id, parcels.shipment_id, parcels.is_return, true
    from tracked
    left join legs using (tracking_number)
    join parcels on coalesce(legs.parcel_key, tracked.tracking_number) = parcels.parcel_key
    union all
    select tracked.ticket_id, 'tracking_number', 3, void_labels.order_id, null, false, true
    from tracked join void_labels using (tracking_number)
),

people as (
    select ticket_id, created_at, unnest([customer_key, phone_key]) as person from tickets
),

-- What very many orders share is the address of a marketplace or of an office.
buyers as (
    select order_id, ordered_at, person
    from (select order_id, ordered_at, unnest([customer_key, phone_key]) as person from orders)
    semi join people using (person)
    qualify count(*) over (partition by person) <= threshold('shared_address_orders')
),

owned as (
    select people.ticket_id, buyers.order_id
    from people join buyers on people.person = buyers.person and buyers.ordered_at <= people.created_at
    union
    -- The helpdesk lists them as this customer's.
    select listed.ticket_id, orders.order_id
    from (select ticket_id, created_at, unnest(embedded) as native_id from tickets) as listed
    join orders using (native_id)
    where orders.ordered_at <= listed.created_at
),

judged as (
    select referenced.*, own.order_id is not null as is_own, known.ticket_id is not null as is_known_customer
    from referenced
    left join owned as own on referenced.ticket_id = own.ticket_id and referenced.order_id = own.order_id
    left join (select distinct ticket_id from owned) as known on referenced.ticket_id = known.ticket_id
),

proposed as (
    select ticket_id, order_id, method, rank, min(shipment_id) as shipment_id, bool_and(is_return) as is_return,
        case when bool_or(is_own) then 1 when not bool_or(is_known_customer) then 2 else 3 end as standing
    from judged
    group by ticket_id, order_id, method, rank
    having bool_or(is_sure or is_own) and (method <> 'order_number' or bool_or(is_own or not is_known_customer))
    union all
    select ticket_id, order_id, 'customer', 5, null, false, 1 from owned
)

select proposed.*, tickets.created_at, tickets.says_delivered, tickets.says_not_received, orders.ordered_at,
    coalesce(orders.promised_at, case orders.delivery_type when 'pickup' then orders.ordered_at end)
    < tickets.created_at - days('zombie_days') as is_forgotten_unless_sent,
    orders.ordered_at >= tickets.created_at
    - case when orders.is_preorder then days('match_window_preorder_days') else days('match_window_days') end as is_recent,
    coalesce(orders.cancelled_at <= tickets.created_at, false)
    or coalesce(orders.is_fully_refunded and orders.refunded_at <= tickets.created_at, false) as is_closed
from proposed
join tickets using (ticket_id)
join orders using (order_id)
left join unshipped using (order_id)
where tickets.removed is null and orders.ordered_at <= tickets.created_at
    and (
        method <> 'customer'
        or orders.delivery_type = 'pickup' or orders.delivery_type = 'ship' and unshipped.order_id is null
    )
-- Before the window only the customer's last order is of interest, to say why there is no newer one.
qualify method <> 'customer' or is_recent
    or row_number() over (partition by ticket_id, method order by orders.ordered_at desc, order_id desc) = 1;

create temp table subscribers as
select distinct ticket_id from ways join orders using (order_id) where method = 'customer' and is_subscription;

-- What the events of every parcel that any of those orders had told by the ticket's moment.
create temp table candidate_parcels as
select distinct ways.ticket_id, ways.created_at, parcels.order_id, parcels.shipment_id, parcels.parcel_key,
    parcels.pickup_at, parcels.stated_delivered_at, parcels.country as destination
from ways join parcels using (order_id)
where parcels.exists_from <= ways.created_at and not parcels.is_return;

-- A delivery without an hour is the last of its day; other scans of the ticket's day without one may be from after it.
create temp table heard as
with numbers as (
    -- A parcel may have travelled under several numbers.
    select shipment_id, ticket_id, created_at, destination, parcel_key as tracking_number
    from candidate_parcels anti join legs on candidate_parcels.parcel_key = legs.tracking_number
    union all
    select shipment_id, ticket_id, created_at, destination, legs.tracking_number from candidate_parcels join legs using (parcel_key)
),

seen as materialized (
    select numbers.ticket_id, numbers.shipment_id, numbers.created_at, numbers.destination, events.*
    from events join numbers using (tracking_number)
    where events.occurred_at <= numbers.created_at
        or not events.is_time_known and events.occurred_at::date = numbers.created_at::date
)

select seen.ticket_id, seen.shipment_id, seen.created_at, seen.destination, seen.occurred_at, words.status,
    words.substatus, seen.place, seen.country, words.state_rank, words.is_carrier_scan, words.is_moving, seen.is_time_known,
    case
        when words.status = 'delivered' and not seen.is_time_known
            then least(seen.occurred_at::date + interval 1 day, seen.created_at)
        else seen.occurred_at
    end as told_at
from seen
join event_words as words
    on seen.source_system = words.source_system and seen.vendor = words.vendor
    and seen.status = words.vendor_status and coalesce(seen.substatus, '') = words.vendor_substatus;

-- Of the problems still open the one at customs, at the address or the last; else the last that was.
create temp table problems as
select ticket_id, shipment_id, occurred_at as exception_at, substatus as problem, not is_over as is_problem_open
from (
    select ticket_id, shipment_id, occurred_at, substatus,
        case
            when substatus in ('customs', 'documents', 'payment_due') then 1
            when substatus in ('address_issue', 'customer_moved') then 2
            else 3
        end as kind,
        exists (
            from heard as later
            where later.ticket_id = problem.ticket_id and later.shipment_id = problem.shipment_id
                and later.occurred_at > problem.occurred_at and later.occurred_at <= later.created_at
                and (
                    later.status in ('out_for_delivery', 'delivery_attempted', 'available_for_pickup', 'delivered')
                    or coalesce(later.substatus = 'customs_cleared', false)
                    or later.is_moving and case
                        when kind = 1 then coalesce(later.country = later.destination, false)
                        else coalesce(later.place <> problem.place, true)
                    end
                )
        ) as is_over
    from heard as problem
    where status = 'exception' and occurred_at <= created_at
)
qualify row_number() over (
    partition by ticket_id, shipment_id
    order by is_over, if(is_over, 0, kind), occurred_at desc, coalesce(substatus, '') desc
) = 1;

create temp table told as
with worded as (
    select ticket_id, shipment_id, told_at as occurred_at, status, substatus, state_rank, is_carrier_scan, is_moving
    from heard where occurred_at <= created_at
    union all
    -- A pickup or a delivery that the parcel's own record states counts like an event.
    select ticket_id, shipment_id, pickup_at, 'picked_up', null, 4, true, true
    from candidate_parcels where pickup_at <= created_at
    union all
    select ticket_id, shipment_id, stated_delivered_at, 'delivered', null, 13, true, false
    from candidate_parcels where stated_delivered_at <= created_at
),

states as (
    select ticket_id, shipment_id,
        max_by(status, (occurred_at, state_rank)) filter (where status <> 'unknown') as state,
        coalesce(
            min(occurred_at) filter (where status = 'picked_up'),
            min(occurred_at) filter (where status = 'in_transit'),
            min(occurred_at) filter (where is_carrier_scan)
        ) as first_scan_at,
        min(occurred_at) filter (where is_carrier_scan) as any_scan_at,
        max(occurred_at) filter (where is_carrier_scan) as last_scan_at,
        max(occurred_at) filter (where is_moving) as moved_at,
        max(occurred_at) filter (where status = 'delivered') as delivered_at,
        max((occurred_at, coalesce(substatus, ''))) filter (where status = 'delivered') as delivery,
        max(occurred_at) filter (where status = 'delivery_attempted') as attempted_at,
        max((occurred_at, coalesce(substatus, ''))) filter (where status = 'delivery_attempted') as attempt,
        max(occurred_at) filter (where status = 'available_for_pickup') as available_at,
        max(occurred_at) filter (where status = 'out_for_delivery') as out_at,
        min(occurred_at) filter (where status in ('returning', 'returned')) as returning_at,
        min((occurred_at, coalesce(substatus, ''))) filter (where status in ('returning', 'returned')) as turn_back,
        max(occurred_at) filter (where status = 'lost' or substatus = 'lost') as lost_at,
        max(occurred_at) filter (where substatus = 'damaged') as damaged_at
    from worded
    group by ticket_id, shipment_id
)

select asked.ticket_id, asked.created_at, asked.order_id, asked.shipment_id,
    states.* exclude (ticket_id, shipment_id, delivery, attempt, turn_back),
    nullif(delivery[2], '') as delivery_word, nullif(attempt[2], '') as attempt_word, nullif(turn_back[2], '') as return_word,
    problems.exception_at, problems.problem, coalesce(problems.is_problem_open, false) as is_problem_open,
    coalesce(states.delivered_at >= coalesce(states.moved_at, states.delivered_at), false) as is_delivered,
    doubtful.ticket_id is not null as has_unknown_time
from candidate_parcels as asked
left join states using (ticket_id, shipment_id)
left join problems using (ticket_id, shipment_id)
left join (
    select distinct ticket_id, shipment_id from heard where not is_time_known and status <> 'label_created'
) as doubtful using (ticket_id, shipment_id);

create temp table matches as
with stood as (
    select told.ticket_id, told.order_id, max(told.delivered_at) as delivered_at, bool_or(told.is_delivered) as is_delivered,
        bool_or(
            not told.is_delivered
            and coalesce(
                greatest(parcels.promised_at, coalesce(told.last_scan_at, parcels.label_at)) >= told.created_at
                - case when parcels.lane = 'international' then days('zombie_international_days') else days('zombie_days') end,
                true
            )
        ) as is_live
    from told join parcels using (shipment_id)
    group by all
),

-- Replaced by an order that still stood, be it the original or an earlier replacement of it.
replaced as (
    select distinct ways.ticket_id, ways.order_id
    from (
        select ticket_id, created_at, order_id, order_id as original, null::timestamp as replaced_at from ways
        union all
        select ways.ticket_id, ways.created_at, ways.order_id, orders.replaced_order_id, orders.ordered_at
        from ways join orders using (order_id)
        where orders.replaced_order_id is not null
    ) as ways
    join orders as replacements on replacements.replaced_order_id = ways.original
    where replacements.ordered_at <= ways.created_at and coalesce(replacements.ordered_at > ways.replaced_at, true)
        and coalesce(replacements.cancelled_at > ways.created_at, true)
),

-- A customer who names nothing: the delivered order where the text speaks of it, else the oldest in flight.
placed as (
    select ways.*, stood.delivered_at,
        case
            when ways.is_closed or replaced.order_id is not null then 5
            when stood.order_id is null and ways.is_forgotten_unless_sent then 3
            -- Part of it arrived, and the text says that it is marked so.
            when stood.is_live and stood.delivered_at is not null and ways.says_delivered then 1
            when stood.order_id is null or stood.is_live then 2
            when not stood.is_delivered then 8
            when stood.delivered_at < ways.created_at - days('match_after_delivery_days') then 9
            when ways.says_delivered or ways.says_not_received then 1
            else 4
        end as turn
    from ways
    left join stood on ways.ticket_id = stood.ticket_id and ways.order_id = stood.order_id
    left join replaced on ways.ticket_id = replaced.ticket_id and ways.order_id = replaced.order_id
),

-- Who names an order that was replaced waits for the replacement.
successors as (
    select placed.ticket_id, orders.replaced_order_id as order_id,
        max_by(orders.order_id, (orders.ordered_at, orders.order_id)) as successor_id
    from placed join orders using (order_id)
    where orders.replaced_order_id is not null and placed.turn <> 5
    group by all
)

select ticket_id, named_shipments, names_return, says_delivered,
    case when method in ('order_field', 'embedded_order', 'order_number') then coalesce(successor_id, order_id) else order_id end
        as order_id,
    case method when 'customer' then case when turn in (1, 4) then 'customer_delivered' else 'customer_open' end else method end
        as match_method
from (
    select *, list(shipment_id) over (partition by ticket_id, order_id) as named_shipments,
        bool_or(is_return) over (partition by ticket_id, order_id) as names_return
    from placed
    where method <> 'customer' or turn < 8 and is_recent
    qualify row_number() over (
        partition by ticket_id
        order by rank, standing, is_recent desc, turn,
            case when turn in (1, 4, 9) then -epoch_us(delivered_at) else epoch_us(ordered_at) end,
            order_id, shipment_id nulls last
    ) = 1
)
left join successors using (ticket_id, order_id);

-- The parcel of that order that the ticket is about. Where all have arrived and something else was still to be sent,
-- it is about that: an order of several things of which another parcel got its label in the weeks after.
create temp table choices as
with rests as (
    select distinct matches.ticket_id
    from matches
    join tickets using (ticket_id)
    join parcels as later on matches.order_id = later.order_id and not later.is_return
        and later.exists_from > tickets.created_at and later.exists_from <= tickets.created_at + days('rest_label_days')
    where not tickets.says_delivered and not tickets.says_not_received
        and matches.order_id in (
            select source_system || '|' || source_account || '|' || order_id
            from parquet('order_lines')
            where coalesce(requires_shipping::boolean, true)
            group by all
            having count(distinct sku) > 1 or max(quantity::double) > 1
        )
)

select matches.ticket_id, list_contains(matches.named_shipments, told.shipment_id) as is_named,
    case when rests.ticket_id is null or is_named or not told.is_delivered then told.shipment_id end as shipment_id,
    count(*) over all_parcels + if(rests.ticket_id is null, 0, 1) as parcel_count,
    count(*) filter (where told.is_delivered) over all_parcels as delivered_count
from matches
join told on matches.ticket_id = told.ticket_id and matches.order_id = told.order_id
left join rests on matches.ticket_id = rests.ticket_id
left join csv('parcel_statuses') as states on told.state = states.parcel_state
-- A label cancelled before anybody scanned it is no parcel.
where told.state is distinct from 'cancelled' or told.any_scan_at is not null
window all_parcels as (partition by matches.ticket_id)
qualify row_number() over (
    partition by matches.ticket_id
    order by
        is_named desc,
        told.is_delivered and matches.says_delivered desc,
        told.is_delivered,
        case when told.is_delivered then -epoch_us(told.delivered_at) end,
        told.any_scan_at is not null,
        coalesce(states.state_rank::integer, 2),
        told.shipment_id
) = 1;
