from dashboard import condition, page, reference, rulebook, say, sidebar
from dashboard.menu import REFUSED

FOR_ALL = {"metrics": "Every metric", "rules": "How causes are decided"}
FOR_ADMINS = {
    "freshness": "Freshness and checks",
    "loaded": "What was loaded",
    "coverage": "Matches and scans",
    "words": "Unknown words",
}

at = page.head("Data health and definitions")
about = reference.info(at.snapshot)
say.text(f"Snapshot {at.snapshot.version}, built {about.built_at:%-d %b %Y, %H:%M} UTC.")
parts = FOR_ALL | (FOR_ADMINS if at.may("admin") else {})
shown = sidebar.choice("Show", list(parts), "health", parts)
if not at.may("admin"):
    say.caption(f"The health of the data is not among these. {REFUSED['admin']}")
match shown:
    case "rules":
        rulebook.every_rule(at)
    case "freshness":
        condition.freshness(at)
    case "loaded":
        condition.loaded(at)
    case "coverage":
        condition.coverage(at)
    case "words":
        condition.words(at)
    case _:
        rulebook.every_metric(at)
