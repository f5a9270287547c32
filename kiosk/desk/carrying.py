"""Carrying 代带: other stations' events, pieces of attachments and asks that came by a stick or on paper, taken in
custody until the county has them.

What is taken was verified: chain, signature, enrolment, place in its prefix; a body is checked against its head and
never opened. Only the county's word ends custody: then the bytes go, and what is left is the note that they arrived,
so that they may be taken off a stick. No clock is read; age is counted in hours powered on.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from kiosk.core.carriage.acknowledgement import OF_THE_BODY, Acknowledgement, Quarantine
from kiosk.core.carriage.ask import Ask
from kiosk.core.carriage.attachment import Chunk
from kiosk.core.carriage.certificate import Identity, Role
from kiosk.core.carriage.examine import Taken
from kiosk.core.carriage.head import log_name, read_event
from kiosk.core.carriage.kinds import KEY_SHARED, NODE_CERTIFIED
from kiosk.core.carriage.protocol import Held, settle
from kiosk.core.event import Event
from kiosk.desk.custody import CUSTODY_S
from kiosk.desk.station import Station

STATIONS_COUNT_MAX = 400  # carried for at once: more than a county has
EVENTS_COUNT_MAX = 100_000
BYTES_MAX = 256 * 2**20
STATION_BYTES_MAX = 32 * 2**20  # of one station: 80 photographs, and years of text
CARRYING_S = 90 * 24 * 3600  # powered on: what the county has not taken by then makes way
ASK_AGAIN_S = 15 * 60  # powered on: between two asks for one station that has brought nothing new
ANSWERS_COUNT_MAX = 8  # kept of one station
ANSWERS_BYTES_MAX = 64 * 2**20
ROW_BYTES = 200  # that an event costs whatever it holds
NO_WORD, AT_COUNTY, NOT_TAKEN = 0, 1, 2
FULL = "CARRYING_FULL"  # why something was left on the stick: there is no more room for it here
_INCARNATION = "carrying_incarnation"


class Room:
    """How much more is taken in, in all and of each station; read once for a stick and counted down."""

    def __init__(self, station: Station) -> None:
        store = station.store
        rows = store.all(
            f"SELECT node, COUNT(*), SUM({ROW_BYTES} + length(signed) + length(sealed)) FROM carrying "
            "GROUP BY node"
        )
        self._bytes = {node: size for node, _, size in rows}
        self._events = sum(count for _, count, _ in rows)
        for node, size in store.all(
            "SELECT a.node, SUM(length(p.data)) FROM carrying_piece p JOIN carrying_attachment a "
            "ON a.id = p.attachment GROUP BY a.node"
        ):
            self._bytes[node] = self._bytes.get(node, 0) + size
        self._total = sum(self._bytes.values())

    def take(self, node: bytes, size_bytes: int, events: int = 0) -> bool:
        """Whether that much of that station still fits; then it is counted."""
        held = self._bytes.get(node)
        if held is None and len(self._bytes) >= STATIONS_COUNT_MAX:
            return False
        if (held or 0) + size_bytes > STATION_BYTES_MAX or self._total + size_bytes > BYTES_MAX:
            return False
        if self._events + events > EVENTS_COUNT_MAX:
            return False
        self._bytes[node] = (held or 0) + size_bytes
        self._total += size_bytes
        self._events += events
        return True


class Kept(NamedTuple):
    """How many were new here, known before, and left on the stick for want of room."""

    new: int
    known: int
    full: int


def keep_events(
    station: Station, connection: sqlite3.Connection, came: Iterable[Taken], identity_of: Callable[[bytes], Identity],
    room: Room,
) -> Kept:  # fmt: skip
    """Take authentic events of others in; inside a transaction. identity_of: log name -> whose it is.

    An event that comes again whole after the county let us forget its body stays forgotten: the county has it."""
    new = known = full = 0
    powered_s = station.powered_s()
    for taken in came:
        event, head = taken.event, taken.event.head
        if connection.execute("SELECT 1 FROM carrying WHERE hash = ?", (event.hash,)).fetchone():
            known += 1
            continue
        if not room.take(head.node, ROW_BYTES + len(event.signed) + len(taken.sealed), 1):
            full += 1
            continue
        shared = head.facts.get(1) if head.kind == KEY_SHARED else None
        connection.execute(
            "INSERT INTO carrying (hash, node, code, log, seq, prev, kind, key_id, signed, sealed, powered_s) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (event.hash, head.node, identity_of(log_name(head)).code, log_name(head), head.seq, head.prev, head.kind,
             shared if type(shared) is bytes else head.key_id, event.signed, taken.sealed, powered_s),
        )  # fmt: skip
        new += 1
    return Kept(new, known, full)


def keep_pieces(
    station: Station, connection: sqlite3.Connection, chunks: Iterable[Chunk], sender: Identity, room: Room
) -> Kept:
    """Take pieces of attachments in that `sender` says it sends; inside a transaction. Whose they are nobody can tell
    before the county has the whole: so each sender has its own room, and fills no other's."""
    known = full = new = 0
    powered_s = station.powered_s()
    for chunk in chunks:
        row = connection.execute(
            "SELECT total_bytes, at_county_bytes FROM carrying_attachment WHERE id = ?", (chunk.attachment_id,)
        ).fetchone()
        if row and (row[0] != chunk.total_bytes or row[1] >= chunk.offset + len(chunk.data) or connection.execute(
            "SELECT 1 FROM carrying_piece WHERE attachment = ? AND offset = ?", (chunk.attachment_id, chunk.offset)
        ).fetchone()):  # fmt: skip
            known += 1
            continue
        if not room.take(sender.node, ROW_BYTES + len(chunk.data)):
            full += 1
            continue
        if row is None:
            connection.execute(
                "INSERT INTO carrying_attachment (id, node, code, total_bytes, powered_s) VALUES (?, ?, ?, ?, ?)",
                (chunk.attachment_id, sender.node, sender.code, chunk.total_bytes, powered_s),
            )
        connection.execute(
            "INSERT INTO carrying_piece VALUES (?, ?, ?)", (chunk.attachment_id, chunk.offset, chunk.data)
        )
        new += 1
    return Kept(new, known, full)


def keep_ask(connection: sqlite3.Connection, ask: Ask, asker: Identity) -> None:
    """The newest that came is put for the station; an older one again would only bring more than it lacks."""
    connection.execute(
        "INSERT INTO carrying_ask (node, code, signed) VALUES (?, ?, ?) ON CONFLICT (node) DO UPDATE SET "
        "signed = excluded.signed, answered_powered_s = NULL WHERE signed <> excluded.signed",
        (ask.node, asker.code, ask.signed),
    )


def make_way(station: Station, connection: sqlite3.Connection) -> None:
    """Let go of what has waited too long: its station still holds it, and brings it again."""
    old = station.powered_s() - CARRYING_S
    connection.execute("DELETE FROM carrying WHERE powered_s < ?", (old,))
    too_old = "SELECT id FROM carrying_attachment WHERE powered_s < ?"
    connection.execute(f"DELETE FROM carrying_piece WHERE attachment IN ({too_old})", (old,))
    connection.execute("DELETE FROM carrying_attachment WHERE powered_s < ?", (old,))


def settle_for_others(station: Station, connection: sqlite3.Connection, ack: Acknowledgement) -> int:
    """Believe the county's word about what we carry; how many events it newly vouches for. Inside a transaction.

    Malformed when it is not the county's. A newer incarnation: what older ones said holds no more, and what we let go
    of is forgotten, so that it is taken in again from any stick."""
    known = station.store.number(_INCARNATION)
    if ack.incarnation_number < known:
        return 0
    settled = settle(ack, station.county, {})
    if ack.incarnation_number > known:
        station.store.remember(_INCARNATION, ack.incarnation_number)
        connection.execute(
            f"DELETE FROM carrying WHERE county = {AT_COUNTY} AND kind NOT IN ({NODE_CERTIFIED}, {KEY_SHARED})"
        )
        connection.execute(f"UPDATE carrying SET county = {NO_WORD}, relay = x''")
        connection.execute("DELETE FROM carrying_attachment WHERE id NOT IN (SELECT attachment FROM carrying_piece)")
        connection.execute("UPDATE carrying_attachment SET at_county_bytes = 0")
    proved, vouched = 0, _vouched(connection, ack)
    for event_hash in sorted(vouched):
        proved += connection.execute(
            f"UPDATE carrying SET county = {AT_COUNTY}, sealed = x'', "
            f"signed = CASE WHEN kind IN ({NODE_CERTIFIED}, {KEY_SHARED}) THEN signed ELSE x'' END "
            f"WHERE hash = ? AND county <> {AT_COUNTY}",
            (event_hash,),
        ).rowcount
    for event_hash, reason in settled.apart.items():
        if reason >= Quarantine.BAD_SIGNATURE and reason not in OF_THE_BODY and event_hash not in vouched:
            connection.execute(
                f"UPDATE carrying SET county = {NOT_TAKEN} WHERE hash = ? AND county = {NO_WORD}", (event_hash,)
            )
    for which, held_bytes in settled.attachments.items():
        connection.execute(
            "UPDATE carrying_attachment SET at_county_bytes = MAX(at_county_bytes, MIN(?, total_bytes)) WHERE id = ?",
            (held_bytes, which),
        )
        connection.execute(
            "DELETE FROM carrying_piece WHERE attachment = ? AND offset + length(data) <= "
            "(SELECT at_county_bytes FROM carrying_attachment WHERE id = ?)",
            (which, which),
        )
    return proved


def _vouched(connection: sqlite3.Connection, ack: Acknowledgement) -> set[bytes]:
    """Hashes of what we carry that `ack` names (R-HASHACK): the line that ends in each extent's own hash, followed link
    by link because two may have written in one log (R-BRANCH), and its extras. Certificate and key events come along
    with what stands far behind them; they are kept, and go along again, whatever is said of them: their number will do.
    """
    found: set[bytes] = set()
    for extent in ack.recv:
        line = connection.execute(
            "WITH RECURSIVE line (hash, seq, prev) AS (SELECT hash, seq, prev FROM carrying WHERE hash = ? AND log = ? "
            "AND seq = ? UNION ALL SELECT c.hash, c.seq, c.prev FROM line l JOIN carrying c ON c.hash = l.prev "
            "AND c.log = ? AND c.seq = l.seq - 1) SELECT hash FROM line",
            (extent.hash, extent.log, extent.n, extent.log),
        )
        found |= {event_hash for (event_hash,) in line}
        along = connection.execute(
            f"SELECT hash FROM carrying WHERE log = ? AND seq <= ? AND kind IN ({NODE_CERTIFIED}, {KEY_SHARED})",
            (extent.log, extent.n),
        )
        found |= {event_hash for (event_hash,) in along} if extent.hash in found else set()
        found |= {
            event_hash for seq, event_hash in extent.extras
            if connection.execute(
                "SELECT 1 FROM carrying WHERE hash = ? AND log = ? AND seq = ?", (event_hash, extent.log, seq)
            ).fetchone()
        }  # fmt: skip
    return found


def was_offered(station: Station, connection: sqlite3.Connection, county: bytes, events: Iterable[Event]) -> None:
    """The county (its node) answered a batch with these: what it did not vouch for by that is not said again for
    CUSTODY_S. Inside a transaction."""
    powered_s = station.powered_s()
    connection.executemany(
        f"UPDATE carrying SET relay = ?, relay_powered_s = ? WHERE hash = ? AND county = {NO_WORD}",
        [(county, powered_s, event.hash) for event in events],
    )


def relay_took(station: Station, connection: sqlite3.Connection, ack: Acknowledgement, relay: Identity) -> None:
    """Remember what a relay says that it took, so that it is not handed to it again at every exchange; it ends nothing.
    Inside a transaction. Malformed when it is not that relay's word."""
    settled, powered_s = settle(ack, relay, {}), station.powered_s()
    connection.executemany(
        "UPDATE carrying SET relay = ?, relay_powered_s = ? WHERE hash = ?",
        [(relay.node, powered_s, event_hash) for event_hash in sorted(_vouched(connection, ack))],
    )
    connection.executemany(
        "UPDATE carrying_attachment SET relay = ?, relay_bytes = ?, relay_powered_s = ? WHERE id = ?",
        [(relay.node, held_bytes, powered_s, which) for which, held_bytes in settled.attachments.items()],
    )


def _taken_by(station: Station, to: Identity | None) -> tuple[bytes, int]:
    """The node that is not offered again what it was, and since when; none has the name b"-"."""
    return to.node if to is not None else b"-", station.powered_s() - CUSTODY_S


def carried_events(station: Station, to: Identity | None = None) -> list[bytes]:
    """Hashes of what the county is not known to hold, in (log, seq) order, but what `to` was offered lately; for a
    relay, what is under its prefix. to: None where nobody knows who reads."""
    prefix = to.prefix if to is not None and to.role is Role.RELAY else ""
    rows = station.store.all(
        f"SELECT hash FROM carrying WHERE county = {NO_WORD} AND substr(code, 1, ?) = ? "
        "AND NOT (relay = ? AND relay_powered_s > ?) ORDER BY log, seq, hash",
        len(prefix), prefix, *_taken_by(station, to),
    )  # fmt: skip
    return [event_hash for (event_hash,) in rows]


def carried_event(station: Station, event_hash: bytes) -> Held | None:
    """One of them; None once the county has a word on it, which may come while others are handed over."""
    row = station.store.one(f"SELECT signed, sealed FROM carrying WHERE hash = ? AND county = {NO_WORD}", event_hash)
    return Held(read_event(row[0]), row[1]) if row else None


def companions_carried(station: Station, event: Event) -> list[Held]:
    """The certificate and key events that it needs, as far as we have them, whoever has them too (R-RAW)."""
    needed = station.store.all(
        f"SELECT signed, sealed FROM carrying WHERE log = ? AND seq < ? AND (kind = {NODE_CERTIFIED} AND seq = 1 OR "
        f"kind = {KEY_SHARED} AND key_id = ?) ORDER BY seq",
        log_name(event.head), event.head.seq, event.head.key_id,
    )  # fmt: skip
    return [Held(read_event(signed), sealed) for signed, sealed in needed]


def carried_pieces(station: Station, to: Identity | None = None) -> Iterator[Chunk]:
    """The same of pieces of attachments."""
    prefix = to.prefix if to is not None and to.role is Role.RELAY else ""
    places = station.store.all(
        "SELECT p.attachment, p.offset, a.total_bytes FROM carrying_piece p JOIN carrying_attachment a "
        "ON a.id = p.attachment WHERE p.offset + length(p.data) > a.at_county_bytes AND substr(a.code, 1, ?) = ? "
        "AND NOT (a.relay = ? AND a.relay_powered_s > ? AND p.offset + length(p.data) <= a.relay_bytes) "
        "ORDER BY a.powered_s, p.attachment, p.offset",
        len(prefix), prefix, *_taken_by(station, to),
    )  # fmt: skip
    for which, offset, total in places:
        row = station.store.one("SELECT data FROM carrying_piece WHERE attachment = ? AND offset = ?", which, offset)
        if row is not None:
            yield Chunk(which, offset, total, row[0])


def asks_carried(station: Station, prefix: str = "") -> list[tuple[bytes, bytes]]:
    """(node, signed ask) of each station that we ask for now: not those answered within ASK_AGAIN_S."""
    return station.store.all(
        "SELECT node, signed FROM carrying_ask WHERE substr(code, 1, ?) = ? AND "
        "(answered_powered_s IS NULL OR answered_powered_s < ?) ORDER BY node",
        len(prefix), prefix, station.powered_s() - ASK_AGAIN_S,
    )  # fmt: skip


def answered(station: Station, connection: sqlite3.Connection, node: bytes) -> None:
    """Its ask was answered; inside a transaction."""
    connection.execute(
        "UPDATE carrying_ask SET answered_powered_s = ? WHERE node = ?", (station.powered_s(), node)
    )


def county_answers(station: Station, connection: sqlite3.Connection, node: bytes) -> list[tuple[int, bytes]]:
    """(position, batch) of the answers kept for it that are not our own word."""
    return connection.execute(
        "SELECT position, batch FROM carrying_answer WHERE node = ? AND sender <> ?", (node, station.identity.node)
    ).fetchall()


def keep_answer(connection: sqlite3.Connection, reader: Identity, sender: bytes, batch: bytes, digest: bytes) -> None:
    """Keep what is to go home to `reader`, the newest ANSWERS_COUNT_MAX; inside a transaction."""
    connection.execute(
        "INSERT INTO carrying_answer (node, code, sender, hash, batch) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (hash) DO NOTHING",
        (reader.node, reader.code, sender, digest, batch),
    )
    connection.execute(
        "DELETE FROM carrying_answer WHERE node = ? AND position NOT IN "
        "(SELECT position FROM carrying_answer WHERE node = ? ORDER BY position DESC LIMIT ?)",
        (reader.node, reader.node, ANSWERS_COUNT_MAX),
    )
    while connection.execute("SELECT SUM(length(batch)) FROM carrying_answer").fetchone()[0] > ANSWERS_BYTES_MAX:
        connection.execute("DELETE FROM carrying_answer WHERE position = (SELECT MIN(position) FROM carrying_answer)")


def answers_kept(station: Station) -> list[tuple[bytes, str, bytes]]:
    """(reader, its code, batch), the oldest first."""
    return station.store.all("SELECT node, code, batch FROM carrying_answer ORDER BY position")
