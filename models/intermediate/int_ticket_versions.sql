{{ config(materialized='view') }}
-- The newest version of every ticket. What it does not say itself comes from its requester and from what the
-- helpdesk counted and tagged about it. An agent's keys are no customer's.
select
    newest.ticket_id,
    newest.native_id,
    newest.source_system,
    newest.source_account,
    newest.requester_id,
    contacts.role as requester_role,
    newest.channel_word,
    newest.status,
    coalesce(newest.customer_key, case when contacts.role is distinct from 'agent' then contacts.customer_key end)
        as customer_key,
    coalesce(newest.phone_key, case when contacts.role is distinct from 'agent' then contacts.phone_key end)
        as phone_key,
    newest.order_ref,
    newest.linked_order_id,
    newest.embedded_order_ids,
    newest.tracking_ref,
    newest.handled_word,
    coalesce(
        newest.merged_into_ticket_id,
        metrics.merged_into_ticket_id,
        case when merged_tickets.ticket_id is not null then 'unknown' end
    ) as merged_into_ticket_id,
    newest.agent_id,
    coalesce(newest.reopen_count, metrics.reopen_count) as reopen_count,
    coalesce(newest.csat, metrics.csat) as csat,
    newest.refund_amount,
    newest.coupon_amount,
    newest.is_spam,
    newest.is_from_agent,
    newest.is_automated,
    newest.created_at,
    newest.updated_at,
    coalesce(newest.closed_at, metrics.closed_at) as closed_at,
    coalesce(
        newest.first_response_at,
        metrics.first_response_at,
        newest.created_at + metrics.first_reply_minutes * interval '1' minute
    ) as first_response_at,
    newest.first_eta_response_at
from {{ ref('stg_tickets') }} as newest
left join {{ newest_of_several(ref('stg_tickets'), 'ticket_id', 'updated_at desc nulls last') }} as versions
    on newest.ticket_id = versions.ticket_id
left join {{ ref('int_contacts') }} as contacts on newest.requester_id = contacts.contact_id
left join {{ ref('int_ticket_metrics') }} as metrics on newest.ticket_id = metrics.ticket_id
left join {{ ref('int_merged_tickets') }} as merged_tickets on newest.ticket_id = merged_tickets.ticket_id
where coalesce(newest.record_hash = versions.record_hash, true)
