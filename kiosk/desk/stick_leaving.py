"""Leaving on a stick: words first, then our ask, events, and pieces of photographs; ours and what we carry for others.

Each file is durable and was read back before the next is begun; the Carried event of a file is written only then. When
`leave_on` returns, the stick may be pulled: "可以拔出". A file of ours goes off the stick once all that it holds stands
in a newer one or is proved at the county; another station's only when the county's word covers all of it.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice

import msgspec

from kiosk.core.carriage.ask import sign_ask
from kiosk.core.carriage.attachment import Chunk, read_chunk
from kiosk.core.carriage.batch import FrameType, read_batch, split_event
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.head import read_event
from kiosk.core.carriage.kinds import CARRIED
from kiosk.core.carriage.protocol import Held, Offer, offer
from kiosk.core.carriage.stick import (
    ASK_BUDGET_BYTES,
    OFFER_BYTES_MAX,
    STICK_BYTES_MAX,
    STICK_SPARE_BYTES,
    FileKind,
    FileName,
    Stick,
    listed,
    name_for,
    sturdy,
    unfinished,
)
from kiosk.core.event import Event
from kiosk.core.refusal import Refusal
from kiosk.desk.carrying import (
    AT_COUNTY,
    answers_kept,
    carried_event,
    carried_events,
    carried_pieces,
    companions_carried,
)
from kiosk.desk.forgotten import word_to_show
from kiosk.desk.offering import ROAD_STICK, carried, companions_of, make_ask, pieces_to_county
from kiosk.desk.station import Station

_PIECES_AT_ONCE = 256  # looked at for one file: 4 MiB of them


class Left(msgspec.Struct):
    """What one export did; that it is told at all means that the stick may be pulled. own_events, own_pieces: of this
    station; others_events, others_pieces: carried for other stations; answers: reader's station code -> files; removed:
    files that went off the stick; left_over: what did not fit (0: everything is on the stick)."""

    may_be_pulled: bool = False
    files: list[str] = []
    bytes: int = 0
    own_events: int = 0
    own_pieces: int = 0
    others_events: int = 0
    others_pieces: int = 0
    answers: dict[str, int] = {}
    removed: list[str] = []
    left_over: int = 0


def leave_on(station: Station, stick: Stick) -> Left:
    """Write everything that should travel onto `stick`, lane by lane. Refusals STICK_NOT_WRITTEN,
    STICK_READS_DIFFERENTLY, STICK_UNREADABLE: then the stick may hold some of it, every file of it whole or unfinished,
    and nothing is claimed."""
    leaving = _Leaving(station, stick)
    for name in unfinished(stick.names()):
        stick.remove(name)
    leaving.answers()
    if word := word_to_show(station):  # what the county forgot that it said (R-EPOCH)
        leaving.put(name_for(FileKind.UP, station.identity.node, word), word)
    leaving.put(name_for(FileKind.ASK, station.identity.node, ask := _ask(station)), ask)
    leaving.own_events()
    leaving.others_events()
    leaving.own_pieces()
    leaving.others_pieces()
    leaving.tidy_up()
    leaving.said.may_be_pulled = True
    return leaving.said


class _Leaving:
    """One export under way."""

    def __init__(self, station: Station, stick: Stick) -> None:
        self._station, self._stick = station, stick
        self._there = set(listed(stick.names()))
        self._left_bytes = min(STICK_BYTES_MAX, max(0, stick.free_bytes() - STICK_SPARE_BYTES))
        self._written: set[FileName] = set()
        self._events: set[bytes] = set()  # on the stick now, whole and read back, by hash
        self._pieces: set[tuple[bytes, int]] = set()
        self.said = Left()

    def put(self, name: FileName, data: bytes) -> bool:
        """Write one file unless it is there already; whether it is on the stick now."""
        if name in self._there and self._holds(name, data):
            self._written.add(name)
            return True
        if len(data) > self._left_bytes:
            return False
        self._stick.write(name.text, data)
        self._left_bytes -= len(data)
        self._written.add(name)
        self.said.files.append(name.text)
        self.said.bytes += len(data)
        return True

    def _holds(self, name: FileName, data: bytes) -> bool:
        """Whether that file is on the stick already, as it should be."""
        try:
            return self._stick.read(name.text, name.bytes_max) == data
        except Refusal:
            return False

    def answers(self) -> None:
        """What is to go home to other stations, on whatever stick passes."""
        for node, code, batch in answers_kept(self._station):
            if self.put(name_for(FileKind.DOWN, node, batch), batch):
                self.said.answers[code] = self.said.answers.get(code, 0) + 1
            else:
                self.said.left_over += 1

    def own_events(self) -> None:
        """Everything of ours that the county is not proved to hold; a Carried alone is not worth a file."""
        station = self._station
        rows = station.store.all(
            "SELECT e.hash, e.kind FROM event e WHERE e.hash IN (SELECT event FROM outbox) ORDER BY e.log, e.seq"
        )
        if all(kind == CARRIED for _, kind in rows):
            return
        at_ms = station.instruments.clock().wall_ms

        def left(offered: Offer) -> None:
            self.said.own_events += sum(event.head.kind != CARRIED for event in offered.events)
            carried(station, offered.events, at_ms, ROAD_STICK)

        hashes = [event_hash for event_hash, _ in rows]
        self.said.left_over += self._put_events(hashes, self._own_event, partial(companions_of, station), left)

    def others_events(self) -> None:
        """The same of what we carry for others: whoever gets this stick may have a line."""
        station = self._station

        def left(offered: Offer) -> None:
            self.said.others_events += len(offered.events)

        hashes = carried_events(station)
        self.said.left_over += self._put_events(
            hashes, partial(carried_event, station), partial(companions_carried, station), left
        )

    def own_pieces(self) -> None:
        """Photographs from where the county's word ends, thumbnails first."""
        count, over = self._put_pieces(pieces_to_county(self._station))
        self.said.own_pieces, self.said.left_over = count, self.said.left_over + over

    def others_pieces(self) -> None:
        """The same of what we carry."""
        count, over = self._put_pieces(carried_pieces(self._station))
        self.said.others_pieces, self.said.left_over = count, self.said.left_over + over

    def tidy_up(self) -> None:
        """Take off the stick what need not travel on: see the module. A file that cannot be read stays."""
        station, node = self._station, self._station.identity.node
        read = {name for (name,) in station.store.all("SELECT name FROM stick_taken")}
        for name in sorted(self._there - self._written):
            if name.kind is FileKind.ASK:
                goes = name.node == node
            elif name.kind is FileKind.DOWN:
                goes = name.node == node and name.text in read
            else:
                goes = self._covered(name)
            if goes:
                self._stick.remove(name.text)
                self.said.removed.append(name.text)

    def _covered(self, name: FileName) -> bool:
        """Whether the county's word covers all that a file holds; of our own file, or what we wrote now."""
        own = name.node == self._station.identity.node
        try:
            batch = read_batch(self._stick.read(name.text, name.bytes_max))
            if batch.damage or batch.missing:
                return False
            for frame in batch.frames:
                if frame.type is FrameType.EVENT:
                    event = read_event(split_event(frame.payload)[0])
                    if not (own and event.hash in self._events) and not _at_county(self._station, event):
                        return False
                elif frame.type is FrameType.CHUNK:
                    chunk = read_chunk(frame.payload)
                    there = own and (chunk.attachment_id, chunk.offset) in self._pieces
                    if not there and not _piece_at_county(self._station, chunk):
                        return False
                else:
                    return False
        except (Malformed, Refusal):
            return False
        return True

    # Files of one lane

    def _put_events(
        self, hashes: Sequence[bytes], load: Callable[[bytes], Held | None],
        companions: Callable[[Event], Sequence[Held]], left: Callable[[Offer], None],
    ) -> int:  # fmt: skip
        """Write these in as many files as they need; how many did not fit."""
        at = 0
        while at < len(hashes):
            rest = filter(None, map(load, islice(hashes, at, None)))
            room = min(OFFER_BYTES_MAX, self._left_bytes)
            offered = offer(self._station.identity.node, rest, companions, (), room)
            data = sturdy(offered)
            if not self.put(name_for(FileKind.UP, self._station.identity.node, data), data):
                return len(hashes) - at
            here = {event.hash for event in offered.events}
            while at < len(hashes) and hashes[at] in here:
                at += 1
            self._events |= here
            left(offered)
        return 0

    def _put_pieces(self, pieces: Iterator[Chunk]) -> tuple[int, int]:
        """The same for pieces; (written, over). Each file says by our certificate who sends it."""
        node, count = self._station.identity.node, 0
        first = _certificate(self._station)
        waiting = deque[Chunk]()
        while True:
            waiting.extend(islice(pieces, _PIECES_AT_ONCE - len(waiting)))
            if not waiting:
                return count, 0
            room = min(OFFER_BYTES_MAX, self._left_bytes)
            offered = offer(node, [first], lambda event: (), tuple(waiting), room)
            data = sturdy(offered)
            if not offered.chunks or not self.put(name_for(FileKind.UP, node, data), data):
                return count, len(waiting) + sum(1 for _ in pieces)
            count += len(offered.chunks)
            self._pieces |= {(chunk.attachment_id, chunk.offset) for chunk in offered.chunks}
            for _ in offered.chunks:
                waiting.popleft()

    def _own_event(self, event_hash: bytes) -> Held:
        signed, sealed = self._station.store.one("SELECT signed, sealed FROM event WHERE hash = ?", event_hash)
        return Held(read_event(signed), sealed)


def _ask(station: Station) -> bytes:
    """Our ask with a stick's budget."""
    return sign_ask(station.pen.key, msgspec.structs.replace(make_ask(station), budget_bytes=ASK_BUDGET_BYTES)).signed


def _certificate(station: Station) -> Held:
    row = station.store.one("SELECT signed, sealed FROM event WHERE log = ? AND seq = 1", station.log_name)
    return Held(read_event(row[0]), row[1])


def _at_county(station: Station, event: Event) -> bool:
    own = "SELECT 1 FROM mark WHERE event = ? AND state = 'recv'"
    others = f"SELECT 1 FROM carrying WHERE hash = ? AND county = {AT_COUNTY}"
    return station.store.one(own, event.hash) is not None or station.store.one(others, event.hash) is not None


def _piece_at_county(station: Station, chunk: Chunk) -> bool:
    end = chunk.offset + len(chunk.data)
    return any(
        station.store.one(f"SELECT 1 FROM {table} WHERE id = ? AND at_county_bytes >= ?", chunk.attachment_id, end)
        for table in ("attachment", "carrying_attachment")
    )
