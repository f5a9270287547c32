"""The logs we have heard of: how far each is held, and who writes it.

Reaches are read and written in the transaction at hand; identities never change once proved, so
they are also kept in memory, shown to other threads only after COMMIT.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from kiosk.core.carriage.cbor import pack
from kiosk.core.carriage.certificate import Identity
from kiosk.core.carriage.head import NO_HASH, NODE_BYTES

from . import shelf, station_keys
from . import tables as t
from .shelf import LogPurpose, LogRow

_CHANGED = update(t.log).where(t.log.c.county == bindparam("in_county"), t.log.c.log_name == bindparam("named"))


class KnownLogs(Mapping[bytes, Identity]):
    """The logs whose author is proved, and every log of the county's own: its node says whose it is, its key whether
    that is true. For what may be brought home to it."""

    def __init__(self, proved: Mapping[bytes, Identity], county: Identity) -> None:
        self._proved, self._county = proved, county

    def __getitem__(self, name: bytes) -> Identity:
        found = self._proved.get(name)
        if found is None and name.startswith(self._county.node):
            return self._county
        return self._proved[name] if found is None else found

    def __contains__(self, name: object) -> bool:
        return name in self._proved  # a certificate that comes along says more than a guess

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._proved)

    def __len__(self) -> int:
        return len(self._proved)


class LogBook:
    """See the module."""

    def __init__(self, connection: Connection, county: str, root_public: bytes) -> None:
        self._connection, self._county, self._root_public = connection, county, root_public
        self._learnt: list[tuple[bytes, Identity]] = []
        self.identities: dict[bytes, Identity] = {}
        for row in shelf.logs(connection, county, root_public, t.log.c.chain.is_not(None)):
            if row.identity is not None:
                self.identities[row.name] = row.identity
        connection.rollback()  # looking began a transaction; the next deed begins its own

    def rows(self, names: Iterable[bytes]) -> dict[bytes, LogRow]:
        """The rows of those logs that are known."""
        found = shelf.logs_named(self._connection, self._county, self._root_public, sorted(names), self.identities)
        return {row.name: row for row in found}

    def row(self, name: bytes) -> LogRow | None:
        """One row."""
        return self.rows([name]).get(name)

    def add(
        self,
        name: bytes,
        node: bytes,
        purpose: LogPurpose,
        now_ms: int,
        identity: Identity | None = None,
        reader: bytes | None = None,
    ) -> LogRow:
        """A log not heard of before, of which nothing is held."""
        self._connection.execute(
            t.log.insert().values(
                county=self._county,
                log_name=name,
                node=node,
                purpose=purpose.value,
                reader=reader,
                n=0,
                hash=NO_HASH,
                safe_n=0,
                safe_hash=NO_HASH,
                open_n=0,
                first_heard_at_ms=now_ms,
            )
        )
        if identity is not None:
            self.certify(name, identity)
        return LogRow(name, purpose, reader, identity, 0, NO_HASH, 0, NO_HASH)

    def hear_of(self, name: bytes, author: Identity, now_ms: int) -> None:
        """A log that its author asks about and of which nothing came here: it is asked for, and proves nothing."""
        self.add(name, author.node, LogPurpose.OTHER, now_ms)
        self._change(name, role=int(author.role), code=author.code)

    def certify(self, name: bytes, identity: Identity) -> None:
        """The log's certificate came."""
        self._change(name, chain=pack(list(identity.chain)), role=int(identity.role), code=identity.code)
        self._learnt.append((name, identity))

    def known(self, name: bytes) -> Identity | None:
        """Who writes this log, also when it was learnt in this transaction."""
        for learnt, identity in reversed(self._learnt):
            if learnt == name:
                return identity
        return self.identities.get(name)

    def identities_of(self, node: bytes) -> list[Identity]:
        """All identities that a node has shown, one a log."""
        names = [name for name in self.identities if name[:NODE_BYTES] == node]
        shown = [self.identities[name] for name in names]
        return shown + [identity for name, identity in self._learnt if name[:NODE_BYTES] == node]

    def other_logs(self, name: bytes) -> list[bytes]:
        """Names of the other logs of the same node."""
        learnt = (one for one, _ in self._learnt)
        node = name[:NODE_BYTES]
        return [one for one in (*self.identities, *learnt) if one.startswith(node) and one != name]

    def reader_of(self, node: bytes) -> Identity | None:
        """Whom to seal to at `node`: its last identity, and of several signing keys the one that used the enrolment
        first, until a person decides (a second use is an incident); with the sealing key that it changed to and proved.
        None when that cannot be told."""
        shown = self.identities_of(node)
        if len({identity.signing_key for identity in shown}) > 1:
            r = t.enrolment.c
            asked = select(r.used).where(r.county == self._county, r.node == node)
            used = self._connection.scalars(asked).one_or_none()
            first = {one.signing_key for one in shown if sha256(one.chain[0]).digest() == used}
            shown = [identity for identity in shown if identity.signing_key in first]
        if not shown:
            return None
        changed = station_keys.newest(self._connection, self._county, node)
        return msgspec.structs.replace(shown[-1], sealing_key=changed) if changed else shown[-1]

    def reached(self, name: bytes, n: int, last: bytes) -> None:
        """The log is held to `n` without a gap."""
        self._change(name, n=n, hash=last)

    def advance_safe(self, name: bytes) -> None:
        """Count what lies on the second medium without a gap."""
        row = self.row(name)
        assert row is not None
        e = t.event.c
        asked = select(e.seq, e.hash).where(
            e.county == self._county,
            e.log_name == name,
            e.seq > row.safe_n,
            e.seq <= row.n,
            e.branch.is_(False),
            e.safe_at_ms.is_not(None),
        )
        n, last = row.safe_n, row.safe_hash
        for seq, event_hash in self._connection.execute(asked.order_by(e.seq)):
            if seq != n + 1:
                break
            n, last = seq, event_hash
        if n != row.safe_n:
            self._change(name, safe_n=n, safe_hash=last)

    def mark(self) -> int:
        """A place to come back to."""
        return len(self._learnt)

    def back_to(self, mark: int) -> None:
        """Forget what was learnt since."""
        del self._learnt[mark:]

    def committed(self) -> None:
        """Show what was learnt: a new dictionary, because other threads are reading the old one."""
        if self._learnt:
            self.identities = {**self.identities, **dict(self._learnt)}
            self._learnt = []

    def _change(self, name: bytes, **values: object) -> None:
        here = {"in_county": self._county, "named": name}
        self._connection.execute(_CHANGED, here | values)
