-- Every word of a tracker that was ever used, in ours: a vendor's coarse and fine word together decide, then the fine
-- word by itself, then the coarse one; a word that nobody mapped is `unknown`.
with used as (
    select
        vendor,
        status_word,
        substatus_word,
        cast(sum(event_count) as bigint) as event_count,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from {{ ref('int_event_counts') }}
    group by 1, 2, 3
)

select
    used.vendor,
    used.status_word,
    used.substatus_word,
    used.event_count,
    used.first_seen_at,
    used.last_seen_at,
    coalesce(exact_words.vendor, fine_words.vendor, plain_words.vendor) is not null as is_mapped,
    coalesce(
        exact_words.canonical_status, fine_words.canonical_status, plain_words.canonical_status, 'unknown'
    ) as status,
    coalesce(
        exact_words.canonical_substatus,
        fine_words.canonical_substatus,
        plain_words.canonical_substatus,
        case when used.vendor = 'canonical' then nullif(used.substatus_word, '') end
    ) as substatus,
    coalesce(exact_words.state_rank, fine_words.state_rank, plain_words.state_rank, 1) as state_rank,
    coalesce(exact_words.is_carrier_scan, fine_words.is_carrier_scan, plain_words.is_carrier_scan, false)
        as is_carrier_scan,
    coalesce(exact_words.is_moving, fine_words.is_moving, plain_words.is_moving, false) as is_moving
from used
left join {{ ref('int_status_words') }} as exact_words
    on
        used.vendor = exact_words.vendor
        and used.status_word = exact_words.status
        and used.substatus_word = exact_words.substatus
left join {{ ref('int_status_words') }} as fine_words
    on
        used.vendor = fine_words.vendor
        and fine_words.status = '*'
        and used.substatus_word = fine_words.substatus
left join {{ ref('int_status_words') }} as plain_words
    on
        used.vendor = plain_words.vendor
        and used.status_word = plain_words.status
        and plain_words.substatus = '*'
