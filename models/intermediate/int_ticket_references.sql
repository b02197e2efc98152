-- Every order a ticket names or is linked to, and how: before anybody looks at the customer. A name that several
-- orders have is that of the ticket's own account where the account has it once; one account for all stores tells
-- nothing.
with accounts as (
    select count(distinct source_account) > 1 as tell_stores_apart from {{ ref('int_ticket_order_words') }}
),

tracked as (
    select ticket_id, tracking_ref as tracking_number
    from {{ ref('int_tickets') }}
    where tracking_ref is not null
    union all
    select ticket_id, {{ each_of('tracking_refs') }}
    from {{ ref('int_tickets') }}
    where {{ list_length('tracking_refs') }} > 0
),

found as (
    select
        words.ticket_id, words.match_method, order_references.order_id,
        words.reference_kind = 'native' as is_id, words.reference,
        accounts.tell_stores_apart and words.source_account = order_references.source_account as is_same_account
    from {{ ref('int_ticket_order_words') }} as words
    cross join accounts
    inner join {{ ref('int_order_references') }} as order_references
        on
            words.reference_kind = order_references.reference_kind
            and words.reference = order_references.reference
            and coalesce(words.prefix, '') in ('', order_references.prefix)
),

counted as (
    select
        ticket_id, match_method, is_id, reference,
        count(distinct order_id) as order_count,
        count(distinct case when is_same_account then order_id end) as account_order_count
    from found
    group by ticket_id, match_method, is_id, reference
),

referenced as (
    select
        found.ticket_id, found.match_method, found.order_id, cast(null as string) as shipment_id, false as is_return,
        counted.order_count = 1 or found.is_same_account and counted.account_order_count = 1 as is_unique
    from found
    inner join counted
        on
            found.ticket_id = counted.ticket_id
            and found.match_method = counted.match_method
            and found.is_id = counted.is_id
            and found.reference = counted.reference
    union all
    select tracked.ticket_id, 'tracking_number', parcels.order_id, parcels.shipment_id, parcels.is_return, true
    from tracked
    left join {{ ref('int_handover_legs') }} as handover_legs
        on tracked.tracking_number = handover_legs.tracking_number
    inner join {{ ref('int_parcels') }} as parcels
        on coalesce(handover_legs.parcel_key, tracked.tracking_number) = parcels.parcel_key
    union all
    select tracked.ticket_id, 'tracking_number', void_labels.order_id, null, false, true
    from tracked
    inner join {{ ref('int_void_labels') }} as void_labels on tracked.tracking_number = void_labels.tracking_number
)

select
    referenced.ticket_id,
    referenced.order_id,
    referenced.match_method,
    referenced.shipment_id,
    coalesce(bool_or(referenced.is_return), false) as is_return,
    coalesce(bool_or(referenced.is_unique), false) as is_unique
from referenced
where referenced.order_id is not null
group by referenced.ticket_id, referenced.order_id, referenced.match_method, referenced.shipment_id
