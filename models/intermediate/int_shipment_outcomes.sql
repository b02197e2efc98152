-- What became of every shipment record: a parcel of the mart, or the reason why it is none. A record of several
-- tracking numbers is several parcels.
with records as (
    select
        shipment_id,
        bool_or(is_voided) as was_voided,
        max(coalesce(leg_of_tracking_number, tracking_number)) as parcel_number
    from {{ ref('stg_shipments') }}
    group by shipment_id
),

voided_numbers as (
    select distinct coalesce(leg_of_tracking_number, tracking_number) as parcel_number
    from {{ ref('stg_shipments') }}
    where is_voided
),

-- A record is a parcel under its own id, or under those of its numbers.
names as (
    select
        shipment_id,
        shipment_id as parcel_record_id
    from records
    union all
    select
        shipment_id,
        shipment_id || '/' || position as parcel_record_id
    from {{ ref('int_shipment_numbers') }}
    where position is not null
),

parcels as (
    select
        names.shipment_id,
        bool_or(shipments.shipment_id is not null) as has_row,
        bool_or(parcels.is_return) as is_return
    from names
    inner join {{ ref('int_shipment_versions') }} as versions on names.parcel_record_id = versions.shipment_id
    inner join {{ ref('int_parcels') }} as parcels on versions.parcel_key = parcels.parcel_key
    left join {{ ref('shipments') }} as shipments on parcels.shipment_id = shipments.shipment_id
    group by names.shipment_id
)

select
    records.shipment_id,
    case
        when parcels.has_row then 'in_mart'
        when parcels.is_return then 'return_parcel'
        when parcels.shipment_id is null and records.was_voided then 'voided_label'
        when parcels.shipment_id is null and voided_numbers.parcel_number is not null then 'voided_label'
        else 'lost'
    end as outcome
from records
left join parcels on records.shipment_id = parcels.shipment_id
left join voided_numbers on records.parcel_number = voided_numbers.parcel_number
