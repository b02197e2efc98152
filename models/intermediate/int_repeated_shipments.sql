-- Of shipments of which several versions are there the newest: few are, and every model that asks for the newest
-- records asks here. Of versions of one moment the one that names its order: another query may have told less of the
-- same fulfillment.
select versions.*
from
    {{ newest_of_several(
        ref('stg_shipments'), 'shipment_id', 'updated_at desc nulls last, order_native_id is null asc'
    ) }} as versions
