-- After how many days customers ask: for every week, the share of an order day's WISMO tickets that comes
-- d days after the order, from the order days that were fully mature when the week began.
-- A brand's first weeks have none and take the curve of its whole mature history.
with asked as (
    select
        orders.order_date,
        tickets.reporting_date - orders.order_date as lag_days,
        count(*) as ticket_count
    from {{ ref('tickets') }} as tickets
    inner join {{ ref('orders') }} as orders on tickets.order_id = orders.order_id
    where
        tickets.is_wismo and tickets.handled_by = 'agent'
        and orders.is_shippable and not orders.is_replacement and not orders.is_preorder
        and tickets.reporting_date - orders.order_date between 0 and {{ threshold('wismo_lag_days') }}
    group by 1, 2
),

weeks as (
    select
        calendar_days.iso_week_start as week_start,
        max(calendar_days.iso_week_start) over () as last_week
    from (
        select distinct calendar_days.iso_week_start
        from {{ ref('calendar_days') }} as calendar_days
        cross join {{ ref('int_data_through') }} as data_through
        where calendar_days.date_day <= data_through.reporting_through + 1
    ) as calendar_days
),

recent as (
    select weeks.week_start, asked.lag_days, asked.ticket_count, true as is_recent
    from weeks
    inner join asked
        on
            asked.order_date < weeks.week_start - cast({{ threshold('wismo_lag_days') }} as integer)
            and asked.order_date
            >= weeks.week_start
            - cast({{ threshold('wismo_lag_days') }} + 7 * {{ threshold('wismo_lag_weeks') }} as integer)
    union all
    select weeks.week_start, asked.lag_days, asked.ticket_count, false
    from weeks
    inner join asked on asked.order_date < weeks.last_week - cast({{ threshold('wismo_lag_days') }} as integer)
),

curves as (
    select
        week_start,
        lag_days,
        is_recent,
        sum(ticket_count) as ticket_count,
        sum(sum(ticket_count)) over (partition by week_start, is_recent) as curve_tickets,
        bool_or(is_recent) over (partition by week_start) as has_recent
    from recent
    group by 1, 2, 3
)

select
    week_start,
    cast(lag_days as integer) as lag_days,
    cast(ticket_count as double) / cast(curve_tickets as double) as lag_share
from curves
where is_recent = has_recent
