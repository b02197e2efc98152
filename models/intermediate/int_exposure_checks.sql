-- Spot checks: every spell is looked at at even steps from a moment that its key draws, as if its customer had
-- written then. Each check stands for the days of one step, so that days in a state are counted by the very rules
-- that judge tickets. More orders make longer steps: the number of checks stays about the same.
with measured as (
    select
        spells.*,
        -- In whole seconds, so that the sum is the same in whatever order it is taken.
        sum(cast(round(days * 86400) as bigint)) over (partition by is_delivered) / cast(86400 as double) as all_days
    from {{ ref('int_exposure_spells') }} as spells
),

stepped as (
    select
        measured.*,
        greatest(
            {{ threshold('exposure_shortest_step_days') }},
            all_days / case
                when is_delivered then {{ threshold('exposure_checks_delivered') }}
                else {{ threshold('exposure_checks_open') }}
            end
        ) as step_days
    from measured
),

drawn as (
    select
        stepped.*,
        {{ hash_share('spell_key') }} as first_step
    from stepped
),

checks as (
    select
        drawn.*,
        {{ number_series('0', 'cast(floor(days / step_days - first_step) as bigint)') }} as check_number
    from drawn
    where first_step < days / step_days
)

select
    'check|' || spell_key || '|' || cast(check_number as string) as ticket_id,
    order_id,
    shipment_id,
    is_delivered,
    step_days as parcel_days,
    started_at
    + cast(floor((first_step + check_number) * step_days * 86400) as bigint) * interval '1' second as created_at
from checks
