"""The action log and saved views as two people meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.service import running_dashboard
from tests.copied_home import copied_home
from wismo.serve import free_port
from wismo.team.actions import list_actions
from wismo.team.views import list_views

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Visit

    from wismo.home import Home

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def own(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    return copied_home(demo_home, tmp_path_factory.mktemp("team") / "home")


@pytest.fixture(scope="module")
def served(own: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    with running_dashboard(own, free_port("127.0.0.1", 8760), folder / "none.toml", folder / "log.txt") as address:
        yield address


def at(tab: Visit, served: str, path: str = "") -> Visit:
    tab.address = served
    return tab.open(path)


def test_what_is_typed_survives_a_redraw_and_the_second_writer_is_told(
    visit: Callable[..., Visit], served: str, own: Home
) -> None:
    tab = at(visit(), served)
    tab.page.get_by_role("button", name="Write down a decision").click()
    tab.settle()
    tab.page.get_by_label("What was decided").fill("A second pickup in Reno")
    tab.page.get_by_label("Who does it").fill("Olga")
    tab.page.locator(".st-key-closer").get_by_text("Where", exact=True).click()
    tab.settle()
    assert tab.choices() == {"action": ["new"], "closer": ["Where"]}
    assert tab.page.get_by_label("What was decided").input_value() == "A second pickup in Reno"
    tab.page.locator(".st-key-save_0 button").click()
    tab.settle()
    assert tab.choices() == {"closer": ["Where"]}
    assert [action.what for action in list_actions(own)] == ["A second pickup in Reno"]
    other = at(visit(width=390, theme="dark"), served)
    for each, who in ((tab, "Ann"), (other, "Bob")):
        each.page.get_by_role("button", name="Change or close").click()
        each.settle()
        each.page.get_by_label("Who does it").fill(who)
    assert other.too_wide() <= 0
    for each in (tab, other):
        each.page.locator(".st-key-save_1 button").click()
        each.settle()
    assert other.page.get_by_text("Somebody else changed this entry").count() == 1
    assert list_actions(own)[0].owner == "Ann"
    assert other.page.get_by_label("Who does it").input_value() == "Bob"
    other.page.locator(".st-key-leave_1 button").click()
    assert "action" not in other.settle().choices()
    assert [*tab.errors, *other.errors, *tab.outside, *other.outside] == []


def test_a_saved_view_brings_back_page_filters_and_choices(visit: Callable[..., Visit], served: str, own: Home) -> None:
    tab = at(visit(), served, "carriers?owner=carrier&party=3PL")
    tab.page.get_by_role("button", name="Save this view").click()
    tab.page.get_by_label("Name").fill("The carrier's, by 3PL")
    tab.page.get_by_role("button", name="Save for the team").click()
    tab.settle()
    assert [view.page for view in list_views(own)] == ["carriers"]
    other = at(visit(), served, "?carrier=ups&trend=Owner")
    other.pick("saved_view", "The carrier's, by 3PL")
    other.page.wait_for_url("**/carriers**")
    other.settle()
    assert other.choices() == {"owner": ["The carrier"], "party": ["3PL"]}
    assert other.page.locator(".st-key-owner").get_by_text("The carrier").count() == 1
    assert other.page.locator(".st-key-carrier").get_by_text("UPS").count() == 0
    assert other.outside == []
