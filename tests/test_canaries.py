"""A thousand made-up people in every format, whole and broken: none of them is seen outside, none can come back."""

from __future__ import annotations

import contextlib
import io
import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.canaries import PHONES, STEM, canaries, found_in, leaks, values_of, vendor_people, write_exports
from wismo.cli import run
from wismo.home import Home
from wismo.intake.key import read_key
from wismo.intake.ledger import balance, read_ledger
from wismo.privacy.erased import add_erased, read_erased_list
from wismo.privacy.person import find_person

if TYPE_CHECKING:
    from collections.abc import Iterator

PEOPLE = int(os.environ.get("WISMO_CANARIES", "200"))
# Two exports are named after people; whoever loads a file is told its name.
NAMED = 2
ANY = [STEM, PHONES]
FORGOTTEN = 20


def said(*arguments: str) -> str:
    """Run a command as a person would, and return all that it printed."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        run(list(arguments))
    return out.getvalue()


def _load(home: Home) -> str:
    folders = [home.inbox / "all", *sorted((home.inbox / "all").glob("vendor_*"))]
    return said("load", *map(str, folders[1:])) + said(
        "load", str(folders[0]), "--sources", str(folders[0] / "sources.yml")
    )


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, dict[str, str]]]:
    """A home full of canaries, loaded and built, and what the commands printed on the way."""
    home = Home(tmp_path_factory.mktemp("canaries"))
    before = os.environ.get("WISMO_HOME")
    os.environ["WISMO_HOME"] = str(home.root)
    exports = tmp_path_factory.mktemp("exports") / "all"
    write_exports(exports, canaries(PEOPLE), seed=20261125)
    write_exports(home.inbox / "all", canaries(PEOPLE), seed=20261125)
    printed = {"dry run": said("load", str(exports), "--dry-run"), "load": _load(home), "build": said("build")}
    try:
        yield home, printed
    finally:
        os.environ.pop("WISMO_HOME")
        if before:
            os.environ["WISMO_HOME"] = before


def test_the_search_finds_a_canary_however_it_is_written(tmp_path):
    import base64
    import json
    from urllib.parse import quote

    email = canaries(1)[0].email
    forms = [
        email.upper().encode(), email.encode("utf-16-le"), email.encode("utf-16"), quote(email).encode(),
        base64.b64encode(f"to: {email}, hello".encode()), base64.b64encode(f"{email}!".encode()),
        email.encode().hex().encode(),
        json.dumps({"a": email}).encode(), email[::-1].encode(),
    ]  # fmt: skip
    for form in forms:
        assert found_in(b"before " + form + b" after", [STEM]) == [STEM], form
    assert found_in(b"nobody is here", ANY) == []
    import polars as pl

    pl.DataFrame({"a": [email] * 3}).write_parquet(tmp_path / "a.parquet", compression="zstd")
    assert leaks(tmp_path, [STEM]) == {"a.parquet": [STEM]}
    assert any(email in text for text in values_of(tmp_path / "a.parquet"))


def test_the_exports_are_loaded_and_some_are_refused(brand):
    home, _ = brand
    entries = read_ledger(home)
    assert {entry.object for entry in entries if entry.loaded} >= {
        "orders", "tickets", "ticket_messages", "contacts", "shipments", "tracking_events", "notifications",
    }  # fmt: skip
    assert len({entry.source_system for entry in entries}) > 10
    assert sum(entry.quarantined for entry in entries) > PEOPLE
    assert balance(home) == []


def test_nothing_that_is_published_or_kept_for_readers_knows_anybody(brand):
    home, printed = brand
    assert "Published" in printed["build"]
    assert leaks(home.published, ANY) == {}


def test_neither_the_working_database_nor_what_dbt_leaves_behind_knows_anybody(brand):
    home, _ = brand
    assert (home.work / "wismo.duckdb").is_file()
    assert (home.work / "target" / "run_results.json").is_file()
    assert (home.work / "logs" / "dbt.log").is_file()
    assert leaks(home.work, ANY) == {}


def test_no_command_prints_anybody(brand):
    home, printed = brand
    ticket = "shop|main|66100007"
    outputs = {
        **printed,
        "explain": said("explain", ticket), "explain json": said("explain", ticket, "--json"),
        "explain nobody": said("explain", "66100"), "doctor": said("doctor"), "doctor json": said("doctor", "--json"),
        "metric": said("metric", "wismo_tickets", "--by", "root_cause,carrier", "--format", "csv"),
        "snapshots": said("snapshots", "--json"), "again": _load(home),
        "json": said("load", str(home.inbox / "all"), "--json"),
    }  # fmt: skip
    assert "66100007" in outputs["explain"]
    for name, text in outputs.items():
        for person in canaries(NAMED):
            text = text.replace(person.email, "a file")  # noqa: PLW2901
        assert found_in(text.encode(), ANY) == [], name


@pytest.mark.usefixtures("brand")
def test_what_a_server_answers_stays_out_of_the_errors_of_a_pull(tmp_path, monkeypatch):
    person = canaries(3)[2]

    class Angry(BaseHTTPRequestHandler):
        bodies = iter([(401, "{}"), (400, '{"error": "no %s"}'), (200, '{"data": [{"id": "%s", ')])

        def do_GET(self) -> None:
            code, body = next(self.bodies, (404, "%s"))
            content = body.replace("%s", person.email).encode()
            self.send_response(code, person.name)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Angry)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sources = tmp_path / "sources.yml"
    address = f"http://127.0.0.1:{server.server_port}"
    sources.write_text(f"sync: [{{vendor: gorgias, domain: acme, since: 2026-01-01, base_url: '{address}'}}]")
    for name in ("GORGIAS_API_KEY", "GORGIAS_EMAIL", "WISMO_GORGIAS_KEY", "WISMO_GORGIAS_USER"):
        monkeypatch.setenv(name, "x" * 20)
    try:
        for _ in range(3):
            text = said("sync", "gorgias", "--sources", str(sources), "--debug")
            assert text
            assert found_in(text.encode(), ANY) == []
    finally:
        server.shutdown()
        server.server_close()


def test_a_traceback_says_where_and_not_what(monkeypatch):
    from wismo import cli_read

    def fails(*_: object) -> None:
        try:
            int(canaries(1)[0].email)
        except ValueError as error:
            raise RuntimeError(canaries(1)[0].name) from error

    monkeypatch.setattr("wismo.snapshot_health.list_snapshots", fails)
    text = said("snapshots", "--debug")
    assert cli_read.__file__ in text
    assert "RuntimeError" in text
    assert "ValueError" in text
    assert found_in(text.encode(), ANY) == []


def test_an_address_that_nobody_has_is_no_erasure(brand):
    home, _ = brand
    before = {path: path.stat().st_mtime_ns for path in home.raw.rglob("*.parquet")}
    assert "Nobody has this address" in said("forget", f"{STEM}-nobody@example.com")
    assert "not an email address" in said("forget", "qzvcanary")
    assert {path: path.stat().st_mtime_ns for path in home.raw.rglob("*.parquet")} == before
    assert not (home.root / "erased.json").exists()


def test_people_who_are_forgotten_are_nowhere_and_do_not_come_back(brand, tmp_path):
    home, _ = brand
    people = canaries(PEOPLE)[:FORGOTTEN]
    needles = [needle for person in people for needle in person.needles] + vendor_people()[:2]
    assert leaks(home.raw, needles[:6])
    # A process that dies once the list is on disk leaves this behind, and nothing else.
    key = read_key(home, lambda _: None)
    for email in [*(person.email for person in people[1:]), *vendor_people()[:2]]:
        add_erased(home, find_person(home, key, email).hashes)
    assert read_erased_list(home).pending
    text = said("forget", people[0].email.upper())
    assert "Published" in text
    assert found_in(text.encode(), ANY) == []
    assert not read_erased_list(home).pending
    assert leaks(home.root, needles) == {}
    assert balance(home) == []
    assert len(list(home.published.glob("2*.duckdb"))) == 1
    write_exports(tmp_path / "again", canaries(PEOPLE), seed=20261125)
    mapped = tmp_path / "mapped.yml"
    mapped.write_text((tmp_path / "again" / "sources.yml").read_text().replace("name: shop", "name: shop2"))
    said("load", str(tmp_path / "again"))
    said("load", *map(str, sorted((tmp_path / "again").glob("vendor_*"))))
    said("load", str(tmp_path / "again"), "--sources", str(mapped))
    assert leaks(home.root, needles) == {}
    assert balance(home) == []
    assert sum(entry.erased for entry in read_ledger(home)) > FORGOTTEN
    assert leaks(home.raw, canaries(PEOPLE)[-1].needles)
