"""The HTTP road: a batch up, an acknowledgement down; an ask up, a batch down. Bounded both ways, never redirected."""

import json
from collections.abc import Callable, Mapping
from typing import NamedTuple, Self
from urllib.parse import urlsplit

import requests

from kiosk.core.carriage.backoff import (
    RATE_MIN_BYTES_PER_S,
    RATE_START_BYTES_PER_S,
    retry_after_s,
    smoothed,
    timeout_s,
)
from kiosk.core.carriage.batch import BATCH_BYTES_MAX
from kiosk.core.carriage.cbor import Malformed, unpack
from kiosk.core.carriage.certificate import Identity, verify_chain
from kiosk.core.carriage.pin import may_carry_for
from kiosk.core.refusal import Refusal
from kiosk.courier.pinned import PinnedAdapter, ended_after, pinned_session
from kiosk.courier.tus import PATH, acknowledgement_in, begin_headers, go_on_headers

CHAIN_BYTES_MAX = 4 * 1024
REFUSAL_BYTES_MAX = 16 * 1024
PIECE_BYTES = 64 * 1024
LOOPBACK = ("127.0.0.1", "::1", "localhost")
SECONDS_MIN = 0.001


class Answer(NamedTuple):
    """What came back with a status of success."""

    headers: Mapping[str, str]
    body: bytes


class HttpRoad:
    """A road to a node whose key is pinned. `identity`: whom it leads to. A context manager that closes it."""

    def __init__(self, url: str, identity: Identity, stopwatch: Callable[[], float], connect_timeout_s: float) -> None:
        self.url, self.identity = check_url(url), identity
        self._stopwatch, self._connect_timeout_s = stopwatch, connect_timeout_s
        self._rate = RATE_START_BYTES_PER_S
        self._session = pinned_session(PinnedAdapter(identity.tls_pin))

    def post_batch(self, batch: bytes) -> bytes:
        """The bytes that answer a batch (an acknowledgement, when the road is honest)."""
        started = self._stopwatch()
        answer = self._send("POST", "/v1/batches", batch, BATCH_BYTES_MAX)
        self._measure(len(batch), started)
        return answer.body

    def ask(self, ask: bytes) -> bytes:
        """The bytes that answer an ask (a batch, when the road is honest)."""
        return self._send("POST", "/v1/asks", ask, BATCH_BYTES_MAX).body

    def begin_upload(self, leave: bytes, attachment_id: bytes, total_bytes: int) -> bytes:
        """The acknowledgement that says how far an attachment is held over there."""
        headers = begin_headers(leave, attachment_id, total_bytes)
        return acknowledgement_in(self._send("POST", PATH, b"", REFUSAL_BYTES_MAX, headers).headers)

    def go_on(self, attachment_id: bytes, offset: int, data: bytes) -> bytes:
        """The same after `data`, its bytes from `offset` on, was handed over."""
        started = self._stopwatch()
        path = f"{PATH}/{attachment_id.hex()}"
        answer = self._send("PATCH", path, data, REFUSAL_BYTES_MAX, go_on_headers(offset))
        self._measure(len(data), started)
        return acknowledgement_in(answer.headers)

    def _measure(self, size_bytes: int, started_s: float) -> None:
        self._rate = smoothed(self._rate, size_bytes / max(SECONDS_MIN, self._stopwatch() - started_s))

    def _send(self, method: str, path: str, body: bytes, bytes_max: int, headers: Mapping[str, str] = {}) -> Answer:
        wait_s = timeout_s(len(body) + PIECE_BYTES, rate_bytes_per_s=self._rate)
        timeouts = (self._connect_timeout_s, wait_s)
        return _exchange(self._session, method, self.url + path, body, bytes_max, timeouts, headers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()


def check_url(url: str) -> str:
    """The address without a slash at its end; Refusal ADDRESS_NOT_ALLOWED: https, or http on this machine alone."""
    try:
        parts = urlsplit(url[:300])
    except ValueError as error:
        raise Refusal("ADDRESS_NOT_ALLOWED", url=url[:100]) from error
    right = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not right or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise Refusal("ADDRESS_NOT_ALLOWED", url=url[:100])
    return url[:300].rstrip("/")


def meet(url: str, root_public: bytes, station_code: str, connect_timeout_s: float) -> Identity:
    """Who answers at an address that we hold no pin for: its certificates, verified under our root, naming the key of
    this very connection, of the county or of a relay above us. Refusal PEER_NOT_TRUSTED, ROAD_CLOSED, …"""
    url = check_url(url)
    adapter = PinnedAdapter(None)
    with pinned_session(adapter) as session:
        timeouts = (connect_timeout_s, timeout_s(CHAIN_BYTES_MAX))
        answer = _exchange(session, "GET", url + "/v1/certificate", b"", CHAIN_BYTES_MAX, timeouts).body
    try:
        chain = unpack(answer, CHAIN_BYTES_MAX)
        identity = verify_chain(tuple(chain) if type(chain) is list else (), root_public)
    except Malformed as error:
        raise Refusal("PEER_NOT_TRUSTED") from error
    shown = adapter.shown if url.startswith("https:") else identity.tls_pin  # plain HTTP never leaves this machine
    if not may_carry_for(identity, shown, station_code):
        raise Refusal("PEER_NOT_TRUSTED")
    return identity


def fetch(adapter: PinnedAdapter, url: str, body: bytes, bytes_max: int, connect_timeout_s: float) -> bytes:
    """One POST to somebody who is not known yet but through `adapter`; what came back proves nothing by itself."""
    with pinned_session(adapter) as session:
        timeouts = (connect_timeout_s, timeout_s(PIECE_BYTES))
        return _exchange(session, "POST", url, body, bytes_max, timeouts).body


def _exchange(
    session: requests.Session, method: str, url: str, body: bytes, bytes_max: int, timeouts: tuple[float, float],
    headers: Mapping[str, str] = {},
) -> Answer:  # fmt: skip
    told = {**({"Content-Type": "application/octet-stream"} if body else {}), **headers}
    end_s = sum(timeouts) + (len(body) + bytes_max) / RATE_MIN_BYTES_PER_S
    try:
        with ended_after(session, end_s), session.request(
            method,
            url,
            data=body or None,
            headers=told,
            timeout=timeouts,
            allow_redirects=False,
            stream=True,
        ) as response:
            if response.status_code in (200, 201, 204):
                return Answer(response.headers, _bounded(response, bytes_max))
            raise _refused(response.status_code, response.headers, _bounded(response, REFUSAL_BYTES_MAX))
    except requests.RequestException as error:
        raise Refusal("ROAD_CLOSED", url=url) from error


def _bounded(response: requests.Response, bytes_max: int) -> bytes:
    data = bytearray()
    for piece in response.iter_content(PIECE_BYTES):
        data += piece
        if len(data) > bytes_max:
            raise Refusal("CAPTIVE_PORTAL")
    return bytes(data)


def _refused(status: int, headers: Mapping[str, str], body: bytes) -> Refusal:
    """The other side's own no, when it is one of ours; anything else is somebody in between."""
    try:
        said = json.loads(body)
        code = said["code"]
        assert isinstance(code, str) and code.isascii() and code.replace("_", "").isalnum()
    except (ValueError, KeyError, TypeError, AssertionError, RecursionError):
        return Refusal("CAPTIVE_PORTAL")
    return Refusal(
        "PEER_REFUSED", peer_code=code[:40], peer_status=status, retry_after_s=retry_after_s(headers.get("Retry-After"))
    )
