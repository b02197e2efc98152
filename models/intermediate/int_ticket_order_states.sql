{{ config(materialized='view') }}
-- Every candidate order of a ticket as it stood at that second: in flight, delivered, or given up. One of which
-- nothing was ever sent, though its promise ran out as long ago as gives a parcel up, is forgotten.
with parcel_states as (
    select
        ticket_parcels.ticket_id,
        ticket_parcels.order_id,
        states.delivered_at,
        {{ is_delivered('states') }} as is_delivered,
        coalesce(
            greatest(parcels.promised_at, coalesce(states.last_scan_at, parcels.label_created_at))
            < ticket_parcels.created_at - case
                when parcels.lane = 'international' then {{ threshold('zombie_international_days') }}
                else {{ threshold('zombie_days') }}
            end * interval '1' day, false
        ) as is_zombie
    from {{ ref('int_ticket_parcels') }} as ticket_parcels
    inner join {{ ref('int_parcels') }} as parcels on ticket_parcels.shipment_id = parcels.shipment_id
    left join {{ ref('int_ticket_parcel_states') }} as states
        on
            ticket_parcels.ticket_id = states.ticket_id
            and ticket_parcels.shipment_id = states.shipment_id
            and states.variant = 'happened'
),

order_states as (
    select
        ticket_id,
        order_id,
        max(delivered_at) as delivered_at,
        bool_or(not is_delivered and not is_zombie) as has_live_parcel,
        bool_or(is_delivered) as is_delivered
    from parcel_states
    group by ticket_id, order_id
),

replacements as (
    select order_id, replaced_order_id, ordered_at, cancelled_at
    from {{ ref('int_orders') }}
    where replaced_order_id is not null and replaced_order_id <> order_id
),

-- The next replacement of one original replaces the one before, too.
successors as (
    select replaced_order_id as order_id, ordered_at, cancelled_at
    from replacements
    union all
    select earlier.order_id, later.ordered_at, later.cancelled_at
    from replacements as earlier
    inner join replacements as later
        on earlier.replaced_order_id = later.replaced_order_id and earlier.ordered_at < later.ordered_at
),

replaced as (
    select distinct candidates.ticket_id, candidates.order_id
    from {{ ref('int_ticket_candidates') }} as candidates
    inner join successors on candidates.order_id = successors.order_id
    where
        successors.ordered_at <= candidates.created_at
        and (successors.cancelled_at <= candidates.created_at) is not true
)

select
    candidates.*,
    order_states.delivered_at,
    case
        when candidates.is_closed or replaced.order_id is not null then 'closed'
        when
            order_states.ticket_id is null
            and candidates.due_at < candidates.created_at - {{ threshold('zombie_days') }} * interval '1' day
            then 'forgotten'
        when order_states.ticket_id is null or order_states.has_live_parcel then 'open'
        when not order_states.is_delivered then 'zombie'
        when
            order_states.delivered_at
            >= candidates.created_at - {{ threshold('match_after_delivery_days') }} * interval '1' day
            then 'delivered'
        else 'delivered_long_ago'
    end as order_state
from {{ ref('int_ticket_candidates') }} as candidates
left join order_states
    on candidates.ticket_id = order_states.ticket_id and candidates.order_id = order_states.order_id
left join replaced
    on candidates.ticket_id = replaced.ticket_id and candidates.order_id = replaced.order_id
