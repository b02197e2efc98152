-- The parcels of every candidate order that had a label when the ticket was opened, and those of spot checks.
select distinct
    candidates.ticket_id,
    candidates.created_at,
    parcels.order_id,
    parcels.shipment_id,
    parcels.parcel_key,
    parcels.pickup_at,
    parcels.stated_delivery_at
from {{ ref('int_ticket_candidates') }} as candidates
inner join {{ ref('int_parcels') }} as parcels on candidates.order_id = parcels.order_id
where not parcels.is_return and parcels.exists_from_at <= candidates.created_at
union all
-- A spot check looks at one parcel, as if a customer had named it.
select
    checks.ticket_id,
    checks.created_at,
    checks.order_id,
    checks.shipment_id,
    parcels.parcel_key,
    parcels.pickup_at,
    parcels.stated_delivery_at
from {{ ref('int_spot_checks') }} as checks
inner join {{ ref('int_parcels') }} as parcels on checks.shipment_id = parcels.shipment_id
