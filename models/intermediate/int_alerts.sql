{{ config(materialized='view') }}
-- Every message about a problem, and the parcel or the order it is about.
select told_about, told_key, sent_at, eta_at
from {{ ref('int_notices') }}
where kind in ('exception', 'delayed')
