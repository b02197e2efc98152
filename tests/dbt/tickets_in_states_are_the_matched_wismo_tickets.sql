-- A returned row is a day whose tickets in parcel states are not its WISMO tickets tied to an order.
with in_states as (
    select
        reporting_date,
        sum(wismo_count) as state_count
    from {{ ref('state_exposure') }}
    group by reporting_date
),

matched as (
    select
        reporting_date,
        sum(matched_wismo_count) as matched_count
    from {{ ref('ticket_days') }}
    group by reporting_date
)

select
    in_states.reporting_date,
    in_states.state_count,
    matched.matched_count
from in_states
full outer join matched on in_states.reporting_date = matched.reporting_date
where coalesce(in_states.state_count, 0) <> coalesce(matched.matched_count, 0)
