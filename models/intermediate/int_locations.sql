-- The name of every warehouse of a store: its own, else that under which the newest fulfillment order was
-- assigned to it.
with named as (
    select
        location_id,
        location_name,
        1 as source_rank,
        cast(null as timestamp) as updated_at,
        record_hash
    from {{ ref('stg_locations') }}
    union all
    select
        location_id,
        location_name,
        2 as source_rank,
        updated_at,
        record_hash
    from {{ ref('stg_fulfillment_orders') }}
    where location_id is not null and location_name is not null
),

ranked as (
    select
        named.*,
        row_number() over (
            partition by location_id
            order by source_rank asc, updated_at desc nulls last, record_hash desc
        ) as name_rank
    from named
)

select
    location_id,
    location_name,
    lower(location_name) as three_pl_word
from ranked
where name_rank = 1
