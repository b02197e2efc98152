{{ config(materialized='view') }}
-- The newest version of every shipment record that is a parcel: no voided labels. Asked in one condition, which the
-- engine cannot take apart: of half of it, read from raw alone, it would expect few rows, and hold them all in memory.
select
    records.*,
    coalesce(parcel_keys.record_count, 1) as record_count
from {{ ref('int_shipment_records') }} as records
left join {{ ref('int_parcel_keys') }} as parcel_keys on records.parcel_key = parcel_keys.parcel_key
where not coalesce(parcel_keys.is_voided, records.is_voided)
