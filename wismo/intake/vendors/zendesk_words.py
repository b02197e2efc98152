"""What Zendesk's words mean, the same in its CSV, its API and its webhooks: who opened a ticket, and how."""

from __future__ import annotations

import json
import re
from typing import Literal

Opener = Literal["customer", "agent", "tool"]

SCORES = {"good": "5", "good with comment": "5", "bad": "1", "bad with comment": "1"}
# A ticket that was thrown away or held back is nobody's question.
GONE = frozenset({"suspended", "deleted", "scrubbed"})
# Some tags are Zendesk's own; this one says that a ticket went into another, and not into which.
MERGED_TAG = "closed_by_merge"
# Others say what Zendesk's own model took the first message for, and how sure it was.
_INTENT_TAG = "intent__"
_UNSURE_TAG = "intent_confidence__low"
_SERVICES = frozenset({"web service", "web service (api)", "api"})
_MACHINES = frozenset({
    "rule", "sample ticket", "sample interactive ticket", "automation", "trigger", "side conversation",
    "monitor event",
})  # fmt: skip
_CALL = re.compile("phone|voice|call")
# Tickets of a messenger, whose conversation is not among the ticket's comments.
_MESSENGERS = frozenset({
    "native messaging", "messaging", "web messaging", "mobile sdk", "web widget", "whatsapp", "facebook messenger",
    "sunshine conversations api", "sunshine conversations facebook messenger", "sunshine conversations twitter dm",
    "instagram dm", "line", "viber", "telegram", "wechat", "kakaotalk", "apple business chat",
    "google business messages", "google rcs", "chat", "chat transcript", "chat offline message",
})  # fmt: skip
_STUB = re.compile(r"(?i)^conversation with [^\n]{0,200}$")
# A channel may also be given by number; these are the documented ones by which tickets come.
_NUMBERS = {
    "0": "web_form", "4": "mail", "5": "web_service", "8": "rule", "15": "iphone", "17": "dropbox", "20": "batch",
    "23": "twitter_favorite", "24": "topic", "26": "twitter_dm", "27": "closed_ticket", "29": "chat", "30": "twitter",
    "31": "ticket_sharing", "33": "voicemail", "34": "phone_call_inbound", "35": "phone_call_outbound",
    "37": "text_message", "38": "facebook_post", "39": "import", "41": "facebook_message",
}  # fmt: skip


def channel_word(channel: str | None) -> str | None:
    """Return the word of a channel that may be given by its number."""
    return _NUMBERS.get(channel, channel) if channel else None


def opener(channel: str | None, rel: str | None = None, *, is_by_other: bool) -> Opener:
    """Return who opened a ticket.

    ``is_by_other`` says that it was submitted by somebody who did not ask for it: a tool, where it came
    through the API, or an agent who wrote first. Calls are written down by agents: those stay the customer's,
    unless the agent called (``rel`` is Zendesk's word for that in the API; the CSV says it in the channel).
    """
    word = _form(channel)
    if word in _MACHINES or (is_by_other and word in _SERVICES):
        return "tool"
    if _CALL.search(word):
        return "agent" if "outbound" in word or (rel or "").lower() == "outbound" else "customer"
    return "agent" if is_by_other else "customer"


def is_machine(channel: str | None) -> bool:
    """Tell whether a rule or a program wrote a comment."""
    return _form(channel) in _MACHINES


def is_stub(description: str, subject: str | None, channel: str | None, *, is_messaging: bool) -> bool:
    """Tell whether the first comment of a messenger's ticket only says that there is a conversation."""
    if not (is_messaging or _form(channel) in _MESSENGERS):
        return False
    return description == subject or _STUB.match(description) is not None


def tags_of(words: str) -> list[str]:
    """Return tags out of one text. A tag holds no space, so that both commas and spaces part them."""
    return re.findall(r"[^\s,]+", words)


def intent_of(tags: list[str]) -> str | None:
    """Return what Zendesk took a ticket to be about; None where it did not say, or was not sure."""
    found = next((tag.removeprefix(_INTENT_TAG) for tag in tags if tag.startswith(_INTENT_TAG)), None)
    return found if _UNSURE_TAG not in tags else None


def tag_list(words: str) -> str:
    """Return tags out of one text, as the contract writes a list."""
    return json.dumps(tags_of(words), ensure_ascii=False)


def _form(channel: str | None) -> str:
    return re.sub(r"[_\-]+", " ", channel or "").strip().lower()
