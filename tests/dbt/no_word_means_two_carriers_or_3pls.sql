-- A returned row is a word that, without its case and spacing, names two carriers or two fulfilment partners.
with words as (
    select 'carrier' as kind, alias as word, carrier as named
    from {{ ref('carrier_aliases') }}
    union all
    select 'carrier', carrier, carrier
    from {{ ref('carriers') }}
    union all
    select 'carrier', label, carrier
    from {{ ref('carriers') }}
    union all
    select 'three_pl', alias, three_pl
    from {{ ref('three_pl_aliases') }}
    union all
    select 'three_pl', three_pl, three_pl
    from {{ ref('three_pls') }}
    union all
    select 'three_pl', label, three_pl
    from {{ ref('three_pls') }}
)

select
    kind,
    {{ partner_word_form('word') }} as word_form,
    count(distinct named) as meaning_count
from words
group by 1, 2
having count(distinct named) > 1
