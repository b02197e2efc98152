{{ config(materialized='incremental', incremental_strategy='append') }}
-- The one staging table: events are read by more models than anything else, and no raw file of them ever changes.
select
    source_system,
    {{ key('shipment_id') }} as shipment_id,
    {{ tracking_number_form('tracking_number') }} as tracking_number,
    lower(coalesce(vendor, 'canonical')) as vendor,
    lower(status) as status_word,
    lower(substatus) as substatus_word,
    place,
    upper(country) as country,
    -- Asked of the bare columns, so that whole row groups of Parquet can be passed over.
    tracking_number is not null as is_numbered,
    shipment_id is not null as names_shipment,
    coalesce(cast(is_time_known as boolean), true) as is_time_known,
    {{ utc('occurred_at') }} as occurred_at,
    coalesce({{ utc('recorded_at') }}, {{ utc('occurred_at') }}) as recorded_at
from {{ unread('tracking_events') }}
