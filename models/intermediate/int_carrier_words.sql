-- Every way in which a carrier is written, once: aliases, and our own codes and labels.
select
    {{ partner_word_form('words.word') }} as word_form,
    min(words.carrier) as carrier
from (
    select alias as word, carrier
    from {{ ref('carrier_aliases') }}
    union all
    select carrier as word, carrier
    from {{ ref('carriers') }}
    where carrier <> '*'
    union all
    select label as word, carrier
    from {{ ref('carriers') }}
    where carrier <> '*'
) as words
group by 1
