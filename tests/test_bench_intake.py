"""Measuring intake: every kind of file is read alone, and all of them together."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from wismo.bench.intake import ALL
from wismo.home import project_root
from wismo.sample import write_sample


def measured(sample):
    command = [sys.executable, "-m", "wismo.bench.intake", "--sample", str(sample), "--json"]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=project_root())


@pytest.fixture
def sample(tmp_path):
    write_sample(tmp_path / "whole", orders=300)
    (tmp_path / "some").mkdir()
    for name in ("sources.yml", "notifications.csv", "shopify_orders_export_1.csv", "shopify_orders_export_2.csv"):
        shutil.copy(tmp_path / "whole" / name, tmp_path / "some" / name)
    return tmp_path / "some"


def test_each_kind_is_measured_once_and_leaves_nothing_behind(sample):
    before = sorted(sample.iterdir())
    speeds = json.loads(measured(sample).stdout)
    assert [speed["files"].partition("_export")[0] for speed in speeds] == ["notifications.csv", "shopify_orders", ALL]
    bytes_read = sum(path.stat().st_size for path in sample.glob("*.csv"))
    assert speeds[-1]["megabytes"] == round(bytes_read / 1e6, 1)
    for speed in speeds:
        assert min(speed["cpu_seconds"], speed["megabytes_per_second"], speed["reference_megabytes_per_second"]) > 0
        assert speed["peak_megabytes"] > 50
    assert sorted(sample.iterdir()) == before


def test_a_file_that_is_refused_is_no_measurement(sample):
    (sample / "notifications.csv").write_text("sent,to\n1,2\n", encoding="utf-8")
    ended = measured(sample)
    assert ended.returncode == 1
    assert "notifications.csv" in ended.stderr
