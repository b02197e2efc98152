-- A returned row is an order or parcel on its way at the end of the data that the list of what is at risk leaves out.
select checks.check_id
from {{ ref('int_risk_checks') }} as checks
left join {{ ref('int_open_shipments') }} as open_shipments on checks.check_id = open_shipments.check_id
left join {{ ref('int_parcels') }} as parcels on checks.shipment_id = parcels.shipment_id
where checks.is_open_check and open_shipments.check_id is null and parcels.delivered_at is null
