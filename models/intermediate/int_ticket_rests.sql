-- Tickets whose order had a part without a label at that second. A fulfillment order that is still open says so; else a
-- label that the same order got soon after, where it held several things and the text is no complaint about what had
-- arrived: a parcel sent in answer to that is no part that was missing. Only an order with a parcel has a rest.
select distinct matched.ticket_id
from {{ ref('int_tickets_matched') }} as matched
inner join {{ ref('int_tickets') }} as tickets on matched.ticket_id = tickets.ticket_id
inner join {{ ref('int_order_lines') }} as order_lines
    on matched.order_id = order_lines.order_id and order_lines.is_divisible
inner join {{ ref('int_parcels') }} as later_parcels
    on
        matched.order_id = later_parcels.order_id
        and not later_parcels.is_return
        and later_parcels.exists_from_at > tickets.created_at
        and later_parcels.exists_from_at
        <= tickets.created_at + {{ threshold('rest_label_days') }} * interval '1' day
where not tickets.says_delivered and not tickets.says_not_received
union
select distinct matched.ticket_id
from {{ ref('int_tickets_matched') }} as matched
inner join {{ ref('int_tickets') }} as tickets on matched.ticket_id = tickets.ticket_id
inner join {{ ref('int_fulfillment_orders') }} as fulfillment_orders
    on
        matched.order_id = fulfillment_orders.order_id
        and fulfillment_orders.is_open
        and fulfillment_orders.created_at <= tickets.created_at
where not tickets.says_delivered
