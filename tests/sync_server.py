"""A real HTTP server that behaves as a vendor's documents say, on a good day and on a bad one."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from tests.sync_vendors import FakeVendor

# What goes wrong with which request, again and again; several kinds of trouble in a row included.
BAD_DAY = {
    2: "throttle",
    3: "error",
    6: "drop",
    9: "truncate",
    11: "cut",
    12: "html",
    14: "repeat",
    16: "throttle date",
}
BAD_DAY_LENGTH = 17


def bad_day(number: int) -> str | None:
    return BAD_DAY.get(number % BAD_DAY_LENGTH)


def good_day(_: int) -> str | None:
    return None


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]
    body: str


@dataclass
class Reply:
    body: str | bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class VendorServer(ThreadingHTTPServer):
    """Answers as ``vendor`` does; ``trouble`` says what goes wrong with the n-th request."""

    daemon_threads = True

    def __init__(self, vendor: FakeVendor, trouble: Callable[[int], str | None]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.vendor = vendor
        self.trouble = trouble
        self.before: Callable[[int], None] = lambda _: None
        self.asked: list[Asked] = []
        self.troubles: set[str] = set()
        self.earlier: dict[str, Reply] = {}
        self.turn = threading.Lock()
        vendor.address = self.address

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is no error of ours."""


@contextmanager
def serving(vendor: FakeVendor, trouble: Callable[[int], str | None] = good_day) -> Generator[VendorServer]:
    with VendorServer(vendor, trouble) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one packet
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
        pass

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        asked = Asked(self.command, url.path, dict(parse_qsl(url.query)), dict(self.headers), body)
        server = cast("VendorServer", self.server)
        with server.turn:
            number = len(server.asked)
            server.asked.append(asked)
            server.before(number)
            self._reply(server, asked, server.trouble(number))

    def _reply(self, server: VendorServer, asked: Asked, kind: str | None) -> None:
        vendor = server.vendor
        if kind:
            server.troubles.add(kind)
        if kind == "drop":
            self.close_connection = True
        elif kind == "error":
            self._send(Reply("<h1>Bad gateway</h1>", 502))
        elif kind == "html":
            self._send(Reply("<html>We will be back soon</html>"))
        elif kind == "throttle":
            self._send(Reply('{"error": "slow down"}', 429, {"Retry-After": "0"}))
        elif kind == "throttle date":
            self._send(Reply('{"error": "slow down"}', 429, {"Retry-After": formatdate(usegmt=True)}))
        else:
            listed = vendor.list_of(asked)
            # A page once more is the one that the same list gave before.
            reply = server.earlier.get(listed) if kind == "repeat" and listed else None
            reply = reply or vendor.answer(asked)
            if listed and reply.status == 200:
                server.earlier[listed] = reply
            if kind == "truncate":
                self._send(reply, part=0.5)
            elif kind == "cut" and reply.status == 200 and not vendor.is_file(asked):
                self._send(Reply(_bytes(reply)[: len(_bytes(reply)) * 2 // 3], 200, reply.headers))
            else:
                self._send(reply)

    def _send(self, reply: Reply, part: float = 1) -> None:
        content = _bytes(reply)
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: int(len(content) * part)])
        if part < 1:
            self.close_connection = True


def _bytes(reply: Reply) -> bytes:
    return reply.body if isinstance(reply.body, bytes) else reply.body.encode()


def json_list(texts: list[str]) -> str:
    return f"[{', '.join(texts)}]"


def json_object(**members: object) -> str:
    """A JSON object whose lists of texts stay those texts."""
    parts = [
        f"{json.dumps(name)}: {json_list(value) if isinstance(value, list) else json.dumps(value)}"
        for name, value in members.items()
    ]
    return "{" + ", ".join(parts) + "}"
