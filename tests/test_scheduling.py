"""The recipes of docs/scheduling.md: they parse, they call what exists, and the night's script is run for real."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import yaml

from wismo.cli import cli
from wismo.home import Home, project_root
from wismo.journal import journal_file
from wismo.lock import build_lock

EXAMPLES = project_root() / "examples" / "scheduling"
PLACE = "/opt/wismo"
SAID = re.compile(r"\bwismo (\w+)")


@pytest.fixture
def brand(demo_home, tmp_path):
    """A copy of the demo brand, built already, and the environment of a night."""
    home = Home(tmp_path / "acme")
    shutil.copytree(
        demo_home.root, home.root, ignore=shutil.ignore_patterns("inbox", "logs", "target", "wismo.duckdb*")
    )
    path = f"{project_root() / '.venv' / 'bin'}:{os.environ['PATH']}"
    return home, os.environ | {"WISMO_HOME": str(home.root), "WISMO_RETRY_SECONDS": "0", "PATH": path}


def _run(name: str, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [EXAMPLES / name, *arguments], env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_night_without_news_is_short_and_says_so(brand):
    home, environment = brand
    night = _run("nightly", environment)
    assert (night.returncode, night.stderr) == (0, "")
    assert night.stdout.startswith("Nothing changed since version ")
    assert journal_file(home).read_text(encoding="utf-8").count('"outcome": "done"') >= 1


def test_what_fails_does_not_stop_the_night_and_is_told(brand):
    home, environment = brand
    exports = home.inbox / "exports"
    exports.mkdir(parents=True)
    (exports / "orders.csv").write_text("a;b\n1\n")
    night = _run("nightly", environment, "nobody")
    assert night.returncode == 1
    assert "sources.yml. The account stands there" in night.stderr
    assert "orders.csv" in night.stdout
    assert "Nothing changed since version " in night.stdout
    told = _run("tell", environment)
    assert told.returncode == 0
    ends = [json.loads(line) for line in told.stdout.splitlines()[1:]]
    assert [(line["command"], line["exit_code"]) for line in ends] == [("sync", 1), ("load", 1)]


def test_a_night_that_meets_another_build_ends_with_75(brand):
    home, environment = brand
    with build_lock(home):
        night = _run("nightly", environment)
    assert night.returncode == 75
    assert night.stderr.count("Another build runs") == 3


class _Room(BaseHTTPRequestHandler):
    heard: list[dict[str, str]]

    def do_POST(self) -> None:
        self.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # so the library calls it
        """Say nothing."""


def test_a_chat_room_hears_of_a_failed_night(home):
    home.logs.mkdir(parents=True)
    line = {"command": "build", "step": "end", "outcome": "failed", "error": 'It said "no".'}
    journal_file(home).write_text(json.dumps(line) + "\n")
    _Room.heard = []
    with HTTPServer(("127.0.0.1", 0), _Room) as room:
        thread = threading.Thread(target=room.handle_request)
        thread.start()
        url = f"http://127.0.0.1:{room.server_address[1]}/hook"
        told = _run("tell", os.environ | {"WISMO_HOME": str(home.root), "WISMO_CHAT_URL": url, "no_proxy": "127.0.0.1"})
        thread.join(timeout=30)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
    (heard,) = _Room.heard
    assert heard["text"].endswith(json.dumps(line))


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.iterdir()))
def test_every_command_that_a_recipe_calls_exists(name):
    lines = (EXAMPLES / name).read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith(("#", "Description", "text=")))
    assert text
    assert [word for word in SAID.findall(text) if word not in cli.commands] == []
    for called in re.findall(rf"(?:{PLACE}/|\s)examples/scheduling/(\w+)", text):
        assert os.access(EXAMPLES / called, os.X_OK)


def test_the_page_names_commands_and_files_that_exist():
    text = (project_root() / "docs" / "scheduling.md").read_text(encoding="utf-8")
    assert set(re.findall(r"[`&] ?wismo (\w+)", text)) <= set(cli.commands)
    links = re.findall(r"\]\(\.\./examples/scheduling/([^)]+)\)", text)
    assert set(links) >= {"nightly", "tell", "wismo.cron", "wismo.env", "github-actions.yml"}
    assert [link for link in links if not (EXAMPLES / link).is_file()] == []


def test_the_workflow_is_yaml_with_its_keys_in_secrets():
    workflow = yaml.safe_load((EXAMPLES / "github-actions.yml").read_text(encoding="utf-8"))
    night = workflow["jobs"]["nightly"]
    assert all(night["env"][key] == f"${{{{ secrets.{key} }}}}" for key in night["env"] if key != "WISMO_HOME")
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["cancel-in-progress"] is False


def test_the_units_pass_systemds_own_check(tmp_path):
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not installed.")
    units = []
    for unit in (*EXAMPLES.glob("*.service"), *EXAMPLES.glob("*.timer")):
        copy = tmp_path / unit.name
        copy.write_text(unit.read_text(encoding="utf-8").replace(PLACE, str(project_root())), encoding="utf-8")
        units.append(copy)
    assert len(units) == 3
    checked = subprocess.run([tool, "verify", *units], capture_output=True, text=True, timeout=60, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_crontab_has_the_form_of_cron_d():
    lines = (EXAMPLES / "wismo.cron").read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if line and not re.match(r"#|\w+=", line)]
    assert len(entries) == 2
    for entry in entries:
        assert re.fullmatch(r"\d+ \d+ \* \* [*\d]  wismo  [^%]+", entry), "a % ends a command in cron"
