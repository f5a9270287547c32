"""What the recorded processes told others, with the place in the recording from which it may have been heard.

Commands tell on standard output, one JSON object. Nodes tell over HTTP (plain, on this machine alone): a batch that was
sent says "this is in my journal", an acknowledgement says "I hold this, and this lies on two media".
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from kiosk.core.carriage.acknowledgement import Acknowledgement, read_acknowledgement
from kiosk.core.carriage.batch import FrameType, read_batch, split_event
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.head import read_event
from tests.faults.recording import Call

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_SOCKET = re.compile(r"^(\d+<[^>]*>)")


class Told(NamedTuple):
    """One thing that somebody may have heard from place `began` on: the JSON of a command, the hashes of events that
    were handed on, or an acknowledgement."""

    began: int
    said: dict[str, Any] | None = None
    sent: frozenset[bytes] = frozenset()
    ack: Acknowledgement | None = None


class Ears:
    """Listens to calls one by one."""

    def __init__(self) -> None:
        self._streams: dict[str, tuple[int, bytearray]] = {}

    def hear(self, call: Call) -> Iterator[Told]:
        """What this call completes."""
        if call.name == "write" and call.file[0] == 1:
            for text in call.texts:
                if text.startswith(b"{"):
                    yield Told(call.began, json.loads(text))
        if call.name not in ("sendto", "sendmsg"):
            return
        found = _SOCKET.match(call.args)
        assert found is not None
        began, stream = self._streams.pop(found[1], (call.began, bytearray()))
        sent = call.texts[0][: call.result] if call.texts else b""
        if sent.startswith((b"POST ", b"GET ", b"HEAD ", b"PATCH ", b"HTTP/1.1 ")):
            began, stream = call.began, bytearray()
        stream += sent
        head, end, body = bytes(stream).partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not end or (length and len(body) < int(length[1])):
            self._streams[found[1]] = (began, stream)
            return
        yield from _message(began, head, body)


def _message(began: int, head: bytes, body: bytes) -> Iterator[Told]:
    first, _, _ = head.partition(b"\r\n")
    if first.startswith(b"POST /v1/batches"):
        yield Told(began, sent=frozenset(_hashes(body)))
    elif first.startswith(b"HTTP/1.1 200"):
        for ack in _acknowledgements(body):
            yield Told(began, ack=ack)


def _acknowledgements(body: bytes) -> Iterable[Acknowledgement]:
    try:
        return [read_acknowledgement(body)]
    except Malformed:
        pass
    try:
        frames = read_batch(body).frames
    except Malformed:
        return []
    return [read_acknowledgement(frame.payload) for frame in frames if frame.type is FrameType.ACKNOWLEDGEMENT]


def _hashes(batch: bytes) -> Iterator[bytes]:
    for frame in read_batch(batch).frames:
        if frame.type is FrameType.EVENT:
            yield read_event(split_event(frame.payload)[0]).hash
