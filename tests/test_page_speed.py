"""What makes the pages fast changes no number, and the measurement reads what it says."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any, cast

import duckdb
import plotly.graph_objects as go
import plotly.io
import pytest
from polars.testing import assert_frame_equal
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard import metrics, packed, warehouse, warming
from dashboard.compiler import Shape, compile_shape
from dashboard.drawing import Drawing
from tests.aside import run_aside
from wismo.bench.pages.brand import ensure_repeated
from wismo.bench.pages.frames import Frames
from wismo.home import Home
from wismo.snapshot import current_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import Message, Scope

SORTED = (
    "ticket_days", "order_days", "shipment_days", "notice_days", "reply_days", "unscanned_ticket_days",
    "state_exposure", "tickets", "deadline_days", "claim_days",
)  # fmt: skip


@pytest.mark.parametrize("name", ["wismo_tickets", "wismo_rate", "wismo_share", "on_time_promise", "cause_hazard"])
def test_a_question_compiled_once_for_all_filters_gives_the_same_answers(demo_home: Home, name: str) -> None:
    snapshot = warehouse.live_snapshot(demo_home)
    known, manifest = metrics.registry(snapshot), warehouse.manifest_text(snapshot)
    for filtered in [(), *combinations(known[name].dimensions, 1), tuple(list(known[name].dimensions)[:3])]:
        where = {key: metrics.members(snapshot, key)[:2] for key in filtered}
        answer = metrics.query(snapshot, name, by=["carrier"], grain="week", where=where)
        exact = compile_shape(known, manifest, Shape(name, ("carrier",), "week", filtered))
        values = {key: list(found) for key, found in where.items()} | {"start": metrics.EARLIEST, "end": metrics.LATEST}
        # Sums of fractions differ in the last place with the order in which they were taken.
        assert_frame_equal(answer.drop("n"), warehouse.rows(snapshot, exact, values), rel_tol=1e-12)


def test_the_sql_names_no_filter_that_was_not_asked_for(demo_home: Home) -> None:
    snapshot = warehouse.live_snapshot(demo_home)
    asked = metrics.Query("wismo_share", ("root_cause",), "week", (("carrier", ("ups",)),))
    sql = metrics.sql_of(snapshot, asked)
    assert {name for name in metrics.registry(snapshot)["wismo_share"].dimensions if f"${name}" in sql} == {"carrier"}


def test_definitions_that_stay_are_not_compiled_again(demo_home: Home) -> None:
    snapshot = warehouse.live_snapshot(demo_home)
    # No page asks this: what a page has asked in this process would be compiled already.
    asked = metrics.Query("tickets", ("channel", "region", "season"), "day", (("root_cause", ("lost",)),))
    assert metrics.prepare(snapshot, asked)
    assert not metrics.prepare(replace(snapshot, role="viewer"), asked)
    assert not metrics.prepare(snapshot, replace(asked, where=(("region", ("eu",)),)))


@pytest.mark.parametrize("table", SORTED)
def test_what_is_asked_by_week_lies_in_the_order_of_days(demo_home: Home, table: str) -> None:
    days = warehouse.rows(warehouse.live_snapshot(demo_home), f"select reporting_date from wismo.main.{table}")
    assert days["reporting_date"].is_sorted()


def test_warming_up_does_nothing_twice(demo_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WISMO_HOME", str(demo_home.root))
    live = warming.warm()
    assert {snapshot.version for snapshot in live} == {warehouse.live_snapshot(demo_home).version}
    monkeypatch.setattr(metrics, "query", lambda *_, **__: pytest.fail("asked again"))
    assert warming.warm(live) == live


def test_a_drawing_is_the_figure_that_plotly_would_make() -> None:
    data = [{"type": "bar", "x": ["a"], "y": [1.5], "customdata": [["a", None]]}]
    layout = {"height": 300, "shapes": [{"type": "rect", "x0": "a"}], "yaxis": {"tickformat": ",d"}}
    drawn = Drawing(data, layout)
    theirs = json.loads(plotly.io.to_json(go.Figure(data, layout), validate=False))
    ours = json.loads(plotly.io.to_json(drawn.to_dict(), validate=False))
    template, whole = ours["layout"].pop("template"), theirs["layout"].pop("template")
    assert ours == theirs
    assert template["data"] == {kind: parts for kind, parts in whole["data"].items() if kind == "bar"}
    assert all(whole["layout"][name] == value for name, value in template["layout"].items())
    assert list(drawn.data[0].y) == [1.5]
    assert drawn.layout.height == 300


def test_a_wrong_property_is_found_where_a_drawing_is_checked() -> None:
    with pytest.raises(ValueError, match="Invalid property"):
        Drawing({"type": "bar", "colour": "red"}, {}).checked()


def served(path: str, headers: dict[str, str], cache: str = "public, immutable") -> tuple[dict[str, str], bytes]:
    """Return the headers and the body that come out of the layer before a file."""
    sent: list[Message] = []

    async def inner(_: Scope, __: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"cache-control", cache.encode())]})
        await send({"type": "http.response.body", "body": b"plain", "more_body": True})
        await send({"type": "http.response.body", "body": b" text"})

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "headers": raw}
    run_aside(cast("Any", packed.packed(inner))(scope, None, send))
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return found, b"".join(message["body"] for message in sent[1:])


def test_a_script_is_compressed_once_and_whole() -> None:
    script = min((packed.FOLDER / "static" / "js").glob("*.js"), key=lambda path: path.stat().st_size)
    path = f"/static/js/{script.name}"
    headers, body = served(path, {"accept-encoding": "gzip, br"})
    assert gzip.decompress(body) == script.read_bytes()
    assert (headers["content-encoding"], headers["content-length"]) == ("gzip", str(len(body)))
    before = packed.body_of.cache_info().misses
    assert served(path, {"accept-encoding": "gzip"})[1] == body
    assert packed.body_of.cache_info().misses == before


@pytest.mark.parametrize(
    ("path", "headers", "cache"),
    [
        ("/static/js/x.js", {}, "public, immutable"),
        ("/static/js/x.js", {"accept-encoding": "gzip", "range": "bytes=0-1"}, "public, immutable"),
        ("/static/js/../../../__init__.js", {"accept-encoding": "gzip"}, "public, immutable"),
        ("/static/js/x.js", {"accept-encoding": "gzip"}, "no-cache"),
        ("/", {"accept-encoding": "gzip"}, "public, immutable"),
    ],
)
def test_anything_else_passes_as_it_is(path: str, headers: dict[str, str], cache: str) -> None:
    found, body = served(path, headers, cache)
    assert body == b"plain text"
    assert "content-encoding" not in found


class Session:
    """Stands for the browser's own messages."""

    def __init__(self) -> None:
        self.handlers: dict[str, Any] = {}

    def on(self, event: str, handler: Any) -> None:
        self.handlers[event] = handler

    def send(self, _: str) -> None: ...

    def frame(self, event: str, message: BackMsg | ForwardMsg, seconds: float) -> None:
        payload = base64.b64encode(message.SerializeToString()).decode()
        self.handlers[f"Network.webSocketFrame{event}"](
            {"timestamp": seconds, "response": {"opcode": 2, "payloadData": payload}}
        )


def said(kind: str, *fragments: str) -> ForwardMsg:
    message = ForwardMsg()
    if kind == "new_session":
        message.new_session.name = "page"
    else:
        message.script_finished = ForwardMsg.FINISHED_SUCCESSFULLY
    message.metadata.run.fragment_ids.extend(fragments)
    return message


def test_the_time_of_the_server_is_from_the_question_to_the_last_answer() -> None:
    session = Session()
    frames = Frames(cast("Any", session))
    asked = BackMsg()
    asked.rerun_script.query_string = "carrier=ups"
    session.frame("Sent", asked, 10.0)
    session.frame("Received", said("new_session"), 10.02)
    assert frames.is_waiting()
    session.frame("Received", said("script_finished"), 10.1)
    watching = BackMsg()
    watching.rerun_script.fragment_id = "watch"
    session.frame("Sent", watching, 11.0)
    session.frame("Received", said("new_session", "watch"), 11.1)
    session.frame("Received", said("script_finished", "watch"), 11.2)
    assert not frames.is_waiting()
    assert (frames.told().server_ms, frames.told().script_ms) == (pytest.approx(100), pytest.approx(80))


def test_a_repeated_brand_has_as_many_rows_and_every_key_once(demo_home: Home, tmp_path: Path) -> None:
    one = Home(tmp_path)
    one.published.mkdir()
    for file in demo_home.published.iterdir():
        (one.published / file.name).symlink_to(file)
    repeated = ensure_repeated(one, 3, lambda _: None)
    counted = """
        select (select count(*) from tickets), (select count(distinct ticket_id) from tickets),
            (select sum(wismo_count) from ticket_days), (select count(*) from tactics)
    """
    found = []
    for home in (one, repeated):
        with duckdb.connect(str(current_snapshot(home).resolve()), read_only=True) as connection:
            found.append(connection.execute(counted).fetchall()[0])
    tickets, keys, wismo, tactics = found[0]
    assert found[1] == (3 * tickets, 3 * keys, 3 * wismo, tactics)
