{{ config(materialized='view') }}
-- Every word of a ticket that may be the name or the id of an order, in each form in which orders are looked up.
with tickets as (
    select * from {{ ref('int_tickets') }}
    where exclusion_reason is null or exclusion_reason = 'chat_reopen'
),

words as (
    select
        ticket_id, source_account, 'order_field' as match_method, order_ref as word,
        {{ order_name_form('order_ref') }} as name_form
    from tickets
    where order_ref is not null
    union all
    select ticket_id, source_account, 'order_number', order_name, order_name
    from (
        select ticket_id, source_account, {{ each_of('order_refs') }} as order_name from tickets
        where {{ list_length('order_refs') }} > 0
    ) as written
)

select
    ticket_id, source_account, match_method, 'name' as reference_kind,
    cast(null as string) as prefix, name_form as reference
from words
union all
-- Without the store's letters, or with letters parted from the number.
select
    ticket_id, source_account, match_method, 'number',
    regexp_extract(name_form, '^[A-Z]+', 0), regexp_extract(name_form, '[0-9]+', 0)
from words
where regexp_extract(name_form, '^[A-Z]*[-_]?[0-9]+$', 0) <> ''
union all
select ticket_id, source_account, match_method, 'native', null, word
from words
where match_method = 'order_field'
union all
select ticket_id, source_account, 'embedded_order', 'native', null, linked_order_id
from tickets
where linked_order_id is not null
union all
select ticket_id, source_account, 'embedded_order', 'native', null, {{ first_of('embedded_order_ids') }}
from tickets
where {{ list_length('embedded_order_ids') }} = 1
