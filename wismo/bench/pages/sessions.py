"""Visitors without a browser: they speak to the server as Streamlit's page does, and choose a filter now and then."""

from __future__ import annotations

import random
import threading
import time
from typing import TYPE_CHECKING, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from websockets.sync.client import ClientConnection

THINKING_S = 2.0
LARGEST_MESSAGE = 2**26


class Visitors:
    """Several visitors at one page, each choosing one filter after another with a pause between."""

    def __init__(self, address: str, page: str, choices: Sequence[str], count: int) -> None:
        self.address, self.page, self.choices = address, page, choices
        self.times: list[float] = []
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._visit, args=(seed,), daemon=True) for seed in range(count)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=10)

    def _visit(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - varies clicks, guards nothing
        stream = self.address.replace("http", "ws") + "/_stcore/stream"
        spoken = [Subprotocol("streamlit")]
        with connect(stream, subprotocols=spoken, max_size=LARGEST_MESSAGE, origin=Origin(self.address)) as socket:
            _ask(socket, self.page, "")
            while not self._over.wait(THINKING_S * chance.uniform(0.5, 1.5)):
                picked = sorted(chance.sample(self.choices, 2))
                begun = time.perf_counter()
                _ask(socket, self.page, "&".join(f"carrier={name}" for name in picked))
                self.times.append((time.perf_counter() - begun) * 1000)


def _ask(socket: ClientConnection, page: str, query: str) -> None:
    """Run a page under the filters of an address, and read all that the server says of it."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    socket.send(message.SerializeToString())
    while True:
        received = socket.recv(timeout=30)
        answer = ForwardMsg.FromString(received if isinstance(received, bytes) else received.encode())
        if answer.WhichOneof("type") == "script_finished" and not answer.metadata.run.fragment_ids:
            return
