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
)

select
    newest.*,
    coalesce(newest.parcel_number, newest.shipment_id) as parcel_key,
    count(*) over (partition by coalesce(newest.parcel_number, newest.shipment_id)) as record_count
from newest
where newest.version_rank = 1 and not newest.is_voided
