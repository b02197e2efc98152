-- The first root cause that holds for each WISMO ticket at its own second, in the order of seeds/root_causes.csv.
create temp table verdicts as
with asked as (
    select tickets.ticket_id, tickets.created_at, tickets.customer_reason, tickets.says_delivered, tickets.says_not_received,
        tickets.mentions_return or coalesce(matches.names_return, false) as mentions_return, matches.order_id,
        choices.* exclude (ticket_id, is_named),
        told.* exclude (ticket_id, created_at, order_id, shipment_id, first_scan_at),
        orders.ordered_at, orders.hold_reason, orders.released_at, orders.in_stock_at, orders.promised_ship_by_at,
        orders.is_preorder, orders.is_sold_out, orders.delivery_type,
        unshipped.order_id is not null as is_unshipped, parcels.carrier, parcels.service, parcels.lane,
        parcels.parcel_number, parcels.tracking_source, parcels.label_at, parcels.pickup_due_at, parcels.delivery_point, parcels.is_point_chosen, parcels.is_tracked,
        case when orders.cancelled_at <= tickets.created_at then orders.cancelled_at end as cancelled_at,
        case when orders.is_fully_refunded and orders.refunded_at <= tickets.created_at then orders.refunded_at end as refunded_at,
        -- The warehouse's clock: the last of the steps before it, as far as they were taken.
        [orders.paid_at, orders.released_at, orders.in_stock_at, orders.sent_to_warehouse_at] as steps,
        greatest(orders.ordered_at, list_max(list_filter(steps, lambda step: step <= tickets.created_at))) as clock_at,
        coalesce(list_max(steps) > tickets.created_at, false) as has_step_ahead,
        coalesce(orders.released_at, orders.sent_to_warehouse_at) is not null as has_release,
        coalesce(parcels.three_pl, orders.three_pl, 'unassigned') as three_pl,
        coalesce(parcels.country, orders.country) as country,
        coalesce(parcels.region, orders.region) as region,
        coalesce(parcels.promised_at, orders.promised_at) as promised_at,
        case when parcels.pickup_at <= tickets.created_at then parcels.pickup_at end as tracker_pickup_at,
        coalesce(tracker_pickup_at, told.first_scan_at) as first_scan_at,
        case when parcels.claim_accepted_at <= tickets.created_at then parcels.claim_accepted_at end as claim_accepted_at
    from tickets
    left join matches using (ticket_id)
    left join choices using (ticket_id)
    left join told on tickets.ticket_id = told.ticket_id and choices.shipment_id = told.shipment_id
    left join orders on matches.order_id = orders.order_id
    left join unshipped on matches.order_id = unshipped.order_id
    left join parcels on choices.shipment_id = parcels.shipment_id
    where tickets.is_wismo
),

zoned as (
    select asked.*, coalesce(own.three_pl, '*') as warehouse, coalesce(own.zone, other.zone) as warehouse_zone,
        coalesce(own.sla_days, threshold('ship_by_business_days')) as sla_days,
        coalesce(regions.time_zone, countries.time_zone, getvariable('zone')) as door_zone,
        coalesce(carriers.carrier, '*') || '|' || coalesce(asked.country, '*') as service_key,
        coalesce(exact.business_days, usual.business_days)::integer as transit_days,
        local_day(asked.created_at, door_zone) as ticket_day,
        local_day(asked.last_scan_at, door_zone) as last_scan_day,
        local_day(asked.first_scan_at, warehouse_zone) as first_scan_day,
        local_day(asked.out_at, door_zone) as out_day,
        local_day(asked.promised_at, getvariable('zone')) as promised_day,
        local_day(asked.ordered_at, warehouse_zone) as ordered_day,
        local_day(asked.clock_at, warehouse_zone) as started_day,
        started_day
        + case when wall_clock(asked.clock_at, warehouse_zone)::time > coalesce(own.cutoff_time, other.cutoff_time)::time then 1 else 0 end
            as clock_day
    from asked
    left join three_pls as own on asked.three_pl = own.three_pl
    cross join (from three_pls where three_pl = '*') as other
    left join csv('carriers') as carriers on asked.carrier = carriers.carrier
    left join csv('destination_time_zones') as regions on asked.country = regions.country and asked.region = regions.region
    left join csv('destination_time_zones') as countries on asked.country = countries.country and countries.region = '*'
    left join csv('transit_standards') as exact
        on asked.carrier = exact.carrier and asked.service = exact.service and asked.lane = exact.lane
    left join csv('transit_standards') as usual
        on usual.carrier = '*' and asked.carrier <> 'unassigned' and asked.service = usual.service and asked.lane = usual.lane
),

due as (
    select zoned.*, contract.day as contract_day, arrival.day as standard_day, today.number - scanned.number as silent_days,
        utc_midnight(contract.day + 1, warehouse_zone) as contract_ends_at,
        utc_midnight(promised_day + 1, door_zone) as promise_ends_at,
        utc_midnight(coalesce(local_day(promised_ship_by_at, getvariable('zone')), contract.day) + 1, warehouse_zone) as ship_by_ends_at,
        case when promised_at is null then first_scan_at + to_hours(own_lane.hours) end as usual_arrival_at,
        coalesce(own_lane.silent_days, any_lane.silent_days) as usual_silent_days,
        -- Without a country the day at the door may be that of another clock.
        zoned.country is null and coalesce(
            abs(epoch_us(promise_ends_at) - epoch_us(created_at)) < 3600000000 * threshold('unknown_zone_hours')
            or list_bool_or([
                local_day(created_at + shift * hours('unknown_zone_hours'), door_zone)
                - local_day(out_at + shift * hours('unknown_zone_hours'), door_zone) <> ticket_day - out_day
                for shift in [-1, 1]
            ]), false
        ) as is_day_doubtful,
        coalesce(pickups.scanned_at <= created_at, false) as was_pickup_scanned,
        -- An email about the order says nothing of a parcel that got its label later.
        coalesce(
            coalesce(
                parcel_mail.sent_at, case when order_mail.sent_at >= label_at - interval 1 hour then order_mail.sent_at end
            ) <= created_at, false
        ) as was_told
    from zoned
    left join calendar as clock on clock.calendar = 'warehouse' and warehouse = clock.key and clock_day = clock.day
    left join calendar as contract
        on contract.calendar = 'warehouse' and warehouse = contract.key and contract.is_open
        and contract.number = clock.number + sla_days + case when clock.is_open then 0 else 1 end
    left join calendar as today on today.calendar = 'service' and service_key = today.key and ticket_day = today.day
    left join calendar as scanned on scanned.calendar = 'service' and service_key = scanned.key and last_scan_day = scanned.day
    left join calendar as start on start.calendar = 'service' and service_key = start.key and first_scan_day = start.day
    left join calendar as arrival
        on arrival.calendar = 'service' and service_key = arrival.key and arrival.is_open
        and arrival.number = start.number + transit_days
    left join lanes as own_lane
        on zoned.carrier = own_lane.carrier and zoned.service = own_lane.service and zoned.lane = own_lane.lane
        and date_trunc('month', created_at) = own_lane.month
    left join lanes as any_lane
        on any_lane.carrier = '*' and zoned.service = any_lane.service and zoned.lane = any_lane.lane
        and date_trunc('month', created_at) = any_lane.month
    left join first_pickup_scans as pickups
        on zoned.three_pl = pickups.three_pl and zoned.carrier = pickups.carrier and zoned.pickup_due_at = pickups.pickup_due_at
    left join shipped_emails as parcel_mail on parcel_number = parcel_mail.told_key
    left join shipped_emails as order_mail on zoned.order_id = order_mail.told_key
),

situations as (
    select *,
        coalesce(is_delivered, false) as has_arrived,
        coalesce(is_problem_open, false) and not has_arrived as has_problem,
        not has_arrived and coalesce(
            out_at = moved_at and out_at >= coalesce(attempted_at, out_at) and out_at >= coalesce(available_at, out_at), false
        ) as is_out,
        coalesce(
            greatest(lost_at, damaged_at) >= coalesce(greatest(moved_at, delivered_at), greatest(lost_at, damaged_at)), false
        ) or has_problem and coalesce(problem in ('damaged', 'lost'), false) or claim_accepted_at is not null as is_lost,
        -- What was delivered after it had been waiting there was collected.
        (
            coalesce(delivery_point in ('locker', 'agent', 'pickup_point'), false)
            or coalesce(delivery_word in ('parcel_locker', 'pickup_point', 'post_office'), false)
        )
        and not coalesce(available_at < delivered_at, false) and delivery_word is distinct from 'customer_pickup' as is_at_point,
        says_delivered or says_not_received or coalesce(customer_reason = 'not_received', false) as says_missing,
        created_at - delivered_at as since_delivery,
        shipment_id is null and labelled_through is not null and (not is_unshipped and delivery_type = 'ship' or delivery_type = 'pickup')
            as is_unlabelled,
        shipment_id is not null and first_scan_at is null and not has_arrived as is_unscanned,
        first_scan_at is not null and not has_arrived as is_moving_parcel,
        hold_reason is not null and not coalesce(released_at <= created_at, false)
        and not (hold_reason in ('stock', 'preorder') and coalesce(in_stock_at <= created_at, false)) or has_step_ahead as is_held,
        -- The four delays of a late parcel, in days; they add up to the days past the promise.
        started_day - ordered_day as release_days,
        first_scan_day - contract_day as handover_days,
        ticket_day - standard_day as transit_delay_days,
        coalesce(contract_day + (standard_day - first_scan_day)::integer - release_days::integer - promised_day, 0) as promise_days
    from due
    cross join feeds
),

undisturbed as (
    select *,
        case
            when
                is_unlabelled and is_preorder and not coalesce(in_stock_at <= created_at, false)
                and not coalesce(hold_reason in ('preorder', 'stock') and released_at <= created_at, false)
                then 'backorder_or_preorder'
            when is_unlabelled and created_at >= ship_by_ends_at then 'processing_late'
            when is_unlabelled then 'processing_normal'
            when is_unscanned and (parcel_number is null or not is_tracked) then 'no_tracking'
            when is_unscanned and created_at > pickup_due_at + hours('label_scan_grace_hours')
                then 'label_no_scan_overdue'
            when is_unscanned then 'label_no_scan_fresh'
            when is_moving_parcel and silent_days > case
                when usual_silent_days is not null then greatest(usual_silent_days, 1)
                when lane = 'international' or service = 'economy' then threshold('stalled_slow_business_days')
                else threshold('stalled_business_days')
            end then 'stalled_in_transit'
            when is_moving_parcel and created_at >= coalesce(promise_ends_at, usual_arrival_at) then 'late_in_transit'
            when is_moving_parcel and is_out then 'out_for_delivery'
            when is_moving_parcel then 'in_transit_on_time'
            else 'no_tracking'
        end as plain_cause,
        case
            when release_days is null or handover_days is null or transit_delay_days is null
            or greatest(promise_days, release_days, handover_days, transit_delay_days) <= 0 then 'unknown'
            when promise_days >= greatest(release_days, handover_days, transit_delay_days) then 'promise'
            when release_days >= greatest(handover_days, transit_delay_days) then 'release'
            when handover_days < transit_delay_days then 'transit'
            when three_pl <> 'unassigned' and has_release then 'handover'
            else 'unknown'
        end as largest_delay
    from situations
),

caused as (
    select *,
        case
            when order_id is null then 'unmatched'
            when
                coalesce(cancelled_at, refunded_at) is not null
                and not coalesce(least(lost_at, damaged_at, claim_accepted_at) <= least(cancelled_at, refunded_at), false)
                then 'cancelled_or_refunded'
            when returning_at is not null and not mentions_return then 'returned_to_sender'
            when is_lost then 'lost_or_damaged'
            when
                has_arrived and not mentions_return and not is_at_point
                and (says_missing or since_delivery <= days('delivered_explicit_days'))
                then 'delivered_not_received'
            when has_problem and problem in ('customs', 'documents', 'payment_due') then 'customs_hold'
            when has_problem and problem in ('address_issue', 'customer_moved') then 'address_problem'
            when
                not has_arrived and attempted_at >= coalesce(moved_at, attempted_at)
                and coalesce(attempted_at > available_at, true)
                then 'failed_attempt'
            when
                not has_arrived and available_at >= coalesce(moved_at, available_at) or has_arrived and is_at_point
                then 'awaiting_pickup'
            when has_problem or is_out and out_day < ticket_day then 'carrier_exception'
            when
                delivered_count between 1 and parcel_count - 1
                and plain_cause in ('processing_normal', 'label_no_scan_fresh', 'out_for_delivery', 'in_transit_on_time')
                then 'split_shipment'
            else plain_cause
        end as root_cause
    from undisturbed
),

detailed as (
    select *,
        case root_cause
            when 'unmatched' then case when ticket_id in (select ticket_id from subscribers) then 'renewal_not_created' end
            when 'cancelled_or_refunded' then case when cancelled_at is not null then 'cancelled' else 'refunded' end
            when 'returned_to_sender' then coalesce(return_word, attempt_word, problem, 'reason_unknown')
            when 'lost_or_damaged' then case
                when claim_accepted_at is not null then 'claim_accepted'
                when damaged_at >= coalesce(lost_at, damaged_at) then 'damaged'
                else 'lost'
            end
            when 'delivered_not_received' then case
                when since_delivery < hours('just_delivered_hours') and not says_missing then 'just_delivered'
                when since_delivery < hours('early_scan_hours') then 'early_scan_possible'
                else 'delivery_disputed'
            end
            when 'customs_hold' then problem
            when 'address_problem' then problem
            when 'failed_attempt' then coalesce(attempt_word, 'reason_unknown')
            when 'awaiting_pickup' then case
                when is_point_chosen then 'chosen_point'
                when not is_point_chosen or delivery_point = 'door' then 'diverted'
                else 'choice_unknown'
            end
            when 'carrier_exception'
                then case when has_problem then coalesce(problem, 'reason_unknown') else 'out_not_delivered' end
            when 'backorder_or_preorder' then case
                when created_at >= if(promised_ship_by_at is null, promise_ends_at, ship_by_ends_at) then 'past_stated_date'
                when promised_ship_by_at is null and is_sold_out then 'sold_out'
                when promised_ship_by_at is null and promised_at is null then 'no_stated_date'
                else 'inside_stated_date'
            end
            when 'processing_late' then case
                when is_held and hold_reason in ('fraud', 'payment', 'address', 'stock') then 'held_' || hold_reason
                when is_held then 'held_other'
                when not has_release or three_pl = 'unassigned' then 'release_unknown'
                when created_at < contract_ends_at then 'released_late'
                when promised_ship_by_at is not null then 'past_ship_by_promise'
                else 'past_contract_time'
            end
            when 'no_tracking' then case
                when shipment_id is null and (is_unshipped or delivery_type = 'digital') then 'nothing_to_ship'
                when has_arrived and mentions_return then 'return_named'
                when has_arrived then 'delivered_long_ago'
                when parcel_number is null then 'no_number'
                else 'no_tracker_record'
            end
            when 'label_no_scan_overdue' then case when was_pickup_scanned and three_pl <> 'unassigned' then 'left_behind' else 'handover_unclear' end
            when 'label_no_scan_fresh' then case
                when not coalesce(created_at between notified_from and notified_through, false) then 'email_unknown' when was_told then 'told_before_scan' else 'not_told_yet'
            end
            when 'late_in_transit' then case when promised_at is null then 'estimated' else 'largest_delay_' || largest_delay end
            when 'in_transit_on_time' then case when promised_at is null and usual_arrival_at is null then 'no_promise_known' end
        end as cause_detail
    from caused
)

select detailed.ticket_id, detailed.root_cause, detailed.cause_detail, causes.is_reassurance::boolean as is_reassurance,
    case
        when detailed.root_cause in ('processing_late', 'processing_normal') and detailed.delivery_type = 'pickup' then 'brand'
        when detailed.cause_detail = 'estimated' then coalesce(delay_owners.owner, 'unproven')
        else coalesce(owners.owner, causes.owner_default)
    end as owner,
    case
        when causes.decisive_feed = 'tracking' and detailed.created_at > coalesce(sources.last_at, detailed.tracking_through) then 'provisional'
        when causes.decisive_feed = 'orders' and detailed.created_at > detailed.orders_through then 'provisional'
        when causes.decisive_feed = 'shipments' and detailed.created_at > detailed.labelled_through then 'provisional'
        when detailed.cause_detail in ('email_unknown', 'no_stated_date') then 'uncertain'
        when detailed.root_cause = 'no_tracking' and (tracking_through is null or labelled_through is null) then 'uncertain'
        when causes.decisive_feed = 'tracking' and coalesce(detailed.has_unknown_time, false) then 'uncertain'
        when is_day_doubtful and (
            detailed.root_cause in ('late_in_transit', 'out_for_delivery', 'in_transit_on_time')
            or detailed.cause_detail = 'out_not_delivered'
        ) then 'uncertain'
        else 'final'
    end as cause_status
from detailed
join csv('root_causes') as causes on detailed.root_cause = causes.root_cause
left join (select source_system, max(last_at) as last_at from event_words group by all) as sources
    on detailed.tracking_source = sources.source_system
left join csv('cause_owners') as owners
    on detailed.root_cause = owners.root_cause and detailed.cause_detail = owners.cause_detail
left join csv('cause_owners') as delay_owners
    on detailed.root_cause = delay_owners.root_cause and 'largest_delay_' || detailed.largest_delay = delay_owners.cause_detail;
