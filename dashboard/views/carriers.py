from dashboard import claims, door_dates, league, page, partners, sidebar

SHOWN = {
    "expected": "Against expected",
    "on_time": "On time, three ways",
    "by_week": "By week",
    "causes": "Root causes",
    "claims": "Claims that run out",
}
MEASURES = ["transit_time", "exception_rate", "promise_coverage", "first_scan_lag", "wismo_rate"]

at = page.head("Carriers", counts_weeks=True)
told = " ".join(sentence for sentence in (league.statement(at, "carrier"), claims.sentence(at)) if sentence)
if told:
    page.statement(told)
match sidebar.choice("Show", list(SHOWN), "carriers", SHOWN):
    case "on_time":
        door_dates.section(at)
    case "by_week":
        partners.by_week(at, "carrier", MEASURES)
    case "causes":
        partners.causes(at, "carrier")
    case "claims":
        claims.section(at)
    case _:
        league.section(at, "carrier")
