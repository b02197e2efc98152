from dashboard import page, peaks, sidebar, staffing, weeks_ahead

SHOWN = {
    "years": "Year over year",
    "mix": "Causes by season",
    "forecast": "The next peak",
    "staffing": "Staffing for it",
}
MEASURES = ["wismo_rate", "wismo_tickets", "on_time_promise", "exception_rate", "first_scan_lag"]

at = page.head("Seasons", counts_weeks=True)
match sidebar.choice("Show", list(SHOWN), "seasons", SHOWN):
    case "mix":
        peaks.mix(at)
    case "forecast":
        weeks_ahead.forecast(at)
    case "staffing":
        staffing.section(at)
    case _:
        peaks.year_over_year(at, MEASURES)
