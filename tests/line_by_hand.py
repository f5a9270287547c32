"""A poor line in virtual time: the real courier on one end, the real routes of a server on the other, no sockets.

Bytes take their time, requests their round trip; the line is cut at given instants, and responses may be lost after
the server has done its work. Nothing sleeps; one thread does everything.
"""

import asyncio
import io
import random
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.response import HTTPResponse

from kiosk.core.refusal import Refusal
from kiosk.courier.http import HttpRoad
from kiosk.desk.enrolling import enrol
from kiosk.desk.exchanging import Exchanged, exchange
from kiosk.desk.staffing import Issued, add_staff
from kiosk.desk.station import Station, open_station
from kiosk.settings import Settings, read_settings
from server.api.application import application
from server.api.carriage import Crowd, Doors, routes
from server.api.tus import tus_routes
from server.intake.uploads import Uploads
from tests.kiosk_by_hand import PIN, cheap_wraps, instruments
from tests.server_by_hand import House

UP_BYTES_PER_S, DOWN_BYTES_PER_S, RTT_S = 8_000.0, 16_000.0, 0.3  # 64 kbit/s up, 128 down
PART_BYTES = 1_400  # what the line hands on at once
HANDSHAKE_ROUND_TRIPS = 3  # TCP and TLS before the first byte of a request


class Clock:
    """Seconds of virtual time."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


class Inline(Executor):
    """Does everything at once, here."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # whoever waits for it gets it
            future.set_exception(error)
        return future


def web_of(house: House) -> Any:
    """The routes of a server's house, as an ASGI application."""
    doors = Doors(house.node.identity.chain, house.intake.receive, house.downlink.answer, "county", "test")
    crowd, inline = Crowd(), Inline()
    uploads = Uploads(house.node, house.writer, house.instruments)
    return application([*routes(doors, inline, crowd), *tus_routes(uploads, crowd, inline, lambda: house.wall.ms)])


class Line(HTTPAdapter):
    """Carries requests to `web`. cuts: instants, in seconds and rising, at which everything under way breaks off; lost:
    whether the response that is about to come back is lost.

    `sent_bytes`: bytes of bodies and heads that the line took; `wire`: (path, body bytes) of every whole request."""

    def __init__(
        self, web: Any, clock: Clock, cuts: Iterable[float] = (), lost: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__()
        self._web, self._clock, self._cuts, self._lost = web, clock, iter(cuts), lost
        self._next_cut_s = next(self._cuts, float("inf"))
        self._connected = False
        self.sent_bytes = self.cut_count = self.lost_count = 0
        self.wire: list[tuple[str, int]] = []

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """One request and its response, or ConnectionError when the line broke."""
        clock = self._clock
        while self._next_cut_s <= clock.now_s:
            self._next_cut_s, self._connected = next(self._cuts, float("inf")), False
        began_s = clock.now_s + (0 if self._connected else HANDSHAKE_ROUND_TRIPS * RTT_S)
        self._connected = True
        body = request.body or b""
        assert isinstance(body, bytes)
        head_bytes = len(request.url or "") + sum(len(k) + len(str(v)) + 4 for k, v in request.headers.items())
        done_s = began_s + RTT_S / 2 + (head_bytes + len(body)) / UP_BYTES_PER_S
        if self._next_cut_s < done_s:
            through = max(0, int((self._next_cut_s - began_s - RTT_S / 2) * UP_BYTES_PER_S))
            self.sent_bytes += min(head_bytes + len(body), max(0, int((self._next_cut_s - began_s) * UP_BYTES_PER_S)))
            if through > head_bytes:
                self._call(request, body[: through - head_bytes], broken=True)
            raise self._cut()
        self.sent_bytes += head_bytes + len(body)
        clock.now_s = done_s
        status, headers, answer = self._call(request, body)
        self.wire.append((urlsplit(request.url or "").path, len(body)))
        clock.now_s += RTT_S / 2 + (len(answer) + 200) / DOWN_BYTES_PER_S
        if self._next_cut_s < clock.now_s:
            raise self._cut()
        if self._lost():
            self.lost_count += 1
            self._connected = False
            clock.now_s += 10.0  # until whoever waits gives up
            raise requests.ConnectionError("lost")
        raw = HTTPResponse(io.BytesIO(answer), headers, status, preload_content=False, request_method=request.method)
        return self.build_response(request, raw)

    def _cut(self) -> requests.ConnectionError:
        self._clock.now_s = max(self._clock.now_s, self._next_cut_s)
        self._next_cut_s, self._connected = next(self._cuts, float("inf")), False
        self.cut_count += 1
        return requests.ConnectionError("cut")

    def _call(
        self, request: requests.PreparedRequest, body: bytes, broken: bool = False
    ) -> tuple[int, dict[str, str], bytes]:
        url = urlsplit(request.url or "")
        headers = {k.lower(): str(v) for k, v in request.headers.items()} | {"host": url.netloc}
        scope = {
            "type": "http", "http_version": "1.1", "method": request.method, "scheme": "https", "path": url.path,
            "raw_path": url.path.encode(), "query_string": b"", "server": ("127.0.0.1", 1), "client": ("10.0.0.1", 1),
            "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
        }  # fmt: skip
        parts = [body[at : at + PART_BYTES] for at in range(0, len(body), PART_BYTES)] or [b""]
        said: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            if not parts:
                return {"type": "http.disconnect"}
            return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts) or broken}

        async def send(message: dict[str, Any]) -> None:
            said.append(message)

        asyncio.run(self._web(scope, receive, send))
        status = said[0]["status"]
        told = {k.decode(): v.decode() for k, v in said[0]["headers"]}
        return status, told, b"".join(message.get("body", b"") for message in said[1:])


def road_over(line: Line, house: House, clock: Clock) -> HttpRoad:
    """The courier's own road, on this line."""
    road = HttpRoad("https://127.0.0.1:1", house.node.identity, clock, 10.0)
    road._session.mount("https://", line)
    return road


def settle_up(
    station: Station, house: House, line: Line, clock: Clock, attempts_max: int, pause_s: float = 2.0
) -> list[Exchanged]:
    """Exchange until one ends well, at most so often; what each did. The county digests in between."""
    tried: list[Exchanged] = []
    for _ in range(attempts_max):
        done = Exchanged()
        tried.append(done)
        try:
            with road_over(line, house, clock) as road:
                exchange(station, road, clock, done)
            return tried
        except Refusal as no:
            assert no.code == "ROAD_CLOSED", no
        clock.now_s += pause_s
        house.digest()
    raise AssertionError(f"not done after {attempts_max} attempts")


def village(folder: Path, house: House, code: str = "331003001001", seed: int = 4) -> Issued:
    """A station that this county enrolled, with one agent."""
    tools = instruments(seed)
    enrol(folder, house.enrol(code), tools, Settings(free_disk_bytes_min=0))
    with open_station(folder, tools, read_settings(folder)) as station, cheap_wraps():
        return add_staff(station, "V001", PIN, frozenset())


def attach_bulk(station: Station, event_hash: bytes, size_bytes: int, each_bytes: int, seed: int = 1) -> None:
    """Sealed bytes of `size_bytes` in all beside an event, as photographs of `each_bytes` would lie there."""
    from hashlib import sha256

    dice = random.Random(seed)
    with station.store.transaction() as connection:
        for _ in range(size_bytes // each_bytes):
            sealed = dice.randbytes(each_bytes)
            connection.execute(
                "INSERT INTO attachment (id, event, lane, total_bytes, sealed) VALUES (?, ?, 2, ?, ?)",
                (sha256(sealed).digest(), event_hash, each_bytes, sealed),
            )
