-- The verdict on each WISMO ticket and telling: cause, detail, who can change it, and how sure we are.
select
    details.ticket_id,
    details.variant,
    details.root_cause,
    details.cause_detail,
    case
        when
            details.root_cause in ('processing_late', 'processing_normal') and details.delivery_type = 'pickup'
            then 'brand'
        when details.cause_detail = 'estimated' then coalesce(estimated_owners.owner, 'unproven')
        when details.root_cause = 'no_tracking' then 'data'
        else coalesce(cause_owners.owner, root_causes.owner_default)
    end as owner,
    case
        when root_causes.decisive_feed = 'tracking' and details.is_past_tracking_feed then 'provisional'
        when root_causes.decisive_feed = 'orders' and details.is_past_order_feed then 'provisional'
        when root_causes.decisive_feed = 'shipments' and details.is_past_shipment_feed then 'provisional'
        when details.cause_detail in ('email_unknown', 'no_stated_date') then 'uncertain'
        when
            details.root_cause = 'no_tracking' and not (details.has_tracking_feed and details.has_shipment_feed)
            then 'uncertain'
        when root_causes.decisive_feed = 'tracking' and details.has_unknown_time then 'uncertain'
        when
            details.is_day_doubtful and (
                details.root_cause in ('late_in_transit', 'out_for_delivery', 'in_transit_on_time')
                or details.cause_detail = 'out_not_delivered'
            )
            then 'uncertain'
        else 'final'
    end as cause_status
from {{ ref('int_ticket_details') }} as details
inner join {{ ref('root_causes') }} as root_causes on details.root_cause = root_causes.root_cause
left join {{ ref('cause_owners') }} as cause_owners
    on details.root_cause = cause_owners.root_cause and details.cause_detail = cause_owners.cause_detail
left join {{ ref('cause_owners') }} as estimated_owners
    on
        details.root_cause = estimated_owners.root_cause
        and 'largest_delay_' || details.largest_delay = estimated_owners.cause_detail
