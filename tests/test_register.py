"""The register of tactics and the targets: a wrong row is one plain sentence."""

from __future__ import annotations

import csv
import shutil

import pytest

from wismo.build import build
from wismo.errors import WismoError
from wismo.home import project_root
from wismo.register import KINDS, OWNERS, check_registers

SEEDS = project_root() / "seeds"
TACTIC = {
    "tactic_id": "t", "name": "T", "kind": "other", "launched_on": "2026-06-08", "ended_on": "", "three_pl": "cascade",
    "carrier": "", "region": "", "owner": "brand", "metric": "wismo_rate", "expected_change": "", "note": "",
}  # fmt: skip
TARGET = {
    "target_id": "t", "metric": "wismo_rate", "dimension": "all", "member": "all", "starts_on": "2026-07-06",
    "due_on": "2027-06-30", "reduction": "0.15", "target": "", "owner": "brand", "note": "",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    for name in ("tactics", "targets", "three_pls", "carriers"):
        shutil.copy(SEEDS / f"{name}.csv", tmp_path)
    return tmp_path


def write(path, *rows: dict[str, str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_what_is_shipped_is_right(folder):
    check_registers()
    write(
        folder / "tactics.csv", TACTIC, TACTIC | {"tactic_id": "u", "expected_change": "-0.2", "ended_on": "2026-07-01"}
    )
    write(folder / "targets.csv", TARGET | {"reduction": "", "target": "4"})
    check_registers(folder)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"three_pl": "casade"},
         "three_pl is casade, which is not known in seeds/three_pls.csv. Did you mean cascade?"),
        ({"carrier": "upss"}, "carrier is upss, which is not known in seeds/carriers.csv. Did you mean ups?"),
        ({"launched_on": "08/06/2026"}, "launched_on is 08/06/2026; write a day as 2026-06-08."),
        ({"launched_on": "2026-13-01"}, "launched_on is 2026-13-01; write a day as 2026-06-08."),
        ({"launched_on": "20260608"}, "launched_on is 20260608; write a day as 2026-06-08."),
        ({"launched_on": ""}, "launched_on is missing."),
        ({"ended_on": "2026-06-07"}, "ended_on 2026-06-07 lies before launched_on 2026-06-08."),
        ({"metric": "wismo_share"}, "metric is wismo_share, which is not known. Did you mean wismo_rate?"),
        ({"kind": "magic"}, f"kind is magic, which is not known. Known are {', '.join(sorted(KINDS))}."),
        ({"expected_change": "-15"}, "expected_change is -15; it must be a number between -1 and 10."),
        ({"expected_change": "nan"}, "expected_change is nan; it must be a number between -1 and 10."),
        ({"expected_change": "a lot"}, "expected_change is a lot; it must be a number between -1 and 10."),
        ({"owner": "Jo"}, f"owner is Jo, which is not known. Known are {', '.join(sorted(OWNERS))}."),
        ({"tactic_id": ""}, "tactic_id is missing."),
    ],
)  # fmt: skip
def test_a_wrong_tactic_is_named_by_its_line(folder, wrong, sentence):
    write(folder / "tactics.csv", TACTIC | {"tactic_id": "first"}, TACTIC | wrong)
    with pytest.raises(WismoError) as caught:
        check_registers(folder)
    assert str(caught.value) == f"seeds/tactics.csv, line 3: {sentence}"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"dimension": "shop"}, "dimension is shop, which is not known. Known are all, carrier, region, three_pl."),
        ({"dimension": "carrier"}, "dimension and member must both be all, or both name something."),
        ({"dimension": "carrier", "member": "fedx"},
         "member is fedx, which is not known in seeds/carriers.csv. Did you mean fedex?"),
        ({"due_on": "2026-07-06"}, "due_on 2026-07-06 does not lie after starts_on 2026-07-06."),
        ({"target": "4"}, "give either reduction (0.15 for 15 % below the baseline) or target (per 100 orders)."),
        ({"reduction": ""}, "give either reduction (0.15 for 15 % below the baseline) or target (per 100 orders)."),
        ({"reduction": "15"}, "reduction is 15; it must be a number between 0 and 1."),
    ],
)  # fmt: skip
def test_a_wrong_target_is_named_by_its_line(folder, wrong, sentence):
    write(folder / "targets.csv", TARGET | wrong)
    with pytest.raises(WismoError) as caught:
        check_registers(folder)
    assert str(caught.value) == f"seeds/targets.csv, line 2: {sentence}"


def test_a_file_that_is_not_the_table_is_told(folder):
    write(folder / "tactics.csv", TACTIC, TACTIC)
    with pytest.raises(WismoError, match="line 3: tactic_id t stands there twice"):
        check_registers(folder)
    (folder / "tactics.csv").write_text("tactic_id,name\na,b\n")
    with pytest.raises(WismoError, match="seeds/tactics.csv has no column kind; its columns are tactic_id, name, kind"):
        check_registers(folder)
    head = ",".join(TACTIC)
    (folder / "tactics.csv").write_text(f"{head}\n{','.join(TACTIC.values())}one, two, three\n")
    with pytest.raises(WismoError, match="more values than columns"):
        check_registers(folder)
    (folder / "tactics.csv").write_bytes(b"tactic_id\xff\xfe")
    with pytest.raises(WismoError, match="not a CSV file in UTF-8"):
        check_registers(folder)
    (folder / "tactics.csv").write_text(f"{head}\n")
    check_registers(folder)
    (folder / "tactics.csv").write_text(f"{head}\nshort,row\n")
    with pytest.raises(WismoError, match="line 2: launched_on is missing"):
        check_registers(folder)


def test_a_build_stops_at_a_wrong_row(home, monkeypatch):
    def wrong() -> None:
        raise WismoError("seeds/tactics.csv, line 3: tactic_id is missing.")

    monkeypatch.setattr("wismo.build.check_registers", wrong)
    with pytest.raises(WismoError, match="line 3"):
        build(home)
