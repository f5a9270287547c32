"""The journal over one writer connection: events taken from others, events of this node's own logs.

A plain object: it opens no transaction and starts no thread. `Writer.run` calls a deed with the
journal inside a transaction and commits; what a deed changes here becomes visible to other threads
only after COMMIT returned. Reading from other threads is in `shelf`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection

from kiosk.core.carriage.acknowledgement import Extent, Quarantine
from kiosk.core.carriage.author import Body, Pen, Wording, Written
from kiosk.core.carriage.certificate import Identity
from kiosk.core.carriage.examine import Examined
from kiosk.core.instruments import Instruments

from .shelf import LogPurpose, Row


class Taking(NamedTuple):
    """What became of a batch. logs: names touched; new, known: events stored and events held before;
    cases: case numbers with something new to fold; branches: (log name, seq) that forked."""

    logs: frozenset[bytes]
    new: int
    known: int
    cases: frozenset[str]
    branches: tuple[tuple[bytes, int], ...]


class Journal:
    """See the module. `connection` is the writer's, for a room's own tables in the same transaction."""

    connection: Connection
    county: str
    identities: Mapping[bytes, Identity]  # committed: log name -> who writes it

    def take(self, examined: Examined, from_node: bytes, now_ms: int) -> Taking:
        """Store what a batch held, once (by hash), raw; attachments and documents too."""
        raise NotImplementedError

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
        raise NotImplementedError

    def append(
        self, pen: Pen, entries: Sequence[tuple[Wording, Body | None]], instruments: Instruments
    ) -> list[Written]:
        """The next events of this node's own log (node, log of `pen`), with witnesses kept; a body is sealed for
        the place it takes. Cases written to are noted as unfolded."""
        raise NotImplementedError

    def held(self, event_hash: bytes) -> Row | None:
        """The event with this hash."""
        raise NotImplementedError

    def events_of_case(self, case_no: str) -> list[Row]:
        """All authentic events of a case number, in (log, seq) order; not those that await a certificate."""
        raise NotImplementedError

    def rows(self, log_name: bytes, from_seq: int = 1, count_max: int = 1_000) -> list[Row]:
        """Events of one log from `from_seq` on, without branches, in order."""
        raise NotImplementedError

    def key_events(self, key_id: bytes) -> list[Row]:
        """The KeyShared events that share this content key."""
        raise NotImplementedError

    def own_log(self, purpose: LogPurpose, reader: bytes | None = None) -> bytes | None:
        """The name of this node's newest log of that purpose (for DOWN: to that reader)."""
        raise NotImplementedError

    def extent(self, log_name: bytes) -> Extent:
        """How far a log is held; extras beyond."""
        raise NotImplementedError

    def opened(self, event_hash: bytes, witness: bytes, now_ms: int) -> None:
        """The body was opened; it waits for nothing any more."""
        raise NotImplementedError

    def waits(self, event_hash: bytes, reason: Quarantine) -> None:
        """The body cannot be opened yet (AWAITING_KEY, AWAITING_DICTIONARY) or ever (BODY_DOES_NOT_OPEN)."""
        raise NotImplementedError

    def mark_safe(self, hashes: Iterable[bytes], now_ms: int) -> None:
        """These events lie on the second medium, fsync'ed."""
        raise NotImplementedError

    def unfolded(self, count_max: int = 500) -> list[str]:
        """Case numbers with events not folded yet, oldest first."""
        raise NotImplementedError

    def folded(self, case_nos: Iterable[str]) -> None:
        """These were folded, in this transaction."""
        raise NotImplementedError

    def note(self, name: str) -> bytes | None:
        """A value of `meta`."""
        raise NotImplementedError

    def set_note(self, name: str, value: bytes) -> None:
        """Keep a value in `meta`."""
        raise NotImplementedError

    def incident(self, kind: str, about: str, now_ms: int) -> None:
        """Raise an incident, or count it again."""
        raise NotImplementedError

    def publish(self, signed_document: bytes, now_ms: int) -> int:
        """Keep a signed catalogue document of the county if its version is newer; the version in force."""
        raise NotImplementedError

    def on_commit(self, deed: Callable[[], None]) -> None:
        """Call `deed` once this transaction is durable (such as KeyRing.committed); forgotten on rollback."""
        raise NotImplementedError
