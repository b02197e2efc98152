-- A dozen rows over two weeks, small enough to work out every metric by hand.
create table ticket_days as from (values
    (date '2026-03-02', 'regular', 'late_in_transit', 'carrier', 'final', 'email', 'ups', 'north', 'us', 6, 6, 7, 6, 6, 0, 56.0, 6, 6),
    (date '2026-03-04', 'regular', 'in_transit_on_time', 'expectation', 'final', 'chat', 'ups', 'north', 'us', 4, 4, 4, 4, 4, 4, 24.0, 4, 4),
    (date '2026-03-04', 'regular', 'unmatched', 'data', 'final', 'email', 'unassigned', 'unassigned', 'unassigned', 2, 2, 2, 0, 0, 0, 16.0, 2, 2),
    (date '2026-03-03', 'regular', 'not_wismo', 'not_wismo', 'not_wismo', 'email', 'ups', 'north', 'us', 30, 0, 0, 0, 0, 0, 0.0, 30, 0),
    (date '2026-03-10', 'regular', 'late_in_transit', 'carrier', 'final', 'email', 'usps', 'south', 'us', 8, 8, 8, 8, 8, 0, 64.0, 8, 8),
    (date '2026-03-11', 'regular', 'not_wismo', 'not_wismo', 'not_wismo', 'email', 'usps', 'south', 'us', 10, 0, 0, 0, 0, 0, 0.0, 10, 0)
) as rows (reporting_date, season, root_cause, owner, cause_status, channel, carrier, three_pl, region, ticket_count,
    wismo_count, wismo_contact_count, matched_wismo_count, owner_proven_count, reassurance_count, handling_cost, rated_ticket_count,
    rated_wismo_count);
create table order_days as from (values
    (date '2026-03-02', 'ups', 'north', 'us', 'regular', 100, 80.5, 9, 90.0),
    (date '2026-03-03', 'usps', 'south', 'us', 'regular', 50, 40.0, 4, 40.0),
    (date '2026-03-10', 'usps', 'south', 'us', 'regular', 60, 59.5, 5, 20.0)
) as rows (reporting_date, carrier, three_pl, region, season, order_count, lag_matched_orders, cohort_wismo_orders,
    cohort_mature_orders);
create table shipment_days as from (values
    (date '2026-03-02', 'ups', 'north', 'us', 'regular', 40, 38, 3, 30, 27, 36),
    (date '2026-03-10', 'usps', 'south', 'us', 'regular', 20, 20, 1, 25, 15, 10)
) as rows (reporting_date, carrier, three_pl, region, season, shipment_count, tracked_count, exception_count, due_count,
    on_time_count, promise_known_count);
create table state_exposure as from (values
    (date '2026-03-02', 'in_transit', 'late_in_transit', 'ups', 'north', 'us', 'regular', 150.0, 15, 6),
    (date '2026-03-04', 'in_transit', 'in_transit_on_time', 'ups', 'north', 'us', 'regular', 350.0, 35, 4),
    (date '2026-03-10', 'in_transit', 'late_in_transit', 'usps', 'south', 'us', 'regular', 300.0, 30, 8)
) as rows (reporting_date, parcel_state, root_cause, carrier, three_pl, region, season, parcel_days, check_count,
    wismo_count);
create table calendar_days as select range::date as date_day from range(timestamp '2026-03-01', timestamp '2026-04-01', interval 1 day);
create table first_scan_lag as from (values
    ('week', date '2026-03-02', 'all', 'all', 'all', 40, 2, 20.0, 50.0, 0.4, 0.1),
    ('week', date '2026-03-02', 'ups', 'all', 'all', 25, 2, null, null, null, null),
    ('all', null, 'all', 'all', 'all', 60, 2, 18.0, 44.0, 0.3, 0.05)
) as rows (grain, week_start, carrier, three_pl, region, n, never_scanned, p50_hours, p90_hours, share_over_24h, share_over_48h);
