-- The newest version of every person a helpdesk knows.
select
    contact_id,
    role,
    customer_key,
    phone_key
from (
    select
        contacts.*,
        row_number() over (
            partition by contacts.contact_id
            order by contacts.updated_at desc nulls last, contacts.record_hash desc
        ) as version_rank
    from {{ ref('stg_contacts') }} as contacts
) as versions
where version_rank = 1
