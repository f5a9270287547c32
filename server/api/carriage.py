"""The routes that nodes speak: certificate, batches, asks, health. The bodies are carriage's own forms.

Every length is known and bounded before it is read, the bytes in hand are bounded for all requests
together, and whoever comes when the house is full is told when to come again (R-BOUND, R-HERD).
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import NamedTuple

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kiosk.core.carriage.ask import ASK_BYTES_MAX
from kiosk.core.carriage.batch import BATCH_BYTES_MAX
from kiosk.core.carriage.cbor import pack
from kiosk.core.carriage.enrolment_code import ID_BYTES
from kiosk.core.refusal import Refusal

from .refusals import RETRY_AFTER_S

BYTES_IN_HAND_MAX = 64 * 2**20  # of request bodies being read or waiting for their turn
REQUESTS_IN_HAND_MAX = 256
READ_SECONDS_MIN = 30.0
READ_BYTES_PER_S_MIN = 500.0  # a line slower than this is closed: a slot is worth more than its bytes


class Doors(NamedTuple):
    """What the routes open: each takes a request's body and returns the answer's, or raises a Refusal."""

    chain: tuple[bytes, ...]
    receive: Callable[[bytes], bytes]
    answer: Callable[[bytes], bytes]
    level: str
    software: str
    fetch: Callable[[bytes], bytes] | None = None  # an enrolment by its code's id: a county's alone


class Crowd:
    """How much is in hand at this moment. Only ever touched in the event loop."""

    def __init__(self) -> None:
        self.bytes = self.requests = 0

    def enter(self, size: int) -> None:
        """Refusal SERVER_BUSY when there is no room."""
        if self.requests >= REQUESTS_IN_HAND_MAX or self.bytes + size > BYTES_IN_HAND_MAX:
            raise Refusal("SERVER_BUSY", retry_after_s=RETRY_AFTER_S)
        self.bytes += size
        self.requests += 1

    def leave(self, size: int) -> None:
        """Give the room back."""
        self.bytes -= size
        self.requests -= 1


def routes(doors: Doors, pool: Executor, crowd: Crowd) -> list[Route]:
    """The routes; work is done in `pool`, never in the event loop."""
    chain = pack(list(doors.chain))

    async def certificate(request: Request) -> Response:
        return Response(chain, media_type="application/cbor")

    async def health(request: Request) -> Response:
        return JSONResponse({"level": doors.level, "software": doors.software})

    async def work(request: Request, door: Callable[[bytes], bytes], code: str, bytes_max: int) -> bytes:
        size = declared_bytes(request, code, bytes_max)
        crowd.enter(size)
        try:
            body = await read_body(request, size, code, bytes_max)
            return await asyncio.get_running_loop().run_in_executor(pool, door, body)
        finally:
            crowd.leave(size)

    async def batches(request: Request) -> Response:
        signed = await work(request, doors.receive, "BATCH_TOO_LARGE", BATCH_BYTES_MAX)
        return Response(signed, media_type="application/cose")

    async def asks(request: Request) -> Response:
        batch = await work(request, doors.answer, "ASK_TOO_LARGE", ASK_BYTES_MAX)
        return Response(batch, media_type="application/octet-stream")

    async def enrolments(request: Request) -> Response:
        if doors.fetch is None:
            raise Refusal("ENROLMENT_CODE_UNKNOWN")
        sealed = await work(request, doors.fetch, "ENROLMENT_CODE_UNKNOWN", ID_BYTES)
        return Response(sealed, media_type="application/octet-stream")

    return [
        Route("/v1/certificate", certificate, methods=["GET"]),
        Route("/v1/batches", batches, methods=["POST"]),
        Route("/v1/asks", asks, methods=["POST"]),
        Route("/v1/enrolments", enrolments, methods=["POST"]),
        Route("/v1/health", health, methods=["GET"]),
    ]


def declared_bytes(request: Request, code: str, bytes_max: int) -> int:
    """The Content-Length. Refusals REQUEST_LENGTH_MISSING, and `code` when it is over `bytes_max`."""
    header = request.headers.get("content-length", "")
    if not (header.isascii() and header.isdigit() and len(header) <= 18):
        raise Refusal("REQUEST_LENGTH_MISSING")
    size = int(header)
    if size > bytes_max:
        raise Refusal(code, limit_bytes=bytes_max)
    return size


async def read_body(request: Request, size: int, code: str, bytes_max: int) -> bytes:
    """The body of `size` declared bytes, within a time that a very slow line still keeps."""
    body = bytearray()
    try:
        async with asyncio.timeout(READ_SECONDS_MIN + size / READ_BYTES_PER_S_MIN):
            async for part in request.stream():
                body += part
                if len(body) > size:
                    raise Refusal(code, limit_bytes=bytes_max)
    except TimeoutError as error:
        raise Refusal("SERVER_BUSY", retry_after_s=RETRY_AFTER_S) from error
    except ClientDisconnect as error:
        raise Refusal("BATCH_UNREADABLE") from error
    return bytes(body)
