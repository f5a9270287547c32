"""The devices of stations and relays as the intake knows them: what each last said of itself, how far its logs are
held, which numbers are missing, what waits and what is set apart, and who handed over the last of it.

Reading only, on any connection.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, select

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.certificate import Role
from kiosk.core.carriage.extent import ranges
from kiosk.core.carriage.head import NODE_BYTES, read_event
from kiosk.core.carriage.kinds import CARRIED
from kiosk.core.carriage.revocation import Revoked, Why
from server.store import tables as t
from server.store.carriage_tables import brought_by_stick, station_key
from server.store.incident_places import codes_of
from server.store.revoking import revocations

CARRIED_COUNT_MAX = 200  # of one log, looked at for what it says of missing numbers
LEFT_COUNT_MAX = 5
EVENTS_BEYOND_MAX = 100_000  # read to find the missing numbers: fifty devices at their bound


class Contact(NamedTuple):
    """What a device said of itself when it last asked this county directly."""

    software: str
    free_disk_bytes: int
    clock_offset_ms: int
    uptime_s: int
    oldest_unsent_s: int
    catalogue_version: int
    asked_at_ms: int


class Left(NamedTuple):
    """What the device itself says of numbers that are missing here: that they left it, by a road (ROADS), at a time as
    it read its clock. It claims no arrival (R-TRUTH)."""

    first: int
    last: int
    road: int
    at_ms: int


class Log(NamedTuple):
    """One log of a device: held 1..n without a gap, safe_n of that on the second medium; missing: the runs (first,
    last) of numbers beyond it that are not here; left: what the device says of these; awaiting, apart: reason -> how
    many; carried_by: the code of who handed over event n, "" when nobody did or it is not known, at `received_at_ms`;
    by_stick: whether that came on a stick; trusted_n: where the county's belief in it ends, None where it is not
    revoked."""

    name: bytes
    n: int
    safe_n: int
    missing: tuple[tuple[int, int], ...]
    awaiting: Mapping[Quarantine, int]
    apart: Mapping[Quarantine, int]
    carried_by: str
    carried_by_itself: bool
    received_at_ms: int
    left: tuple[Left, ...] = ()
    by_stick: bool = False
    trusted_n: int | None = None

    @property
    def missing_count(self) -> int:
        """How many numbers are missing."""
        return sum(last - first + 1 for first, last in self.missing)


class Device(NamedTuple):
    """One enrolment handed out and what became of it. used_at_ms: None until it was first used; revoked: why it is
    believed no more, None where it is; keys_changed: how often it changed its sealing key."""

    node: bytes
    role: Role
    terminal: int
    issued_at_ms: int
    used_at_ms: int | None
    contact: Contact | None
    logs: tuple[Log, ...]
    revoked: Why | None = None
    keys_changed: int = 0

    @property
    def heard_at_ms(self) -> int:
        """When anything of it last came, by whatever road; 0 never."""
        asked = self.contact.asked_at_ms if self.contact else 0
        return max([asked, *(log.received_at_ms for log in self.logs)])


def devices_under(connection: Connection, county: str, prefix: str) -> dict[str, list[Device]]:
    """Station code -> its devices, by terminal; a relay stands at its township's station."""
    r, c = t.enrolment.c, t.contact.c
    asked = select(
        r.code, r.node, r.role, r.terminal, r.issued_at_ms, r.used_at_ms, c.node,
        c.software, c.free_disk_bytes, c.clock_offset_ms, c.uptime_s, c.oldest_unsent_s, c.catalogue_version,
        c.asked_at_ms,
    )  # fmt: skip
    joined = t.enrolment.outerjoin(t.contact, and_(c.county == r.county, c.node == r.node))
    asked = asked.select_from(joined).where(r.county == county, r.code.startswith(prefix, autoescape=True))
    revoked = revocations(connection, county).nodes
    logs = _logs(connection, county, prefix, revoked)
    changed = _keys_changed(connection, county)
    found: dict[str, list[Device]] = defaultdict(list)
    for code, node, role, terminal, issued, used, met, *said in connection.execute(asked.order_by(r.code, r.terminal)):
        contact = None if met is None else Contact(*said)
        why = revoked[node].why if node in revoked else None
        own = tuple(logs.get(node, ()))
        device = Device(node, Role(role), terminal, issued, used, contact, own, why, changed.get(node, 0))
        found[code.ljust(12, "0")].append(device)
    return found


def _logs(
    connection: Connection, county: str, prefix: str, revoked: Mapping[bytes, Revoked]
) -> dict[bytes, list[Log]]:
    """Node -> its logs, in the order they were heard of."""
    own, e = t.log.c, t.event.c
    mine = [own.county == county, own.role.in_([int(Role.STATION), int(Role.RELAY)])]
    mine.append(own.code.startswith(prefix, autoescape=True))
    last = and_(e.county == own.county, e.log_name == own.log_name, e.seq == own.n, e.branch.is_(False))
    asked = select(own.log_name, own.node, own.n, own.safe_n, e.from_node, e.received_at_ms)
    asked = asked.select_from(t.log.outerjoin(t.event, last)).where(*mine)
    rows = connection.execute(asked.order_by(own.first_heard_at_ms, own.log_name)).all()
    beyond = _beyond(connection, county, [(row.log_name, row.n) for row in rows])
    codes = codes_of(connection, county, {row.from_node for row in rows if row.from_node})
    awaiting, apart = _waiting(connection, county), _apart(connection, county)
    sticks = _brought(connection, county)
    found: dict[bytes, list[Log]] = defaultdict(list)
    for name, node, n, safe_n, from_node, received_at_ms in rows:
        missing = _missing(n, beyond.get(name, []))
        carrier = codes.get(from_node, "")
        waits, lies = awaiting.get(name, {}), apart.get(name, {})
        left = _left(connection, county, name, missing) if missing else ()
        seq, at_ms = sticks.get(name, (0, 0))
        by_stick = bool(received_at_ms) and seq >= n and at_ms == received_at_ms
        trusted = revoked[node].trusted.get(name[NODE_BYTES:], 0) if node in revoked else None
        log = Log(
            name, n, safe_n, missing, waits, lies, carrier, from_node == node, received_at_ms or 0, left, by_stick,
            trusted,
        )  # fmt: skip
        found[node].append(log)
    return found


def _beyond(connection: Connection, county: str, held: Iterable[tuple[bytes, int]]) -> dict[bytes, list[int]]:
    """Log name -> the numbers held beyond n. One log at a time: asked for all at once, the planner of SQLite walks
    the journal and looks up the log of every event."""
    e = t.event.c
    found: dict[bytes, list[int]] = {}
    left = EVENTS_BEYOND_MAX
    for name, n in held:
        asked = select(e.seq).where(e.county == county, e.log_name == name, e.seq > n).order_by(e.seq).limit(left)
        found[name] = list(connection.scalars(asked))
        left -= len(found[name])
    return found


def _missing(n: int, beyond: list[int]) -> tuple[tuple[int, int], ...]:
    """The runs of numbers after n and before the highest of `beyond` that are not in it."""
    runs, next_one = [], n + 1
    for first, last in ranges(beyond):
        if first > next_one:
            runs.append((next_one, first - 1))
        next_one = last + 1
    return tuple(runs)


def _left(
    connection: Connection, county: str, name: bytes, missing: tuple[tuple[int, int], ...]
) -> tuple[Left, ...]:
    """What the device's own Carried events beyond the gap say of the missing numbers, the newest first."""
    e = t.event.c
    asked = select(e.signed).where(
        e.county == county, e.log_name == name, e.seq > missing[0][0], e.kind == CARRIED, e.awaiting.is_(None)
    )
    found = []
    for signed in connection.scalars(asked.order_by(e.seq.desc()).limit(CARRIED_COUNT_MAX)):
        facts = read_event(signed).head.facts
        road, at_ms = facts.get(2), facts.get(3)
        if type(road) is not int or type(at_ms) is not int:
            continue
        for first, last in _ranges_of(facts.get(1), name):
            for low, high in missing:
                if max(first, low) <= min(last, high):
                    found.append(Left(max(first, low), min(last, high), road, at_ms))
    return tuple(dict.fromkeys(found))[:LEFT_COUNT_MAX]


def _ranges_of(named: Any, name: bytes) -> Iterator[tuple[int, int]]:
    """(first, last) of each range of this log that a Carried names; what is malformed names nothing."""
    for one in named if isinstance(named, list | tuple) else ():
        if isinstance(one, list | tuple) and len(one) == 3 and one[0] == name and all(type(n) is int for n in one[1:]):
            yield one[1], one[2]


def _brought(connection: Connection, county: str) -> dict[bytes, tuple[int, int]]:
    b = brought_by_stick.c
    asked = select(b.log_name, b.seq, b.at_ms).where(b.county == county)
    return {name: (seq, at_ms) for name, seq, at_ms in connection.execute(asked)}


def _keys_changed(connection: Connection, county: str) -> dict[bytes, int]:
    k = station_key.c
    asked = select(k.node, func.count()).where(k.county == county, k.turn > 0).group_by(k.node)
    return dict(connection.execute(asked).all())


def _waiting(connection: Connection, county: str) -> dict[bytes, dict[Quarantine, int]]:
    e = t.event.c
    # A range and not IS NOT NULL: only so does the planner of SQLite take event_awaiting, instead of walking the
    # journal in the order of the groups.
    asked = select(e.log_name, e.awaiting, func.count()).where(e.county == county, e.awaiting >= 0)
    return _by_reason(connection.execute(asked.group_by(e.log_name, e.awaiting)))


def _apart(connection: Connection, county: str) -> dict[bytes, dict[Quarantine, int]]:
    a = t.apart.c
    asked = select(a.log_name, a.reason, func.count()).where(a.county == county)
    return _by_reason(connection.execute(asked.group_by(a.log_name, a.reason)))


def _by_reason(rows: Iterable[tuple[bytes, int, int]]) -> dict[bytes, dict[Quarantine, int]]:
    found: dict[bytes, dict[Quarantine, int]] = defaultdict(dict)
    for name, reason, count in rows:
        found[name][Quarantine(reason)] = count
    return found
