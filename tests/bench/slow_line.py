"""A poor line on loopback: a TCP proxy that lets bytes through at a rate, late by half a round trip each way, and that
can fail: everything on it breaks off, and for a while nobody gets through.

This kernel has no netem; what a proxy cannot show is said here: no lost or reordered packets, no window that grows
slowly. A connection costs one round trip before its first byte, as TCP's handshake does.
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

PART_BYTES = 1_400
KERNEL_BYTES = 8 * 1024  # what the kernel keeps of a direction before the line: little, or the line seems shorter


class SlowLine:
    """Listens on `port` and leads to `target` (host, port). failures: (seconds from the first byte, how long) each.

    `up_bytes`: what came through upward; `failed`: how often it failed while something was on it."""

    def __init__(
        self, target: tuple[str, int], up_bytes_per_s: float = 8_000.0, down_bytes_per_s: float = 16_000.0,
        rtt_s: float = 0.3, failures: Iterable[tuple[float, float]] = (),
    ) -> None:  # fmt: skip
        self._target, self._rtt_s = target, rtt_s
        self._rate = {"up": up_bytes_per_s, "down": down_bytes_per_s}
        self._free_s = {"up": 0.0, "down": 0.0}  # when each direction has let through what it was given
        self._failures = iter(failures)
        self._open: set[asyncio.StreamWriter] = set()
        self._closed_until_s = 0.0
        self._began = False
        self.up_bytes = self.failed = 0
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._live, daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        """Everything ends."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _live(self) -> None:
        asyncio.set_event_loop(self._loop)
        listening = socket.create_server(("127.0.0.1", 0))
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, KERNEL_BYTES)
        self.port = listening.getsockname()[1]
        self._loop.run_until_complete(asyncio.start_server(self._serve, sock=listening, limit=KERNEL_BYTES))
        self._ready.set()
        self._loop.run_forever()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._began:
            self._began = True
            self._plan_failure()
        if self._loop.time() < self._closed_until_s:
            writer.transport.abort()
            return
        self._open.add(writer)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await asyncio.sleep(self._rtt_s)
            far_reader, far_writer = await asyncio.open_connection(*self._target, limit=KERNEL_BYTES)
            self._open.add(far_writer)
            await asyncio.gather(self._pump(reader, far_writer, "up"), self._pump(far_reader, writer, "down"))
        for one in (writer, *({far_writer} if "far_writer" in locals() else ())):
            self._open.discard(one)
            one.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: str) -> None:
        loop = self._loop
        while data := await reader.read(PART_BYTES):
            through_s = max(loop.time(), self._free_s[way]) + len(data) / self._rate[way]
            self._free_s[way] = through_s
            await asyncio.sleep(through_s - loop.time())
            if way == "up":
                self.up_bytes += len(data)
            loop.call_later(self._rtt_s / 2, self._write, writer, data)
        loop.call_later(self._rtt_s / 2, self._end, writer)
        await asyncio.sleep(self._rtt_s / 2)

    @staticmethod
    def _write(writer: asyncio.StreamWriter, data: bytes) -> None:
        if not writer.transport.is_closing():
            writer.write(data)

    @staticmethod
    def _end(writer: asyncio.StreamWriter) -> None:
        if not writer.transport.is_closing():
            with contextlib.suppress(OSError):
                writer.write_eof()

    def _plan_failure(self) -> None:
        planned = next(self._failures, None)
        if planned is not None:
            self._loop.call_later(planned[0], self._fail, planned[1])

    def _fail(self, for_s: float) -> None:
        self.failed += bool(self._open)
        self._closed_until_s = self._loop.time() + for_s
        for writer in list(self._open):
            writer.transport.abort()
        self._open.clear()
        self._loop.call_later(for_s, self._plan_failure)


@contextmanager
def slow_line(target_url: str, **how: object) -> Iterator[SlowLine]:
    """A line before the server at `target_url`."""
    host, _, port = target_url.rpartition("//")[2].partition(":")
    line = SlowLine((host, int(port)), **how)  # type: ignore[arg-type]
    line.start()
    try:
        yield line
    finally:
        line.stop()
