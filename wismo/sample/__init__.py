"""A fictional brand's exports, so that everything can be tried before real data is at hand."""

from __future__ import annotations

from wismo.sample.write import UNTIL, write_sample

__all__ = ["UNTIL", "write_sample"]
