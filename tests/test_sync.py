"""Pulls from real local servers: whatever goes wrong on the way, every object arrives once and unchanged."""

from __future__ import annotations

import base64
import json
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.sync_server import Reply, bad_day, serving
from tests.sync_vendors import (
    CLIENT_SECRET,
    SINCE,
    VENDORS,
    FakeEasyPost,
    FakeFreshdesk,
    FakeGorgias,
    FakeShopify,
    FakeVendor,
    FakeZendesk,
)
from wismo.cli import run
from wismo.errors import WismoError
from wismo.intake.ledger import balance, read_ledger
from wismo.sync import run as run_module
from wismo.sync import shopify, stream, waits
from wismo.sync.run import SyncReport, sync

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sync_server import VendorServer
    from wismo.home import Home

KINDS = ("before a file takes its place", "between file and cursor", "in the middle of a request")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait as always, but in smaller units."""
    monkeypatch.setattr(waits, "BACKOFF_SECONDS", 0.005)
    monkeypatch.setattr(shopify, "FIRST_LOOK_SECONDS", 0.005)
    monkeypatch.setattr(shopify, "LONGEST_LOOK_SECONDS", 0.02)
    for name in [name for name in os.environ if name.startswith("WISMO_") and name.endswith(("KEY", "TOKEN", "EMAIL"))]:
        if name != "WISMO_KEY":
            monkeypatch.delenv(name)


@pytest.fixture
def account(home: Home, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write sources.yml for a server's account, and set its key."""

    def set_up(server: VendorServer, since: datetime = SINCE, domain: str = "acme", **environment: str) -> Path:
        vendor = server.vendor
        for name, value in environment_of(vendor, **environment).items():
            monkeypatch.setenv(name, value)
        entry = {"vendor": vendor.name, "since": f"{since:%Y-%m-%d}", "base_url": server.address}
        if vendor.has_domain:
            entry["domain"] = domain
        home.root.mkdir(exist_ok=True)
        path = home.root / "sources.yml"
        path.write_text(json.dumps({"sync": [entry]}))
        return path

    return set_up


def environment_of(vendor: FakeVendor, **other: str) -> dict[str, str]:
    return {f"WISMO_{vendor.name.upper()}_{name}": value for name, value in (other or vendor.secrets).items()}


def pulled(home: Home, vendor: FakeVendor) -> dict[str, Counter[str]]:
    """Every line in the inbox by kind."""
    found: dict[str, Counter[str]] = {}
    for path in (home.inbox / vendor.name).iterdir():
        assert path.name.startswith(f"{vendor.name}-"), path
        kind = path.name.split("-")[1]
        lines = path.read_text(encoding="utf-8").split("\n")
        assert lines.pop() == ""  # the last line is whole
        found.setdefault(kind, Counter()).update(lines)
    return found


def assert_all_arrived(home: Home, vendor: FakeVendor) -> None:
    found = pulled(home, vendor)
    assert {kind: set(lines) for kind, lines in found.items()} == vendor.made


def errors_of(report: SyncReport) -> list[str]:
    return [part.error for part in report.streams if part.error]


@pytest.mark.parametrize("name", VENDORS)
def test_on_a_bad_day_every_object_arrives_unchanged(
    name: str, home: Home, account: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "GATHERED_OBJECTS", 150)
    vendor = VENDORS[name]()
    with serving(vendor, bad_day) as server:
        report = sync(home, name, account(server))
        assert errors_of(report) == []
        assert_all_arrived(home, vendor)
        # A vendor with few requests sees only the first troubles of the day.
        assert len(server.troubles) >= min(len(server.asked) // 3, 8) > 1
        assert {part.stream for part in report.streams} == set(vendor.made)
        files = list((home.inbox / name).iterdir())
        assert sum(part.files for part in report.streams) == len(files) == len(report.files)
        assert sum(part.objects for part in report.streams) == sum(
            lines.total() for lines in pulled(home, vendor).values()
        )


@pytest.mark.parametrize("name", [name for name in VENDORS if name != "shopify"])
def test_pages_that_come_twice_do_no_harm(name: str, home: Home, account: Callable[..., Path]) -> None:
    vendor = VENDORS[name]()
    asked: Counter[str] = Counter()

    def every_other(_: int) -> str | None:
        path = server.asked[-1].path
        asked[path] += 1
        return "repeat" if asked[path] % 2 == 0 else None

    with serving(vendor, every_other) as server:
        report = sync(home, name, account(server))
        assert errors_of(report) == []
        assert server.troubles == {"repeat"}
    assert_all_arrived(home, vendor)


@pytest.mark.parametrize("name", VENDORS)
def test_an_empty_account_is_no_error(name: str, home: Home, account: Callable[..., Path]) -> None:
    vendor = VENDORS[name](0) if name != "freshdesk" else FakeFreshdesk(0, 0)
    with serving(vendor) as server:
        path = account(server)
        for _ in range(2):
            report = sync(home, name, path)
            assert errors_of(report) == []
            assert {part.objects for part in report.streams} == {0}
            assert report.files == []
    assert list((home.inbox / name).iterdir()) == []


def change_gorgias(vendor: FakeGorgias) -> None:
    vendor.add_ticket(3, datetime.now(UTC))
    vendor.add("messages", 99_999, datetime.now(UTC), '"ticket_id": 3, "from_agent": true, "body_text": "Soon."')


def change_zendesk(vendor: FakeZendesk) -> None:
    moment = datetime.now(UTC) - timedelta(minutes=2)
    vendor.add_ticket(3, moment)
    vendor.add_event(99_999, 3, moment)


def change_freshdesk(vendor: FakeFreshdesk) -> None:
    vendor.add_ticket(3, datetime.now(UTC))
    vendor.conversations[3] = [vendor.make("conversations", '{"id": 31, "ticket_id": 3, "body_text": "new"}')]


def change_shopify(vendor: FakeShopify) -> None:
    vendor.add_order(99_999, datetime.now(UTC))


def change_aftership(vendor) -> None:
    vendor.add_tracking(3, datetime.now(UTC))


def change_easypost(vendor: FakeEasyPost) -> None:
    vendor.add_tracker(99_999, datetime.now(UTC), "pre_transit")


@pytest.mark.parametrize("name", VENDORS)
def test_the_next_pull_brings_what_changed_and_little_else(name: str, home: Home, account: Callable[..., Path]) -> None:
    vendor = VENDORS[name]()
    with serving(vendor) as server:
        path = account(server)
        sync(home, name, path)
        first = len(server.asked)
        globals()[f"change_{name}"](vendor)
        report = sync(home, name, path)
        assert errors_of(report) == []
        assert_all_arrived(home, vendor)
        again = len(server.asked) - first
    if name not in ("shopify", "easypost"):  # one asks in bulk, the other has no filter for what changed
        assert again <= first / 2


def test_trackers_under_way_are_read_again(home: Home, account: Callable[..., Path]) -> None:
    vendor = FakeEasyPost(0)
    young, old = datetime.now(UTC) - timedelta(days=20), datetime.now(UTC) - timedelta(days=80)
    vendor.add_tracker(1, old, "in_transit")
    vendor.add_tracker(2, young, "in_transit")
    with serving(vendor) as server:
        path = account(server, since=old - timedelta(days=1))
        sync(home, "easypost", path)
        vendor.add_tracker(2, young, "delivered")
        sync(home, "easypost", path)
    assert_all_arrived(home, vendor)


def test_tickets_that_change_while_they_are_paged_are_not_skipped(home: Home, account: Callable[..., Path]) -> None:
    vendor = FakeFreshdesk()

    def somebody_works(number: int) -> None:
        # Each time a page was read, ten tickets of it move to the end of the list.
        if number and len(vendor.conversations) and number % 40 == 0:
            for ticket in range(number // 4, number // 4 + 10):
                vendor.add_ticket(ticket, datetime.now(UTC))

    with serving(vendor) as server:
        server.before = somebody_works
        report = sync(home, "freshdesk", account(server))
        assert errors_of(report) == []
        pages = {int(asked.params["page"]) for asked in server.asked if asked.path == "/api/v2/tickets"}
    assert max(pages) <= vendor.last_page
    seen = {json.loads(line)["id"] for line in pulled(home, vendor)["tickets"]}
    assert seen == set(vendor.tickets)
    now = {text for _, text in vendor.tickets.values()}
    assert now <= set(pulled(home, vendor)["tickets"])


def test_a_change_above_an_interrupted_pass_is_not_lost(home: Home, account: Callable[..., Path]) -> None:
    """Newest first: the second pull ends the first one's pass, then looks at what came on top."""
    vendor = FakeGorgias()
    with serving(vendor, lambda number: "error" if number >= 2 else None) as server:
        path = account(server)
        assert errors_of(sync(home, "gorgias", path))
        server.trouble = lambda _: None
        vendor.add_ticket(999, datetime.now(UTC))
        assert errors_of(sync(home, "gorgias", path)) == []
    assert_all_arrived(home, vendor)


def test_a_cursor_that_the_vendor_forgot_begins_the_pass_anew(home: Home, account: Callable[..., Path]) -> None:
    vendor = FakeGorgias()
    with serving(vendor, lambda number: "error" if number >= 2 else None) as server:
        path = account(server)
        sync(home, "gorgias", path)
        state = home.root / "sync" / "gorgias.json"
        body = json.loads(state.read_text())
        body["streams"]["tickets"]["pass"]["next"] = "forgotten"
        state.write_text(json.dumps(body))
        server.trouble = lambda _: None
        assert errors_of(sync(home, "gorgias", path)) == []
    assert_all_arrived(home, vendor)


def test_a_date_of_the_far_future_does_not_hide_what_comes_later(home: Home, account: Callable[..., Path]) -> None:
    vendor = FakeGorgias(30)
    vendor.add_ticket(500, datetime(2094, 1, 1, tzinfo=UTC))
    with serving(vendor) as server:
        path = account(server)
        sync(home, "gorgias", path)
        for number in range(150):  # more than the page that is looked at in any case
            vendor.add_ticket(600 + number, datetime.now(UTC))
        sync(home, "gorgias", path)
    assert_all_arrived(home, vendor)


def child(home: Home, vendor: FakeVendor, sources: Path, die_at: str | None):
    """Start a pull in a process of its own. The fork server has imported everything once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["wismo.sync.run", "wismo.cli", "streamlit"])
    settings = {
        "arguments": ["sync", vendor.name, "--sources", str(sources)],
        "environment": {**environment_of(vendor), "WISMO_HOME": str(home.root), "WISMO_KEY": "0123456789abcdef"},
        "die_at": die_at,
        # Files and cursors take their places in turn; one vendor has few of them, as it gives files of its own.
        "places": 2 if vendor.name == "shopify" else 5,
    }
    script = str(Path(__file__).with_name("sync_child.py"))
    process = context.Process(target=runpy.run_path, args=(script, {"settings": settings}))
    process.start()
    return process


@pytest.mark.parametrize("name", VENDORS)
def test_killed_at_any_moment_the_next_pull_completes_the_set(
    name: str, home: Home, account: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "GATHERED_OBJECTS", 90)
    vendor = VENDORS[name]()
    with serving(vendor) as server:
        path = account(server)
        for die_at in KINDS:
            process = child(home, vendor, path, die_at)
            if die_at == "in the middle of a request":
                enough = len(server.asked) + 1

                def kill(number: int, enough: int = enough, pid: int | None = process.pid) -> None:
                    if number == enough and pid:
                        os.kill(pid, signal.SIGKILL)

                server.before = kill
            process.join(60)
            assert process.exitcode == -signal.SIGKILL, die_at
        server.before = lambda _: None
        report = sync(home, name, path)
        assert errors_of(report) == []
    assert_all_arrived(home, vendor)
    if isinstance(vendor, FakeShopify):
        # Each operation was taken up until it was done; only then the next pull started another.
        assert Counter(operation["kind"] for operation in vendor.operations.values()) == {
            "orders": 2,
            "fulfillment_events": 1,
        }
    assert not [left for left in home.root.rglob(".*") if left.is_file() and "sync" in str(left)]


def test_a_bulk_operation_is_taken_up_and_not_started_twice(home: Home, account: Callable[..., Path]) -> None:
    vendor = FakeShopify()
    with serving(vendor, lambda number: "error" if number >= 1 else None) as server:
        path = account(server)
        assert errors_of(sync(home, "shopify", path))
        server.trouble = lambda _: None
        vendor.busy = vendor.throttled = 2
        assert errors_of(sync(home, "shopify", path)) == []
        assert len(vendor.operations) == 2
    assert_all_arrived(home, vendor)


def test_a_bulk_operation_that_failed_is_started_anew_next_time(home: Home, account: Callable[..., Path]) -> None:
    vendor = FakeShopify()
    vendor.first_words = ["RUNNING", "FAILED"]
    with serving(vendor) as server:
        path = account(server)
        first = sync(home, "shopify", path)
        assert errors_of(first) == ["The bulk operation failed at Shopify (FAILED). Run the command again."]
        assert errors_of(sync(home, "shopify", path)) == []
    assert_all_arrived(home, vendor)


def test_a_bulk_file_without_its_end_is_not_taken(home: Home, account: Callable[..., Path]) -> None:
    class Careless(FakeShopify):
        whole = False

        def answer(self, asked, /) -> Reply:
            reply = super().answer(asked)
            if self.is_file(asked) and not self.whole:
                self.whole = True
                lines = str(reply.body).splitlines(keepends=True)
                return Reply("".join(lines[: len(lines) // 2]))
            return reply

    vendor = Careless()
    with serving(vendor) as server:
        path = account(server)
        assert errors_of(sync(home, "shopify", path)) == [
            "The file of orders from Shopify is not whole. Run the command again."
        ]
        assert "orders" not in pulled(home, vendor)
        assert errors_of(sync(home, "shopify", path)) == []
    assert_all_arrived(home, vendor)


def test_a_shopify_token_is_fetched_with_client_id_and_secret(home: Home, account: Callable[..., Path]) -> None:
    vendor = FakeShopify(20)
    with serving(vendor) as server:
        path = account(server, CLIENT_ID="abc", CLIENT_SECRET=CLIENT_SECRET)
        assert errors_of(sync(home, "shopify", path)) == []
        path = account(server, CLIENT_ID="abc", CLIENT_SECRET=CLIENT_SECRET[1:])
        with pytest.raises(
            WismoError, match="gives no token for WISMO_SHOPIFY_CLIENT_ID or WISMO_SHOPIFY_CLIENT_SECRET"
        ):
            sync(home, "shopify", path)
    assert_all_arrived(home, vendor)


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_honoured(form: str, home: Home, account: Callable[..., Path]) -> None:
    vendor = FakeGorgias(3)
    told: list[float] = []

    class Strict(FakeGorgias):
        def answer(self, asked, /) -> Reply:
            if not told:
                told.append(time.time())
                later = datetime.now(UTC) + timedelta(seconds=2)
                header = "1" if form == "seconds" else later.strftime("%a, %d %b %Y %H:%M:%S GMT")
                return Reply("{}", 429, {"Retry-After": header})
            told.append(time.time())
            return super().answer(asked)

    vendor = Strict(3)
    with serving(vendor) as server:
        assert errors_of(sync(home, "gorgias", account(server))) == []
    assert 0.9 <= told[1] - told[0] <= 2.5
    assert_all_arrived(home, vendor)


def test_a_vendor_that_wants_hours_of_rest_is_left_alone(home: Home, account: Callable[..., Path]) -> None:
    class Tired(FakeFreshdesk):
        def answer(self, _, /) -> Reply:
            return Reply("{}", 429, {"Retry-After": "5400"})

    with serving(Tired()) as server:
        report = sync(home, "freshdesk", account(server))
        assert len(server.asked) == 1
    assert errors_of(report) == [
        "Freshdesk wants no request for 90 minutes. What was pulled is kept; run the command again after that."
    ]


def test_rate_headers_pause_before_the_limit() -> None:
    from requests.structures import CaseInsensitiveDict

    def pause(**headers: str) -> float:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return waits.pause_after(CaseInsensitiveDict(named), 1_800_000_000)

    assert pause() == 0
    assert pause(X_Gorgias_Account_Api_Call_Limit="10/40") == 0
    assert pause(X_Gorgias_Account_Api_Call_Limit="39/40") == 0.6
    assert pause(X_RateLimit_Remaining="1", X_RateLimit_Reset="1800000009") == 0
    assert pause(X_RateLimit_Remaining="0", X_RateLimit_Reset="1800000009") == 9
    assert pause(X_RateLimit_Remaining="0", X_RateLimit_Reset="1700000000") == 0
    assert pause(ratelimit_remaining="0", ratelimit_reset="33") == 33
    assert pause(ratelimit_remaining="0", ratelimit_reset="9999") == 65
    assert pause(X_RateLimit_Remaining="0") == 0


def test_a_vendor_that_stays_broken_ends_in_a_sentence_and_keeps_what_came(
    home: Home, account: Callable[..., Path]
) -> None:
    vendor = FakeGorgias()
    with serving(vendor, lambda number: "error" if number > 1 else None) as server:
        path = account(server)
        report = sync(home, "gorgias", path)
        assert len(server.asked) == 2 + 3 * waits.ATTEMPTS  # two good pages, then every stream fails
        kept = "What was pulled is kept; run the command again later."
        assert errors_of(report) == [
            f"Gorgias answered 502 to each of 7 requests for {name}. {kept}"
            for name in ("tickets", "messages", "satisfaction_surveys")
        ]
        assert report.streams[0].objects == 200
        server.trouble = lambda _: None
        sync(home, "gorgias", path)
    assert_all_arrived(home, vendor)


def test_an_answer_of_another_shape_is_no_empty_page(home: Home, account: Callable[..., Path]) -> None:
    class Changed(FakeGorgias):
        def answer(self, _, /) -> Reply:
            return Reply('{"items": [], "meta": {}}')

    with serving(Changed()) as server:
        report = sync(home, "gorgias", account(server))
    assert len(errors_of(report)) == 3
    assert "without a readable list data" in errors_of(report)[0]
    assert not (home.root / "sync" / "gorgias.json").exists()


@pytest.mark.parametrize(
    ("name", "body", "missing"),
    [
        ("gorgias", '{"data": [], "meta": {}}', "meta.next_cursor"),
        ("aftership", '{"data": {"trackings": [], "pagination": {"total": 0}}}', "data.pagination.has_next_page"),
        ("easypost", '{"trackers": []}', "has_more"),
        ("zendesk", '{"tickets": [], "users": [], "ticket_events": [], "after_cursor": "a"}', "end_of_stream"),
    ],
)
def test_an_answer_that_does_not_say_whether_more_follows_is_not_the_end(
    name: str, body: str, missing: str, home: Home, account: Callable[..., Path]
) -> None:
    vendor = VENDORS[name]()
    vendor.answer = lambda _: Reply(body)
    with serving(vendor) as server:
        report = sync(home, name, account(server))
    assert all(f"without {missing}" in error for error in errors_of(report))
    assert errors_of(report)
    assert not (home.root / "sync" / f"{name}.json").exists()


def test_a_vendor_that_leads_in_a_circle_is_left(home: Home, account: Callable[..., Path]) -> None:
    class Circle(FakeGorgias):
        def answer(self, _, /) -> Reply:
            return Reply('{"data": [], "meta": {"next_cursor": "again"}}')

    with serving(Circle()) as server:
        report = sync(home, "gorgias", account(server))
        assert len(server.asked) < 30
    assert "sends the same pages of tickets again and again" in errors_of(report)[0]


@pytest.mark.parametrize("name", VENDORS)
def test_a_wrong_key_names_its_variable(name: str, home: Home, account: Callable[..., Path]) -> None:
    vendor = VENDORS[name](3)
    wrong = {key: f"canary-wrong-{key.lower()}" for key in vendor.secrets}
    with serving(vendor) as server:
        path = account(server, **wrong)
        with pytest.raises(WismoError) as caught:
            sync(home, name, path)
        assert len(server.asked) == 1  # a key that is wrong does not get better
    variable = f"WISMO_{name.upper()}_{list(vendor.secrets)[-1]}"
    assert variable in str(caught.value)
    assert "canary" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_key_without_permission_says_for_what(home: Home, account: Callable[..., Path]) -> None:
    class Narrow(FakeGorgias):
        def answer(self, asked, /) -> Reply:
            return Reply("{}", 403) if "survey" in asked.path else super().answer(asked)

    vendor = Narrow(12)
    with serving(vendor) as server:
        report = sync(home, "gorgias", account(server))
    (error,) = errors_of(report)
    assert error == (
        "Gorgias does not let this key read satisfaction_surveys (403): give the key in WISMO_GORGIAS_EMAIL or "
        "WISMO_GORGIAS_API_KEY the permission that docs/sync.md names, or set another one."
    )
    del vendor.made["satisfaction_surveys"]
    assert_all_arrived(home, vendor)  # the other streams came


def test_a_redirect_is_not_followed(home: Home, account: Callable[..., Path]) -> None:
    """It could carry the key to another host."""

    class Moved(FakeVendor):
        name, has_domain, secrets = "aftership", False, {"API_KEY": "canary"}

        def answer(self, _, /) -> Reply:
            return Reply("", 302, {"Location": f"{self.address}/elsewhere"})

    with serving(Moved()) as server:
        report = sync(home, "aftership", account(server))
        assert [asked.path for asked in server.asked] == ["/tracking/2026-07/trackings"]
    assert errors_of(report) == ["AfterShip refused a request for trackings (302). Check domain: in sources.yml."]


def test_what_comes_is_loaded_and_what_comes_twice_is_a_duplicate(home: Home, account: Callable[..., Path]) -> None:
    vendor = FakeGorgias(60)
    with serving(vendor) as server:
        path = account(server)
        report = sync(home, "gorgias", path)
        by_kind = {file.file.split("-")[1]: file for file in report.files}
        for kind in ("tickets", "messages"):
            file = by_kind[kind]
            assert (file.error, file.loaded, file.duplicates, file.quarantined) == (None, 60, 0, 0)
        change_gorgias(vendor)
        again = {file.file.split("-")[1]: file for file in sync(home, "gorgias", path).files}
        assert (again["messages"].loaded, again["messages"].records - again["messages"].duplicates) == (1, 1)
    assert balance(home) == []
    accounts = {(entry.source_system, entry.source_account) for entry in read_ledger(home)}
    assert accounts == {("gorgias", "main")}


def test_a_pull_that_brings_the_same_bytes_again_leaves_nothing_in_the_inbox(
    home: Home, account: Callable[..., Path]
) -> None:
    vendor, young = FakeEasyPost(0), datetime.now(UTC) - timedelta(days=20)
    vendor.add_tracker(1, young, "in_transit")
    with serving(vendor) as server:
        path = account(server, since=young - timedelta(days=1))
        sync(home, "easypost", path)
        before = sorted((home.inbox / "easypost").iterdir())
        again = sync(home, "easypost", path)
        assert [(one.loaded, (one.note or "")[:14]) for one in again.files] == [(0, "already loaded")]
        assert sorted((home.inbox / "easypost").iterdir()) == before
    assert_all_arrived(home, vendor)


def test_two_accounts_keep_apart(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = FakeGorgias(6), FakeGorgias(9)
    with serving(one) as first, serving(two) as second:
        entries = [
            {"name": name, "vendor": "gorgias", "account": part, "domain": name, "since": "2026-01-01", "base_url": url}
            for name, part, url in (("desk-eu", "eu", first.address), ("desk-us", "us", second.address))
        ]
        home.root.mkdir()
        path = home.root / "sources.yml"
        path.write_text(json.dumps({"sync": entries}))
        for prefix in ("WISMO_DESK_EU_", "WISMO_DESK_US_"):
            for name, value in one.secrets.items():
                monkeypatch.setenv(prefix + name, value)
        for name in ("desk-eu", "desk-us"):
            assert errors_of(sync(home, name, path)) == []
    accounts = {(entry.source_system, entry.source_account) for entry in read_ledger(home)}
    assert accounts == {("desk-eu", "eu"), ("desk-us", "us")}


def test_one_pull_of_a_source_at_a_time(home: Home, account: Callable[..., Path]) -> None:
    from wismo.sync.state import source_lock

    with serving(FakeGorgias(3)) as server:
        path = account(server)
        with source_lock(home, "gorgias"), pytest.raises(WismoError, match="Another pull of gorgias runs since"):
            sync(home, "gorgias", path)


def test_an_earlier_since_begins_again_and_another_account_is_refused(home: Home, account: Callable[..., Path]) -> None:
    vendor = FakeGorgias(30)
    late = {text for kind in vendor.made.values() for text in kind}
    vendor.add_ticket(77, SINCE - timedelta(days=400))
    with serving(vendor) as server:
        sync(home, "gorgias", account(server))
        sync(home, "gorgias", account(server, since=SINCE - timedelta(days=500)))
        assert_all_arrived(home, vendor)
        with pytest.raises(
            WismoError, match="gorgias was pulled from gorgias acme before, and sources.yml names another"
        ):
            sync(home, "gorgias", account(server, domain="other"))
    assert late


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"vendor": "gorgias"}, "needs domain:"),
        ({"vendor": "intercom"}, "vendor must be one of gorgias, zendesk"),
        ({"vendor": "gorgas"}, "Did you mean gorgias"),
        ({"vendor": "gorgias", "domain": "acme.evil.example/", "since": "2026-01-01"}, "needs domain:"),
        ({"vendor": "gorgias", "domain": "acme"}, "needs since:"),
        ({"vendor": "gorgias", "domain": "acme", "since": "yesterday"}, "needs since:"),
        ({"vendor": "easypost", "domain": "acme", "since": "2026-01-01"}, "leave domain: out"),
        ({"vendor": "easypost", "since": "2026-01-01", "name": ".."}, "must be one word"),
        ({"vendor": "easypost", "since": "2026-01-01", "api_key": "x"}, "a secret does not belong into this file"),
        ({"vendor": "easypost", "since": "2026-01-01", "speed": "x"}, "unknown setting speed"),
        ({"vendor": "easypost", "since": "2026-01-01", "base_url": "https://evil.example"}, "only be a server on this"),
        (
            {"vendor": "easypost", "since": "2026-01-01", "base_url": "http://127.0.0.1.evil.example"},
            "only be a server",
        ),
    ],
)
def test_mistakes_in_sources_yml(entry: dict, sentence: str, tmp_path: Path) -> None:
    from wismo.intake.sources import read_sources

    path = tmp_path / "sources.yml"
    path.write_text(json.dumps({"sync": [entry]}))
    with pytest.raises(WismoError, match=sentence):
        read_sources(path)


def test_the_command_prints_a_line_for_each_stream_and_file(
    home: Home, account: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WISMO_HOME", str(home.root))
    with serving(FakeGorgias(8)) as server:
        account(server)
        code = run(["sync", "gorgias"])  # sources.yml is found in WISMO_HOME
        out = capsys.readouterr().out
        assert code == int("refused" in out or "Describe the file" in out or "has another shape" in out)
        assert [line.split()[:3] for line in out.splitlines()[:4]] == [
            ["stream", "objects", "files"],
            ["tickets", "8", "1"],
            ["messages", "8", "1"],
            ["satisfaction_surveys", "2", "1"],
        ]
        run(["sync", "gorgias", "--json"])
        body = json.loads(capsys.readouterr().out)
    assert (body["source"], body["vendor"]) == ("gorgias", "gorgias")
    assert {part["stream"] for part in body["streams"]} == {"tickets", "messages", "satisfaction_surveys"}


def test_mistakes_of_the_command(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WISMO_HOME", str(home.root))
    assert run(["sync", "gorgias"]) == 1
    assert capsys.readouterr().err == (
        f"There is no {home.root / 'sources.yml'}. The account stands there, under sync:, or in the file that "
        "--sources names; docs/sync.md shows how to write it.\n"
    )
    home.root.mkdir(exist_ok=True)
    (home.root / "sources.yml").write_text(
        "sync: [{vendor: gorgias, domain: acme, since: 2026-01-01}, {vendor: shopify, domain: acme, since: 2026-01-01}]"
    )
    assert run(["sync", "zendesk"]) == 1
    assert "has no account zendesk under sync:. It has: gorgias, shopify." in capsys.readouterr().err
    assert run(["sync", "gorgias"]) == 1
    assert capsys.readouterr().err == (
        "Gorgias needs WISMO_GORGIAS_EMAIL and WISMO_GORGIAS_API_KEY in the environment, and WISMO_GORGIAS_EMAIL is "
        "not set. docs/sync.md says where the key comes from.\n"
    )
    assert run(["sync", "shopify"]) == 1
    assert "WISMO_SHOPIFY_ACCESS_TOKEN, or WISMO_SHOPIFY_CLIENT_ID and WISMO_SHOPIFY_CLIENT_SECRET" in (
        capsys.readouterr().err
    )


def test_without_the_extra_the_command_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith(("wismo.sync", "dlt"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "dlt", None)
    assert run(["sync", "gorgias"]) == 1
    assert capsys.readouterr().err == (
        "`wismo sync` needs the extra `api`. In the project's folder, `make install` brings it, and so does "
        "`pip install '.[api]'`.\n"
    )


def test_no_secret_is_written_or_printed_anywhere(home: Home, account: Callable[..., Path]) -> None:
    """Two pulls in a process of their own, with tracebacks and with dlt asked to log all it does."""

    class Narrow(FakeGorgias):
        def answer(self, asked, /) -> Reply:
            return Reply("{}", 403) if "survey" in asked.path else super().answer(asked)

    desk, shop = Narrow(30), FakeShopify(10)
    app = {"CLIENT_ID": "abc", "CLIENT_SECRET": CLIENT_SECRET}
    with serving(desk, {1: "error"}.get) as first, serving(shop) as second:
        entries = [json.loads(account(server).read_text())["sync"][0] for server in (first, second)]
        path = home.root / "sources.yml"
        path.write_text(json.dumps({"sync": entries}))
        pulls = "from wismo.cli import run; print([run(['--debug', 'sync', name]) for name in ('gorgias', 'shopify')])"
        loud = {"WISMO_HOME": str(home.root), "RUNTIME__LOG_LEVEL": "DEBUG", "PYTHONWARNINGS": "ignore"}
        kept = {name: value for name, value in os.environ.items() if "ACCESS_TOKEN" not in name}
        done = subprocess.run(
            [sys.executable, "-c", pulls],
            env={**kept, **environment_of(desk), **environment_of(shop, **app), **loud},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        asked = [*first.asked, *second.asked]
    assert done.returncode == 0, done.stderr
    assert "does not let this key read satisfaction_surveys" in done.stdout
    assert len(shop.operations) == 2
    secrets = [*desk.secrets.values(), *shop.secrets.values(), CLIENT_SECRET]
    secrets.append(base64.b64encode(":".join(desk.secrets.values()).encode()).decode())
    texts = [done.stdout, done.stderr, *(each.path + str(each.params) for each in asked)]
    texts += [file.read_bytes().decode("latin-1") for file in home.root.rglob("*") if file.is_file()]
    assert len(texts) > 12
    assert [secret for secret in secrets for text in texts if secret in text] == []


def test_every_vendor_of_sources_yml_can_be_pulled() -> None:
    from wismo.intake.pulls import PULLED

    assert set(PULLED) == set(run_module._VENDORS) == set(VENDORS)
