"""What `wismo load` prints: a line per file, what is wrong and what to do, whatever stands in names and values."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.unknown_files import shops
from wismo.cli import run
from wismo.cli_output import print_table
from wismo.errors import safe
from wismo.home import Home
from wismo.intake.ledger import balance, read_ledger

ORDERS = "order_id,order_name,created_at,is_test,source_system,source_account\n"
GOOD = "1,#1001,2026-09-01T10:00:00Z,false,shop,main\n"
BAD = "2,#1002,yesterday,false,shop,main\n3,#1003,2026-09-01T10:00:00Z,perhaps,shop,main\n4,#1004,today,no,shop,main\n"


@pytest.fixture
def wismo(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("WISMO_HOME", str(tmp_path / "home"))

    def wismo(*arguments: object) -> tuple[int, str, str]:
        code = run([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return wismo


def test_quarantined_records_are_counted_by_reason_and_where_they_lie_is_said(wismo, tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS + GOOD + BAD)
    code, output, errors = wismo("load", tmp_path / "orders.csv")
    assert code == 0
    lines = output.splitlines()
    assert lines[0].split() == ["file", "format", "records", "loaded", "duplicates", "quarantined", "note"]
    assert lines[1].split() == ["orders.csv", "csv", "as", "orders", "4", "1", "0", "3"]
    assert lines[3] == "orders.csv: 3 records are not right and were set aside:"
    assert lines[4].startswith("  2 x created_at is not a time; write it like")
    assert lines[5].startswith("  1 x is_test is neither true nor false")
    assert lines[6] == "  They lie here, each with its reason; mend them there and load the mended file:"
    mended = lines[7].removeprefix("  wismo load ")
    assert (errors, lines[-2:]) == ("", ["", "Next: wismo build"])
    text = Path(mended).read_text()
    assert text.count("\n") == 4
    Path(mended).write_text(re.sub("yesterday|today", "2026-09-02", text).replace("perhaps", "no"))
    (tmp_path / "sources.yml").write_text("sources: [{name: shop, format: canonical, time_zone: UTC}]")
    assert wismo("load", mended, "--sources", tmp_path / "sources.yml")[1].splitlines()[1].split()[4:6] == ["3", "3"]


def test_a_refused_file_has_its_sentence_beneath_and_the_way_to_a_proposal(wismo, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / shops.OWN_SHOP.name).write_bytes(shops.OWN_SHOP.content)
    code, output, errors = wismo("load", folder)
    assert code == 1
    assert output.splitlines()[1].endswith("refused, see below")
    assert "orders.jsonl was refused: The columns are not those of one object of the contract" in output
    assert f"wismo load {folder} --dry-run" in output
    target = tmp_path / "proposed.yml"
    code, _, errors = wismo("load", folder, "--propose", target)
    assert errors.startswith(f"\nWrote {target}. Look at the lines marked `check`, then: wismo load {folder} --sources")
    assert wismo("load", folder, "--sources", target)[0] == 0
    assert "Every file is understood" in wismo("load", folder, "--sources", target, "--dry-run")[2]


def test_json_has_the_fields_of_the_reference_only(wismo, tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS + GOOD + BAD)
    code, output, errors = wismo("load", tmp_path / "orders.csv", "--json")
    (report,) = json.loads(output)
    names = "file format sha256 records loaded duplicates quarantined error reasons note erased"
    assert (code, errors, list(report)) == (0, "", names.split())


def test_names_with_line_ends_and_escape_codes_are_spelt_out(wismo, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a\x1b[31mred\nline.csv").write_text("x\x1b]0;title\x07,b\n1,2\n")
    code, output, errors = wismo("load", folder, "--dry-run")
    assert code == 1
    assert not {"\x1b", "\x07"} & set(output + errors)
    assert output.splitlines()[1].startswith("a\\x1b[31mred\\nline.csv")
    assert safe("caf\u00e9 \u202etxt.csv \udc80") == "caf\u00e9 \\u202etxt.csv \\udc80"


@pytest.mark.parametrize("width", [60, 80, 100])
def test_a_table_fits_its_terminal_and_keeps_every_figure(width, capsys):
    name = "exports/2026/september/a very long name of an export that ends in_0917.csv"
    row = (name, "Shopify orders (csv) as orders, order_lines", 123_456, 120_000, 3_000, 456, "refused, see below")
    print_table(["file", "format", "records", "loaded", "duplicates", "quarantined", "note"], [row], width)
    head, line = capsys.readouterr().out.splitlines()
    assert max(len(head), len(line)) <= max(width, 92)
    assert {"123,456", "120,000", "3,000", "456"} <= set(line.split())
    assert "0917.csv" in line


def test_a_mistyped_path_names_the_nearest(wismo, tmp_path):
    (tmp_path / "exports").mkdir()
    assert wismo("load", tmp_path / "exprots")[2] == (
        f"There is no file or folder {tmp_path / 'exprots'}. Did you mean {tmp_path / 'exports'}?\n"
    )
    (tmp_path / "sources.yml").write_text("sources: []")
    errors = wismo("load", tmp_path, "--sources", tmp_path / "source.yml")[2]
    assert f"Did you mean {tmp_path / 'sources.yml'}?" in errors
    assert "--propose sources.yml" in errors


def test_a_proposal_overwrites_nothing_and_says_so_before_reading(wismo, tmp_path):
    (tmp_path / "mine.yml").write_text("sources: []")
    code, output, errors = wismo("load", tmp_path / "nothing", "--propose", tmp_path / "mine.yml")
    assert (code, output) == (1, "")
    assert errors == f"{tmp_path / 'mine.yml'} is there already. Name another file, or move it away.\n"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("sources: [{name: a, object: orders, column: {order_id: x}}]", "columns"),
        ("sources: [{name: a, object: order, columns: {order_id: x}}]", "orders"),
        ("sources: [{name: a, object: orders, columns: {order_nam: x}}]", "order_name"),
        ("sources: [{name: a, object: orders, columns: {order_id: {form: x}, created_at: y}}]", "from"),
        ("sources: [{format: zendeks}]", "zendesk"),
        ("sources: [{format: zendesk, fields: {order_reff: x}}]", "order_ref"),
        ("brand: {timezone: UTC}\nsources: [{format: zendesk}]", "time_zone"),
        ("source: [{format: zendesk}]", "sources"),
    ],
)
def test_a_wrong_word_in_sources_yml_names_the_right_one(wismo, tmp_path, text, meant):
    (tmp_path / "sources.yml").write_text(text)
    (tmp_path / "orders.csv").write_text(ORDERS + GOOD)
    code, _, errors = wismo("load", tmp_path)
    assert code == 1
    assert f"Did you mean {meant}?" in errors


def test_ctrl_c_in_the_middle_of_a_load_leaves_whole_files_only(tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    rows = "".join(f"{n},#{n},2026-09-01T10:00:00Z,false,shop,main\n" for n in range(40_000))
    for number in range(12):
        (folder / f"orders_{number:02d}.csv").write_text(ORDERS + rows.replace(",#", f",#{number}-"))
    command = [sys.executable, "-m", "wismo", "load", str(folder)]
    for attempt in range(6):  # on a busy machine a load can be done before the signal reaches it
        home = Home(tmp_path / f"home-{attempt}")
        environment = {**os.environ, "WISMO_HOME": str(home.root)}
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        end = time.monotonic() + 60
        while process.poll() is None and not read_ledger(home) and time.monotonic() < end:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        if process.returncode != 0:
            break
    assert process.returncode == 130, errors
    assert errors.strip() == "Stopped. What was finished stays loaded; run the command again for the rest."
    assert balance(home) == []
    finished = read_ledger(home)
    assert 0 < len(finished) < 12
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert balance(home) == []
    assert sum(entry.loaded for entry in read_ledger(home)) == 12 * 40_000
    vouched = {home.raw / str(entry.parquet) for entry in read_ledger(home)}
    assert {path for path in home.raw.glob("orders/*.parquet") if not path.name.startswith("0-")} == vouched
    assert len(vouched) == 12


def test_a_terminal_of_80_columns_sees_no_longer_line(tmp_path: Path):
    (tmp_path / "a rather long name for an export of orders.csv").write_text(ORDERS + GOOD + BAD)
    environment = {**os.environ, "WISMO_HOME": str(tmp_path / "home"), "COLUMNS": "80", "TERM": "dumb"}
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "wismo", "load", "a rather long name for an export of orders.csv"]
    process = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=slave, stderr=subprocess.PIPE)
    os.close(slave)
    printed = b""
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:
            break
        if not piece:
            break
        printed += piece
    process.communicate(timeout=60)
    os.close(master)
    lines = printed.decode().splitlines()
    assert lines[0].startswith("file")
    assert [line for line in lines if len(line) > 80 and not line.startswith("  wismo load ")] == []


def test_own_files_do_not_mix_with_the_sample_brand(wismo, tmp_path):
    sample = tmp_path / "home" / "inbox" / "demo"
    sample.mkdir(parents=True)
    for folder in (sample, tmp_path):
        (folder / "orders.csv").write_text(ORDERS + GOOD)
    assert wismo("load", sample)[0] == 0
    code, output, errors = wismo("load", tmp_path / "orders.csv")
    assert (code, output) == (1, "")
    assert errors.startswith(f"{tmp_path / 'home'} holds the sample brand of `wismo demo`, and your data would mix")
    assert "Set WISMO_HOME to a folder of your own" in errors
    assert wismo("load", tmp_path / "orders.csv", "--dry-run")[0] == 0
    assert wismo("sync", "gorgias")[2] == errors


def test_what_no_sources_yml_mends_is_not_called_understood(wismo, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "empty.csv").write_text("")
    (folder / "~$orders.xlsx").write_bytes(b"\x05Ann")  # what Excel lays beside a file that is open
    code, output, errors = wismo("load", folder, "--dry-run")
    assert code == 1
    assert "orders.xlsx" not in output
    assert "No sources.yml would help" in errors
    assert "understood" not in errors
    assert "The refused file is not loaded. What" in wismo("load", folder)[1]
