{{ config(materialized='view') }}
-- The newest version of every shipment record, voided labels too. A shipment of several tracking numbers is several
-- parcels, and a warehouse named by its id alone gets its name.
-- Records that name the same tracking number, or continue it after a handover, share a parcel key.
with newest as (
    select shipments.*
    from {{ ref('stg_shipments') }} as shipments
    left join {{ ref('int_repeated_shipments') }} as versions on shipments.shipment_id = versions.shipment_id
    where coalesce(shipments.record_hash = versions.record_hash, true)
),

-- Fans out where a shipment has several numbers, and only there: those are parcels.
shipped as (
    select
        newest.shipment_id || coalesce('/' || numbers.position, '') as shipment_id,
        newest.native_id || coalesce('/' || numbers.position, '') as native_id,
        newest.source_system,
        newest.source_account,
        newest.order_native_id,
        newest.order_name,
        case when numbers.position is null then newest.leg_of_tracking_number end as leg_of_tracking_number,
        case
            when numbers.position is null then coalesce(newest.tracking_number, numbers.tracking_number)
            else numbers.tracking_number
        end as tracking_number,
        case
            when numbers.position is null then coalesce(newest.carrier_word, numbers.carrier_word)
            else coalesce(numbers.carrier_word, newest.carrier_word)
        end as carrier_word,
        newest.service,
        coalesce(newest.three_pl_word, locations.three_pl_word) as three_pl_word,
        coalesce(newest.warehouse, locations.location_name) as warehouse,
        newest.delivery_point,
        newest.country,
        newest.region,
        newest.is_delivery_point_chosen,
        newest.is_voided,
        newest.is_return,
        newest.updated_at,
        newest.label_created_at,
        newest.pickup_at,
        newest.promised_at,
        newest.latest_eta_at,
        newest.delivered_at,
        newest.claim_filed_at,
        newest.claim_accepted_at
    from newest
    left join {{ ref('int_shipment_numbers') }} as numbers on newest.shipment_id = numbers.shipment_id
    left join {{ ref('int_locations') }} as locations on newest.location_id = locations.location_id
    where
        numbers.position is null
        or numbers.tracking_number <> coalesce(newest.tracking_number, numbers.first_tracking_number)
)

select
    shipped.*,
    coalesce(shipped.leg_of_tracking_number, shipped.tracking_number) as parcel_number,
    coalesce(shipped.leg_of_tracking_number, shipped.tracking_number, shipped.shipment_id) as parcel_key
from shipped
