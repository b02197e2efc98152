-- Every order of the person who wrote a ticket, placed before it: by email or phone, or because the helpdesk lists it
-- as this customer's. An address that very many orders share belongs to a marketplace or an office and to no one.
with tickets as (
    select * from {{ ref('int_tickets') }}
    where exclusion_reason is null or exclusion_reason = 'chat_reopen'
),

requesters as (
    select ticket_id, created_at, customer_key as requester_key
    from tickets
    where customer_key is not null
    union
    select ticket_id, created_at, phone_key
    from tickets
    where phone_key is not null
),

buyers as (
    select orders.order_id, orders.ordered_at, orders.customer_key as buyer_key
    from {{ ref('int_orders') }} as orders
    where orders.customer_key in (select requesters.requester_key from requesters)
    union
    select orders.order_id, orders.ordered_at, orders.phone_key
    from {{ ref('int_orders') }} as orders
    where orders.phone_key in (select requesters.requester_key from requesters)
),

people as (
    select buyer_key from buyers
    group by buyer_key
    having count(*) <= {{ threshold('shared_address_orders') }}
),

listed as (
    select ticket_id, created_at, {{ each_of('embedded_order_ids') }} as native_id
    from tickets
    where {{ list_length('embedded_order_ids') }} > 0
)

select
    requesters.ticket_id,
    buyers.order_id
from requesters
inner join buyers on requesters.requester_key = buyers.buyer_key
inner join people on buyers.buyer_key = people.buyer_key
where buyers.ordered_at <= requesters.created_at
union
select
    listed.ticket_id,
    orders.order_id
from listed
inner join {{ ref('int_order_references') }} as order_references
    on order_references.reference_kind = 'native' and listed.native_id = order_references.reference
inner join {{ ref('int_orders') }} as orders on order_references.order_id = orders.order_id
where order_references.is_unique and orders.ordered_at <= listed.created_at
