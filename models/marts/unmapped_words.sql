-- What vendors and sources call things that no seed translates, most frequent first.
with words as (
    select
        'status' as kind, 'tracking_events' as feed, vendor, status_word as word,
        nullif(substatus_word, '') as substatus, event_count as row_count, first_seen_at, last_seen_at
    from {{ ref('int_event_words') }}
    where not is_mapped
    union all
    select
        'carrier', 'shipments', shipments.source_system, shipments.carrier_word,
        null, count(*), min(shipments.label_created_at), max(shipments.label_created_at)
    from {{ ref('int_shipment_links') }} as shipments
    anti join {{ ref('int_carrier_words') }} as carrier_words
        on {{ partner_word_form('shipments.carrier_word') }} = carrier_words.word_form
    where shipments.carrier_word is not null
    group by shipments.source_system, shipments.carrier_word
    union all
    select
        'three_pl', 'shipments', shipments.source_system, shipments.three_pl_word,
        null, count(*), min(shipments.label_created_at), max(shipments.label_created_at)
    from {{ ref('int_shipment_links') }} as shipments
    anti join {{ ref('int_three_pl_words') }} as three_pl_words
        on {{ partner_word_form('shipments.three_pl_word') }} = three_pl_words.word_form
    where shipments.three_pl_word is not null
    group by shipments.source_system, shipments.three_pl_word
    union all
    select
        'three_pl', 'orders', orders.source_system, orders.three_pl,
        null, count(*), min(orders.ordered_at), max(orders.ordered_at)
    from {{ ref('int_orders') }} as orders
    anti join {{ ref('int_three_pl_words') }} as three_pl_words
        on {{ partner_word_form('orders.three_pl') }} = three_pl_words.word_form
    where orders.three_pl is not null
    group by orders.source_system, orders.three_pl
    union all
    select
        'channel', 'tickets', tickets.source_system, tickets.channel_word,
        null, count(*), min(tickets.created_at), max(tickets.created_at)
    from {{ ref('int_tickets') }} as tickets
    anti join {{ ref('channels') }} as channels on tickets.channel_word = channels.word
    where tickets.channel_word is not null
    group by tickets.source_system, tickets.channel_word
)

select
    kind,
    feed,
    vendor,
    word,
    substatus,
    row_count,
    first_seen_at,
    last_seen_at
from words
order by row_count desc, kind asc, feed asc, vendor asc, word asc, substatus asc nulls first
