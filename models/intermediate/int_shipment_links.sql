{{ config(materialized='view') }}
-- The order of every shipment record, looked up before records are merged: the 3PL's own order number means
-- nothing beside the store's. By id first, then by name; a name that several stores use only within its own.
select
    versions.*,
    coalesce(by_native_id.order_id, by_name.order_id) as order_id,
    by_native_id.order_id as order_id_by_id
from {{ ref('int_shipment_versions') }} as versions
left join {{ ref('int_order_references') }} as by_native_id
    on
        by_native_id.reference_kind = 'native'
        and versions.order_native_id = by_native_id.reference
        and (
            by_native_id.is_unique
            or by_native_id.is_unique_in_account and versions.source_account = by_native_id.source_account
        )
left join {{ ref('int_order_references') }} as by_name
    on
        by_name.reference_kind = 'name'
        and versions.order_name = by_name.reference
        and (
            by_name.is_unique
            or by_name.is_unique_in_account and versions.source_account = by_name.source_account
        )
