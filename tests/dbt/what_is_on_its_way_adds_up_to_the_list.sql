-- A returned row is a count of what is on its way that the list and the counts by party tell differently.
with parties as (
    select
        coalesce(sum(open_count), 0) as open_count,
        coalesce(sum(unanswered_count), 0) as unanswered_count
    from {{ ref('open_shipment_days') }}
),

single as (
    select
        count(*) as open_count,
        count(*) filter (where has_unanswered_ticket) as unanswered_count
    from {{ ref('int_open_shipments') }}
)

select
    parties.open_count as open_count_of_parties,
    single.open_count
from parties
cross join single
where parties.open_count <> single.open_count or parties.unanswered_count <> single.unanswered_count
