select
    {{ key('ticket_id') }} as ticket_id,
    customer_reason,
    helpdesk_reason,
    language,
    intent_label,
    tag_label,
    {{ text_list('order_refs') }} as order_refs,
    {{ text_list('tracking_refs') }} as tracking_refs,
    cast(words_confidence as double) as words_confidence,
    cast(is_wismo_phrase as boolean) as is_wismo_phrase,
    cast(mentions_return as boolean) as mentions_return,
    cast(says_delivered as boolean) as says_delivered,
    cast(says_not_received as boolean) as says_not_received
from {{ source('raw', 'ticket_labels') }}
