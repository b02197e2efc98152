-- The names a person looks things up by. Only roles that may see them read this table.
select 'order' as kind, order_id as id, order_name as name
from {{ ref('int_orders') }}
where order_name is not null
union all
select 'tracking' as kind, shipment_id as id, parcel_number as name
from {{ ref('int_parcels') }}
where parcel_number is not null
union all
select 'ticket' as kind, ticket_id as id, native_id as name
from {{ ref('int_tickets') }}
