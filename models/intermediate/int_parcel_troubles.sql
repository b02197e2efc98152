-- One row per parcel that met an exception or passed its promised day, and what became of it.
with dated as (
    select
        parcels.shipment_id,
        parcels.order_id,
        parcels.parcel_number,
        parcels.label_created_at,
        parcels.delivered_at,
        parcels.first_exception_at,
        {{ reporting_date('parcels.promised_at') }} as promised_date,
        {{ reporting_date('parcels.first_attempt_at') }} as first_attempt_date,
        data_through.reporting_through
    from {{ ref('int_parcels') }} as parcels
    cross join {{ ref('int_data_through') }} as data_through
    where not parcels.is_return
),

troubles as (
    select
        dated.*,
        -- The promise is broken when its day is over in the brand's zone.
        case
            when promised_date <= reporting_through and (first_attempt_date <= promised_date) is not true
                then {{ utc_from_local(
                    "cast(promised_date + 1 as timestamp)", "'" ~ var('reporting_time_zone') ~ "'"
                ) }}
        end as promise_passed_at
    from dated
)

select
    shipment_id,
    order_id,
    parcel_number,
    label_created_at,
    delivered_at,
    first_exception_at as exception_at,
    promise_passed_at,
    least(
        coalesce(first_exception_at, promise_passed_at), coalesce(promise_passed_at, first_exception_at)
    ) as trouble_at
from troubles
where first_exception_at is not null or promise_passed_at is not null
