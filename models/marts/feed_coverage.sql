select feed, source_system, first_at, last_at, row_count
from {{ ref('int_feed_coverage') }}
