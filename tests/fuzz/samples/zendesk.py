"""Zendesk's CSV of tickets, whose times need a declared zone."""

from tests.fuzz.sample import MARKERS, Sample, lines

_HEADER = (
    "Summation column,Id,Requester,Requester email,Submitter,Subject,Tags,Status,Via,Created at,Updated at,Reopens,"
    "First reply time in minutes"
)
_ROWS = [
    f'1,{mark},Ann {mark},a{mark}@example.com,Ann {mark},"Where, oh where is {mark}?",wismo t{mark},Open,Mail,'
    "2026-01-01 09:00:00,2026-01-01 10:00:00,0,30"
    for mark in MARKERS
]

SAMPLES = (
    Sample(
        "zendesk_tickets", "tickets.csv", lines([_HEADER, *_ROWS]), MARKERS,
        "sources: [{format: zendesk, time_zone: Europe/Berlin}]",
    ),
)  # fmt: skip
