"""The weekly review as a file: the numbers of the page, nothing from elsewhere, and one sentence where it cannot be."""

from __future__ import annotations

import re
import shutil
import zlib
from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from dashboard.figures import figure
from tests.copied_home import copied_home
from wismo.cli import cli
from wismo.digest import drawing
from wismo.digest.contents import KPIS, gather
from wismo.digest.forms import ACROSS, html, pdf, text
from wismo.digest.week import named, scene
from wismo.errors import WismoError
from wismo.metric import metric_frame
from wismo.team.actions import Decision, add_action

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.page import Here
    from wismo.digest.contents import Digest
    from wismo.home import Home

VOID = {"meta", "link", "br"}


class Page(HTMLParser):
    """Every tag and its words; an end that does not fit fails."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, list[str]] = {}
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.words.setdefault(self.open[-1], []).append(data)


@pytest.fixture(scope="module")
def at(demo_home: Home) -> Here:
    return scene(demo_home, None)


@pytest.fixture(scope="module")
def found(at: Here) -> Digest:
    return gather(at, actions=["Ask <b>Cascade</b> for Sunday pickups, due 13 Nov 2026."], link="https://a.example/")


@pytest.fixture(scope="module")
def drawn(found: Digest) -> list[str]:
    if next(filter(None, map(shutil.which, drawing.NAMES)), None) is None:
        pytest.skip(drawing.MISSING)
    svgs, why = drawing.draw([(picture.chart, picture.alt) for picture in found.pictures])
    assert why == ""
    return svgs


def test_the_figures_are_those_of_the_command_metric(demo_home: Home, at: Here, found: Digest) -> None:
    shown = dict(zip(KPIS, found.kpis, strict=True))
    for name in ("wismo_rate", "wismo_tickets", "wismo_share", "on_time_promise", "handling_cost"):
        asked = metric_frame(demo_home, name, start=at.weeks.last, end=at.weeks.last_day)
        assert shown[name].value == figure(at.metric(name), asked["value"][0], asked["n"][0])
    lag = metric_frame(demo_home, "first_scan_lag", grain="week").filter(period=at.weeks.last)
    assert shown["first_scan_lag"].value == figure(at.metric("first_scan_lag"), lag["value"][0], lag["n"][0])
    causes = metric_frame(demo_home, "wismo_tickets", by=["root_cause"], start=at.weeks.last, end=at.weeks.last_day)
    bars = found.pictures[0].chart.data[0]
    assert {item[0]: value for item, value in zip(bars.customdata, bars.x, strict=True) if value} == {
        cause: value for cause, value in causes.select("root_cause", "value").iter_rows() if value
    }


def test_the_page_is_whole_in_order_and_names_nothing_elsewhere(found: Digest, drawn: list[str]) -> None:
    page = html(found, drawn)
    read = Page(page)
    assert next(tag for tag, _ in read.tags if re.fullmatch("h[1-6]", tag)) == "h1"
    assert {tag for tag, _ in read.tags if re.fullmatch("h[1-6]", tag)} == {"h1", "h2"}
    addresses = [
        value for _, held in read.tags for name, value in held.items() if name in {"src", "href", "xlink:href"}
    ]
    assert [address for address in addresses if not (address or "").startswith("#")] == [found.address]
    assert [place for place in re.findall(r"url\(['\"]?([^)]*)\)", page) if not place.startswith(("#", "data:"))] == []
    assert not {tag for tag, _ in read.tags} & {"script", "iframe", "object", "form", "b"}
    assert len(page) < 2_000_000


def test_each_chart_says_what_it_shows(found: Digest, drawn: list[str]) -> None:
    assert len(drawn) == len(found.pictures) == 5
    for picture, svg in zip(found.pictures, drawn, strict=True):
        assert svg.startswith("<svg")
        assert svg.count("<svg") == svg.count("</svg>")
        assert picture.alt.replace("&", "&amp;") in svg
        assert 'role="img"' in svg


def test_the_pdf_can_be_heard(found: Digest, drawn: list[str]) -> None:
    try:
        written = pdf(html(found, drawn))
    except WismoError as error:
        pytest.skip(str(error))
    assert written.startswith(b"%PDF-")
    assert len(written) < 1_000_000
    plain = _plain_pdf(written)
    for part in (b"/StructTreeRoot", b"/Lang", b"/Figure", b"/Alt", b"/DisplayDocTitle true", b"/H1", b"/TH"):
        assert part in plain, part
    assert b"pdfuaid" in plain
    assert found.title.encode() in plain


def test_the_text_fits_a_mail(found: Digest) -> None:
    told = text(found)
    assert max(map(len, told.splitlines())) <= ACROSS
    assert found.title in told
    for kpi in found.kpis:
        assert kpi.value in told
    assert "Cascade</b> for Sunday" in told.replace("\n  ", " ")


def test_without_chromium_there_are_tables_and_the_sentence_how_to_get_it(
    demo_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WISMO_HOME", str(demo_home.root))
    monkeypatch.setattr(drawing, "NAMES", ("no-such-browser",))
    ran = CliRunner().invoke(cli, ["digest", "--out", str(tmp_path / "week.html")])
    assert ran.exit_code == 0, ran.output
    assert drawing.MISSING in ran.stderr
    page = Page((tmp_path / "week.html").read_text())
    tags = [tag for tag, _ in page.tags]
    assert (tags.count("table"), tags.count("svg")) == (6, 0)
    assert [path.name for path in tmp_path.iterdir()] == ["week.html"]


def test_an_older_week_is_told_as_of_then(demo_home: Home, at: Here) -> None:
    before = scene(demo_home, named(at.weeks.before))
    assert before.weeks.last == at.weeks.before
    asked = metric_frame(demo_home, "wismo_tickets", start=before.weeks.last, end=before.weeks.last_day)
    assert gather(before).kpis[KPIS.index("wismo_tickets")].value == figure(
        at.metric("wismo_tickets"), asked["value"][0]
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--week", "2026-W99", "--out", "-"], "2026-W99 is no week."),
        (["--week", "last", "--out", "-"], "last is no week."),
        (["--week", "2030-W01", "--out", "-"], "The week 2030-W01 is not over in the data"),
        (["--week", "2019-W05", "--out", "-"], "There is no full data for the week 2019-W05"),
        (["--out", "week.doc"], "The ending of week.doc does not say what to write."),
        (["--out", "/no/such/place/week.pdf"], "There is no folder /no/such/place."),
        (["--out", "-", "--link", "javascript:alert(1)"], "javascript:alert(1) is no whole address."),
    ],
)
def test_what_cannot_be_is_one_sentence(
    demo_home: Home, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    monkeypatch.setenv("WISMO_HOME", str(demo_home.root))
    ran = CliRunner().invoke(cli, ["digest", *arguments])
    assert ran.exit_code == 1
    assert isinstance(ran.exception, WismoError)
    assert str(ran.exception).startswith(sentence)


def test_nothing_published(home: Home) -> None:
    with pytest.raises(WismoError, match="Nothing is published"):
        scene(home, None)


def test_a_name_from_outside_is_shown_and_not_obeyed(found: Digest) -> None:
    page = html(found, [])
    assert "Ask &lt;b&gt;Cascade&lt;/b&gt;" in page


def test_a_disk_that_is_full_leaves_the_old_file(
    demo_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WISMO_HOME", str(demo_home.root))
    place = tmp_path / "week.txt"
    place.write_text("last week's")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    ran = CliRunner().invoke(cli, ["digest", "--out", str(place)])
    assert str(ran.exception).endswith("could not be written (No space left on device); what was there stays.")
    assert place.read_text() == "last week's"
    assert [path.name for path in tmp_path.iterdir()] == ["week.txt"]


def _plain_pdf(written: bytes) -> bytes:
    """The document with its compressed parts spelt out."""
    parts = [written]
    for found in re.finditer(rb"stream\r?\n", written):
        try:
            parts.append(zlib.decompressobj().decompress(written[found.end() :]))
        except zlib.error:
            continue
    return b"\n".join(parts)


def test_what_the_team_decided_is_in_the_file_only_when_asked_for(
    demo_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = copied_home(demo_home, tmp_path / "own", "20260103T000000Z-d")
    monkeypatch.setenv("WISMO_HOME", str(home.root))
    monday = date(2026, 10, 5)
    add_action(home, Decision(monday, "Ask <b>Cascade</b> for Sunday pickups", "Ann", date(2026, 1, 2)))
    add_action(home, Decision(monday, "Call the carrier", "Bo", status="done"))
    add_action(home, Decision(monday, "Write to whom it waits for", "Cy"))
    silent = CliRunner().invoke(cli, ["digest", "--out", "-"])
    assert "Cascade</b>" not in silent.output
    told = CliRunner().invoke(cli, ["digest", "--out", "-", "--decisions"]).output
    assert "* Ann: Ask <b>Cascade</b> for Sunday pickups (overdue since 2 Jan 2026)\n" in told
    assert "* Cy: Write to whom it waits for\n" in told
    assert "Call the carrier" not in told
