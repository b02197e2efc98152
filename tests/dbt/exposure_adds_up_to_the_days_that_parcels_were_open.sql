-- A returned row means that spot checks count more or fewer days than the spells they were drawn from had, by more
-- than drawing explains: the count of a spell is off by less than a step, so all of them by the root of their number.
with spells as (
    select
        is_delivered,
        sum(days) as spell_days,
        count(*) as spell_count
    from {{ ref('int_exposure_spells') }}
    group by is_delivered
),

checks as (
    select
        is_delivered,
        sum(parcel_days) as checked_days,
        max(parcel_days) as step_days
    from {{ ref('int_exposure_checks') }}
    group by is_delivered
)

select
    spells.*,
    checks.checked_days
from spells
left join checks on spells.is_delivered = checks.is_delivered
where
    abs(coalesce(checks.checked_days, 0) - spells.spell_days)
    > 4 * sqrt(spells.spell_count) * coalesce(checks.step_days, spells.spell_days)
