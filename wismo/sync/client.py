"""One account's API over HTTP: waits when told to, tries again, and says in one sentence what is wrong.

Requests, authentication and retries are dlt's; DECISIONS.md says what of dlt is not used.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from dlt.sources.helpers import requests
from dlt.sources.helpers.rest_client import RESTClient

from wismo.errors import WismoError
from wismo.sync import waits
from wismo.sync.answer import Answer, is_json
from wismo.sync.moment import http_date

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from requests.auth import AuthBase

_UNKNOWN_MARKER = (400, 404, 410, 422)
_TIMEOUT = (15, 120)  # seconds to connect, and between two pieces of an answer


class AccessError(WismoError):
    """The key is not accepted: no other request with it can succeed."""


class RefusedError(WismoError):
    """The vendor refuses this request; ``status`` is its HTTP status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class Api:
    """The API of one account. ``variables`` names the environment variables that hold its key."""

    def __init__(self, vendor: str, address: str, auth: AuthBase, variables: str) -> None:
        self.vendor = vendor
        self._variables = variables
        self._session = _session(self._on_response, _is_broken)
        self._client = RESTClient(address, auth=auth, session=self._session)
        self._files = _session(self._on_response, None)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()
        self._files.close()

    def get(self, path: str, what: str, **params: str | int | None) -> Answer:
        """Ask for ``path``; parameters that are None are left out. ``what`` names what it holds, for messages.

        Raises:
            AccessError: the key is wrong.
            RefusedError: the vendor refuses this request for another reason.
            WismoError: no good answer came in the end.
        """
        return self._ask(path, "GET", what, params={name: value for name, value in params.items() if value is not None})

    def page(self, path: str, what: str, marker: Mapping[str, str | None], **params: str | int) -> Answer | None:
        """Ask for the page that ``marker`` leads to; None where the vendor no longer knows that marker.

        Markers do not live for ever; who gets None begins anew. Raises as ``get`` does.
        """
        try:
            return self.get(path, what, **params, **marker)
        except RefusedError as error:
            if any(marker.values()) and error.status in _UNKNOWN_MARKER:
                return None
            raise

    def post(self, path: str, what: str, body: dict[str, Any]) -> Answer:
        """Send ``body`` as JSON; raises as ``get`` does."""
        return self._ask(path, "POST", what, json=body)

    def download(self, url: str, target: Path) -> None:
        """Write the bytes that ``url`` holds to ``target``, without the account's key: the address is not its own.

        Raises:
            RefusedError: the address is no longer good.
            WismoError: it did not arrive whole after several tries.
        """
        for attempt in range(waits.ATTEMPTS):
            if attempt:
                time.sleep(waits.BACKOFF_SECONDS * 2 ** (attempt - 1))
            with self._open(url) as response, target.open("wb") as file:
                try:
                    file.writelines(response.iter_content(1 << 20))
                except requests.RequestException:  # broken off in the middle: the retries of a request end before that
                    continue
                return
        raise WismoError(f"The file that {self.vendor} prepared did not arrive whole. Run the command again.")

    def _open(self, url: str) -> requests.Response:
        try:
            response = self._files.get(url, stream=True, allow_redirects=False, auth=_without_key)
        except requests.RequestException as error:
            raise self._unreachable(error) from error
        if response.status_code != 200:
            response.close()
            raise RefusedError(
                f"{self.vendor} does not give the file it prepared ({response.status_code}). Run the command again.",
                response.status_code,
            )
        return response

    def _ask(self, path: str, method: Any, what: str, **request: Any) -> Answer:
        try:
            # A redirect could carry the key to another host.
            response = self._client.request(path, method, allow_redirects=False, timeout=_TIMEOUT, **request)
        except requests.RequestException as error:
            raise self._unreachable(error) from error
        self._check(response.status_code, what)
        text = _text(response)
        if not is_json(text):
            raise WismoError(f"{self.vendor} answered {waits.ATTEMPTS} times with something that is no whole JSON.")
        moment = http_date(response.headers.get("Date")) or waits.utc_now()
        return Answer(self.vendor, text, response.headers, moment, has_next_link="next" in response.links)

    def _unreachable(self, error: Exception) -> WismoError:
        return WismoError(
            f"{self.vendor} could not be reached ({type(error).__name__}, tried {waits.ATTEMPTS} times). Check the "
            "network, and domain: in sources.yml; what was pulled is kept, so run the command again."
        )

    def _check(self, status: int, what: str) -> None:
        if status in (200, 201, 202):
            return
        if status == 401:
            raise AccessError(f"{self.vendor} does not accept the key (401): {self._variables} is wrong or revoked.")
        if status == 403:
            raise RefusedError(
                f"{self.vendor} does not let this key read {what} (403): give the key in {self._variables} the "
                "permission that docs/sync.md names, or set another one.",
                status,
            )
        if status == 429 or status >= 500:
            raise WismoError(
                f"{self.vendor} answered {status} to each of {waits.ATTEMPTS} requests for {what}. What was pulled is "
                "kept; run the command again later."
            )
        hint = " Check domain: in sources.yml." if status in (404, *range(300, 400)) else ""
        raise RefusedError(f"{self.vendor} refused a request for {what} ({status}).{hint}", status)

    def _on_response(self, response: requests.Response) -> None:
        """Wait as the headers ask. Raising from here ends the tries."""
        if response.status_code not in (429, *range(500, 600)):
            time.sleep(waits.pause_after(response.headers, time.time()))
        elif (seconds := waits.asked_wait(response.headers, waits.utc_now())) > waits.LONGEST_WAIT:
            response.close()
            raise WismoError(
                f"{self.vendor} wants no request for {seconds / 60:,.0f} minutes. What was pulled is kept; "
                "run the command again after that."
            )


def _session(on_response: Callable[[requests.Response], None], is_broken: Any) -> requests.Session:
    client = requests.Client(
        raise_for_status=False,
        request_timeout=_TIMEOUT,
        request_max_attempts=waits.ATTEMPTS,
        request_backoff_factor=waits.BACKOFF_SECONDS,
        request_max_retry_delay=waits.LONGEST_WAIT,
        retry_condition=is_broken,
    )
    session = client.session
    session.headers["User-Agent"] = "wismo"
    session.hooks["response"].append(lambda response, *_, **__: on_response(response))
    return session


def _is_broken(response: requests.Response | None, _: BaseException | None) -> bool:
    """Whether an answer that claims success must be asked for again."""
    return response is not None and response.status_code in (200, 201, 202) and not is_json(_text(response))


def _text(response: requests.Response) -> str:
    try:
        return response.content.decode()
    except UnicodeDecodeError:
        return ""


def _without_key(request: Any) -> Any:
    """Stand in for a key, or requests would look one up in the user's netrc file."""
    return request
