"""The server's outer layer, asked directly: headers on whatever it answers, and nothing behind the other doors."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPResponse
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import duckdb
import pytest

from tests.browser.heard import Heard
from tests.browser.proxy import running_proxy
from tests.browser.service import running_dashboard
from tests.payloads import poisoned_home
from wismo.serve import free_port
from wismo.snapshot import current_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Visit

    from wismo.home import Home

pytestmark = pytest.mark.browser
EVERYWHERE = {
    "content-security-policy", "cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy",
    "referrer-policy", "x-content-type-options", "x-frame-options",
}  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/tickets", 200),
        ("GET", "/_stcore/health", 200),
        ("GET", "/_stcore/host-config", 200),
        ("GET", "/_stcore/metrics", 404),
        ("GET", "/_stcore/metrics?families=session_events", 404),
        ("GET", "/tickets/_stcore/metrics", 404),
        ("GET", "/_stcore/%6detrics", 404),
        ("GET", "/_stcore/agent/openapi.json", 404),
        ("POST", "/_stcore/agent/interact", 405),
        ("PUT", "/_stcore/upload_file/a/b", 405),
        ("DELETE", "/_stcore/upload_file/a/b", 405),
        ("GET", "/_stcore/script-health-check", 404),
        ("GET", "/_stcore/bidi-components/x/y.js", 404),
        ("GET", "/component/x/index.html", 404),
        ("GET", "/app/static/secrets.toml", 404),
        ("GET", "/media/0000.csv", 404),
        ("GET", "/static/../../../../etc/passwd", 400),
        ("GET", "/%2e%2e/%2e%2e/etc/passwd", 400),
        ("GET", "//evil.example/", 400),
        ("OPTIONS", "/", 405),
        ("TRACE", "/", 405),
    ],
)
def test_every_answer_has_the_headers_and_closed_doors_stay_closed(
    address: str, method: str, path: str, status: int
) -> None:
    answer, body = _ask(address, method, path)
    assert answer.status == status
    assert {name.lower() for name in answer.headers} >= EVERYWHERE
    assert "server" not in {name.lower() for name in answer.headers}
    assert "access-control-allow-origin" not in {name.lower() for name in answer.headers}
    assert b"root:" not in body
    policy = answer.headers["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts
    assert scripts.count("'sha256-") == 1
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8501", "127.0.0.1.evil.example", "user@localhost", ""])
def test_another_name_gets_no_page_and_no_socket(address: str, host: str) -> None:
    answer, body = _ask(address, "GET", "/", {"Host": host})
    assert answer.status in {400, 421}
    assert b"<script" not in body
    assert _socket(address, {"Host": host}).status in {400, 403}


def test_a_page_of_another_site_gets_no_socket(address: str) -> None:
    own = urlsplit(address).netloc
    assert _socket(address, {"Host": own, "Origin": "https://evil.example"}).status == 403
    assert _socket(address, {"Host": own, "Origin": "null"}).status == 403
    opened = _socket(address, {"Host": own, "Origin": address})
    assert opened.status == 101
    assert {name.lower() for name in opened.headers} >= EVERYWHERE


def test_cookies_are_for_this_site_alone_and_for_tls_behind_a_proxy(address: str) -> None:
    plain, _ = _ask(address, "GET", "/_stcore/health")
    assert "SameSite=Strict" in plain.headers["set-cookie"]
    assert "Secure" not in plain.headers["set-cookie"]
    behind, _ = _ask(address, "GET", "/_stcore/health", {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"})
    assert behind.headers["set-cookie"].endswith("; Secure")


def test_a_page_that_fails_tells_nobody_what_was_in_the_data(
    demo_home: Home, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    home = poisoned_home(demo_home, tmp_path / "home")
    with duckdb.connect(str(current_snapshot(home))) as connection:
        # A value that cannot be what the page needs: the database's own error quotes it.
        connection.execute("alter table thresholds rename to kept")
        connection.execute(
            "create view thresholds as "
            "select * replace (concat('ann@brand.example 4111', name)::double as value) from kept"
        )
    log, heard = tmp_path / "log.txt", Heard()
    with running_dashboard(home, free_port("127.0.0.1", 8720), tmp_path / "none.toml", log) as served:
        tab = visit()
        tab.address = served
        heard.listen(tab.page)
        tab.page.goto(f"{served}/rules")
        tab.page.locator("[data-testid=stException]").first.wait_for(timeout=30_000)
        shown = tab.page.locator("[data-testid=stException]").first.inner_text()
    assert "ann@" not in shown
    # Streamlit tells every browser where its script lies; of the failure's own way through the code it says nothing.
    assert not [part for part in heard.parts for word in ("ann@brand", "Traceback", "warehouse.py") if word in part]
    said = log.read_text()
    assert "ann@" not in said
    assert "4111" not in said
    assert "[ConversionException at " in said
    assert "warehouse.py:" in said
    assert " < page.py:" in said


def test_behind_a_proxy_without_sign_in_a_visitor_is_a_viewer(visit: Callable[..., Visit]) -> None:
    tab = visit()
    assert "Tickets" in tab.open().page.locator("[data-testid=stSidebarNav]").inner_text()
    # Chromium itself adds no header of a test's to a socket.
    with running_proxy(tab.address, "X-Forwarded-For: 192.0.2.1") as proxy:
        tab = visit()
        tab.address = proxy
        menu = tab.open().page.locator("[data-testid=stSidebarNav]").inner_text()
    assert "Tickets" not in menu
    assert "Root causes" in menu


def _ask(address: str, method: str, path: str, headers: dict[str, str] | None = None) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=20)
    try:
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def _socket(address: str, headers: dict[str, str]) -> HTTPResponse:
    asked = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", **headers,
    }  # fmt: skip
    connection = HTTPConnection(urlsplit(address).netloc, timeout=20)
    try:
        connection.request("GET", "/_stcore/stream", headers=asked)
        return connection.getresponse()
    finally:
        connection.close()
