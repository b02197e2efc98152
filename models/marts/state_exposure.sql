-- How long parcels were in each state, as spot checks found it, beside the WISMO tickets that were opened in it: the
-- same rules judged both. A ticket without an order is in no parcel's state.
select
    moments.reporting_date,
    calendar_days.season,
    moments.parcel_state,
    moments.root_cause,
    coalesce(parcels.carrier, order_shipping.carrier, 'unassigned') as carrier,
    coalesce(parcels.three_pl, order_shipping.three_pl, 'unassigned') as three_pl,
    coalesce(order_shipping.region, 'unassigned') as region,
    cast(round(sum(moments.parcel_days), 6) as double) as parcel_days,
    count(*) filter (where not moments.is_ticket) as check_count,
    count(*) filter (where moments.is_ticket) as wismo_count
from {{ ref('int_state_moments') }} as moments
left join {{ ref('int_parcels') }} as parcels on moments.shipment_id = parcels.shipment_id
left join {{ ref('int_order_shipping') }} as order_shipping on moments.order_id = order_shipping.order_id
left join {{ ref('calendar_days') }} as calendar_days on moments.reporting_date = calendar_days.date_day
group by 1, 2, 3, 4, 5, 6, 7
-- Whoever asks for some weeks skips the blocks of all others.
order by 1
