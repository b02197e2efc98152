"""Exports of helpdesks, field by field: what tickets and their messages become."""

from __future__ import annotations

import json

import pytest

from tests.vendor_cases import from_source, lines, load_whole, only, records

TICKET = {
    "id": 40017,
    "status": "closed",
    "channel": "email",
    "via": "email",
    "from_agent": False,
    "spam": False,
    "trashed_datetime": None,
    "subject": "Order?",
    "excerpt": "Hi, where",
    "created_datetime": "2026-09-28T09:00:00+00:00",
    "updated_datetime": "2026-09-28T12:00:00",
    "closed_datetime": "2026-09-28T12:00:00+00:00",
    "assignee_user": {"id": 12, "name": "Kim"},
    "tags": [{"id": 1, "name": "wismo"}, {"id": 2, "name": "ai_close"}],
    "custom_fields": {"5501": {"id": 5501, "value": "#NL1042"}, "5502": {"id": 5502, "value": None}},
    "satisfaction_survey": {"score": 4},
    "customer": {
        "id": 77,
        "email": "ann@example.com",
        "channels": [{"type": "phone", "address": "+12125550100"}],
        "integrations": {
            "9": {"__integration_type__": "http", "orders": [{"id": 1}]},
            "4711": {
                "__integration_type__": "shopify",
                "customer": {"id": 6001},
                "orders": [{"id": 5450000012345, "name": "#NL1042"}, {"id": 5450000012346}],
            },
        },
    },
}
MESSAGE = {
    "id": 1,
    "ticket_id": 40017,
    "public": True,
    "channel": "email",
    "via": "email",
    "source": {"type": "email"},
    "from_agent": False,
    "rule_id": None,
    "body_text": "Where is it?\n> earlier mail",
    "stripped_text": "Where is it?",
    "intents": [{"name": "shipping/status"}],
    "created_datetime": "2026-09-28T09:00:00+00:00",
    "sent_datetime": None,
}
ACKNOWLEDGEMENT = {
    **MESSAGE,
    "id": 2,
    "from_agent": True,
    "rule_id": 8,
    "created_datetime": "2026-09-28T09:01:00+00:00",
}
NOTE = {**MESSAGE, "id": 3, "from_agent": True, "public": False, "created_datetime": "2026-09-28T09:30:00+00:00"}
REPLY = {
    **MESSAGE,
    "id": 4,
    "from_agent": True,
    "intents": [],
    "stripped_text": None,
    "body_text": None,
    "body_html": "<p>On its&nbsp;way</p>",
    "created_datetime": "2026-09-28T10:00:00+00:00",
    "sent_datetime": "2026-09-28T10:00:03+00:00",
}


def test_a_gorgias_ticket_with_its_messages(home):
    sources = """sources: [{format: gorgias, fields: {order_ref: "5501", tracking_ref: "5502"}}]"""
    ticket = {**TICKET, "messages": [REPLY, NOTE, ACKNOWLEDGEMENT, MESSAGE]}
    (report,) = load_whole(home, sources, tickets__jsonl=lines(ticket))
    assert report.format == "Gorgias (jsonl) as tickets, ticket_messages"
    found = only(home, "tickets")
    assert len(found.pop("customer_key")) == len(found.pop("phone_key")) == 32
    assert found == from_source(
        "gorgias",
        ticket_id="40017",
        created_at="2026-09-28T09:00:00Z",
        updated_at="2026-09-28T12:00:00Z",
        closed_at="2026-09-28T12:00:00Z",
        first_response_at="2026-09-28T10:00:03Z",
        status="closed",
        channel="email",
        subject="Order?",
        body="Where is it?",
        customer_email="ann@example.com",
        customer_phone="+12125550100",
        customer_id="6001",
        requester_id="77",
        tags='["wismo","ai_close"]',
        intent="shipping/status",
        order_ref="#NL1042",
        embedded_order_ids='["5450000012345","5450000012346"]',
        handled_by="ai",
        is_spam="false",
        is_from_agent="false",
        is_automated="false",
        csat="4",
        agent_id="12",
    )
    assert [
        (m["message_id"], m["direction"], m["is_public"], m["is_automated"]) for m in records(home, "ticket_messages")
    ] == [
        ("1", "in", "true", "false"),
        ("2", "out", "true", "true"),
        ("3", "note", "false", "false"),
        ("4", "out", "true", "false"),
    ]
    assert records(home, "ticket_messages")[3]["body"] == "On its way"


def test_a_gorgias_message_feed_in_pages(home):
    page = json.dumps({"data": [MESSAGE, REPLY], "meta": {"next_cursor": None}}, indent=1)
    (report,) = load_whole(home, None, page__json=page)
    assert report.format == "Gorgias (json) as ticket_messages"
    assert records(home, "ticket_messages")[0] == from_source(
        "gorgias",
        message_id="1",
        ticket_id="40017",
        created_at="2026-09-28T09:00:00Z",
        direction="in",
        is_public="true",
        is_automated="false",
        body="Where is it?",
        intent="shipping/status",
    )


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"spam": True}, "is_spam"),
        ({"trashed_datetime": "2026-09-28T09:10:00+00:00"}, "is_spam"),
        ({"from_agent": True}, "is_from_agent"),
        ({"messages": [{**MESSAGE, "from_agent": True}]}, "is_from_agent"),
        ({"channel": "internal-note"}, "is_automated"),
        ({"via": "rule"}, "is_automated"),
        ({"messages": [{**MESSAGE, "rule_id": 8}]}, "is_automated"),
    ],
)
def test_gorgias_tickets_that_no_customer_opened(home, change, column):
    load_whole(home, None, tickets__jsonl=lines({**TICKET, **change}, {**TICKET, "id": 2}))
    flags = ("is_spam", "is_from_agent", "is_automated")
    marked, plain = records(home, "tickets")
    assert {name for name in flags if marked[name] == "true"} == {column}
    assert {plain[name] for name in flags} == {"false"}


def test_gorgias_replies_that_never_arrived_are_no_replies(home):
    failed = {**REPLY, "id": 9, "failed_datetime": "2026-09-28T10:00:09+00:00"}
    load_whole(home, None, messages__jsonl=lines(REPLY, failed))
    assert [message["is_public"] for message in records(home, "ticket_messages")] == ["true", "false"]


ZENDESK = (
    "Summation column,Id,Requester,Requester id,Requester email,Submitter,Assignee,Subject,Tags,Status,Via,Created at,"
    "Updated at,Solved at,Satisfaction Score,Reopens,First reply time in minutes,Order number [txt]\n"
)
ZENDESK_TICKET = (
    "1,90210,Ann Lee,36001,ann@example.com,Ann Lee,Kim,Where is it?,wismo late_delivery,Closed,Mail,"
    "2026-03-08 01:45:00,2026-03-09 10:00:00,2026-03-09 09:00:00,Good,1,30,#NL1042\n"
)
ZENDESK_SOURCES = (
    "sources: [{format: zendesk, account: us, time_zone: America/New_York, fields: {order_ref: Order number}}]"
)


def test_a_zendesk_ticket_in_its_accounts_zone(home):
    (report,) = load_whole(home, ZENDESK_SOURCES, view__csv=ZENDESK + ZENDESK_TICKET)
    assert report.format == "Zendesk tickets (csv) as tickets"
    found = only(home, "tickets")
    assert len(found.pop("customer_key")) == 32
    assert found == {
        "source_system": "zendesk",
        "source_account": "us",
        "ticket_id": "90210",
        "created_at": "2026-03-08T06:45:00Z",
        "updated_at": "2026-03-09T14:00:00Z",
        "closed_at": "2026-03-09T13:00:00Z",
        "first_response_at": "2026-03-08T07:15:00Z",  # clocks went forward in between
        "status": "Closed",
        "channel": "Mail",
        "subject": "Where is it?",
        "customer_email": "ann@example.com",
        "requester_id": "36001",
        "tags": '["wismo","late_delivery"]',
        "order_ref": "#NL1042",
        "is_spam": "false",
        "is_from_agent": "false",
        "is_automated": "false",
        "reopen_count": "1",
        "csat": "5",
    }


def test_zendesk_tickets_that_no_customer_opened(home):
    def ticket(number: int, submitter: str, via: str, tags: str = "x") -> str:
        changed = ZENDESK_TICKET.replace("90210", str(number)).replace("com,Ann Lee,", f"com,{submitter},")
        return changed.replace(",Mail,", f",{via},").replace("wismo late_delivery", tags)

    text = ZENDESK + "".join(
        (
            ticket(1, "Kim", "Mail"),
            ticket(2, "Kim", "Phone call inbound"),
            ticket(3, "Parcel app", "Web service"),
            ticket(4, "Ann Lee", "Rule"),
            ticket(5, "Ann Lee", "Mail", '"a,closed_by_merge"'),
            ticket(6, "ann lee", "Web service"),
        )
    )
    load_whole(home, ZENDESK_SOURCES, tickets__csv=text)
    flags = ("is_from_agent", "is_automated")
    found = records(home, "tickets")
    assert [[name for name in flags if ticket[name] == "true"] for ticket in found] == [
        ["is_from_agent"], [], ["is_automated"], ["is_automated"], [], [],
    ]  # fmt: skip
    assert [ticket.get("merged_into_ticket_id") for ticket in found] == [None] * 4 + ["unknown", None]
    assert found[4]["tags"] == '["a","closed_by_merge"]'


def test_a_csv_that_a_spreadsheet_saved_is_read_once_its_times_are_described(home):
    text = (
        "Summation column,Id,Requester,Requester email,Subject,Status,Via,Created at,Updated at,"
        "First reply time in minutes\n"
        "1,7,Ann,a@example.com,Where is it?,Open,Mail,9/28/2026 9:00,9/28/2026 10:30,30\n"
    )
    sources = "sources: [{format: zendesk, time_zone: America/New_York, time_format: '%m/%d/%Y %H:%M'}]"
    load_whole(home, sources, t__csv=text)
    (ticket,) = records(home, "tickets")
    assert (ticket["created_at"], ticket["updated_at"], ticket["first_response_at"]) == (
        "2026-09-28T13:00:00Z",
        "2026-09-28T14:30:00Z",
        "2026-09-28T13:30:00Z",
    )
