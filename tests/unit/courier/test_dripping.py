"""Somebody who answers a byte at a time: a time-out of silence never comes, and the courier is not held by it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kiosk.core.refusal import Refusal
from kiosk.courier import http
from kiosk.courier.http import meet

DRIP_S, ENOUGH = 0.05, 200  # ten seconds of it


@contextmanager
def dripping(head: bytes) -> Iterator[int]:
    """The port of somebody who says `head`, and then one byte after another."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        def drip() -> None:
            line, _ = door.accept()
            with line:
                line.recv(4_000)
                line.sendall(head)
                try:
                    for _each in range(ENOUGH):
                        line.sendall(b"x")
                        time.sleep(DRIP_S)
                except OSError:
                    return  # cut, as it should be

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        yield int(door.getsockname()[1])
        thread.join(ENOUGH * DRIP_S)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n"])
def test_a_stranger_who_drips_holds_the_courier_no_longer_than_a_closed_line(
    head: bytes, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "timeout_s", lambda *_, **__: 0.3)
    monkeypatch.setattr(http, "RATE_MIN_BYTES_PER_S", 40_000.0)
    began_s = time.monotonic()
    # Of a handshake that is never done a record's head comes whole, and its 16 KB drip.
    with dripping(head if scheme == "http" else b"\x16\x03\x03\x40\x00") as port, pytest.raises(Refusal) as no:
        meet(f"{scheme}://127.0.0.1:{port}", bytes(32), "331003001001", 0.3)
    assert no.value.code == "ROAD_CLOSED" and time.monotonic() - began_s < ENOUGH * DRIP_S / 2
