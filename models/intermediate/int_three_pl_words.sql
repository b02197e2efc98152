-- Every way in which a fulfilment partner is written, once: aliases, and our own codes and labels.
select
    {{ partner_word_form('words.word') }} as word_form,
    min(words.three_pl) as three_pl
from (
    select alias as word, three_pl
    from {{ ref('three_pl_aliases') }}
    union all
    select three_pl as word, three_pl
    from {{ ref('three_pls') }}
    where three_pl <> '*'
    union all
    select label as word, three_pl
    from {{ ref('three_pls') }}
    where three_pl <> '*'
) as words
group by 1
