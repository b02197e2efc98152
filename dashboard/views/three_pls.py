from dashboard import handover, handover_pack, league, page, partners, sidebar

SHOWN = {
    "expected": "Against expected",
    "clocks": "Handover, two clocks",
    "first_scan": "Wait for the first scan",
    "backlog": "What waits now",
    "by_week": "By week",
    "causes": "Root causes",
    "pack": "Evidence pack",
}
MEASURES = ["first_scan_lag", "handover_on_time", "left_behind_share", "on_time_promise", "wismo_rate"]

at = page.head("3PLs", counts_weeks=True)
if told := league.statement(at, "three_pl"):
    page.statement(told)
match sidebar.choice("Show", list(SHOWN), "three_pls", SHOWN):
    case "clocks":
        handover.two_clocks(at)
    case "first_scan":
        handover.first_scan(at)
    case "backlog":
        handover.waiting_now(at)
    case "by_week":
        partners.by_week(at, "three_pl", MEASURES)
    case "causes":
        partners.causes(at, "three_pl")
    case "pack":
        handover_pack.section(at)
    case _:
        league.section(at, "three_pl")
