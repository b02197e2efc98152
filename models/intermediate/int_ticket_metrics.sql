{{ config(materialized='view') }}
-- What a helpdesk knows of a ticket apart from it: of every figure the newest that is there.
with metrics as (
    select
        stg_ticket_metrics.*,
        coalesce(updated_at, cast('1900-01-01T00:00:00Z' as timestamp)) as known_at
    from {{ ref('stg_ticket_metrics') }} as stg_ticket_metrics
)

select
    ticket_id,
    max_by(first_reply_minutes, (known_at, record_hash)) filter (where first_reply_minutes is not null)
        as first_reply_minutes,
    max_by(first_response_at, (known_at, record_hash)) filter (where first_response_at is not null)
        as first_response_at,
    max_by(closed_at, (known_at, record_hash)) filter (where closed_at is not null) as closed_at,
    max_by(merged_into_ticket_id, (known_at, record_hash)) filter (where merged_into_ticket_id is not null)
        as merged_into_ticket_id,
    max_by(reopen_count, (known_at, record_hash)) filter (where reopen_count is not null) as reopen_count,
    max_by(csat, (known_at, record_hash)) filter (where csat is not null) as csat
from metrics
group by ticket_id
