"""Connections that ask for nothing: closed in time, few from one address, and in nobody's way. Over real sockets."""

import asyncio
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from server.api import connections
from server.api.connections import Bounded, Listening
from server.tls import make_tls

HELLO = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
ENOUGH_S = 20.0  # for what should come at once, on a busy machine


async def hello(scope: Any, receive: Any, send: Any) -> None:
    """Answers after the body, with the address that it believes it was asked from."""
    while (await receive()).get("more_body"):
        pass
    body = scope["client"][0].encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def serving(tls: Path | None = None, host: str = "127.0.0.1") -> Iterator[int]:
    """The port of a server with bounded connections, as the node runs it."""
    files: dict[str, Any] = {}
    if tls is not None:
        made = make_tls(7)
        (tls / "key").write_bytes(made.key_pem)
        (tls / "crt").write_bytes(made.certificate_pem)
        files = {"ssl_keyfile": str(tls / "key"), "ssl_certfile": str(tls / "crt")}
    listening = Listening(socket.create_server((host, 0), backlog=64))
    config = uvicorn.Config(hello, log_config=None, lifespan="off", timeout_graceful_shutdown=1, **bounded(files))
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
    thread.start()
    try:
        until = time.monotonic() + ENOUGH_S
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def bounded(files: dict[str, Any]) -> dict[str, Any]:
    return {"http": Bounded, "ws": "none", "proxy_headers": False, **files}


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "REQUEST_SECONDS_MAX", 0.4)


def closed_within(one: socket.socket) -> float:
    """Seconds until the other side closed."""
    one.settimeout(ENOUGH_S)
    began = time.monotonic()
    try:
        while one.recv(4096):
            pass
    except ConnectionError:
        pass
    return time.monotonic() - began


def answered(one: socket.socket, request: bytes = HELLO) -> bool:
    """Whether the whole answer comes: its body is the address."""
    one.settimeout(ENOUGH_S)
    came = b""
    try:
        one.sendall(request)
        while not came.endswith(b"\r\n\r\n127.0.0.1"):
            part = one.recv(4096)
            if not part:
                return False
            came += part
    except ConnectionError:
        return False
    return came.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("said", [b"", b"G", b"GET / HTTP/1.1\r\nHost: x\r\n"])
def test_who_asks_for_nothing_is_closed(hurried: None, said: bytes) -> None:
    with serving() as port, socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(said)
        assert 0.1 < closed_within(one) < ENOUGH_S


def test_a_request_that_trickles_in_is_closed_too(hurried: None) -> None:
    with serving() as port, socket.create_connection(("127.0.0.1", port)) as one:
        began = time.monotonic()
        with pytest.raises(ConnectionError):
            while time.monotonic() - began < ENOUGH_S:
                one.sendall(b"G" if time.monotonic() - began < 0.1 else b"E")
                time.sleep(0.05)


def test_half_a_request_after_a_whole_one_is_closed(hurried: None) -> None:
    with serving() as port, socket.create_connection(("127.0.0.1", port)) as one:
        assert answered(one)
        one.sendall(b"GE")
        assert closed_within(one) < 4  # keeping alive alone would be 5


def test_a_slow_body_and_a_pause_between_requests_are_not_cut_off(hurried: None) -> None:
    with serving() as port, socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n")
        for _ in range(2):
            time.sleep(0.4)
            one.sendall(b"a")
        assert answered(one, b"a")
        time.sleep(1)
        assert answered(one)


def test_a_tls_handshake_that_stalls_is_closed(hurried: None, tmp_path: Path) -> None:
    with serving(tmp_path) as port:
        for said in (b"", b"\x16\x03\x01\x02\x00\x01"):
            with socket.create_connection(("127.0.0.1", port)) as one:
                one.sendall(said)
                assert closed_within(one) < ENOUGH_S


def test_behind_tls_silence_is_closed_and_a_request_answered(hurried: None, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with serving(tmp_path) as port:
        with context.wrap_socket(socket.create_connection(("127.0.0.1", port))) as one:
            assert closed_within(one) < ENOUGH_S
        with context.wrap_socket(socket.create_connection(("127.0.0.1", port))) as one:
            assert answered(one)
            time.sleep(1)
            assert answered(one)


@pytest.mark.parametrize("tls", [False, True])
def test_one_address_has_a_few_connections_and_others_still_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tls: bool
) -> None:
    """Also while none of them has finished shaking hands."""
    monkeypatch.setattr(connections, "OF_ONE_MAX", 3)
    with serving(tmp_path if tls else None, "0.0.0.0") as port:
        held = [socket.create_connection(("127.0.0.1", port)) for _ in range(3)]
        with socket.create_connection(("127.0.0.1", port)) as fourth:
            assert closed_within(fourth) < ENOUGH_S
        other = socket.create_connection(("127.0.0.1", port), source_address=("127.0.0.2", 0))
        other.settimeout(1.0)
        with pytest.raises(TimeoutError):  # open, and waiting for what it has to say
            other.recv(1)
        for one in (*held[1:], other):
            one.close()
        until = time.monotonic() + ENOUGH_S
        while time.monotonic() < until:  # whoever closes gives the room back
            with socket.create_connection(("127.0.0.1", port)) as again:
                again.settimeout(0.5)
                try:
                    if again.recv(1):
                        break
                except TimeoutError:
                    break
                except ConnectionError:
                    continue
        else:
            pytest.fail("the room never came back")
        held[0].close()


def test_all_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "OF_ALL_MAX", 2)
    with serving(host="0.0.0.0") as port:
        held = [socket.create_connection(("127.0.0.1", port), source_address=(f"127.0.0.{n}", 0)) for n in (2, 3)]
        with socket.create_connection(("127.0.0.1", port)) as third:
            assert closed_within(third) < ENOUGH_S
        held[0].sendall(HELLO)
        assert held[0].recv(15) == b"HTTP/1.1 200 OK"
        for one in held:
            one.close()


def test_an_address_in_a_header_is_believed_from_nobody() -> None:
    with serving() as port:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=ENOUGH_S)
        line.request("GET", "/", headers={"X-Forwarded-For": "203.0.113.9"})
        assert line.getresponse().read() == b"127.0.0.1"
        line.close()
