-- The newest version of every shipment record that is a parcel: no voided labels.
-- Records that name the same tracking number, or continue it after a handover, share a parcel key.
with newest as (
    select
        shipments.*,
        coalesce(shipments.leg_of_tracking_number, shipments.tracking_number) as parcel_number,
        row_number() over (
            partition by shipments.shipment_id
            order by shipments.updated_at desc nulls last, shipments.record_hash desc
        ) as version_rank
    from {{ ref('stg_shipments') }} as shipments
),

-- A label voided by one source is void in all: a tracker that still follows its number has no parcel.
keyed as (
    select
        newest.*,
        coalesce(newest.parcel_number, newest.shipment_id) as parcel_key,
        count(*) over (partition by coalesce(newest.parcel_number, newest.shipment_id)) as record_count,
        bool_or(newest.is_voided) over (
            partition by coalesce(newest.parcel_number, newest.shipment_id)
        ) as is_parcel_voided
    from newest
    where newest.version_rank = 1
)

select *
from keyed
where not is_parcel_voided
