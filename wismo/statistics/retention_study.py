"""The orders on which the retention statistics rest, read from the models of one build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from wismo.statistics.settings import threshold

if TYPE_CHECKING:
    import duckdb

# With so many orders and no customer twice, a channel hides who its customers are, as marketplaces do.
ORDERS_OF_A_BLIND_CHANNEL = 200

_STUDY = """
    with reach as (
        select data_through.data_through, orders.first_at, tickets.tickets_from, refunds.has_refunds
        from main.int_data_through as data_through
        cross join (select min(ordered_at) as first_at from main.orders) as orders
        cross join (
            select min(first_asked_at) as tickets_from from main.int_order_contacts
        ) as tickets
        cross join main.int_refund_records as refunds
    ),
    blind as (
        select sales_channel from main.orders where customer_key is not null and not is_replacement
        group by sales_channel having count(*) >= $blind and count(distinct customer_key) = count(*)
    )
    select customer_orders.order_id, customer_orders.customer_key, customer_orders.sample_share,
        customer_orders.ordered_at, customer_orders.currency,
        -- Where nothing was ever paid back, refunds are not recorded rather than never given.
        case when reach.has_refunds then customer_orders.is_fully_refunded end as is_fully_refunded,
        coalesce(contacts.contact_count, 0) as contact_count,
        coalesce(contacts.handling_cost, 0)::double as contact_cost,
        customer_orders.is_repeated_before_landmark,
        customer_orders.is_repeated_by_window_end and not customer_orders.is_repeated_before_landmark as is_repeated,
        cast(customer_orders.window_value as double) as window_value,
        customer_orders.earlier_order_count, customer_orders.long_ago_order_count,
        date_diff('day', customer_orders.previous_order_at, customer_orders.ordered_at) as days_since_previous,
        customer_orders.earlier_order_count > customer_orders.long_ago_order_count as is_repeat_of_recent,
        customer_orders.ordered_at - to_days($window) >= reach.first_at as has_placebo_window,
        orders.order_date, orders.is_first_order,
        lateness.is_late, lateness.days_late,
        lateness.promised_date - orders.order_date as promised_days,
        case when customer_orders.ordered_at >= reach.tickets_from
            then contacts.first_asked_at <= customer_orders.landmark_at is true end as is_asked,
        case
            when contacts.first_agent_ticket_at + to_hours($fast) > customer_orders.landmark_at then null
            when contacts.first_response_minutes >= 0 then contacts.first_response_minutes <= 60 * $fast
            -- Closed before anybody answered, and before an answer would have been slow: neither.
            when contacts.first_waited_minutes > 60 * $fast then false
        end as is_fast_reply,
        case
            when contacts.notes_coupons is not true then null
            when contacts.coupon_closed_at <= customer_orders.landmark_at then true
            when contacts.first_closed_at <= customer_orders.landmark_at
                and (not contacts.has_coupon or contacts.coupon_closed_at is not null) then false
        end as is_given_coupon,
        cast(orders.order_value as double) as order_value, orders.region, orders.country, orders.carrier,
        orders.three_pl, orders.sales_channel, orders.season, strftime(orders.order_date, '%Y-%m') as month,
        orders.shipment_count > 1 as is_split, customer_orders.is_gift, customer_orders.is_subscription
    from main.int_customer_orders as customer_orders
    cross join reach
    inner join main.orders as orders on customer_orders.order_id = orders.order_id
    left join main.int_order_lateness as lateness on customer_orders.order_id = lateness.order_id
    left join main.int_order_contacts as contacts on customer_orders.order_id = contacts.order_id
    where customer_orders.window_end_at <= reach.data_through
        and customer_orders.ordered_at > reach.data_through - to_days($landmark + $window + $period)
        and orders.is_shippable and not orders.is_preorder
        and orders.sales_channel not in (select sales_channel from blind)
        -- Cancelled before anybody could say whether it was late: no order to study.
        and (customer_orders.is_kept or orders.cancelled_at >= lateness.promised_date + 1)
    order by customer_orders.ordered_at, customer_orders.order_id
"""


def study(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return one row per order of the period whose customer had all the time to come back.

    Ordered by time. ``is_index`` marks each customer's first such order, which depends on the past alone: the last one
    would be known only by the customer's not coming back. ``person`` numbers the customers from 0; neither their keys
    nor the orders' ids are kept. ``is_late``, ``is_asked``, ``is_fast_reply`` and ``is_given_coupon`` are NULL where
    nobody could know by the landmark, ``is_fully_refunded`` where no order of the data ever was. Amounts
    are in the order's currency, ``contact_cost`` in that of the seed ``cost_per_contact``; days are those of the
    brand's zone.
    """
    days = {name: int(threshold(connection, f"retention_{name}_days")) for name in ("landmark", "window", "period")}
    fast = int(threshold(connection, "retention_fast_reply_hours"))
    values = {**days, "fast": fast, "blind": ORDERS_OF_A_BLIND_CHANNEL}
    rows = connection.cursor().sql(_STUDY, params=values).pl()
    return rows.with_columns(
        person=(pl.col("customer_key").rank("dense") - 1).cast(pl.Int64),
        is_index=pl.col("customer_key").is_first_distinct(),
    ).drop("customer_key", "order_id", "ordered_at")
