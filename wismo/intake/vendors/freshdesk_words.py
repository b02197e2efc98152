"""Freshdesk's numbers: what its API says in codes, and its CSV in words."""

from __future__ import annotations

import re

# Documented are 1, 2, 3, 7, 9 and 10; the others are those that people's clients of the API name alike.
SOURCES = {
    "1": "email", "2": "portal", "3": "phone", "4": "forum", "5": "twitter", "6": "facebook", "7": "chat",
    "8": "mobihelp", "9": "feedback_widget", "10": "outbound_email", "11": "ecommerce", "12": "bot",
}  # fmt: skip
# Accounts add statuses of their own, from 6 on: those stay numbers.
STATUSES = {"2": "open", "3": "pending", "4": "resolved", "5": "closed"}
UNSOLVED = frozenset({"open", "pending"})
OUTBOUND = frozenset({"10", "outbound email", "outbound_email"})
# A message that an agent passed on to somebody else is no reply to the customer.
FORWARDED = "8"
# The note in a ticket that went into another, as Freshdesk writes it in English.
MERGED = re.compile(r"(?i)\s*this ticket is closed and merged into ticket\s*#?(\d+)")
