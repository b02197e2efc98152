{{ config(materialized='view') }}
-- One record per parcel. Most parcels have one; where the 3PL and the tracker each have one,
-- the first label, the first promise and the last word of either stand.
select
    parcel_key, shipment_id, native_id, source_system, source_account, parcel_number,
    order_id, carrier_word, service, three_pl_word, warehouse, delivery_point,
    country, region, is_delivery_point_chosen, is_return, label_created_at, pickup_at, promised_at,
    latest_eta_at, delivered_at, claim_filed_at, claim_accepted_at
from {{ ref('int_shipment_links') }}
where record_count = 1
union all
select
    parcel_key,
    min(shipment_id) as shipment_id,
    min_by(native_id, shipment_id) as native_id,
    min_by(source_system, shipment_id) as source_system,
    min_by(source_account, shipment_id) as source_account,
    max(parcel_number) as parcel_number,
    coalesce(max(order_id) filter (where is_order_named_by_id), max(order_id)) as order_id,
    min_by(carrier_word, (leg_of_tracking_number is not null, shipment_id)) filter (where carrier_word is not null)
        as carrier_word,
    min_by(service, (leg_of_tracking_number is not null, shipment_id)) filter (where service is not null) as service,
    max(three_pl_word) as three_pl_word,
    max(warehouse) as warehouse,
    max(delivery_point) as delivery_point,
    max(country) as country,
    max(region) as region,
    bool_or(is_delivery_point_chosen) as is_delivery_point_chosen,
    bool_or(is_return) as is_return,
    min(label_created_at) as label_created_at,
    min(pickup_at) as pickup_at,
    min(promised_at) as promised_at,
    max(latest_eta_at) as latest_eta_at,
    max(delivered_at) as delivered_at,
    min(claim_filed_at) as claim_filed_at,
    min(claim_accepted_at) as claim_accepted_at
from {{ ref('int_shipment_links') }}
where record_count > 1
group by parcel_key
