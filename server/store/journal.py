"""The journal over one writer connection: events taken from others, events of this node's own logs.

A plain object: it opens no transaction and starts no thread. `Writer.run` calls a deed with the
journal inside a transaction and commits; what a deed changes here becomes visible to other threads
only after COMMIT returned. Reading from other threads is in `shelf`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, select, update

from kiosk.core.carriage.acknowledgement import Extent, Quarantine
from kiosk.core.carriage.author import (
    Body,
    Pen,
    Tip,
    Wording,
    Written,
    first_wording,
    write,
)
from kiosk.core.carriage.certificate import Identity, Role, verify_chain
from kiosk.core.carriage.examine import Examined
from kiosk.core.instruments import Instruments

from . import notes, shelf
from . import tables as t
from .county_keys import met
from .erasure import note_inside
from .incarnation import OWN_NOW, Incarnation, note_present
from .logbook import LogBook
from .shared_ends import shared_ends
from .shelf import LogPurpose, LogRow, Row
from .sql import insert_many, insert_missing, insert_or_lower, pieces
from .taking import Taking, event_record, share_records, take

OPERATION_BYTES = 8
LAST_IN_LINE_MS = 2**53  # `unfolded` is worked off in the order of its instants: this is behind all that comes in
_FOLDED = delete(t.unfolded).where(
    t.unfolded.c.county == bindparam("county"), t.unfolded.c.case_no.in_(bindparam("numbers", expanding=True))
)  # built once: building costs more than running


class Journal:
    """See the module. `connection` is the writer's, for a room's own tables in the same transaction; `county` the
    six digits that every row carries. A county notes cases to fold; a relay owes what it takes to the county and
    keeps to its prefix."""

    def __init__(self, connection: Connection, identity: Identity, root_public: bytes) -> None:
        self.connection, self.root_public, self.own_node = connection, root_public, identity.node
        own_county = verify_chain(identity.chain[-1:], root_public)
        self.county = own_county.code
        self.counties = met(connection, self.county, root_public, own_county)  # the newest generation of keys first
        self.county_identity = self.counties[0]
        self.role = identity.role
        self.own_key = identity.verifier()
        self.when_superseded: Callable[[], None] = lambda: None  # a copy of this node went further (`incarnation`)
        self.prefix = "" if identity.role is Role.COUNTY else identity.prefix
        self.book = LogBook(connection, self.county, root_public)
        self._after: list[Callable[[], None]] = []

    @property
    def identities(self) -> Mapping[bytes, Identity]:
        """Committed: log name -> who writes it. Replaced, never changed, so that other threads may read it."""
        return self.book.identities

    # Taking and writing

    def take(self, examined: Examined, from_node: bytes, now_ms: int, read_back: bool = False) -> Taking:
        """Store what a batch held, once (by hash), raw; attachments, documents and the county's word too. from_node:
        who says that it sent it. read_back: it comes from our own second medium; what a batch claims never says so."""
        return take(self, examined, from_node, now_ms, read_back)

    def begin_log(
        self,
        pen: Pen,
        identity: Identity,
        purpose: LogPurpose,
        incarnation_number: int,
        instruments: Instruments,
        reader: bytes | None = None,
    ) -> None:
        """Make a log of this node with its first event (NodeCertified); nothing when it is there already.
        reader: the station node that a DOWN log speaks to."""
        if self.book.row(pen.node + pen.log) is not None:
            return
        clock = instruments.clock()
        if purpose is LogPurpose.MAIN:
            note_present(self, Incarnation(incarnation_number, pen.log))
        self.book.add(pen.node + pen.log, pen.node, purpose, clock.wall_ms, identity, reader)
        wording = first_wording(identity, incarnation_number, instruments.draw(OPERATION_BYTES))
        self.append(pen, [(wording, None)], instruments)

    def append(
        self, pen: Pen, entries: Sequence[tuple[Wording, Body | None]], instruments: Instruments
    ) -> list[Written]:
        """The next events of this node's own log (node, log of `pen`), with witnesses kept; a body is sealed for
        the place it takes. Cases written to are noted as unfolded."""
        name = pen.node + pen.log
        row = self.book.row(name)
        assert row is not None and row.purpose in OWN_NOW, "begin_log comes first, and a retired log is never written"
        tip, clock = Tip(row.n, row.hash), instruments.clock()
        written: list[Written] = []
        for wording, body in entries:
            one = write(pen, tip, wording, clock, body)
            written.append(one)
            tip = one.tip
        if not written:
            return []
        records = [
            event_record(self, one.event, one.sealed, None, False, clock.wall_ms, pen.node)
            | ({"witness": one.witness, "opened_at_ms": clock.wall_ms} if one.witness else {})
            for one in written
        ]
        insert_many(self.connection, t.event, records)
        note_inside(self, [one.event for one in written])
        insert_missing(self.connection, t.shared_key, [s for one in written for s in share_records(self, one.event)])
        self.note_unfolded({one.event.head.case for one in written}, clock.wall_ms)
        self.book.reached(name, tip.seq, tip.hash)
        return written

    # What the office's digest says of an event

    def opened(self, event_hash: bytes, witness: bytes, now_ms: int) -> None:
        """The body was opened; it waits for nothing any more."""
        self._change(event_hash, witness=witness, opened_at_ms=now_ms, awaiting=None)

    def waits(self, event_hash: bytes, reason: Quarantine) -> None:
        """The body cannot be opened yet (AWAITING_KEY, AWAITING_DICTIONARY) or ever (BODY_DOES_NOT_OPEN)."""
        self._change(event_hash, awaiting=int(reason))

    def mark_safe(self, hashes: Iterable[bytes], now_ms: int) -> None:
        """These events lie on the second medium, fsync'ed."""
        marked = [{"h": h} for h in hashes]
        if not marked:
            return
        e = t.event.c
        self.connection.execute(
            update(t.event)
            .where(e.county == self.county, e.hash == bindparam("h"))
            .values(safe_at_ms=now_ms),
            marked,
        )
        names: set[bytes] = set()
        for piece in pieces([m["h"] for m in marked]):
            # Each once only here: to spare a sort for DISTINCT, a planner would walk all events by their logs.
            asked = select(e.log_name).where(e.county == self.county, e.hash.in_(piece))
            names |= set(self.connection.scalars(asked))
        for name in names:
            self.book.advance_safe(name)

    # Reading inside the transaction

    def held(self, event_hash: bytes) -> Row | None:
        """The event with this hash."""
        return shelf.held(self.connection, self.county, event_hash)

    def events_of_case(self, case_no: str) -> list[Row]:
        """All authentic events of a case number, in (log, seq) order; not those that await a certificate."""
        return shelf.events_of_case(self.connection, self.county, case_no)

    def rows(self, log: bytes, from_seq: int = 1, count_max: int = 1_000) -> list[Row]:
        """Events of one log from `from_seq` on, without branches, in order."""
        return shelf.rows(self.connection, self.county, log, from_seq, count_max)

    def key_events(self, key_id: bytes) -> list[Row]:
        """The KeyShared events that share this content key."""
        return shelf.key_events(self.connection, self.county, key_id)

    def logs(self, *conditions: object) -> list[LogRow]:
        """The logs that fulfil `conditions` on `tables.log`."""
        return shelf.logs(self.connection, self.county, self.root_public, *conditions)

    def own_log(self, purpose: LogPurpose, reader: bytes | None = None) -> bytes | None:
        """The name of this node's newest log of that purpose (for DOWN: to that reader)."""
        c = t.log.c
        asked = select(c.log_name).where(c.county == self.county, c.purpose == purpose)
        asked = asked if reader is None else asked.where(c.reader == reader)
        return self.connection.scalars(asked.order_by(c.first_heard_at_ms.desc(), c.log_name).limit(1)).one_or_none()

    def extent(self, log: bytes, safe: bool = False, first: Collection[bytes] = ()) -> Extent:
        """How far a log is held (with `safe`: on the second medium); extras beyond, those in `first` before others."""
        row = self.book.row(log)
        assert row is not None
        n, last = (row.safe_n, row.safe_hash) if safe else (row.n, row.hash)
        return shelf.extent(self.connection, self.county, log, n, last, safe, first)

    def extents(
        self, log: bytes, safe: bool = False, first: Collection[bytes] = (), by_another: bool = False
    ) -> list[Extent]:
        """The same, and up to where the log is also that of a copy which went another way. by_another: `first` were
        handed over by another node than their author, which need not hold the end of the log."""
        whole = self.extent(log, safe, first)
        others = self.book.other_logs(log)
        return [whole, *shared_ends(self.connection, self.county, whole, others, first, by_another)]

    # What is to be folded

    def note_unfolded(self, cases: Iterable[str], now_ms: int) -> frozenset[str]:
        """Note these cases for the digest (nothing on a relay); the case numbers, without "". What was noted for later
        moves up: something came in that does not wait behind a whole county that is folded anew."""
        wanted = frozenset(cases) - {""}
        if self.role is Role.COUNTY:
            noted = [{"county": self.county, "case_no": c, "since_ms": now_ms} for c in sorted(wanted)]
            insert_or_lower(self.connection, t.unfolded, noted, "since_ms")
        return wanted

    def unfolded(self, count_max: int = 500) -> list[str]:
        """Case numbers with events not folded yet, oldest first."""
        c = t.unfolded.c
        asked = select(c.case_no).where(c.county == self.county).order_by(c.since_ms, c.case_no).limit(count_max)
        return list(self.connection.scalars(asked))

    def folded(self, case_nos: Iterable[str]) -> None:
        """These were folded, in this transaction."""
        for piece in pieces(sorted(case_nos)):
            self.connection.execute(_FOLDED, {"county": self.county, "numbers": piece})

    # Small things there is one of

    def note(self, name: str) -> bytes | None:
        """A value of `meta`."""
        return notes.note(self.connection, self.county, name)

    def set_note(self, name: str, value: bytes) -> None:
        """Keep a value in `meta`."""
        notes.set_note(self.connection, self.county, name, value)

    def rise(self, name: str) -> int:
        """The next value of a counter in `meta`, from 1."""
        value = int(self.note(name) or b"0") + 1
        self.set_note(name, b"%d" % value)
        return value

    def incident(self, kind: str, about: str, now_ms: int) -> None:
        """Raise an incident, or count it again."""
        notes.incident(self.connection, self.county, kind, about, now_ms)

    def publish(self, signed_document: bytes, version: int, now_ms: int) -> bool:
        """Keep a signed catalogue document (verified by the caller); False when its version is not newer."""
        return notes.publish(self.connection, self.county, signed_document, version, now_ms)

    # The transaction, as the writer drives it

    def on_commit(self, deed: Callable[[], None]) -> None:
        """Call `deed` once this transaction is durable (such as KeyRing.committed); forgotten on rollback."""
        self._after.append(deed)

    def mark(self) -> tuple[int, int]:
        """A place to come `back_to` when one deed of a group fails."""
        return len(self._after), self.book.mark()

    def back_to(self, mark: tuple[int, int]) -> None:
        """Forget what was learnt since `mark`: the database has forgotten it too."""
        del self._after[mark[0] :]
        self.book.back_to(mark[1])

    def committed(self) -> None:
        """COMMIT returned: show what was learnt, and call what waited for it."""
        after, self._after = self._after, []
        self.book.committed()
        for deed in after:
            deed()

    def _change(self, event_hash: bytes, **values: object) -> None:
        e = t.event.c
        self.connection.execute(
            update(t.event).where(e.county == self.county, e.hash == event_hash).values(**values)
        )
