"""tus 1.0.0 under /v1/attachments: core, creation and expiration, for sealed attachments (R-LANE).

An upload's address ends in the attachment's id in hexadecimal. Pieces are kept as they come, 16 KB at a time, so a
line that breaks costs less than one. Answers to POST and PATCH carry what is held in signed words, the header
`Daiban-Acknowledgement` in base64: to a courier of ours only that counts. docs/protocol.md tells the rest.
"""

import asyncio
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from email.utils import formatdate
from functools import partial
from typing import TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from kiosk.core.carriage.attachment import ATTACHMENT_BYTES_MAX, CHUNK_BYTES_MAX
from kiosk.core.carriage.head import HASH_BYTES
from kiosk.core.refusal import Refusal
from server.intake.uploads import Told, Uploads
from server.store.attachments import IDLE_MS_MAX, Progress

from .carriage import READ_BYTES_PER_S_MIN, READ_SECONDS_MIN, Crowd, declared_bytes
from .refusals import RETRY_AFTER_S, refusal_response

PATH = "/v1/attachments"
VERSION = "1.0.0"
EXTENSIONS = "creation,expiration"
BYTES_IN_HAND = 6 * CHUNK_BYTES_MAX  # of one upload: what the socket hands over at once, and a piece not yet whole
METADATA_CHARS_MAX = 2_000
TYPE = "application/offset+octet-stream"
Result = TypeVar("Result")


def tus_routes(uploads: Uploads, crowd: Crowd, pool: Executor, wall_ms: Callable[[], int]) -> list[Route]:
    """The routes. `crowd` counts what is in hand together with the other routes'; work is done in `pool`."""

    async def away(call: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(pool, call)

    def answer(status: int, progress: Progress, acknowledgement: bytes = b"", **headers: str) -> Response:
        headers |= {"Upload-Offset": str(progress.held_bytes), "Cache-Control": "no-store"}
        if progress.held_bytes < progress.total_bytes:
            headers["Upload-Expires"] = formatdate((wall_ms() + IDLE_MS_MAX) / 1000, usegmt=True)
        if acknowledgement:
            headers["Daiban-Acknowledgement"] = b64encode(acknowledgement).decode()
        return Response(status_code=status, headers=headers)

    async def begin(request: Request) -> Response:
        total, named = _number(request, "upload-length"), _metadata(request)
        which, leave = named.get("id", b""), named.get("leave", b"")
        if len(which) != HASH_BYTES:
            raise Refusal("UPLOAD_UNREADABLE", what="id")
        crowd.enter(len(leave))
        try:
            told = await away(lambda: uploads.begin(which, total, leave))
        finally:
            crowd.leave(len(leave))
        return answer(201, told.progress, told.acknowledgement, Location=f"{PATH}/{which.hex()}")

    async def held(request: Request) -> Response:
        which = _named(request)
        progress = await away(lambda: uploads.held(which))
        response = answer(200, progress)
        response.headers["Upload-Length"] = str(progress.total_bytes)
        return response

    async def go_on(request: Request) -> Response:
        which, offset = _named(request), _number(request, "upload-offset")
        if request.headers.get("content-type", "") != TYPE:
            raise Refusal("UPLOAD_TYPE_WRONG")
        size = declared_bytes(request, "UPLOAD_TOO_LARGE", ATTACHMENT_BYTES_MAX)
        crowd.enter(BYTES_IN_HAND)
        try:
            at = await _stream(request, size, offset, lambda at, data: away(partial(uploads.go_on, which, at, data)))
            if at == offset and size:
                raise Refusal("UPLOAD_PIECE_TOO_SMALL", piece_bytes=CHUNK_BYTES_MAX)
            told: Told = await away(lambda: uploads.told(which))
        finally:
            crowd.leave(BYTES_IN_HAND)
        return answer(204, told.progress, told.acknowledgement)

    async def ways(request: Request) -> Response:
        headers = {"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(ATTACHMENT_BYTES_MAX)}
        return Response(status_code=204, headers=headers)

    by_method = {
        True: {"OPTIONS": ways, "POST": begin},
        False: {"OPTIONS": ways, "HEAD": held, "PATCH": go_on},
    }

    async def door(request: Request) -> Response:
        """One request, its refusal told with tus's own header: whatever is answered says which tus it speaks."""
        method = request.headers.get("x-http-method-override", request.method).upper()
        deed = by_method[request.url.path == PATH].get(method)
        try:
            if deed is None:
                raise Refusal("ROUTE_UNKNOWN", method=method[:10], path=request.url.path[:200])
            if deed is not ways and request.headers.get("tus-resumable") != VERSION:
                raise Refusal("TUS_VERSION_UNKNOWN")
            response = await deed(request)
        except Refusal as refusal:
            response = refusal_response(refusal)
            if refusal.code == "TUS_VERSION_UNKNOWN":
                response.headers["Tus-Version"] = VERSION
            if refusal.code == "UPLOAD_OFFSET_DIFFERS":
                response.headers["Upload-Offset"] = str(refusal.params["held_bytes"])
        response.headers["Tus-Resumable"] = VERSION
        return response

    return [
        Route("/v1/attachments", door, methods=["POST", "OPTIONS"]),
        Route("/v1/attachments/{id}", door, methods=["HEAD", "PATCH", "POST", "OPTIONS"]),
    ]


async def _stream(
    request: Request, size: int, offset: int, keep: Callable[[int, bytes], Awaitable[Progress]]
) -> int:
    """Hand on the body as it comes, whole pieces at a time; the offset that is held at its end. What came before a
    line broke stays kept."""
    rest, at, came = bytearray(), offset, 0
    try:
        if not size:
            return (await keep(at, b"")).held_bytes
        async with asyncio.timeout(READ_SECONDS_MIN + size / READ_BYTES_PER_S_MIN):
            async for part in request.stream():
                rest += part
                came += len(part)
                if came > size:
                    raise Refusal("UPLOAD_TOO_LARGE", limit_bytes=size)
                if len(rest) >= CHUNK_BYTES_MAX or came == size:
                    held = (await keep(at, bytes(rest))).held_bytes
                    del rest[: held - at]
                    at = held
    except TimeoutError as error:
        raise Refusal("SERVER_BUSY", retry_after_s=RETRY_AFTER_S) from error
    except ClientDisconnect as error:
        raise Refusal("UPLOAD_UNREADABLE", what="body") from error
    return at


def _number(request: Request, header: str) -> int:
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdigit() and len(value) <= 12):
        raise Refusal("UPLOAD_UNREADABLE", what=header.title())
    return int(value)


def _named(request: Request) -> bytes:
    try:
        which = bytes.fromhex(request.path_params["id"])
    except ValueError:
        which = b""
    if len(which) != HASH_BYTES:
        raise Refusal("UPLOAD_UNKNOWN")
    return which


def _metadata(request: Request) -> dict[str, bytes]:
    """Upload-Metadata: `key base64` pairs between commas. Ours are texts, as most clients send only those: `id` in
    hexadecimal and `leave` in base64; their bytes."""
    header = request.headers.get("upload-metadata", "")[:METADATA_CHARS_MAX]
    found: dict[str, bytes] = {}
    for pair in header.split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            text = b64decode(value, validate=True)
            if key == "id":
                found[key] = bytes.fromhex(text.decode("ascii"))
            elif key == "leave":
                found[key] = b64decode(text, validate=True)
        except ValueError as error:
            raise Refusal("UPLOAD_UNREADABLE", what="Upload-Metadata") from error
    return found
