-- A returned row is a ticket whose parcel was shipped for another order, or had no label yet.
select
    tickets.ticket_id,
    tickets.order_id,
    tickets.shipment_id
from {{ ref('tickets') }} as tickets
inner join {{ ref('int_parcels') }} as parcels on tickets.shipment_id = parcels.shipment_id
where
    tickets.order_id is distinct from parcels.order_id
    or parcels.exists_from_at > tickets.created_at
