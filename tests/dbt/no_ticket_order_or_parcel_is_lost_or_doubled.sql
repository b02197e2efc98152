-- A returned row is a mart that has more or fewer rows than there are things of its kind in the accepted records.
with test_orders as (
    select versions.order_id
    from {{ ref('stg_orders') }} as versions
    semi join (
        select order_id
        from {{ ref('stg_orders') }}
        where is_test
    ) as ever_test on versions.order_id = ever_test.order_id
    group by versions.order_id
    having
        max_by(
            versions.is_test,
            (coalesce(versions.updated_at, cast('1900-01-01T00:00:00Z' as timestamp)), versions.record_hash)
        )
),

parcels as (
    select parcel_key
    from {{ ref('int_shipment_links') }}
    group by parcel_key
    having not bool_and(is_return)
),

counts as (
    select
        'tickets' as mart,
        (select count(distinct ticket_id) from {{ ref('stg_tickets') }}) as thing_count,
        (select count(*) from {{ ref('tickets') }}) as row_count
    union all
    select
        'orders',
        (select count(distinct order_id) from {{ ref('stg_orders') }}) - (select count(*) from test_orders),
        (select count(*) from {{ ref('orders') }})
    union all
    select
        'shipments',
        (select count(*) from parcels),
        (select count(*) from {{ ref('shipments') }})
)

select
    mart,
    thing_count,
    row_count
from counts
where thing_count <> row_count
