-- The order of every tracking number whose label was voided: the number is no parcel, and still names an order.
with void_labels as (
    select tracking_number, source_account, 'native' as reference_kind, order_native_id as reference
    from {{ ref('stg_shipments') }}
    where is_voided and tracking_number is not null
    union all
    select tracking_number, source_account, 'name', order_name
    from {{ ref('stg_shipments') }}
    where is_voided and tracking_number is not null
)

select
    void_labels.tracking_number,
    min(order_references.order_id) as order_id
from void_labels
inner join {{ ref('int_order_references') }} as order_references
    on
        void_labels.reference_kind = order_references.reference_kind
        and void_labels.reference = order_references.reference
        and (
            order_references.is_unique
            or order_references.is_unique_in_account and void_labels.source_account = order_references.source_account
        )
left join {{ ref('int_parcels') }} as parcels on void_labels.tracking_number = parcels.parcel_key
where parcels.parcel_key is null
group by void_labels.tracking_number
having count(distinct order_references.order_id) = 1
