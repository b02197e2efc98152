"""The command line: plain sentences, exit codes, JSON, and the whole way of the demo."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request

import click
import pytest

from wismo import cli as command_line
from wismo.cli import cli, run
from wismo.errors import WismoError
from wismo.home import project_root
from wismo.lock import BuildIsRunningError
from wismo.serve import accepted_names


@pytest.fixture
def wismo(capsys, monkeypatch, tmp_path):
    """Return a function that runs a command in this process and returns its code, output and errors."""
    monkeypatch.setenv("WISMO_HOME", str(tmp_path / "home"))

    def wismo(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return wismo


@pytest.fixture
def published(wismo, monkeypatch, demo_home):
    """The same on the demo brand."""
    monkeypatch.setenv("WISMO_HOME", str(demo_home.root))
    return wismo


def test_every_command_and_option_has_help(wismo):
    code, listing, _ = wismo("--help")
    assert code == 0
    for name, command in cli.commands.items():
        assert name in listing
        assert command.help
        assert wismo(name, "--help")[0] == 0


def test_help_starts_at_once():
    script = "import sys; from wismo.cli import run; run(['--help']); print(*sorted(sys.modules))"
    started = time.perf_counter()
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert time.perf_counter() - started < 3
    assert not {"duckdb", "polars", "dbt", "streamlit", "plotly", "rich"} & set(loaded)


def test_a_misspelt_command_names_the_nearest(wismo):
    code, _, errors = wismo("bild")
    assert code == 2
    assert "Did you mean 'build'?" in errors


@pytest.fixture
def failing(monkeypatch, wismo):
    """Return a function that runs a command which raises the given error."""

    def failing(error: BaseException, *more: str) -> tuple[int, str, str]:
        @click.command()
        def build() -> None:
            raise error

        monkeypatch.setitem(cli.commands, "build", build)
        return wismo("build", *more)

    return failing


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (
            WismoError("The inbox is empty. Put exports into it."),
            1,
            "The inbox is empty. Put exports into it.\n",
        ),
        (BuildIsRunningError("Another build runs."), 75, "Another build runs.\n"),
        (KeyboardInterrupt(), 130, "\nStopped. Nothing was published.\n"),
        (
            ValueError("jane@example.com"),
            1,
            "Something unexpected happened (ValueError). Run the command again with --debug to see where.\n",
        ),
    ],
)
def test_errors_are_one_sentence_and_a_code(failing, error, code, sentence):
    assert failing(error) == (code, "", sentence)


def test_debug_shows_the_traceback_wherever_it_stands(failing):
    code, _, errors = failing(ValueError("here"), "--debug")
    assert code == 1
    assert "Traceback" in errors
    assert "Run the command again" not in errors


def test_what_ctrl_c_leaves_is_said_for_existing_commands_only():
    assert set(command_line.STOPPED) <= set(cli.commands)


def test_reading_commands_say_what_to_do_when_nothing_is_published(wismo):
    for arguments in (["serve"], ["metric", "tickets"]):
        code, output, errors = wismo(*arguments)
        assert (code, output) == (1, "")
        assert errors.startswith("Nothing is published yet in ")
        assert "wismo demo" in errors
    assert wismo("snapshots") == (0, "Nothing is published yet. Run `wismo build`.\n", "")
    assert wismo("snapshots", "--json") == (0, "[]\n", "")
    assert wismo("rollback")[0] == 1


def test_a_build_without_data_is_refused_with_the_reason(wismo):
    code, _, errors = wismo("build")
    assert code == 1
    assert errors == (
        "No tickets were loaded, and nothing can be said without them. Load them with `wismo load`. "
        "Nothing was published. To publish all the same: `wismo build --accept-audit feeds`.\n"
    )


def test_loading_reports_each_file_and_fails_when_one_was_refused(wismo, tmp_path):
    refused = tmp_path / "notes.csv"
    refused.write_text("a,b\n1,2\n")
    code, output, _ = wismo("load", str(refused), "--json")
    (report,) = json.loads(output)
    assert code == 1
    assert set(report) >= {
        "file",
        "format",
        "sha256",
        "records",
        "loaded",
        "duplicates",
        "quarantined",
        "error",
    }
    assert report["error"]
    code, output, _ = wismo("load", str(refused))
    assert code == 1
    assert "notes.csv" in output


def test_a_new_secret_key_is_announced_once_and_steps_are_not(wismo, tmp_path, monkeypatch):
    monkeypatch.delenv("WISMO_KEY")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert wismo("sample", "--out", str(tmp_path / "exports"), "--orders", "300")[2] == ""
    load = ["load", str(tmp_path / "exports"), "--sources", str(tmp_path / "exports" / "sources.yml")]
    code, _, errors = wismo(*load)
    assert code == 0
    assert errors.startswith(f"Made a secret key in {tmp_path / 'config' / 'wismo' / 'key'}.")
    assert errors.count("\n") == 1
    assert wismo(*load)[2] == ""


def test_the_sample_is_written_where_asked(wismo, tmp_path):
    code, output, _ = wismo("sample", "--out", str(tmp_path / "exports"), "--orders", "300", "--until", "2026-06-30")
    files = sorted(path.name for path in (tmp_path / "exports").iterdir())
    assert code == 0
    assert "sources.yml" in files
    out = tmp_path / "exports"
    assert output == f"Wrote {len(files)} files to {out}. Load them with `wismo load {out}`.\n"


def test_snapshots_are_listed_with_the_live_one_marked(published, demo_home):
    code, output, _ = published("snapshots", "--json")
    (live,) = [item for item in json.loads(output) if item["is_current"]]
    assert code == 0
    assert (demo_home.published / "CURRENT").read_text().strip() == f"{live['version']}.duckdb"
    assert f"{live['version']} " in published("snapshots")[1]


def test_a_metric_is_printed_as_table_csv_and_json(published, snapshot):
    (counted,) = snapshot.execute("select count(*) from tickets where is_counted").fetchone()
    code, output, _ = published("metric", "tickets", "--format", "json")
    assert code == 0
    assert [row["value"] for row in json.loads(output)] == [counted]
    table = published("metric", "tickets", "--by", "channel", "--grain", "month")[1].splitlines()
    assert table[0].split()[:2] == ["period", "channel"]
    rows = published("metric", "tickets", "--by", "channel", "--grain", "month", "--format", "csv")[1].splitlines()
    assert len(rows) == len(table) > 12


def test_a_metric_that_does_not_exist_is_one_sentence(published):
    code, output, errors = published("metric", "wismo_rat")
    assert (code, output) == (1, "")
    assert "Did you mean wismo_rate" in errors
    assert published("metric", "tickets", "--where", "channel")[2].startswith("The filter channel is not of the form")


def test_the_doctor_finds_the_demo_brand_in_order(published):
    code, output, _ = published("doctor", "--json")
    checks = {item["check"]: item for item in json.loads(output)}
    assert {name for name, item in checks.items() if item["status"] == "fail"} == set()
    assert code == 0
    assert checks["ledger"]["status"] == checks["up_to_date"]["status"] == "ok"
    assert published("doctor")[1].startswith("status  check")


def test_the_doctor_exits_1_where_nothing_is_published(wismo):
    code, output, _ = wismo("doctor", "--json")
    assert code == 1
    assert [item["check"] for item in json.loads(output) if item["status"] == "fail"] == ["snapshot"]


def test_a_taken_port_is_said(published):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        code, _, errors = published("serve", "--port", str(port))
    assert code == 1
    assert errors == f"Port {port} on 127.0.0.1 is taken. Choose another: `wismo serve --port {port + 1}`.\n"


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_dashboard_answers_where_it_says_and_ends_cleanly(demo_home, ending):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "wismo", "serve", "--port", str(port)]
    environment = {**os.environ, "WISMO_HOME": str(demo_home.root)}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert server.stdout
        assert server.stdout.readline() == f"The dashboard opens at http://127.0.0.1:{port} - Ctrl-C ends it.\n"
        assert _health(port) == b"ok"
        server.send_signal(ending)
        rest = server.communicate(timeout=20)[0]
    finally:
        server.kill()
        server.wait()
    # Streamlit ends on Ctrl-C with 1 and the one word "Aborted!".
    assert server.returncode in {0, 1, -ending}
    assert "Traceback" not in rest


def test_the_dashboard_answers_only_to_names_that_it_is_served_under():
    assert accepted_names("127.0.0.1") == ["127.0.0.1", "localhost"]
    assert accepted_names("192.168.1.20") == ["127.0.0.1", "localhost", "192.168.1.20"]
    assert {"127.0.0.1", "localhost", socket.gethostname()} <= set(accepted_names("::"))


def _health(port: int) -> bytes:
    for _ in range(150):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5) as answer:
                return answer.read()
        except OSError:
            time.sleep(0.2)
    return b"no answer within 30 seconds"


def test_the_lock_pins_every_requirement_with_hashes_and_no_address():
    lock = (project_root() / "requirements" / "wismo.lock").read_text()
    entries = [line for line in lock.splitlines() if line and not line.startswith((" ", "#"))]
    assert all("==" in entry and entry.endswith("\\") for entry in entries)
    assert "://" not in lock
    assert "find-links" not in lock
    names = {entry.partition("==")[0] for entry in entries}
    project = tomllib.loads((project_root() / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    assert {entry.split(">")[0].split("=")[0].split("[")[0] for entry in wanted} <= names
