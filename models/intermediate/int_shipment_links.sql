-- Every shipment record that is a parcel, with its order, looked up before records are merged: the 3PL's own order
-- number means nothing beside the store's. By id first, then by name; a name that several stores use only within its
-- own. The one table of records: looked up later, for single and for merged records, the names of all orders would be
-- held in memory four times.
select
    versions.shipment_id,
    versions.native_id,
    versions.source_system,
    versions.source_account,
    versions.parcel_key,
    versions.parcel_number,
    versions.leg_of_tracking_number,
    versions.carrier_word,
    versions.service,
    versions.three_pl_word,
    versions.warehouse,
    versions.delivery_point,
    versions.country,
    versions.region,
    versions.is_delivery_point_chosen,
    versions.is_return,
    versions.label_created_at,
    versions.pickup_at,
    versions.promised_at,
    versions.latest_eta_at,
    versions.delivered_at,
    versions.claim_filed_at,
    versions.claim_accepted_at,
    versions.record_count,
    coalesce(by_native_id.order_id, by_name.order_id) as order_id,
    by_native_id.order_id is not null as is_order_named_by_id
from {{ ref('int_shipment_versions') }} as versions
left join {{ ref('int_order_references') }} as by_native_id
    on
        by_native_id.reference_kind = 'native'
        and versions.order_native_id = by_native_id.reference
        and by_native_id.is_unique_in_account
        and (by_native_id.is_unique or versions.source_account = by_native_id.source_account)
left join {{ ref('int_order_references') }} as by_name
    on
        by_name.reference_kind = 'name'
        and versions.order_name = by_name.reference
        and by_name.is_unique_in_account
        and (by_name.is_unique or versions.source_account = by_name.source_account)
