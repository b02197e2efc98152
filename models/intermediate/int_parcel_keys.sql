-- The parcel keys of which there is more to say than that one record has them: voided ones, and those that several
-- records share. Few do; what is asked of all records is asked of their keys alone, so that whole rows pass once and
-- none waits for another.
with records as (
    select
        parcel_key,
        source_system,
        source_account,
        is_voided
    from {{ ref('int_shipment_records') }}
),

-- A label voided by one source is void in all: a tracker that still follows its number has no parcel. Where the
-- same source sends the number again after all, only the void record is gone.
voided as (
    select distinct parcel_key
    from (
        select
            records.parcel_key,
            bool_and(records.is_voided) as is_void
        from records
        where
            records.parcel_key in (
                select void_records.parcel_key from records as void_records
                where void_records.is_voided
            )
        group by records.parcel_key, records.source_system, records.source_account
    ) as by_source
    where is_void
),

several as (
    select
        parcel_key,
        count(*) as record_count
    from records
    where not is_voided
    group by parcel_key
    having count(*) > 1
)

select
    coalesce(voided.parcel_key, several.parcel_key) as parcel_key,
    case when voided.parcel_key is not null then true end as is_voided,
    coalesce(several.record_count, 1) as record_count
from several
full outer join voided on several.parcel_key = voided.parcel_key
