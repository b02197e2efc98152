"""Tickets and messages as smaller helpdesks export them."""

from __future__ import annotations

from tests.unknown_files.rows import MAILS, PEOPLE, Case, at, document, later, lines, pick, table

SUBJECTS = ("Where is my order?", "Return request", "Wrong size", "Parcel not arrived", "Invoice please")
ASKED = "Hello, I have been waiting for my parcel for more than a week now and nothing moves. Can you look please?"


def utc(moment: object) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S.000Z}"


KUSTOMER = Case(
    "conversations.json",
    document(
        lambda i: {
            "type": "conversation", "id": f"64f1c{i:03x}a9e1b4d{i * 911 % 4096:03x}",
            "attributes": {
                "name": pick(SUBJECTS, i), "status": pick(("open", "done", "snoozed"), i), "messageCount": 1 + i % 5,
                "preview": ASKED, "createdAt": utc(at(i)), "updatedAt": utc(later(i, 30)),
                "lastActivityAt": utc(later(i, 29)), "spam": i % 11 == 4, "ended": bool(i % 3),
                "endedAt": utc(later(i, 30)) if i % 3 else None, "tags": ["5ff4", "60aa"][: i % 3], "priority": 3,
                "custom": {"orderNumberStr": f"#NL{1417 + i}" if i % 2 else None},
            },
            "relationships": {"customer": {"data": {"type": "customer", "id": f"5c3f{i % 17:04x}bb"}}},
        },
        "data",
    ),
    {"tickets": {
        "ticket_id": "id", "created_at": "attributes.createdAt", "updated_at": "attributes.updatedAt",
        "closed_at": "attributes.endedAt", "status": "attributes.status", "subject": "attributes.name",
        "body": "attributes.preview", "tags": "attributes.tags", "order_ref": "attributes.custom.orderNumberStr",
        "is_spam": "attributes.spam", "requester_id": "relationships.customer.data.id",
    }},
    {"tickets": {"created_at": "2026-08-31T22:07:41Z", "subject": "Where is my order?", "is_spam": "false"}},
)  # fmt: skip

GLADLY = Case(
    "conversation_items.jsonl",
    lines(lambda i: {
        "id": f"item-{i:05d}", "customerId": f"cus-{i // 3 % 9:04d}", "conversationId": f"cnv-{i // 3:04d}",
        "timestamp": utc(later(i // 3, 3 * (i % 3))),
        "initiator": {"type": ("CUSTOMER", "AGENT", "CUSTOMER")[i % 3], "id": f"p-{i % 3 + i // 3 * 2}"},
        "content": {"type": "EMAIL", "subject": pick(SUBJECTS, i // 3), "content": ASKED},
    }, rows=45),
    {"ticket_messages": {
        "message_id": "id", "ticket_id": "conversationId", "created_at": "timestamp", "direction": "initiator.type",
        "author_id": "initiator.id", "body": "content.content",
    }},
    {"ticket_messages": {"ticket_id": "cnv-0000", "direction": "in", "created_at": "2026-08-31T22:07:41Z"}},
)  # fmt: skip

REAMAZE = Case(
    "reamaze_conversations.json",
    document(
        lambda i: {
            "subject": pick(SUBJECTS, i), "slug": f"{pick(SUBJECTS, i).lower().replace(' ', '-').strip('?')}-{i:03x}",
            "status": i % 3, "created_at": utc(at(i)), "updated_at": utc(later(i, 20)),
            "tag_list": ["wismo", "vip"][: i % 3], "category": {"name": "Support", "slug": "support", "channel": 1},
            "author": {"id": 5500 + i % 23, "name": PEOPLE[i % 5], "email": MAILS[i % 23]},
            "message": {"body": ASKED, "visibility": 0}, "message_count": 2, "data": {"order": f"NL{1417 + i}"},
        },
        "conversations",
    ),
    {"tickets": {
        "ticket_id": "slug", "created_at": "created_at", "updated_at": "updated_at", "status": "status",
        "subject": "subject", "body": "message.body", "customer_email": "author.email", "tags": "tag_list",
        "order_ref": "data.order", "requester_id": "author.id",
    }},
    {"tickets": {"ticket_id": "where-is-my-order-000", "body": ASKED, "order_ref": "NL1417", "tags": "[]"}},
    may=frozenset({"tickets.channel"}),
)  # fmt: skip

RICHPANEL = Case(
    "richpanel_tickets.jsonl",
    lines(lambda i: {
        "id": f"a1b2-{i:04d}", "conversation_no": 90417 + i, "status": pick(("OPEN", "CLOSED"), i),
        "subject": pick(SUBJECTS, i), "priority": "LOW",
        "via": {"channel": pick(("email", "messenger", "instagram"), i), "source": {"from": {"address": MAILS[i]}}},
        "comment": {"body": ASKED, "sender_type": "customer"}, "tags": ["order-status"] if i % 2 else [],
        "created_at": utc(at(i)), "updated_at": utc(later(i, 9)), "first_reply_at": utc(later(i, 2)),
        "assignee_id": f"ag-{i % 4}", "csat": None if i % 3 else 5,
    }),
    {"tickets": {
        "ticket_id": "id", "created_at": "created_at", "updated_at": "updated_at", "status": "status",
        "first_response_at": "first_reply_at", "channel": "via.channel", "subject": "subject", "body": "comment.body",
        "customer_email": "via.source.from.address", "tags": "tags", "agent_id": "assignee_id", "csat": "csat",
    }},
    {"tickets": {"ticket_id": "a1b2-0000", "created_at": "2026-08-31T22:07:41Z", "channel": "email"}},
)  # fmt: skip

SHARED_INBOX = Case(
    "conversations_export.csv",
    table(
        "Conversation ID,Created,Subject,Channel,Customer email,Tags,Assignee,First response,Closed,Status,"
        "Order number",
        lambda i: (
            f"cnv_{i:03d}k{i * 37 % 97:02d}", at(i).strftime("%m/%d/%Y %I:%M %p"), pick(SUBJECTS, i),
            pick(("email", "sms", "chat"), i), MAILS[i], "shipping, wismo" if i % 3 == 0 else "returns" * (i % 3 == 1),
            pick(("agent-a", "agent-b", ""), i), later(i, 2).strftime("%m/%d/%Y %I:%M %p"),
            later(i, 40).strftime("%m/%d/%Y %I:%M %p") if i % 4 else "", pick(("Archived", "Open"), i),
            f"#NL{1417 + i}" if i % 2 else "",
        ),
    ).encode(),
    {"tickets": {
        "ticket_id": "Conversation ID", "created_at": "Created", "closed_at": "Closed", "status": "Status",
        "first_response_at": "First response", "channel": "Channel", "subject": "Subject", "agent_id": "Assignee",
        "customer_email": "Customer email", "tags": "Tags", "order_ref": "Order number",
    }},
    {"tickets": {"ticket_id": "cnv_000k00", "created_at": "2026-09-01T05:07:00Z", "tags": '["shipping","wismo"]'}},
    zone="America/Los_Angeles",
)  # fmt: skip

CASES = (KUSTOMER, GLADLY, REAMAZE, RICHPANEL, SHARED_INBOX)
