"""Downward: the county's word to its stations, one log for each.

An event of a case goes down to every station whose prefix covers the case's station, except to the node that wrote
it: its signed head unchanged, a slip, and its body sealed anew to that station (design, Downward). Ratings and
complaints go down as heads alone. A station that is enrolled later gets what happened under its prefix before.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, delete, select

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.author import Pen, Wording
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Identity, Role
from kiosk.core.carriage.head import LOG_BYTES, NODE_BYTES
from kiosk.core.carriage.kinds import SENT
from kiosk.core.casework.kinds import KINDS, Kind
from kiosk.core.casework.slip import Slip, pack_slip
from kiosk.core.event import Level
from kiosk.core.instruments import Instruments
from server.node import Node
from server.office.bodies import Bodies, Opened
from server.store import tables as t
from server.store.epochs import lost, twofold_nodes
from server.store.incarnation import retired_readers
from server.store.journal import LAST_IN_LINE_MS, OPERATION_BYTES, Journal
from server.store.revoking import revocations
from server.store.shelf import LogPurpose, Row
from server.store.sql import pieces, upsert

_SENT = select(t.sent.c.event_hash, t.sent.c.with_body).where(
    t.sent.c.county == bindparam("county"),
    t.sent.c.reader == bindparam("reader"),
    t.sent.c.event_hash.in_(bindparam("hashes", expanding=True)),
)  # built once: building costs more than running
INNER_BYTES_MAX = 15_000  # of a signed head that is to stand inside another (16,000) beside its slip


class Downward:
    """See the module. Lives where the writer lives."""

    def __init__(self, node: Node, instruments: Instruments, bodies: Bodies) -> None:
        self._node, self._instruments, self._bodies = node, instruments, bodies

    def newcomers(self, journal: Journal) -> list[Identity]:
        """Station nodes that have no log of ours yet."""
        c = t.log.c
        spoken_to = select(c.reader).where(c.county == journal.county, c.reader.is_not(None))
        asked = select(c.node).distinct().where(
            c.county == journal.county, c.role == int(Role.STATION), c.node.not_in(spoken_to)
        )
        unbelieved = revocations(journal.connection, journal.county)
        nodes = sorted(node for node in journal.connection.scalars(asked) if not unbelieved.has(node))
        return [reader for node in nodes if (reader := journal.book.reader_of(node)) is not None]

    def welcome(self, journal: Journal, station: Identity, now_ms: int) -> None:
        """Begin the log to a station, and note the cases under its prefix so that their events go down."""
        self._begin(journal, station.node, station.sealing_key)
        if not station.sealing_key:
            journal.incident("STATION_WITHOUT_SEALING_KEY", f"node {station.node.hex()} station {station.code}", now_ms)
            return  # its log stands, so that this is asked once; nothing is ever sealed to it
        c = t.case_row.c
        asked = select(c.case_no).distinct().where(
            c.county == journal.county, c.station >= station.prefix, c.station < station.prefix + ":"
        )
        journal.note_unfolded(journal.connection.scalars(asked), now_ms)

    def renew(self, journal: Journal) -> None:
        """Another log to every station whose log was retired (R-EPOCH): copies of us may have written more in it."""
        for node in retired_readers(journal):
            reader = journal.book.reader_of(node)
            self._begin(journal, node, reader.sealing_key if reader else b"")
            self._send_back_anew(journal, node)

    def _send_back_anew(self, journal: Journal, station: bytes) -> None:
        """What this station wrote itself, lost with its disk and was sent back goes down to it once more: what an
        earlier incarnation held proves nothing of this one (R-HASHACK), and it has no other word for these."""
        s, e = t.sent.c, t.event.c
        joined = t.sent.join(t.event, (e.county == s.county) & (e.hash == s.event_hash))
        asked = select(s.event_hash, e.case_no).select_from(joined)
        asked = asked.where(s.county == journal.county, s.reader == station, e.node == station)
        cases = {row.event_hash: row.case_no for row in journal.connection.execute(asked)}
        for piece in pieces(sorted(cases)):
            gone = delete(t.sent).where(s.county == journal.county, s.reader == station, s.event_hash.in_(piece))
            journal.connection.execute(gone)
        journal.note_unfolded(cases.values(), LAST_IN_LINE_MS)

    def _begin(self, journal: Journal, node: bytes, sealing_key: bytes) -> None:
        pen = self._pen(self._instruments.draw(LOG_BYTES))
        number = self._node.incarnation_number
        journal.begin_log(pen, self._node.identity, LogPurpose.DOWN, number, self._instruments, node)
        if sealing_key:
            self._bodies.share(journal, pen, (sealing_key,))

    def share_anew(self, journal: Journal, station: bytes, sealing_key: bytes) -> None:
        """Share a key with the one that a station changed to, so that it sees, and a relay knows, that this counts."""
        name = journal.own_log(LogPurpose.DOWN, station)
        if name is not None:
            self._bodies.share(journal, self._pen(name[NODE_BYTES:]), (sealing_key,))

    def send(
        self, journal: Journal, case_station: str, rows: list[Row], slip_for: Callable[[Row], Slip]
    ) -> int:
        """Send down those of `rows`, the events of one case, that their readers have not been sent; how many went."""
        count = 0
        bodies: dict[bytes, bytes | None] = {}
        unknown = lost(journal, [row.event.hash for row in rows])  # to its own author, which was restored
        twofold = twofold_nodes(journal)
        for station in self._readers(journal, case_station):
            sent = self._sent(journal, station.node, [row.event.hash for row in rows])
            for row in rows:
                known = sent.get(row.event.hash)
                held = row.event.head.node == station.node and row.event.hash not in unknown
                if known or (held and station.node not in twofold):
                    continue
                if row.event.hash not in bodies:
                    bodies[row.event.hash] = self._body_for(journal, row)
                opened = bodies[row.event.hash]
                if known is None or opened is not None:
                    count += self._send_one(journal, station, row, opened, slip_for(row))
        return count

    def _send_one(self, journal: Journal, station: Identity, row: Row, opened: bytes | None, slip: Slip) -> int:
        name = journal.own_log(LogPurpose.DOWN, station.node)
        if name is None:
            return 0  # not welcomed yet: the next digest does that first
        if len(row.event.signed) > INNER_BYTES_MAX:
            now_ms = self._instruments.clock().wall_ms
            journal.incident("TOO_LARGE_TO_SEND_DOWN", f"event {row.event.hash.hex()}", now_ms)
            return 0
        pen = self._pen(name[NODE_BYTES:])
        facts: dict[int, Any] = {1: row.event.signed, 2: pack_slip(slip)}
        wording = Wording(self._instruments.draw(OPERATION_BYTES), SENT, "", facts)
        try:
            if opened is None:
                journal.append(pen, [(wording, None)], self._instruments)
            else:
                audience = (station.sealing_key,)
                journal.append(
                    pen, self._bodies.seal(journal, pen, audience, wording, opened), self._instruments
                )
        except Malformed as error:  # one event that cannot go down holds up no other
            journal.incident("NOT_SENT_DOWN", f"event {row.event.hash.hex()}: {error}", slip.at_ms)
            return 0
        record = {"county": journal.county, "reader": station.node, "event_hash": row.event.hash}
        upsert(journal.connection, t.sent, {**record, "with_body": opened is not None or not row.sealed})
        return 1

    def _body_for(self, journal: Journal, row: Row) -> bytes | None:
        """The plain body that a station may read; None when there is none, or it is not for stations or not open."""
        try:
            audience = KINDS[Kind(row.event.head.kind)].audience
        except ValueError:
            return None  # an unknown kind: whom its body is for is not known either
        if not row.sealed or audience != "case" or row.awaiting is Quarantine.BODY_DOES_NOT_OPEN:
            return None
        opened = self._bodies.open(journal.connection, row)
        return opened.plain if isinstance(opened, Opened) else None

    def _readers(self, journal: Journal, case_station: str) -> list[Identity]:
        """The stations whose prefix covers it, by node."""
        unbelieved = revocations(journal.connection, journal.county)
        nodes = {
            identity.node
            for identity in journal.book.identities.values()
            if identity.role is Role.STATION
            and case_station.startswith(identity.prefix)
            and not unbelieved.has(identity.node)
        }
        readers = [journal.book.reader_of(node) for node in sorted(nodes)]
        return [reader for reader in readers if reader is not None and reader.sealing_key]

    def _sent(self, journal: Journal, reader: bytes, hashes: list[bytes]) -> dict[bytes, bool]:
        here = {"county": journal.county, "reader": reader}
        asked = (journal.connection.execute(_SENT, {**here, "hashes": piece}) for piece in pieces(hashes))
        return {event_hash: with_body for rows in asked for event_hash, with_body in rows}

    def _pen(self, log: bytes) -> Pen:
        return Pen(self._node.identity.node, log, self._node.signing_key, Level.COUNTY)
