"""Connections, bounded before anything is read from them: by number, for each network and in all, and by the time in
which a request must have come. A connection that asks for nothing costs a file and a place; there are few of both.

Counted where the socket is accepted, so that a TLS handshake that never ends counts and is closed like any other
silence. Everything here runs in the event loop's thread.
"""

import asyncio
import socket
from collections import Counter
from contextlib import suppress
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from server.office.lookup import network

OF_ONE_MAX = 128  # open connections from one IPv4 address or IPv6 /64: a whole office, or its proxy
OF_ALL_MAX = 960  # below the 1 024 files that a process may have open where nobody set more
REQUEST_SECONDS_MAX = 20.0  # from the first byte, or from accepting, to the end of a request's head, TLS included


class Listening(socket.socket):
    """A listening socket that takes over `opened` and accepts only what there is room for. More are closed at once."""

    def __init__(self, opened: socket.socket) -> None:
        super().__init__(fileno=opened.detach())
        self._open: Counter[str] = Counter()

    def accept(self) -> "tuple[Accepted, Any]":
        """The next connection that there is room for; BlockingIOError when nobody else waits."""
        while True:
            plain, address = super().accept()
            near = network(address[0])
            if self._open.total() < OF_ALL_MAX and self._open[near] < OF_ONE_MAX:
                return Accepted(plain, address, self._open, near), address
            plain.close()


class Accepted(socket.socket):
    """One connection: it counts until it is closed, and is shut down when no request comes in time."""

    def __init__(self, plain: socket.socket, peer: Any, counted: Counter[str], near: str) -> None:
        super().__init__(fileno=plain.detach())
        self._peer, self._counted, self._near = peer, counted, near
        self._timer: asyncio.TimerHandle | None = None
        counted[near] += 1
        _BY_PEER[peer] = self
        self.expect()

    def expect(self) -> None:
        """From now on a request is due, if it was not already."""
        if self._timer is None and self.fileno() >= 0:
            self._timer = asyncio.get_running_loop().call_later(REQUEST_SECONDS_MAX, self._expire)

    def came(self) -> None:
        """Its head is here."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def close(self) -> None:
        """Gives its place back, once."""
        if _BY_PEER.get(self._peer) is self:
            del _BY_PEER[self._peer]
            self._counted[self._near] -= 1
            if not self._counted[self._near]:
                del self._counted[self._near]
            self.came()
        super().close()

    def _expire(self) -> None:
        with suppress(OSError):  # the other side may be gone
            self.shutdown(socket.SHUT_RDWR)  # the loop reads an end and closes, whatever stands above


# By the other side's address and port: a protocol behind TLS knows nothing else of its socket.
_BY_PEER: dict[Any, Accepted] = {}


class Bounded(H11Protocol):
    """uvicorn's protocol, that tells its socket whether a request's head is still due."""

    def data_received(self, data: bytes) -> None:
        """Between requests nothing is due until a first byte comes; then the whole head is."""
        super().data_received(data)
        accepted = _BY_PEER.get(self.transport.get_extra_info("peername"))
        if accepted is None:
            return
        if self.conn.their_state is h11.IDLE:
            accepted.expect()
        else:
            accepted.came()
