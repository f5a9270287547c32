"""Looking at a stick: what is on it and from whom, what of it is proved or held here already. Nothing is changed."""

from collections import Counter

import msgspec

from kiosk.core.carriage.batch import FrameType, read_batch, split_event
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Identity
from kiosk.core.carriage.examine import certified_by
from kiosk.core.carriage.head import read_event
from kiosk.core.carriage.kinds import CARRIED, CASE_KIND_MAX, NODE_CERTIFIED
from kiosk.core.carriage.stick import STICK_BYTES_MAX, FileKind, FileName, Stick, is_whole, listed, unfinished
from kiosk.core.event import Event
from kiosk.core.refusal import Refusal
from kiosk.desk.carrying import AT_COUNTY
from kiosk.desk.settling import known_logs
from kiosk.desk.station import Station


class StationSeen(msgspec.Struct):
    """What of one station lies on the stick. station: its code, "" where no certificate tells it; oldest_ms, newest_ms:
    as its own clock read them, None without events; events: distinct ones, case_events: of them those about cases;
    held: already here, at_county: of them those that the county is known to hold; pieces: of photographs; answers:
    files for it to take home; ask: whether it asks."""

    station: str
    node: str
    own: bool
    events: int = 0
    case_events: int = 0
    held: int = 0
    at_county: int = 0
    pieces: int = 0
    answers: int = 0
    ask: bool = False
    oldest_ms: int | None = None
    newest_ms: int | None = None


class StickSeen(msgspec.Struct):
    """A stick as it is now. damaged: files torn or scratched, unfinished: files of a write that was broken off;
    may_be_pulled: every file of ours on it is whole and none is unfinished, and nothing is being written by us."""

    files: int
    bytes: int
    free_bytes: int
    damaged: list[str]
    unfinished: list[str]
    stations: list[StationSeen]
    may_be_pulled: bool


def look_at(station: Station, stick: Stick) -> StickSeen:
    """What is on it. Refusal STICK_UNREADABLE, STICK_TOO_FULL."""
    looking = _Looking(station)
    names = stick.names()
    size = 0
    damaged: list[FileName] = []
    for name in (files := listed(names)):
        data = stick.read(name.text, name.bytes_max)
        size += len(data)
        if size > STICK_BYTES_MAX:
            raise Refusal("STICK_TOO_FULL", limit_bytes=STICK_BYTES_MAX)
        if not is_whole(name, data):
            damaged.append(name)
        looking.file(name, data)
    broken = unfinished(names)
    ours = station.identity.node
    return StickSeen(
        len(files), size, stick.free_bytes(), [name.text for name in damaged], broken, looking.seen(),
        may_be_pulled=not broken and not any(name.node == ours for name in damaged),
    )  # fmt: skip


class _Looking:
    """One look under way."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._identities: dict[bytes, Identity] = {one.node: one for one in known_logs(station).values()}
        self._of: dict[bytes, StationSeen] = {}
        self._seen: set[bytes] = set()

    def seen(self) -> list[StationSeen]:
        """By code; those without a certificate last."""
        for node, one in self._of.items():
            if node in self._identities:
                one.station = self._identities[node].code
        return sorted(self._of.values(), key=lambda one: (not one.station, one.station, one.node))

    def file(self, name: FileName, data: bytes) -> None:
        if name.kind is FileKind.ASK:
            self._one(name.node).ask = True
            return
        if name.kind is FileKind.DOWN:
            self._one(name.node).answers += 1
            return
        try:
            batch = read_batch(data[: name.bytes_max])
        except Malformed:
            self._one(name.node)
            return
        pieces = Counter(frame.type for frame in batch.frames)[FrameType.CHUNK]
        if pieces:
            self._one(batch.sender or name.node).pieces += pieces
        for frame in batch.frames:
            if frame.type is FrameType.EVENT:
                try:
                    event = read_event(split_event(frame.payload)[0])
                except Malformed:
                    continue
                self._event(event)

    def _event(self, event: Event) -> None:
        if event.hash in self._seen:
            return
        self._seen.add(event.hash)
        head, station = event.head, self._station
        if head.kind == NODE_CERTIFIED and head.node not in self._identities:
            identity = certified_by(event, station.root)
            if identity is not None:
                self._identities[head.node] = identity
        one = self._one(head.node)
        one.events += 1
        one.case_events += head.kind <= CASE_KIND_MAX
        at_ms = head.clock.wall_ms
        if head.kind != CARRIED:
            one.oldest_ms = at_ms if one.oldest_ms is None else min(one.oldest_ms, at_ms)
            one.newest_ms = at_ms if one.newest_ms is None else max(one.newest_ms, at_ms)
        county = station.store.one(
            f"SELECT (SELECT county = {AT_COUNTY} FROM carrying WHERE hash = ?), "
            "(SELECT 1 FROM event WHERE hash = ?), (SELECT 1 FROM mark WHERE event = ? AND state = 'recv')",
            event.hash, event.hash, event.hash,
        )  # fmt: skip
        one.held += county[0] is not None or county[1] is not None
        one.at_county += bool(county[0]) or county[2] is not None

    def _one(self, node: bytes) -> StationSeen:
        return self._of.setdefault(node, StationSeen("", node.hex(), node == self._station.identity.node))
