"""Zip archives of the other samples, compressed and not."""

from __future__ import annotations

from tests.fuzz.sample import Sample, archive
from tests.fuzz.samples import aftership, gorgias, intercom, landed, notifications, shopify, warehouses


def _archive(name: str, *members: Sample, is_small: bool) -> Sample:
    content = archive({member.file: member.content for member in members}, is_small=is_small)
    return Sample("archive", name, content, members=members)


SAMPLES = (
    _archive("small.zip", shopify.SAMPLES[0], aftership.SAMPLES[0], is_small=True),
    _archive("large.zip", gorgias.SAMPLES[2], *landed.SAMPLES[:2], is_small=False),
    _archive("one.zip", notifications.SAMPLES[0], is_small=False),
    _archive("three.zip", warehouses.SAMPLES[2], intercom.SAMPLES[1], landed.SAMPLES[21], is_small=True),
)
