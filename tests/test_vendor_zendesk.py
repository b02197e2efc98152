"""Zendesk's JSON, field by field: what tickets, comments, users and metrics become."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.vendor_cases import lines, load, raw
from tests.zendesk_cases import COMMENT, FOUND, METRICS, RATING, TICKET, USER, ZENDESK


def test_an_answer_with_everything_beside_the_tickets(home):
    page: dict[str, Any] = {
        "tickets": [TICKET],
        "users": [USER, {**USER, "id": 12, "role": "admin"}],
        "metric_sets": [METRICS],
    }
    page |= {"groups": [{"id": 5}], "count": 1, "next_page": None, "end_of_stream": True}
    sources = """sources: [{format: zendesk, fields: {order_ref: "5501", tracking_ref: "5502", intent: "5503"}}]"""
    (report,) = load(home, sources, page__json=json.dumps(page, indent=1))
    assert report.format == "Zendesk (json) as tickets, contacts, ticket_metrics"
    assert raw(home, "tickets") == [{**FOUND, "order_ref": "#NL1042", "tracking_ref": "1Z999"}]
    person = {"contact_id": "36001", "updated_at": "2026-09-01T00:00:00Z", "customer_email": "ann@example.com"}
    person |= {**ZENDESK, "customer_phone": "+12125550100"}
    assert raw(home, "contacts") == [
        {**person, "role": "customer"}, {**person, "contact_id": "12", "role": "agent"},
    ]  # fmt: skip
    assert raw(home, "ticket_metrics") == [
        {
            **ZENDESK,
            "metric_id": "metric_set:41",
            "ticket_id": "90210",
            "updated_at": "2026-09-29T10:00:00Z",
            "first_reply_minutes": "61",
            "closed_at": "2026-09-29T09:30:00Z",
            "reopen_count": "2",
        }
    ]


def test_satisfaction_ratings_and_metric_sets_of_one_number_stay_apart(home):
    offered = {**RATING, "id": 42, "score": "offered"}
    load(home, None, a__json=json.dumps({"satisfaction_ratings": [RATING, offered], "ticket_metrics": [METRICS]}))
    assert [(found["metric_id"], found.get("csat")) for found in raw(home, "ticket_metrics")] == [
        ("satisfaction_rating:41", "1"), ("metric_set:41", None),
    ]  # fmt: skip


def test_the_account_export_has_a_ticket_a_line_with_all_that_is_inside(home):
    ticket = {key: value for key, value in TICKET.items() if not key.endswith("_id")}
    ticket |= {"requester": {"id": 36001, "email": "ann@example.com", "phone": "+12125550100"}}
    ticket |= {"submitter": {"id": 36001}, "assignee": {"id": 12}, "metric_set": {**METRICS, "ticket_id": None}}
    reply = {**COMMENT, "id": 701, "author_id": 12, "body": "On its way"}
    note = {**COMMENT, "id": 702, "author_id": 12, "public": False}
    copied = {**COMMENT, "id": 703, "author_id": 900}
    rule = {**COMMENT, "id": 704, "author_id": -1, "via": {"channel": "rule"}}
    (report,) = load(home, None, tickets__jsonl=lines({**ticket, "comments": [COMMENT, reply, note, copied, rule]}))
    assert report.format == "Zendesk (jsonl) as tickets, ticket_messages, ticket_metrics"
    assert raw(home, "tickets") == [{**FOUND, "customer_phone": "+12125550100"}]
    assert raw(home, "ticket_metrics")[0]["ticket_id"] == "90210"
    first, *others = raw(home, "ticket_messages")
    assert first == {
        **ZENDESK,
        "message_id": "700",
        "ticket_id": "90210",
        "created_at": "2026-09-28T09:00:00Z",
        "direction": "in",
        "author_id": "36001",
        "is_public": "true",
        "is_automated": "false",
        "body": "Hi, where is #NL1042?",
    }
    told = [(m["message_id"], m.get("direction"), m["is_public"], m["is_automated"]) for m in others]
    assert told == [
        ("701", "out", "true", "false"),
        ("702", "note", "false", "false"),
        ("703", None, "true", "false"),
        ("704", "out", "true", "true"),
    ]


def test_comments_by_themselves_are_told_by_their_author(home):
    named = {**COMMENT, "ticket_id": 90210}
    page = {"comments": [named, {**named, "id": 701, "author_id": 12}, {**named, "id": 702, "public": False}, COMMENT]}
    (report,) = load(home, None, page__json=json.dumps(page))
    (reason,) = report.reasons
    assert (report.quarantined, "does not say which ticket it is of" in reason) == (1, True)
    assert [(m.get("direction"), m["author_id"]) for m in raw(home, "ticket_messages")] == [
        (None, "36001"), (None, "12"), ("note", "36001"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"via": {"channel": "rule"}}, "is_automated"),
        ({"via": {"channel": "sample_ticket"}}, "is_automated"),
        ({"via": {"channel": "side_conversation"}}, "is_automated"),
        ({"via": {"channel": 8}}, "is_automated"),
        ({"via": {"channel": "api"}, "submitter_id": 99}, "is_automated"),
        ({"via": {"channel": "web"}, "submitter_id": 99}, "is_from_agent"),
        ({"via": {"channel": "voice", "source": {"rel": "outbound"}}, "submitter_id": 99}, "is_from_agent"),
        ({"status": "deleted"}, "is_spam"),
        ({"via": {"channel": "voice", "source": {"rel": "inbound"}}, "submitter_id": 99}, None),
        ({"via": {"channel": "native_messaging"}, "submitter_id": -1}, None),
        ({"via": {"channel": "closed_ticket"}}, None),
    ],
)
def test_tickets_that_no_customer_opened(home, change, column):
    load(home, None, t__jsonl=lines({**TICKET, **change}))
    (found,) = raw(home, "tickets")
    marked = [name for name in ("is_spam", "is_from_agent", "is_automated") if found[name] == "true"]
    assert marked == ([column] if column else [])


def test_a_merged_ticket_a_call_and_a_messengers_stub(home):
    merged = {**TICKET, "tags": ["closed_by_merge"]}
    call = {**TICKET, "id": 2, "via": {"channel": "voice", "source": {"rel": "inbound", "from": {"phone": "+1555"}}}}
    stub = {**TICKET, "id": 3, "via": {"channel": "native_messaging"}, "description": "Conversation with Ann"}
    mail = {**TICKET, "id": 4, "submitter_id": 99}  # an agent passed a mail on: its sender may be anybody
    load(home, None, t__jsonl=lines(merged, call, stub, mail))
    one, two, three, four = raw(home, "tickets")
    assert one["merged_into_ticket_id"] == "unknown"
    assert (two["customer_phone"], "customer_email" in two) == ("+1555", False)
    assert ("body" in three, three["channel"]) == (False, "native_messaging")
    assert "customer_email" not in four


@pytest.mark.parametrize(
    ("via", "submitter", "status", "marked"),
    [
        ("Phone call (outbound)", "Kim", "Closed", "is_from_agent"),
        ("Phone call (inbound)", "Kim", "Closed", None),
        ("Side conversation", "Ann", "Closed", "is_automated"),
        ("Sample ticket", "Ann", "Closed", "is_automated"),
        ("Web service (API)", "Ann", "Closed", None),
        ("Web Service", "Kim", "Closed", "is_automated"),
        ("Web service (API)", "Kim", "Closed", "is_automated"),
        ("Mail", "Kim", "Closed", "is_from_agent"),
        ("Mail", "Ann", "Deleted", "is_spam"),
    ],
)
def test_the_csv_and_the_api_mean_the_same_by_their_words(home, via, submitter, status, marked):
    header = "Id,Requester,Requester id,Subject,Submitter,Via,Status,Created at\n"
    row = f"1,Ann,36001,Hi,{submitter},{via},{status},2026-09-28 09:00:00\n"
    load(home, "sources: [{format: zendesk, time_zone: UTC}]", t__csv=header + row)
    (found,) = raw(home, "tickets")
    flags = [name for name in ("is_spam", "is_from_agent", "is_automated") if found[name] == "true"]
    assert (flags, found["requester_id"]) == ([marked] if marked else [], "36001")


CSV_SOURCES = "sources: [{format: zendesk, time_zone: UTC, fields: {order_ref: Order number}}]"


def test_a_dash_in_the_csv_is_an_empty_field(home):
    header = "Id,Requester,Subject,Via,Created at,Solved at,First reply time in minutes,Order number [txt]\n"
    load(home, CSV_SOURCES, t__csv=header + "1,Ann,Where is it - my order?,Mail,2026-09-28 09:00,-,-,-\n")
    (found,) = raw(home, "tickets")
    assert found["subject"] == "Where is it - my order?"
    assert {"closed_at", "first_response_at", "order_ref"}.isdisjoint(found)


def test_a_csv_without_names_of_people_is_known_by_what_zendesk_counts(home):
    header = "Id,Status,Tags,Created at,Group stations,Assignee stations\n"
    (report,) = load(home, CSV_SOURCES, t__csv=header + "1,Open,wismo,2026-09-28 09:00,1,1\n")
    assert (report.format, report.loaded) == ("Zendesk tickets (csv) as tickets", 1)


@pytest.mark.parametrize(("sure", "intent"), [("high", "order__status"), ("medium", "order__status"), ("low", None)])
def test_what_zendesk_took_a_ticket_to_be_about_stands_in_a_tag(home, sure, intent):
    tags = ["wismo", "intent__order__status", f"intent_confidence__{sure}", "language__en"]
    load(home, None, t__jsonl=lines({**TICKET, "tags": tags}))
    header = "Id,Requester,Subject,Tags,Via,Created at\n"
    load(home, CSV_SOURCES, t__csv=f"{header}2,Ann,Hi,{' '.join(tags)},Mail,2026-09-28 09:00\n")
    assert [found.get("intent") for found in raw(home, "tickets")] == [intent, intent]


def test_a_ticket_with_its_comments_and_people_beside_it(home):
    page = {"ticket": TICKET, "comments": [COMMENT, {**COMMENT, "id": 701, "author_id": 12}], "users": [USER]}
    (report,) = load(home, None, t__json=json.dumps(page))
    assert report.format == "Zendesk (json) as tickets, ticket_messages, contacts"
    told = [(message["ticket_id"], message["direction"]) for message in raw(home, "ticket_messages")]
    assert (told, len(raw(home, "contacts"))) == ([("90210", "in"), ("90210", "out")], 1)
