"""Help Scout's conversations with their threads as an answer, and customers as lines."""

import json

from tests.fuzz.sample import MARKERS, Sample, json_lines


def _thread(mark: str, number: int, kind: str) -> dict:
    person = {"id": number, "type": "customer" if kind == "customer" else "user", "email": f"a{mark}@example.com"}
    return {
        "id": int(f"{mark}{number}"), "type": kind, "state": "published", "createdBy": person,
        "body": f"<p>Where is {mark}?</p>", "source": {"type": "email", "via": person["type"]}, "action": {},
        "createdAt": f"2026-01-01T1{number}:00:00Z",
    }  # fmt: skip


def _conversation(mark: str) -> dict:
    ann = {"id": 238604, "type": "customer", "email": f"a{mark}@example.com"}
    return {
        "id": int(mark), "number": 12, "threads": 2, "type": "email", "folderId": 11, "status": "closed",
        "state": "published", "subject": f"Help with {mark}", "mailboxId": 13, "assignee": {"id": 99, "type": "user"},
        "createdBy": ann, "createdAt": "2026-01-01T09:00:00Z", "closedAt": "2026-01-02T09:00:00Z",
        "userUpdatedAt": "2026-01-02T09:00:00Z", "source": {"type": "email", "via": "customer"},
        "tags": [{"id": 9150, "tag": f"t{mark}"}], "primaryCustomer": ann,
        "customFields": [{"id": 8, "name": "Order number", "value": f"#{mark}", "text": ""}],
        "_embedded": {"threads": [_thread(mark, 1, "customer"), _thread(mark, 2, "message")]},
    }  # fmt: skip


def _customer(mark: str) -> dict:
    return {
        "id": int(f"2{mark}"), "firstName": "Ann", "photoUrl": None, "updatedAt": "2026-01-01T09:00:00Z",
        "_embedded": {
            "emails": [{"id": 1, "value": f"a{mark}@example.com", "type": "work"}],
            "phones": [{"id": 2, "value": f"+1555{mark}", "type": "mobile"}],
        },
    }  # fmt: skip


def _page() -> bytes:
    conversations = [_conversation(mark) for mark in MARKERS]
    return json.dumps({"_embedded": {"conversations": conversations}, "page": {"number": 1}}, indent=1).encode()


SAMPLES = (
    Sample(
        "helpscout_json", "page.json", _page(),
        sources="sources: [{format: helpscout, fields: {order_ref: Order number}}]",
    ),
    Sample("helpscout_json", "people.jsonl", json_lines(_customer, _conversation)),
)  # fmt: skip
