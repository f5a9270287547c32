"""Answering an ask: acknowledgements first, then downward events, then a newer catalogue (R-LANE).

A county speaks for itself and proves what it opened; it answers a relay for every station under its
prefix, one acknowledgement a log, because a station can check a proof only over its own events.
A relay hands on what the county said.
"""

import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

import msgspec
from sqlalchemy import delete

from kiosk.core.carriage.ask import Ask, Have, Proved, read_ask, verify_ask
from kiosk.core.carriage.batch import FRAME_OVERHEAD_BYTES, Frame, FrameType, write_batch
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Identity, Role
from kiosk.core.carriage.head import log_name
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.node import Node
from server.store import notes
from server.store import tables as t
from server.store.attachments import held_of, safe_of
from server.store.carriage_tables import stick_ask
from server.store.journal import Journal
from server.store.revoking import revocations
from server.store.safekeeping import medium_in_use
from server.store.shelf import Row
from server.store.sql import upsert
from server.store.writer import Writer

from .diverged import start_of
from .downward import downward_logs, words_of_the_county
from .issue import NOTHING_OPENED, Terms, issue, opened_beyond

BUDGET_BYTES_MIN = 4 * 1024  # below, an answer would never carry an event
BUDGET_BYTES_MAX = 2 * 2**20
ROWS_COUNT_MAX = 500
ITS_LOGS_COUNT_MAX = 100  # of one station: as many as there are terminal numbers
WAITING_COUNT_MAX = 3  # askers that wait so at once; more are answered as things stand, and leave intake its threads
SETTLE_S = 2.0  # how long an answer waits for the digest, so that one exchange brings news of what it has just sent


class _Parts(NamedTuple):
    acknowledgements: list[bytes]
    revocations: bytes
    downward: list[Row]
    document: bytes


class Downlink:
    """Asks in, batches out."""

    def __init__(
        self,
        node: Node,
        writer: Writer,
        instruments: Instruments,
        settled: Callable[[float], bool] = lambda timeout_s: True,
    ) -> None:
        self._node, self._writer, self._instruments = node, writer, instruments
        self._settled = settled
        self._waiting = threading.BoundedSemaphore(WAITING_COUNT_MAX)

    def answer(self, data: bytes) -> bytes:
        """The batch that answers the signed ask `data`. Refusals ASK_UNREADABLE, NODE_UNKNOWN,
        NODE_REVOKED, STORAGE_FULL."""
        ask, asker = self.asked(data)
        if self._waiting.acquire(blocking=False):
            try:
                self._settled(SETTLE_S)
            finally:
                self._waiting.release()
        now_ms = self._instruments.clock().wall_ms

        def gather(journal: Journal) -> _Parts:
            _note_contact(journal, ask, asker, now_ms)
            _ask_for_its_logs(journal, ask, asker, now_ms)
            k = stick_ask.c  # whoever has a line again needs no answer by hand
            journal.connection.execute(delete(stick_ask).where(k.county == journal.county, k.node == ask.node))
            return self._gather(journal, ask, asker, now_ms)

        return write_batch(self._node.identity.node, _frames(self._writer.run(gather), ask.budget_bytes))

    def asked(self, data: bytes) -> tuple[Ask, Identity]:
        """The ask and who signed it. Refusals ASK_UNREADABLE, NODE_UNKNOWN."""
        try:
            ask = read_ask(data)
        except Malformed as error:
            raise Refusal("ASK_UNREADABLE") from error
        asker = self._writer.journal.identities.get(ask.node + ask.log)
        if asker is None or not self._may_ask(asker):
            raise Refusal("NODE_UNKNOWN")
        try:
            verify_ask(asker.verifier(), ask)
        except Malformed as error:
            raise Refusal("ASK_UNREADABLE") from error
        return ask, asker

    def answers_by_hand(self, data: bytes, count_max: int) -> list[bytes]:
        """The batches that answer an ask which came by stick: as if it were put again and again with what the batch
        before brought, because nobody knows when the next stick goes. What the asker told of its clock and its disk is
        days old by now and is not noted as a contact. Refusals as `answer`."""
        ask, asker = self.asked(data)
        now_ms = self._instruments.clock().wall_ms
        batches: list[bytes] = []
        while len(batches) < count_max:
            parts = self._writer.run(partial(self._gather, ask=ask, asker=asker, now_ms=now_ms))
            if batches:
                parts = parts._replace(acknowledgements=[])
            frames = list(_frames(parts, ask.budget_bytes))
            if not frames:
                break
            batches.append(write_batch(self._node.identity.node, frames))
            ask = _as_if_absorbed(ask, frames, parts)
        return batches

    def _may_ask(self, asker: Identity) -> bool:
        if self._node.is_county:
            return asker.role is not Role.COUNTY
        return asker.role is Role.STATION and asker.code.startswith(self._node.identity.prefix)

    def _gather(self, journal: Journal, ask: Ask, asker: Identity, now_ms: int) -> _Parts:
        if revocations(journal.connection, journal.county).has(asker.node):
            raise Refusal("NODE_REVOKED")
        if self._node.is_county:
            acks = self._own_words(journal, ask, asker, now_ms)
        else:
            own = [p for p in ask.own if p.log.startswith(asker.node)]
            acks = words_of_the_county(journal, own, ask.attachments, ask.incarnation_number)
        downward = _downward(journal, ask, asker)
        return _Parts(acks, _newer_revocations(journal, ask), downward, _newer_document(journal, ask))

    def _own_words(self, journal: Journal, ask: Ask, asker: Identity, now_ms: int) -> list[bytes]:
        """One acknowledgement for each log of others asked about that has news, and one to the asker always: it tells
        the county's time and incarnation. Two logs of one node may be two copies' of it: neither could check a proof
        over both."""
        stale = ask.incarnation_number != self._node.incarnation_number  # what was proved before a restore is not
        terms = Terms(self._node, now_ms)
        tells_safe = medium_in_use(journal) is not None
        to_whom: dict[bytes, list[Proved]] = {asker.node: []}
        for proved in ask.own:
            if _may_hear(journal, asker, proved.log):
                whose = asker.node if proved.log.startswith(asker.node) else proved.log
                to_whom.setdefault(whose, []).append(Proved(proved.log, 0, 0, 0) if stale else proved)
        said: list[bytes] = []
        for whose, asked in to_whom.items():
            rows = journal.book.rows(p.log for p in asked)
            news = [
                p.log
                for p in asked
                if (row := rows.get(p.log)) is not None
                and (row.n != p.recv or (tells_safe and row.safe_n > p.safe) or _more_than_a_line(journal, p.log))
            ]
            beyond = {p.log: p.open for p in asked if p.log in rows}
            opened = opened_beyond(journal, beyond) if beyond else NOTHING_OPENED
            if news or opened.ranges or whose == asker.node:
                # An open that the asker cannot yet tie to a recv is of no use to it: name those logs too.
                logs = {*news, *(r.log for r in opened.ranges)}
                wanted = ask.attachments if whose == asker.node else ()
                held, twice = held_of(journal, wanted), safe_of(journal, wanted)
                ack = issue(journal, terms, logs, attachments=held, opened=opened, safe_attachments=twice)
                said.append(ack.signed)
        return said


def _as_if_absorbed(ask: Ask, frames: Iterable[Frame], parts: _Parts) -> Ask:
    """The ask as its author would put it once it has taken these frames in."""
    payloads = {frame.payload for frame in frames}
    have = {held.log: held for held in ask.down}
    for row in parts.downward:
        if row.event.signed + row.sealed in payloads:
            name = log_name(row.event.head)
            have[name] = Have(name, row.event.head.seq, row.event.hash)
    absorbed = msgspec.structs.replace(ask, down=tuple(have.values()))
    if parts.revocations in payloads:
        absorbed = msgspec.structs.replace(absorbed, revocations_version=2**31)
    if parts.document in payloads:
        absorbed = msgspec.structs.replace(absorbed, catalogue_version=2**31)
    return absorbed


def _more_than_a_line(journal: Journal, log: bytes) -> bool:
    """Whether there is more to say of a log than how far it is held: told every time, it has no number to ask by."""
    whole, *shared = journal.extents(log)
    return bool(whole.extras or shared)


def _may_hear(journal: Journal, asker: Identity, log: bytes) -> bool:
    if log.startswith(asker.node):
        return True
    identity = journal.book.known(log)
    return (
        asker.role is Role.RELAY
        and identity is not None
        and identity.role is not Role.COUNTY
        and identity.code.startswith(asker.prefix)
    )


def _downward(journal: Journal, ask: Ask, asker: Identity) -> list[Row]:
    have = {h.log: h for h in ask.down}
    found: list[Row] = []
    size, budget = 0, _budget(ask.budget_bytes)
    for name in downward_logs(journal, asker):
        start = start_of(journal, name, have.get(name))
        for row in journal.rows(name, start, ROWS_COUNT_MAX) if start else ():
            size += len(row.event.signed) + len(row.sealed) + FRAME_OVERHEAD_BYTES
            if found and size > budget:
                return found
            found.append(row)
    return found


def _newer_revocations(journal: Journal, ask: Ask) -> bytes:
    found = revocations(journal.connection, journal.county)
    return found.signed if found.version > ask.revocations_version else b""


def _newer_document(journal: Journal, ask: Ask) -> bytes:
    if notes.document_version(journal.connection, journal.county) <= ask.catalogue_version:
        return b""
    found = notes.document(journal.connection, journal.county)
    return b"" if found is None else found[1]


def _frames(parts: _Parts, budget_bytes: int) -> Iterable[Frame]:
    """Within the budget, except that one acknowledgement, one event, or the catalogue alone always goes."""
    left = _budget(budget_bytes)
    frames: list[Frame] = []
    for signed in parts.acknowledgements:
        if frames and len(signed) > left:
            return frames
        frames.append(Frame(FrameType.ACKNOWLEDGEMENT, signed))
        left -= len(signed) + FRAME_OVERHEAD_BYTES
    if parts.revocations:  # always: they are short, and nothing that comes after them is worth more
        frames.append(Frame(FrameType.DOCUMENT, parts.revocations))
        left -= len(parts.revocations) + FRAME_OVERHEAD_BYTES
    for i, row in enumerate(parts.downward):
        size = len(row.event.signed) + len(row.sealed) + FRAME_OVERHEAD_BYTES
        if i and size > left:
            return frames
        frames.append(Frame(FrameType.EVENT, row.event.signed + row.sealed))
        left -= size
    if parts.document and (len(parts.document) <= left or not parts.downward):
        frames.append(Frame(FrameType.DOCUMENT, parts.document))
    return frames


def _budget(asked_bytes: int) -> int:
    return max(BUDGET_BYTES_MIN, min(BUDGET_BYTES_MAX, asked_bytes))


def _note_contact(journal: Journal, ask: Ask, asker: Identity, now_ms: int) -> None:
    report = ask.report
    upsert(
        journal.connection,
        t.contact,
        {
            "county": journal.county,
            "node": ask.node,
            "code": asker.code,
            "role": int(asker.role),
            "software": report.software,
            "free_disk_bytes": report.free_disk_bytes,
            "clock_offset_ms": now_ms - ask.wall_ms,
            "uptime_s": report.uptime_s,
            "oldest_unsent_s": report.oldest_unsent_s,
            "catalogue_version": ask.catalogue_version,
            "asked_at_ms": now_ms,
        },
    )


def _ask_for_its_logs(journal: Journal, ask: Ask, asker: Identity, now_ms: int) -> None:
    """A station that was restored asks about a log of which a relay was never handed anything, because it all went to
    the county straight: from now on the relay asks about that log too."""
    if journal.role is Role.COUNTY:
        return
    names = [proved.log for proved in ask.own[:ITS_LOGS_COUNT_MAX] if proved.log.startswith(asker.node)]
    for name in set(names) - journal.book.rows(names).keys():
        journal.book.hear_of(name, asker, now_ms)
