"""What a browser and its server say to each other, with the times at which the browser saw it."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession

DASH_QUESTION = "/_dash-update-component"


@dataclass(frozen=True)
class Told:
    """From the question to the last answer; from the first line of the script to its last; what was sent."""

    server_ms: float
    script_ms: float
    kilobytes: float


class Frames:
    """Listens to one page. Reruns of a fragment, with which pages follow what is published, do not count."""

    def __init__(self, session: CDPSession) -> None:
        self.clear()
        session.on("Network.webSocketFrameSent", self._sent)
        session.on("Network.webSocketFrameReceived", self._received)
        session.on("Network.requestWillBeSent", self._requested)
        session.on("Network.loadingFinished", self._loaded)
        session.send("Network.enable")

    def clear(self) -> None:
        """Forget what was heard."""
        self.asked: list[float] = []
        self.begun: list[float] = []
        self.ended: list[float] = []
        self.size = 0
        self._is_ours = False
        self._requests: set[str] = set()
        self._heard = time.monotonic()

    def is_waiting(self) -> bool:
        """Return whether a question is still without its answer."""
        return len(self.asked) > len(self.ended)

    def quiet_ms(self) -> float:
        """Return how long ago an answer was heard last."""
        return (time.monotonic() - self._heard) * 1000

    def told(self) -> Told:
        """Return what was heard since it was cleared; zeros where the page asked nothing."""
        if not (self.asked and self.ended):
            return Told(0, 0, 0)
        begun = self.begun[0] if self.begun else self.asked[0]
        return Told(
            (self.ended[-1] - self.asked[0]) * 1000, (self.ended[-1] - begun) * 1000, round(self.size / 1000, 1)
        )

    def _sent(self, event: dict[str, Any]) -> None:
        message = BackMsg.FromString(_payload(event))
        if message.WhichOneof("type") == "rerun_script" and not message.rerun_script.fragment_id:
            self.asked.append(event["timestamp"])

    def _received(self, event: dict[str, Any]) -> None:
        payload = _payload(event)
        message = ForwardMsg.FromString(payload)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._is_ours = not message.metadata.run.fragment_ids
            if self._is_ours:
                self.begun.append(event["timestamp"])
        self.size += len(payload) if self._is_ours else 0
        # A run that was cut short by the next one ends with it.
        if kind == "script_finished" and self._is_ours and len(self.ended) < len(self.asked):
            self._heard = time.monotonic()
            self.ended.append(event["timestamp"])

    def _requested(self, event: dict[str, Any]) -> None:
        # Dash asks by a request of its own.
        if DASH_QUESTION in event["request"]["url"]:
            self._requests.add(event["requestId"])
            self.asked.append(event["timestamp"])

    def _loaded(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._requests:
            self._heard = time.monotonic()
            self.ended.append(event["timestamp"])
            self.size += int(event["encodedDataLength"])


def _payload(event: dict[str, Any]) -> bytes:
    held = event["response"]
    return base64.b64decode(held["payloadData"]) if held["opcode"] == 2 else b""
