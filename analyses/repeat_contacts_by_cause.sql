-- Question: which first cause makes the same customer write again about the same order?
-- Contacts include those an AI answered and chats opened again; the cause is that of the first ticket.
with contacts as (
    select
        order_id,
        root_cause,
        created_at,
        row_number() over (partition by order_id order by created_at, ticket_id) as place,
        count(*) over (partition by order_id) as contacts_of_the_order
    from {{ ref('tickets') }}
    where is_wismo_contact and order_id is not null
)

select
    root_cause as first_cause,
    count(*) as orders,
    sum(contacts_of_the_order) as contacts,
    round(sum(contacts_of_the_order) * 1.0 / count(*), 2) as contacts_per_order,
    count(*) filter (where contacts_of_the_order > 1) as orders_asked_about_again
from contacts
where place = 1 and root_cause is not null
group by first_cause
order by contacts_per_order desc, orders desc, first_cause asc
