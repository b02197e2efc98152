{{ config(materialized='view') }}
-- Every tracking event in our words and under its parcel. An event without a tracking number belongs to the parcel
-- of the shipment it names; those with one do not pay for that.
-- A view: writing this table out is what makes builds slow.
{{ events_in_words("(select * from " ~ ref('stg_tracking_events') ~ " where is_numbered)", unnumbered_events()) }}
