-- Moments at which an order or parcel is judged by the root-cause rules though nobody wrote: the spot checks that count
-- days in a state, and one at the end of the data for all that is still on its way and may be asked about.
with checks as (
    select
        ticket_id,
        order_id,
        shipment_id,
        is_delivered,
        false as is_open_check,
        parcel_days,
        created_at
    from {{ ref('int_exposure_checks') }}
    union all
    select
        'open|' || spells.spell_key,
        spells.order_id,
        spells.shipment_id,
        false,
        true,
        null,
        data_through.data_through
    from {{ ref('int_exposure_spells') }} as spells
    inner join {{ ref('int_data_through') }} as data_through on spells.ended_at = data_through.data_through
    where not spells.is_delivered
),

-- What had arrived of the order by then: a parcel alone would never be the rest of a split order.
siblings as (
    select
        checks.ticket_id,
        count(*) as parcel_count,
        count(*) filter (where parcels.delivered_at <= checks.created_at) as delivered_parcel_count
    from checks
    inner join {{ ref('int_parcels') }} as parcels
        on checks.order_id = parcels.order_id and parcels.exists_from_at <= checks.created_at
    where not parcels.is_return
    group by checks.ticket_id
)

select
    checks.*,
    coalesce(siblings.parcel_count, 0) as parcel_count,
    coalesce(siblings.delivered_parcel_count, 0) as delivered_parcel_count
from checks
left join siblings on checks.ticket_id = siblings.ticket_id
