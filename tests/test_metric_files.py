"""Mistakes in the files of metrics are sentences with the file and the metric in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from wismo.errors import WismoError
from wismo.home import project_root
from wismo.metric_files import DIRECTIONS, FORMATS, check_metric_files

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
semantic_models:
  - name: tickets_by_day
    measures:
      - {name: chat_count, agg: sum}
      - {name: ticket_count, agg: sum}
metrics:
  - name: chats
    label: Chats
    description: d
    type: simple
    type_params: {measure: {name: chat_count}}
    config: {meta: {format: integer, unit: tickets, direction: neutral, smallest_n: 0, term: t}}
  - name: chat_share
    label: Share of chats
    description: d
    type: ratio
    type_params: {numerator: chats, denominator: {name: chats}}
    config: {meta: {format: percent, unit: share, direction: neutral, smallest_n: 30, term: t}}
"""


def test_the_projects_own_metrics_are_well_written() -> None:
    check_metric_files()


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (", unit: tickets", "", "metric chats: config.meta.unit is missing"),
        ("    config: {meta: {format: integer, unit: tickets, direction: neutral, smallest_n: 0, term: t}}\n", "",
         "metric chats: config, config.meta.format, config.meta.unit"),
        ("format: percent", "format: percentage", "metric chat_share: format is percentage, which is not known."),
        ("neutral, smallest_n: 30", "up, smallest_n: 30", "direction is up, which is not known."),
        ("smallest_n: 30", "smallest_n: few", "smallest_n is few; it must be a whole number."),
        ("measure: {name: chat_count}", "measure: {name: chats_count}", "Did you mean chat_count"),
        ("numerator: chats,", "numerator: chatz,", "metric is chatz, which is not known."),
        ("    label: Chats\n", "", "metric chats: label is missing"),
        ("      - {name: chat_count, agg: sum}", "      - {name: chat_count, agg: sum", "own.yml, line "),
    ],
)  # fmt: skip
def test_a_mistake_is_a_sentence(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    (tmp_path / "own.yml").write_text(GOOD)
    check_metric_files(tmp_path)
    assert right in GOOD
    (tmp_path / "own.yml").write_text(GOOD.replace(right, wrong, 1))
    with pytest.raises(WismoError) as caught:
        check_metric_files(tmp_path)
    assert said in str(caught.value)
    assert "models/metrics/own.yml" in str(caught.value)


def test_every_format_and_direction_is_in_use() -> None:
    text = "\n".join(path.read_text() for path in (project_root() / "models" / "metrics").glob("*.yml"))
    text += (project_root() / "wismo" / "statistics" / "registry.yml").read_text()
    for word in (*FORMATS, *DIRECTIONS):
        assert f": {word}\n" in text or f": {word}}}" in text or f": {word}," in text, word
