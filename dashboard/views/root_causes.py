from dashboard import causes, hazards, page, sidebar, told

PARTS = {
    "ranking": "Which causes, and whose",
    "before_it_moves": "Before the first scan",
    "chance": "The chance that they write",
    "in_trouble": "Told when something is wrong",
}

at = page.head("Root causes", counts_weeks=True)
match sidebar.choice("Show", list(PARTS), "part", PARTS):
    case "before_it_moves":
        told.before_it_moves(at)
    case "chance":
        hazards.chance(at)
    case "in_trouble":
        told.when_in_trouble(at)
    case _:
        causes.ranking(at)
