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
create table reply_days as from (values
    (date '2026-03-02', 'regular', 'late_in_transit', 'carrier', 'final', 'email', 'agent', 'ups', 'north', 'us', '1', '09', 'staffed', 'weekdays 08:00 to 18:00', '1 to 3 days', '4 to 24 h', 2, 30, 18, 20, 15, 8, 8, 2, 30, 6, 39),
    (date '2026-03-04', 'regular', 'unmatched', 'data', 'final', 'chat', 'ai', 'unassigned', 'unassigned', 'unassigned', '3', '22', 'unstaffed', 'weekdays from 18:00', 'answered', 'not again', 1, 10, 2, 12, 9, 5, 4, 4, 10, 0, 10),
    (date '2026-03-10', 'regular', 'late_in_transit', 'carrier', 'final', 'email', 'agent', 'usps', 'south', 'us', '2', '10', 'staffed', 'weekdays 08:00 to 18:00', 'under 4 h', 'no first question', 4, 8, 8, 5, 1, 8, 8, 0, 0, 0, 0)
) as rows (reporting_date, season, root_cause, owner, cause_status, channel, handled_by, carrier, three_pl, region,
    opened_weekday, opened_hour, staffed, time_of_week, waiting_age, asked_again_after, unanswered_count, read_reply_count,
    reply_eta_count, eta_due_count, eta_kept_count, contact_count, known_hours_count, unstaffed_count, asked_order_count,
    asked_again_count, asked_order_contact_count);
create table open_shipment_days as from (values
    (date '2026-03-08', 'late_in_transit', 'carrier', 'ups', 'north', 'us', 'carrier', 7, 2),
    (date '2026-03-08', 'processing_normal', 'expectation', 'unassigned', 'unassigned', 'us', 'nobody', 4, 0)
) as rows (reporting_date, root_cause, owner, carrier, three_pl, region, partner_to_ask, open_count, unanswered_count);
create table notice_days as from (values
    (date '2026-03-02', 'regular', 'ups', 'north', 'us', 50, 40, 30, 32, 24, 24, 6, 35, 7),
    (date '2026-03-05', 'regular', 'usps', 'south', 'us', 30, 24, 18, 8, 6, 6, 9, 5, 3),
    (date '2026-03-10', 'regular', 'usps', 'south', 'us', 20, 0, 0, 9, 9, 0, 0, 2, 2)
) as rows (reporting_date, season, carrier, three_pl, region, recorded_count, told_count, told_before_scan_count,
    trouble_count, alerted_count, alert_day_known_count, alert_day_count, asked_count, alerted_first_count);
create table notification_lead as from (values
    ('week', date '2026-03-02', 'all', 'all', 'all', 64, 3, 9.5, 30.0, 0.2, 0.05),
    ('all', null, 'all', 'all', 'all', 64, 3, 9.5, 30.0, 0.2, 0.05)
) as rows (grain, week_start, carrier, three_pl, region, n, never_scanned, p50_hours, p90_hours, share_over_24h, share_over_48h);
create table alert_delay as from (values
    ('week', date '2026-03-02', 'all', 'all', 'all', 40, 10, 7.0, null, 0.5, 0.25)
) as rows (grain, week_start, carrier, three_pl, region, n, never_told, p50_hours, p90_hours, share_over_24h, share_over_48h);
create table first_response_time as from (values
    ('week', date '2026-03-02', 'all', 'all', 'all', 43, 3, 2.5, 20.0, 0.08, 0.02),
    ('week', date '2026-03-02', 'ai', 'all', 'all', 13, 1, null, null, null, null)
) as rows (grain, week_start, handled_by, channel, staffed, n, unanswered, p50_hours, p90_hours, share_over_24h, share_over_48h);
create table first_eta_time as from (values
    ('week', date '2026-03-02', 'all', 'all', 'all', 43, 20, 12.0, null, 0.4, 0.3)
) as rows (grain, week_start, handled_by, channel, staffed, n, never_told, p50_hours, p90_hours, share_over_24h, share_over_48h);
create table unscanned_ticket_days as from (values
    (date '2026-03-02', 'regular', 'ups', 'north', 'us', 'under 12 h', 3),
    (date '2026-03-06', 'regular', 'ups', 'north', 'us', 'over 72 h', 2),
    (date '2026-03-10', 'regular', 'usps', 'south', 'us', '12 to 24 h', 4)
) as rows (reporting_date, season, carrier, three_pl, region, label_age, ticket_count);
create table click_to_ship as from (values
    ('week', date '2026-03-02', 'all', 150, 1, 20.0, 60.0, 0.4, 0.2, 140, 190.0, 250.0),
    ('week', date '2026-03-02', 'us', 150, 1, 20.0, 60.0, 0.4, 0.2, 140, 190.0, 250.0)
) as rows (grain, week_start, region, n, never_labelled, p50_hours, p90_hours, share_over_24h, share_over_48h, promised_count,
    promised_p50_hours, promised_p90_hours);
create table deadline_days as from (values
    (date '2026-03-02', 'regular', 'ups', 'north', 'us', 20, 18, 30, 21, 40, 36, 24, 3),
    (date '2026-03-04', 'regular', 'usps', 'south', 'us', 20, 17, 10, 9, 10, 4, 1, 2),
    (date '2026-03-10', 'regular', 'usps', 'south', 'us', 5, 1, 5, 1, 5, 1, 1, 1)
) as rows (reporting_date, season, carrier, three_pl, region, last_eta_due_count, last_eta_kept_count,
    standard_due_count, standard_kept_count, handover_due_count, handover_kept_count, label_kept_count,
    left_behind_count);
create table claim_days as from (values
    (date '2026-03-04', 'ups', 'north', 'us', 'lost', 2),
    (date '2026-03-08', 'usps', 'south', 'us', 'undelivered', 1),
    (date '2026-03-12', 'usps', 'south', 'us', 'damaged', 4)
) as rows (reporting_date, carrier, three_pl, region, kind, claim_count);
create table transit_time as from (values
    ('week', date '2026-03-02', 'all', 'all', 'all', 38, 1, 52.0, 120.0, 0.9, 0.6)
) as rows (grain, week_start, carrier, three_pl, region, n, not_tried_yet, p50_hours, p90_hours, share_over_24h, share_over_48h);
