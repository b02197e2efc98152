"""Intercom's conversations with their parts, and contacts."""

from tests.fuzz.sample import Sample, answer, json_lines


def _part(mark: str, number: int, kind: str) -> dict:
    return {
        "type": "conversation_part", "id": f"{mark}{number}", "part_type": kind, "body": f"<p>Of {mark}</p>",
        "created_at": 1767254400 + number,
        "author": {"type": "admin" if number % 2 else "user", "id": "195", "email": f"k{mark}@example.com"},
    }  # fmt: skip


def _conversation(mark: str) -> dict:
    ann = {"type": "user", "id": f"5c{mark}", "email": f"a{mark}@example.com"}
    return {
        "type": "conversation", "id": mark, "title": None, "created_at": 1767254400, "updated_at": 1767264400,
        "waiting_since": None, "open": False, "state": "closed", "admin_assignee_id": 195,
        "source": {
            "type": "conversation", "id": f"33{mark}", "delivered_as": "customer_initiated", "author": ann,
            "subject": f"<p>Order {mark}</p>", "body": "<p>Where is my order?</p>",
        },
        "contacts": {"type": "contact.list", "contacts": [{"type": "contact", "id": f"5c{mark}"}]},
        "tags": {"type": "tag.list", "tags": [{"type": "tag", "id": "1", "name": f"t{mark}"}]},
        "custom_attributes": {"Order number": f"#{mark}"}, "conversation_rating": {"rating": 4},
        "statistics": {"first_admin_reply_at": 1767258000, "last_close_at": 1767261600, "count_reopens": 1},
        "conversation_parts": {"conversation_parts": [_part(mark, 1, "comment"), _part(mark, 2, "note")]},
    }  # fmt: skip


def _contact(mark: str) -> dict:
    return {
        "type": "contact", "id": f"5c{mark}", "workspace_id": "w", "external_id": f"x{mark}", "role": "user",
        "email": f"a{mark}@example.com", "phone": f"+1555{mark}", "updated_at": 1767254400,
    }  # fmt: skip


SAMPLES = (
    Sample(
        "intercom_json", "page.json", answer(conversations=_conversation),
        sources="sources: [{format: intercom, fields: {order_ref: Order number}}]",
    ),
    Sample("intercom_json", "all.jsonl", json_lines(_contact, _conversation)),
)  # fmt: skip
