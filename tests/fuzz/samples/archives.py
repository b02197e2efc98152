"""Zip archives of the other samples, compressed and not."""

from __future__ import annotations

from tests.fuzz.sample import Sample, archive
from tests.fuzz.samples import aftership, gorgias, landed, shopify


def _archive(name: str, *members: Sample, is_small: bool) -> Sample:
    content = archive({member.file: member.content for member in members}, is_small=is_small)
    return Sample("archive", name, content, members=members)


SAMPLES = (
    _archive("small.zip", shopify.SAMPLES[0], aftership.SAMPLES[0], is_small=True),
    _archive("large.zip", gorgias.SAMPLES[2], landed.SAMPLES[0], landed.SAMPLES[1], is_small=False),
)
