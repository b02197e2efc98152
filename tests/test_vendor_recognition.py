"""A record of one helpdesk is never taken for a record of another, and answers are split as their vendor means them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests import test_vendor_freshdesk as freshdesk
from tests import test_vendor_gorgias as gorgias
from tests import test_vendor_helpscout as helpscout
from tests import test_vendor_intercom as intercom
from tests import zendesk_cases as zendesk
from tests.schema_records import record_of
from tests.vendor_cases import lines, load, raw
from wismo.intake.vendors import FORMATS

CONTACT = {"type": "contact", "id": "1", "email": "a@b.c", "role": "user"}
AGENT = {"id": 12, "ticket_scope": 1, "contact": {"email": "kim@brand.com"}}
USER = {"id": 1, "firstName": "Kim", "email": "kim@brand.com", "role": "owner", "type": "user", "timezone": "UTC"}
RATING = {"id": 1, "conversationId": 123, "rating": "great"}
THREAD = {"id": 1, "type": "customer", "state": "published", "createdBy": {"id": 2}, "body": "Hi"}
WHOLE = ({"ticket": zendesk.TICKET, "comments": []}, {"ticket": freshdesk.TICKET, "conversations": []})
CUSTOMER = {"id": 1, "firstName": "Ann", "photoUrl": None, "_embedded": {}}
RECORDS: list[tuple[str, dict[str, Any]]] = [
    *(("zendesk", record) for record in (zendesk.TICKET, zendesk.COMMENT, zendesk.USER, zendesk.METRICS)),
    *(("zendesk", record) for record in (zendesk.RATING, zendesk.EVENT)),
    *(("freshdesk", record) for record in (freshdesk.TICKET, freshdesk.CONVERSATION, freshdesk.CONTACT, AGENT)),
    *(("helpscout", record) for record in (helpscout.CONVERSATION, CUSTOMER, USER, RATING, THREAD)),
    *zip(("zendesk", "freshdesk"), WHOLE, strict=True),
    *(("intercom", record) for record in (intercom.CONVERSATION, CONTACT)),
    *(("gorgias", record) for record in (record_of(gorgias.TICKET), record_of(gorgias.MESSAGE))),
    *(("gorgias", record) for record in (gorgias.CUSTOMER, gorgias.SURVEY)),
]


@pytest.mark.parametrize(("vendor", "record"), RECORDS)
def test_a_record_is_of_one_vendor(vendor, record):
    known = [form.vendor for form in FORMATS.values() for shape in form.shapes if shape.matches(record)]
    assert known == [vendor]


@pytest.mark.parametrize("record", [record for _, record in RECORDS])
def test_no_shape_minds_what_stands_in_a_record(record):
    for strange in (None, [], {}, [[]], "x", True):
        for name in record:
            for form in FORMATS.values():
                for shape in form.shapes:
                    assert shape.matches({**record, name: strange}) in (True, False)


def test_files_in_any_order_split_and_doubled_come_to_the_same(home):
    page = {"tickets": [zendesk.TICKET], "users": [zendesk.USER], "metric_sets": [zendesk.METRICS]}
    load(home, None, a__json=json.dumps(page), b__jsonl=lines({**zendesk.COMMENT, "ticket_id": 90210}))
    names = ("tickets", "ticket_messages", "contacts", "ticket_metrics")
    before = {name: raw(home, name) for name in names}
    reports = load(
        home,
        None,
        a__jsonl=lines({**zendesk.COMMENT, "ticket_id": 90210}, zendesk.METRICS),
        b__jsonl=lines(zendesk.USER, {"ticket": zendesk.TICKET}),
    )
    assert [(report.loaded, report.duplicates) for report in reports] == [(0, 2), (0, 2)]
    assert {name: raw(home, name) for name in names} == before
    assert [len(found) for found in before.values()] == [1, 1, 1, 1]


def test_ids_and_times_of_every_length_stand_as_they_are(home):
    number = 98765432109876543210
    at = {"created_at": "2026-10-25T02:30:00.123456+02:00", "updated_at": "2026-10-25T02:30:00.123456789+01:00"}
    load(home, None, t__jsonl=lines({**zendesk.TICKET, "id": number, "requester_id": number + 1, **at}))
    (found,) = raw(home, "tickets")
    assert (found["ticket_id"], found["requester_id"]) == ("98765432109876543210", "98765432109876543211")
    assert (found["created_at"], found["updated_at"]) == ("2026-10-25T00:30:00.123456Z", "2026-10-25T01:30:00.123456Z")
