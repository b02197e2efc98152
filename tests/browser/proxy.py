"""A proxy before the dashboard, which says on every connection for whom it asks, as proxies do."""

from __future__ import annotations

import socket
import socketserver
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from wismo.serve import free_port

if TYPE_CHECKING:
    from collections.abc import Generator

HOST = "127.0.0.1"
LINE_ENDS = b"\r\n"


@contextmanager
def running_proxy(address: str, header: str) -> Generator[str]:
    """Hand everything on to ``address``, with ``header`` in the first request of each connection; yield the proxy's."""
    behind = urlsplit(address)

    class Connection(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection((behind.hostname, behind.port)) as server:
                request, ends, rest = self.request.recv(65_536).partition(LINE_ENDS)
                server.sendall(request + ends + header.encode() + LINE_ENDS + rest)
                Thread(target=_pour, args=(server, self.request), daemon=True).start()
                _pour(self.request, server)

    with socketserver.ThreadingTCPServer((HOST, free_port(HOST, 8780)), Connection) as proxy:
        proxy.daemon_threads = True
        Thread(target=proxy.serve_forever, daemon=True).start()
        yield f"http://{HOST}:{proxy.server_address[1]}"
        proxy.shutdown()


def _pour(source: socket.socket, into: socket.socket) -> None:
    """Send on what comes until one of the two has gone."""
    try:
        while piece := source.recv(65_536):
            into.sendall(piece)
        into.shutdown(socket.SHUT_WR)
    except OSError:
        return
