-- Every ticket: what it is about, how that was decided, and whether it counts.
with newest as (
    select * from {{ ref('int_ticket_versions') }}
),

classified as (
    select
        newest.*,
        case
            when newest.handled_word in ('ai', 'bot', 'automation', 'ai_agent') then 'ai'
            when newest.handled_word in ('self_service', 'self-service', 'help_center') then 'self_service'
            else 'agent'
        end as handled_by,
        coalesce(channels.channel, 'other') as channel,
        labels.customer_reason as words_reason,
        labels.helpdesk_reason,
        labels.language,
        labels.order_refs,
        labels.tracking_refs,
        coalesce(labels.words_confidence, 0) as words_confidence,
        coalesce(labels.mentions_return, false) as mentions_return,
        coalesce(labels.says_delivered, false) as says_delivered,
        coalesce(labels.says_not_received, false) as says_not_received,
        case
            -- A return is named and no word asks for the order: the helpdesk heard "where is my", not what.
            when labels.mentions_return and labels.words_confidence < {{ threshold('words_confidence') }} then 'none'
            when labels.intent_label = 'wismo' then 'helpdesk_intent'
            when labels.tag_label = 'wismo' then 'helpdesk_tag'
            when labels.words_confidence < {{ threshold('words_confidence') }} then 'none'
            -- Only plain words win over a helpdesk that filed the ticket under something else.
            when
                coalesce(labels.intent_label, labels.tag_label) is not null
                and labels.words_confidence < {{ threshold('plain_words_confidence') }}
                then 'none'
            when labels.is_wismo_phrase then 'phrase'
            when labels.words_confidence is not null then 'model'
            else 'none'
        end as wismo_method
    from newest
    left join {{ ref('stg_ticket_labels') }} as labels on newest.ticket_id = labels.ticket_id
    left join {{ ref('channels') }} as channels on newest.channel_word = channels.word
),

judged as (
    select
        classified.*,
        case
            when is_spam then 'spam'
            -- No customer asked where an agent is the requester, save on the phone: calls are written down by agents.
            when is_from_agent or (requester_role = 'agent' and channel <> 'phone') then 'from_agent'
            when is_automated then 'automated'
            when merged_into_ticket_id is not null then 'merged'
        end as inherent_exclusion
    from classified
),

excluded as (
    select
        judged.*,
        case
            when judged.inherent_exclusion is not null then judged.inherent_exclusion
            when
                judged.channel = 'chat'
                and judged.customer_key is not null
                and judged.created_at
                <= lag(judged.created_at) over (
                    partition by judged.customer_key, judged.channel, judged.inherent_exclusion is null
                    order by judged.created_at, judged.ticket_id
                ) + {{ threshold('chat_reopen_hours') }} * interval '1' hour
                then 'chat_reopen'
        end as exclusion_reason
    from judged
)

select
    excluded.*,
    excluded.exclusion_reason is null as is_counted,
    excluded.exclusion_reason is null and excluded.wismo_method <> 'none' as is_wismo,
    coalesce(excluded.exclusion_reason, 'chat_reopen') = 'chat_reopen'
    and excluded.wismo_method <> 'none' as is_wismo_contact,
    case excluded.wismo_method
        when 'helpdesk_intent' then cast(0.95 as double)
        when 'helpdesk_tag' then cast(0.9 as double)
        when 'none' then cast(0 as double)
        else excluded.words_confidence
    end as wismo_confidence,
    case
        when excluded.wismo_method = 'none' then 'other'
        -- Where the words say little, the helpdesk has read more than them.
        when excluded.words_confidence < {{ threshold('words_confidence') }}
            then coalesce(excluded.helpdesk_reason, excluded.words_reason, 'other')
        else excluded.words_reason
    end as customer_reason
from excluded
