"""Attachments over HTTP, without the HTTP: begin, go on, and what is held (R-LANE; `server.api.tus` speaks tus 1.0).

The rows are those that CHUNK frames fill, so an upload begun here finishes by stick and the other way round. Offsets
tell only what is durable without a gap, on the 16 KB grid. The last word of each request is a signed acknowledgement,
because an offset alone proves nothing (R-TRUTH).
"""

from collections.abc import Callable
from typing import NamedTuple

from kiosk.core.carriage.attachment import ATTACHMENT_BYTES_MAX, CHUNK_BYTES_MAX, Chunk
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Identity, Role
from kiosk.core.carriage.upload import read_leave, verify_leave
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.node import Node
from server.store.attachments import Progress, begin_upload, forget_idle, go_on, held_of
from server.store.journal import Journal
from server.store.revoking import revocations
from server.store.writer import Writer

from .issue import Terms, issue

SWEEP_MS = 3_600_000  # between two looks for what was begun and never went on


class Told(NamedTuple):
    """How far an attachment is held, and the signed acknowledgement that says so."""

    progress: Progress
    acknowledgement: bytes


class Uploads:
    """See the module. `woken` is told when an attachment has become whole."""

    def __init__(
        self,
        node: Node,
        writer: Writer,
        instruments: Instruments,
        woken: Callable[[frozenset[str]], None] = lambda cases: None,
    ) -> None:
        self._node, self._writer, self._instruments, self._woken = node, writer, instruments, woken
        self._swept_ms = 0

    def begin(self, attachment_id: bytes, total_bytes: int, leave: bytes) -> Told:
        """Make room for an attachment; how far it is held already. Doing it twice changes nothing.

        leave: the sender's signed word (`kiosk.core.carriage.upload`). Refusals UPLOAD_TOO_LARGE, UPLOAD_UNREADABLE,
        NODE_UNKNOWN, NODE_REVOKED, ATTACHMENTS_FULL, STORAGE_FULL."""
        if total_bytes > ATTACHMENT_BYTES_MAX:
            raise Refusal("UPLOAD_TOO_LARGE", limit_bytes=ATTACHMENT_BYTES_MAX)
        sender = self._sender(attachment_id, total_bytes, leave)
        now_ms = self._instruments.clock().wall_ms

        def deed(journal: Journal) -> Told | None:
            progress = begin_upload(journal, attachment_id, total_bytes, sender, now_ms)
            return None if progress is None else self._told(journal, progress, now_ms)

        told = self._writer.run(deed)
        if told is None:
            raise Refusal("ATTACHMENTS_FULL")
        return told

    def held(self, attachment_id: bytes) -> Progress:
        """How far it is held. Refusal UPLOAD_UNKNOWN."""
        found = self._writer.run(lambda journal: held_of(journal, [attachment_id]))
        if not found:
            raise Refusal("UPLOAD_UNKNOWN")
        return found[0]

    def go_on(self, attachment_id: bytes, offset: int, data: bytes) -> Progress:
        """Keep `data`, the bytes of an attachment from `offset` on: its whole 16 KB pieces, and its end. How far it is
        held then, all of it durable. Refusals UPLOAD_UNKNOWN, UPLOAD_OFFSET_DIFFERS, ATTACHMENT_HARMED,
        ATTACHMENTS_FULL, STORAGE_FULL."""
        now_ms = self._instruments.clock().wall_ms

        def deed(journal: Journal) -> tuple[Progress, Progress | None] | None:
            found = held_of(journal, [attachment_id])
            if not found:
                return None
            if found[0].held_bytes != offset:
                return found[0], None
            return found[0], go_on(journal, attachment_id, pieces_of(found[0], data), now_ms)

        done = self._writer.run(deed)
        if done is None:
            raise Refusal("UPLOAD_UNKNOWN")
        before, after = done
        if before.held_bytes != offset:
            raise Refusal("UPLOAD_OFFSET_DIFFERS", held_bytes=before.held_bytes)
        if after is None:
            raise Refusal("ATTACHMENT_HARMED")
        if after.held_bytes == offset and pieces_of(before, data):
            raise Refusal("ATTACHMENTS_FULL")
        if after.held_bytes == after.total_bytes:
            self._woken(frozenset())
        return after

    def told(self, attachment_id: bytes) -> Told:
        """What is held, in signed words. Refusal UPLOAD_UNKNOWN."""
        now_ms = self._instruments.clock().wall_ms

        def deed(journal: Journal) -> Told | None:
            found = held_of(journal, [attachment_id])
            return self._told(journal, found[0], now_ms) if found else None

        told = self._writer.run(deed)
        if told is None:
            raise Refusal("UPLOAD_UNKNOWN")
        return told

    def sweep(self, cases: frozenset[str] = frozenset()) -> None:
        """Now and then: drop what was begun and never went on. A hook of the aftermath."""
        now_ms = self._instruments.clock().wall_ms
        if abs(now_ms - self._swept_ms) >= SWEEP_MS:
            self._swept_ms = now_ms
            self._writer.run(lambda journal: forget_idle(journal, now_ms))

    def _sender(self, attachment_id: bytes, total_bytes: int, leave: bytes) -> Identity:
        """Who signed this leave: a station or relay that is known here and belongs under our prefix."""
        try:
            said = read_leave(leave)
        except Malformed as error:
            raise Refusal("UPLOAD_UNREADABLE", what="leave") from error
        if (said.attachment_id, said.total_bytes) != (attachment_id, total_bytes):
            raise Refusal("UPLOAD_UNREADABLE", what="leave")
        sender = self._writer.journal.identities.get(said.node + said.log)
        ours = sender is not None and sender.role is not Role.COUNTY and (
            self._node.is_county or (sender.role is Role.STATION and sender.code.startswith(self._node.identity.prefix))
        )
        if sender is None or not ours:
            raise Refusal("NODE_UNKNOWN")
        if self._writer.run(lambda journal: revocations(journal.connection, journal.county).has(sender.node)):
            raise Refusal("NODE_REVOKED")
        try:
            verify_leave(sender.verifier(), leave)
        except Malformed as error:
            raise Refusal("UPLOAD_UNREADABLE", what="leave") from error
        return sender

    def _told(self, journal: Journal, progress: Progress, now_ms: int) -> Told:
        return Told(progress, issue(journal, Terms(self._node, now_ms), (), attachments=(progress,)).signed)


def pieces_of(progress: Progress, data: bytes) -> list[Chunk]:
    """The whole pieces at the beginning of `data`, which goes on where `progress` ends; what is beyond the end, or
    less than a piece, is left."""
    which, held, total = progress
    data = data[: total - held]
    ends = held + len(data) == total
    pieces = [
        Chunk(which, held + at, total, data[at : at + CHUNK_BYTES_MAX]) for at in range(0, len(data), CHUNK_BYTES_MAX)
    ]
    return pieces if ends or not pieces or len(pieces[-1].data) == CHUNK_BYTES_MAX else pieces[:-1]
