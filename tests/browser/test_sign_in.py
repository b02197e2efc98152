"""Sign-in against a real service, and what each role is sent: every frame of the socket and every body is searched."""

from __future__ import annotations

from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from dashboard import menu, warehouse
from dashboard.door import OUTCOMES
from dashboard.menu import REFUSED
from dashboard.visitor import ENDED, NO_ROLE, SIGNED_OUT
from tests.browser.heard import Heard, identifiers
from tests.browser.service import ROLES, Service, running_dashboard, running_service, write_settings
from tests.copied_home import copied_home
from wismo.permitted import ROLES as EVERY_ROLE
from wismo.permitted import may
from wismo.serve import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Visit
    from playwright.sync_api import Browser, Route

    from wismo.home import Home

pytestmark = pytest.mark.browser
HOST = "127.0.0.1"
MENU: dict[str, list[str]] = {
    role: [
        entry.title
        for entries in menu.ENTRIES.values()
        for entry in entries
        if entry.is_listed and may(role, entry.needs)
    ]
    for role in EVERY_ROLE
}


class Signed:
    """A dashboard with sign-in, the service behind it, and tabs that note what they are sent."""

    def __init__(self, address: str, home: Home, service: Service, log: Path, begin: Callable[..., Visit]) -> None:
        self.address, self.home, self.service, self.log, self.begin = address, home, service, log, begin
        self.roles(ROLES)

    def roles(self, text: str) -> None:
        (self.home.root / "roles.yml").write_text(text, encoding="utf-8")

    def tab(self) -> Visit:
        tab = self.begin()
        tab.address = self.address
        return tab

    def sign_in(self, name: str, tab: Visit | None = None, *, lifetime: int = 3600) -> Visit:
        self.service.tell(user=name, lifetime=str(lifetime))
        tab = tab or self.tab().open()
        tab.page.get_by_role("button", name="Sign in").click()
        tab.page.get_by_role("button", name="Sign out").wait_for(timeout=30_000)
        return tab.settle()


@pytest.fixture(scope="module")
def started(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Home, Service, Path]]:
    folder = tmp_path_factory.mktemp("signed")
    home = copied_home(demo_home, folder / "home")
    port = free_port(HOST, 8760)
    address, settings, log = f"http://{HOST}:{port}", folder / "sign_in.toml", folder / "log.txt"
    with running_service(free_port(HOST, 8860), f"{address}/oauth2callback") as service:
        write_settings(settings, service.url, address)
        with running_dashboard(home, port, settings, log):
            yield address, home, service, log


@pytest.fixture
def signed(started: tuple[str, Home, Service, Path], visit: Callable[..., Visit]) -> Signed:
    return Signed(*started, visit)


@pytest.mark.parametrize("role", ["viewer", pytest.param("agent", marks=pytest.mark.soak)])
def test_what_a_role_is_sent(signed: Signed, role: str) -> None:
    tab, heard = signed.tab(), Heard()
    heard.listen(tab.page)
    snapshot = warehouse.live_snapshot(signed.home)
    names = identifiers(snapshot)
    ticket, order = warehouse.rows(
        snapshot, "select ticket_id, order_id from wismo.main.tickets where root_cause = 'late_in_transit' order by 1"
    ).row(0)
    signed.sign_in(role, tab.open())
    links = tab.page.locator("[data-testid=stSidebarNavLink]")
    assert links.all_inner_texts() == MENU[role]
    # That an agent is sent what a viewer is not needs no walk over every page.
    for place in range(len(MENU[role]) if role == "viewer" else 1):
        links.nth(place).click()
        _open_everything(tab.settle(), heard)
    for address in (f"one_order?order={order}", f"one_order?ticket={ticket}", "tickets?from=2026-01-01", "data_health"):
        _open_everything(tab.open(address), heard)
        if role == "viewer":
            needed = "admin" if address == "data_health" else "agent"
            assert tab.page.get_by_text(REFUSED[needed]).count() == 1
            # What the address named is gone from it, too.
            tab.page.wait_for_url(lambda url: not urlsplit(url).query)
    tab.open(f"root_causes?root_cause=late_in_transit&order={order}")
    found = {kind: heard.found(own) for kind, own in names.items()}
    if role == "viewer":
        # The one order was named by the address that the test itself opened, and Streamlit says addresses back.
        strange = {kind: {name for name in hits if name not in order} for kind, hits in found.items()}
        assert strange == {kind: set() for kind in names}
    else:
        assert {kind: len(hits) > 1 for kind, hits in found.items()} == dict.fromkeys(names, True) | {"customer": False}
    # Files are read where the browser put them.
    assert [url for url in heard.missed if "/media/" not in url] == []
    assert all(url.startswith(f"{signed.service.url}/oauth/") for url in tab.outside)
    assert tab.errors == []


@pytest.mark.soak
def test_the_menu_of_an_admin_and_of_somebody_without_a_role(signed: Signed) -> None:
    tab = signed.sign_in("admin")
    assert tab.page.locator("[data-testid=stSidebarNavLink]").all_inner_texts() == MENU["admin"]
    tab.open("data_health")
    assert tab.page.get_by_text("How far each feed reaches").count() == 1
    # Listed as admin by an address that the service does not vouch for.
    for name in ("stranger", "unverified"):
        tab = signed.sign_in(name)
        assert tab.page.get_by_text(NO_ROLE).count() == 1
        assert tab.page.locator("[data-testid=stSidebarNavLink]").count() == 0


def test_nobody_is_sent_anything_without_signing_in(signed: Signed) -> None:
    tab, heard = signed.tab(), Heard()
    heard.listen(tab.page)
    names = identifiers(warehouse.live_snapshot(signed.home))
    words = warehouse.rows(warehouse.live_snapshot(signed.home), "select label from wismo.main.root_causes")["label"]
    for path in ("", "tickets", "data_health", "definitions?carrier=ups"):
        assert tab.open(path).page.get_by_role("button", name="Sign in").count() == 1
    assert [heard.found(own) for own in (*names.values(), words)] == [set()] * 5
    assert _answer(f"{signed.address}/media/{'0' * 56}.csv")[0] == 403


def test_an_open_page_ends_with_its_token(signed: Signed) -> None:
    tab = signed.sign_in("agent", lifetime=12)
    tab.open("tickets")
    tab.page.get_by_text(ENDED).wait_for(timeout=30_000)
    # Streamlit takes away what was drawn before only once the new run has ended.
    expect(tab.page.locator("[data-testid=stDataFrame]")).to_have_count(0, timeout=30_000)
    # Nor does the cookie open anything any more, which itself lives for thirty days.
    tab.open("tickets")
    assert tab.page.get_by_role("button", name="Sign in").count() == 1
    assert tab.page.locator("[data-testid=stSidebarNavLink]").count() == 0


def test_a_copied_cookie_ends_with_the_sign_in(signed: Signed, chromium: Browser) -> None:
    tab = signed.sign_in("agent")
    other = tab.page.context.new_page()
    other.goto(f"{signed.address}/tickets")
    other.get_by_role("heading", name="Tickets", exact=True).wait_for(timeout=30_000)
    copied = tab.page.context.cookies()
    tab.page.get_by_role("button", name="Sign out").click()
    tab.page.get_by_role("button", name="Sign in").wait_for(timeout=30_000)
    # The other tab, which was open all the while, goes within seconds.
    other.get_by_text(SIGNED_OUT).wait_for(timeout=30_000)
    thief = chromium.new_context()
    thief.add_cookies([{"name": item["name"], "value": item["value"], "url": signed.address} for item in copied])
    page = thief.new_page()
    page.goto(f"{signed.address}/tickets")
    page.get_by_role("button", name="Sign in").wait_for(timeout=30_000)
    thief.close()
    assert len(list((signed.home.root / "sign_outs").iterdir())) >= 1


@pytest.mark.soak
def test_the_sign_out_address_alone_ends_it_too_and_not_for_another_site(signed: Signed) -> None:
    tab = signed.sign_in("viewer")
    copied = tab.page.context.cookies()
    cookie = "; ".join(f"{item['name']}={item['value']}" for item in copied)
    status, _ = _answer(f"{signed.address}/auth/logout", {"Cookie": cookie, "Sec-Fetch-Site": "cross-site"})
    assert status == 403
    assert tab.open().page.get_by_role("button", name="Sign out").count() == 1
    status, leads_to = _answer(f"{signed.address}/auth/logout", {"Cookie": cookie})
    assert status == 302
    assert leads_to.startswith((f"{signed.service.url}/", "/"))
    tab.page.get_by_text(SIGNED_OUT).wait_for(timeout=30_000)
    assert tab.open().page.get_by_role("button", name="Sign in").count() == 1


def test_a_role_that_is_taken_away_is_gone_at_the_next_look(signed: Signed) -> None:
    tab = signed.sign_in("agent").open("tickets")
    signed.roles(
        ROLES.replace("agent: [agent@", "agent: [nobody@").replace("viewer: [", "viewer: [agent@brand.example, ")
    )
    tab.page.get_by_text(REFUSED["agent"]).wait_for(timeout=30_000)
    signed.roles(ROLES.replace("agent: [agent@", "agent: [nobody@"))
    tab.open()
    assert tab.page.get_by_text(NO_ROLE).count() == 1
    signed.roles("agent: [no address]")
    assert "wismo doctor" in tab.open().page.locator("[data-testid=stAlert]").inner_text()
    assert tab.page.locator("[data-testid=stSidebarNavLink]").count() == 0


def test_a_wrong_state_and_a_wrong_nonce_bring_nobody_in(signed: Signed) -> None:
    tab = signed.tab().open("oauth2callback?state=made-up&code=made-up")
    assert tab.page.get_by_text(OUTCOMES["failed"]).count() == 1
    signed.service.tell(user="admin")

    def with_another_nonce(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        leads_to = answer.headers["location"]
        assert "&nonce=" in leads_to
        route.fulfill(response=answer, headers=answer.headers | {"location": leads_to.replace("&nonce=", "&nonce=x")})

    tab.open().page.route("**/auth/login*", with_another_nonce)
    tab.page.get_by_role("button", name="Sign in").click()
    tab.page.wait_for_url("**/?sign_in=failed")
    assert tab.settle().page.get_by_text(OUTCOMES["failed"]).count() == 1
    assert tab.open().page.get_by_role("button", name="Sign in").count() == 1
    assert not [cookie for cookie in tab.page.context.cookies() if cookie["name"] == "_streamlit_user"]


@pytest.mark.parametrize(
    "path",
    [
        "/auth/login?provider=x&next=https://evil.example", "/auth/login?redirect_uri=https://evil.example",
        "/auth/logout?post_logout_redirect_uri=https://evil.example", "/oauth2callback?next=//evil.example",
        "/oauth2callback?error=x&error_description=https://evil.example", "//evil.example/", "/%2F/evil.example/",
        "/\\evil.example/", "/%5Cevil.example/", "/.//evil.example/", "/evil.example//", "/https://evil.example/",
    ],
)  # fmt: skip
def test_no_address_of_ours_leads_to_another_site(signed: Signed, path: str) -> None:
    status, leads_to = _answer(signed.address + path)
    assert status in {200, 301, 302, 400, 404}
    if leads_to:
        assert not leads_to.startswith(("//", "/\\"))
        assert urlsplit(leads_to).netloc in {"", urlsplit(signed.address).netloc}


def test_a_service_that_is_down_is_named_and_the_log_names_nobody(
    signed: Signed, tmp_path: Path, visit: Callable[..., Visit]
) -> None:
    port = free_port(HOST, 8780)
    settings, log = tmp_path / "sign_in.toml", tmp_path / "log.txt"
    write_settings(settings, f"http://localhost:{free_port(HOST, 8890)}", f"http://{HOST}:{port}")
    with running_dashboard(signed.home, port, settings, log) as address:
        tab = visit()
        tab.address = address
        tab.open().page.get_by_role("button", name="Sign in").click()
        tab.page.get_by_text(OUTCOMES["unreachable"]).wait_for(timeout=30_000)
        # A service may write whom it does not know into its answer.
        tab.open("oauth2callback?error=access_denied&error_description=ann@brand.example%20is%20unknown")
    for text in (log.read_text(), signed.log.read_text()):
        assert "brand.example" not in text
        assert "code=" not in text
        assert "Traceback" not in text


def _open_everything(tab: Visit, heard: Heard) -> None:
    """Show every table of a page and take its first files."""
    for toggle in tab.page.locator("[data-testid=stCheckbox] label:visible").all()[:2]:
        toggle.click()
        tab.settle()
    for button in tab.page.locator("[data-testid=stDownloadButton] button:visible").all()[:2]:
        with tab.page.expect_download() as waiting:
            button.click()
        heard.add(waiting.value.path().read_bytes())
    expect(tab.page.locator("[data-testid=stException]")).to_have_count(0)


def _answer(url: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    """The status of an answer, and where it leads to."""
    place = urlsplit(url)
    connection = HTTPConnection(place.netloc, timeout=20)
    try:
        connection.request("GET", url.removeprefix(f"{place.scheme}://{place.netloc}"), headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers.get("location", "")
    finally:
        connection.close()
