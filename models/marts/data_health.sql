-- What a reader should know before trusting a number.
with match_rate as (
    select
        count(*) filter (where is_wismo) as wismo_count,
        count(*) filter (where is_wismo and match_method <> 'none') as matched_count
    from {{ ref('tickets') }}
),

parcels as (
    select
        count(*) as shipment_count,
        count(*) filter (where is_tracked) as tracked_count,
        count(*) filter (where order_id is not null) as linked_count,
        count(*) filter (where promised_at is not null) as promised_count
    from {{ ref('shipments') }}
),

words as (
    select
        coalesce(sum(event_count), 0) as event_count,
        coalesce(sum(event_count) filter (where status = 'unknown'), 0) as unknown_count
    from {{ ref('int_event_words') }}
),

checks as (
    select
        'match_rate' as check_name, matched_count as part, wismo_count as whole,
        {{ threshold('match_rate_warning') }} as warn_below,
        'WISMO tickets for which an order was found' as detail
    from match_rate
    union all
    select
        'tracked_share', tracked_count, shipment_count, {{ threshold('tracked_share_warning') }},
        'parcels with any tracker record'
    from parcels
    union all
    select
        'linked_share', linked_count, shipment_count, {{ threshold('linked_share_warning') }},
        'parcels tied to an order'
    from parcels
    union all
    select
        'promise_coverage', promised_count, shipment_count, {{ threshold('promise_share_warning') }},
        'parcels with a known original promise'
    from parcels
    union all
    select
        'known_status_share', event_count - unknown_count, event_count, {{ threshold('known_status_warning') }},
        'tracking events whose words are mapped'
    from words
)

select
    check_name,
    case when whole = 0 then 'warn' when part >= warn_below * whole then 'ok' else 'warn' end as status,
    case when whole > 0 then round(cast(part as double) / cast(whole as double), 6) end as value,
    cast(part as string) || ' of ' || cast(whole as string) || ' ' || detail as detail
from checks
union all
select
    'feed_' || feed || '_' || source_system as check_name,
    case when is_odd then 'warn' else 'ok' end as status,
    cast(null as double) as value,
    sentence as detail
from {{ ref('feed_health') }}
