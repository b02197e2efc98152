-- What became of every shipment record: a parcel of the mart, or the reason why it is none. A record of several
-- tracking numbers is several parcels.
with numbers as (
    select
        shipment_id,
        coalesce(leg_of_tracking_number, tracking_number) as parcel_number,
        is_voided
    from {{ ref('stg_shipments') }}
    union all
    select
        numbers.shipment_id,
        numbers.tracking_number,
        shipments.is_voided
    from {{ ref('int_shipment_numbers') }} as numbers
    inner join {{ ref('stg_shipments') }} as shipments on numbers.shipment_id = shipments.shipment_id
),

records as (
    select
        shipment_id,
        bool_or(is_voided) as was_voided
    from {{ ref('stg_shipments') }}
    group by shipment_id
),

-- Records of a number that was voided, whoever voided it.
voided_records as (
    select distinct shipment_id
    from numbers
    where parcel_number in (
        select voided.parcel_number from numbers as voided
        where voided.is_voided
    )
),

-- A record is a parcel under its own id, or under those of its numbers.
versions as (
    select
        versions.shipment_id,
        shipments.shipment_id is not null as has_row,
        parcels.is_return
    from {{ ref('int_shipment_links') }} as versions
    inner join {{ ref('int_parcels') }} as parcels on versions.parcel_key = parcels.parcel_key
    left join {{ ref('shipments') }} as shipments on parcels.shipment_id = shipments.shipment_id
),

numbered as (
    select
        numbers.shipment_id,
        bool_or(versions.has_row) as has_row,
        bool_or(versions.is_return) as is_return
    from {{ ref('int_shipment_numbers') }} as numbers
    inner join versions on numbers.shipment_id || '/' || numbers.position = versions.shipment_id
    group by numbers.shipment_id
)

select
    records.shipment_id,
    case
        when versions.has_row or numbered.has_row then 'in_mart'
        when versions.is_return or numbered.is_return then 'return_parcel'
        when coalesce(versions.shipment_id, numbered.shipment_id) is not null then 'lost'
        when records.was_voided or voided_records.shipment_id is not null then 'voided_label'
        else 'lost'
    end as outcome
from records
left join versions on records.shipment_id = versions.shipment_id
left join numbered on records.shipment_id = numbered.shipment_id
left join voided_records on records.shipment_id = voided_records.shipment_id
