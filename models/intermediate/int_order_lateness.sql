-- Whether an order came later than it was first promised, as anybody knew by the landmark of the retention statistics:
-- a fixed number of days after the order, the same for everyone. What nobody knew by then is neither late nor on time.
with parcels as (
    select
        shipments.order_id,
        shipments.promised_date,
        shipments.is_on_time,
        shipments.is_tracked,
        {{ reporting_date('shipments.first_attempt_at') }} as tried_date,
        {{ reporting_date('least(int_parcels.returning_at, int_parcels.lost_at)') }} as gone_date,
        orders.order_date + cast({{ threshold('retention_landmark_days') }} as integer) as landmark_date
    from {{ ref('shipments') }} as shipments
    inner join {{ ref('orders') }} as orders on shipments.order_id = orders.order_id
    inner join {{ ref('int_retention_customers') }} as customers on orders.customer_key = customers.customer_key
    inner join {{ ref('int_parcels') }} as int_parcels on shipments.shipment_id = int_parcels.shipment_id
),

judged as (
    select
        parcels.*,
        case when tried_date > promised_date then least(tried_date, landmark_date) else landmark_date end
        - promised_date as days_past_promise,
        case
            when is_on_time is null or promised_date >= landmark_date then null
            when is_on_time then false
            -- No record of its way: missing data makes nobody late.
            when tried_date is null and gone_date is null and not is_tracked then null
            -- Tried in time, and on its way back or lost only after the landmark.
            when tried_date <= promised_date and (gone_date <= landmark_date) is not true then false
            else true
        end as is_late
    from parcels
)

-- One late parcel makes the order late; without one, a parcel of which nothing is known leaves the order unknown.
select
    order_id,
    max(promised_date) as promised_date,
    case
        when bool_or(is_late) then true
        when count(is_late) = count(*) then false
    end as is_late,
    case
        when bool_or(is_late) then cast(max(days_past_promise) filter (where is_late) as integer)
        when count(is_late) = count(*) then 0
    end as days_late
from judged
group by order_id
