"""Words that helpdesks use for channels are known: what is not counts as other, and nobody would see why."""

from __future__ import annotations

import csv

import pytest

from wismo.home import project_root
from wismo.intake.vendors.freshdesk_words import SOURCES
from wismo.intake.vendors.zendesk_words import _MACHINES, _MESSENGERS, _NUMBERS

INTERCOM = (
    "conversation", "email", "facebook", "instagram", "phone_call", "phone_switch", "push", "sms", "twitter",
    "whatsapp",
)  # fmt: skip
ZENDESK = ("web", "email", "chat", "api", "rule", "voice", "sms", "facebook", "twitter", "mobile", "any_channel")
HELPSCOUT = ("email", "chat", "phone", "beacon")


@pytest.mark.parametrize(
    "words",
    [
        SOURCES.values(),
        [word.replace("_", " ") for word in SOURCES.values()],
        INTERCOM,
        HELPSCOUT,
        ZENDESK,
        _NUMBERS.values(),
        _MESSENGERS,
        [word.replace(" ", "_") for word in _MESSENGERS | _MACHINES],
    ],
)
def test_every_channel_that_the_readers_emit_has_a_row(words):
    with (project_root() / "seeds" / "channels.csv").open() as seed:
        known = {row["word"] for row in csv.DictReader(seed)}
    assert {word.lower() for word in words} - known == set()
