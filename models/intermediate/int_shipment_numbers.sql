-- The parcels that the numbers of a shipment tell of, where they come apart from it. The row without a position
-- is the shipment itself under its first number; each number has a row of its own beside.
with versions as (
    select
        numbers.*,
        row_number() over (
            partition by numbers.shipment_id, numbers.position
            order by numbers.updated_at desc nulls last, numbers.record_hash desc
        ) as version_rank
    from {{ ref('stg_shipment_numbers') }} as numbers
),

numbered as (
    select
        versions.*,
        row_number() over (partition by shipment_id order by position) as place,
        row_number() over (partition by shipment_id, tracking_number order by position) as repeat_rank,
        first_value(tracking_number) over (partition by shipment_id order by position) as first_tracking_number
    from versions
    where version_rank = 1
)

select
    shipment_id,
    cast(null as integer) as position,
    tracking_number,
    carrier_word,
    first_tracking_number
from numbered
where place = 1
union all
select
    shipment_id,
    position,
    tracking_number,
    carrier_word,
    first_tracking_number
from numbered
where repeat_rank = 1
