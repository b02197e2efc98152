-- Did the first day that the shop promised in an answer come true? Empty while it is not past and where nobody knows.
with promised as (
    select
        replies.ticket_id,
        replies.promised_at,
        replies.eta_date,
        states.order_id,
        states.shipment_id
    from {{ ref('int_ticket_replies') }} as replies
    inner join {{ ref('int_ticket_states') }} as states on replies.ticket_id = states.ticket_id
    where replies.eta_date is not null
),

-- A first try at the door keeps the promise; one from before the answer was no news to either side. A ticket from
-- before the label is about its whole order.
arrivals as (
    select
        promised.*,
        case
            when promised.shipment_id is null then order_shipping.delivered_at
            when parcels.first_attempt_at > promised.promised_at then parcels.first_attempt_at
            else parcels.delivered_at
        end as arrived_at,
        coalesce(parcels.returning_at, parcels.lost_at) is not null as is_ended,
        case
            when promised.shipment_id is null then order_shipping.shipment_count = 0 or order_shipping.is_tracked
            else parcels.is_tracked
        end as is_tracked,
        {{ reporting_date('coalesce(own_feed.last_at, all_feeds.last_at)') }} as tracked_through
    from promised
    left join {{ ref('int_parcels') }} as parcels on promised.shipment_id = parcels.shipment_id
    left join {{ ref('int_order_shipping') }} as order_shipping on promised.order_id = order_shipping.order_id
    left join {{ ref('int_feed_coverage') }} as own_feed
        on own_feed.feed = 'tracking_events' and parcels.tracking_source = own_feed.source_system
    cross join (
        select max(last_at) as last_at
        from {{ ref('int_feed_coverage') }}
        where feed = 'tracking_events'
    ) as all_feeds
)

select
    arrivals.ticket_id,
    arrivals.eta_date,
    case
        when arrivals.eta_date > data_through.reporting_through then null
        -- What was there already is no promise about this parcel.
        when arrivals.arrived_at <= arrivals.promised_at then null
        when arrivals.arrived_at is not null then {{ reporting_date('arrivals.arrived_at') }} <= arrivals.eta_date
        when arrivals.is_ended then false
        when arrivals.is_tracked and arrivals.tracked_through > arrivals.eta_date then false
    end as is_eta_kept
from arrivals
cross join {{ ref('int_data_through') }} as data_through
