"""Things a person must look at, as the county's people see them: whose they are, and that somebody has seen to them.

An incident names what it is about in machine words ("log … seq …"); here it is given to a station, so that everybody
sees those under their own prefix. What cannot be given to a station is the county's.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from kiosk.core.carriage.head import NODE_BYTES
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.office import audit
from server.office.staff import Staff
from server.store import tables as t
from server.store.journal import Journal
from server.store.sql import pieces

INCIDENTS_COUNT_MAX = 1_000  # of one look; the open ones first, then the newest
_PARTS = re.compile(r"\b(station|case|node|log|event) ([0-9a-f]+)")


class Incident(NamedTuple):
    """One of them. station: 12 digits, or a relay's 9, "" where none can be told; case: its 27 digits or "";
    times: how often it happened; closed_at_ms: when somebody said that it was seen to, None while it is open."""

    id: bytes
    kind: str
    about: str
    station: str
    case: str
    times: int
    first_at_ms: int
    last_at_ms: int
    closed_at_ms: int | None


def incidents(connection: Connection, county: str, prefix: str, closed: bool = False) -> list[Incident]:
    """Those under `prefix`, the newest first: the open ones, or with `closed` those seen to."""
    i = t.incident.c
    asked = select(i.id, i.kind, i.about, i.count, i.first_at_ms, i.last_at_ms, i.closed_at_ms)
    asked = asked.where(i.county == county, i.closed_at_ms.is_not(None) if closed else i.closed_at_ms.is_(None))
    rows = connection.execute(asked.order_by(i.last_at_ms.desc(), i.id).limit(INCIDENTS_COUNT_MAX)).all()
    places = _Places(connection, county, [row.about for row in rows])
    found = []
    for row in rows:
        station, case = places.of(row.about)
        if station.startswith(prefix) or (not station and prefix == county):
            found.append(Incident(row.id, row.kind, row.about, station, case, *row[3:]))
    return found


def close_incident(journal: Journal, instruments: Instruments, which: bytes, person: Staff) -> None:
    """Say that it was seen to, in the name of `person`; it opens again when it happens again. Refusal
    INCIDENT_UNKNOWN, also for one that is outside the person's prefix or closed already."""
    mine = [one for one in incidents(journal.connection, journal.county, person.prefix) if one.id == which]
    if not mine:
        raise Refusal("INCIDENT_UNKNOWN")
    i = t.incident.c
    closed = update(t.incident).where(i.county == journal.county, i.id == which)
    journal.connection.execute(closed.values(closed_at_ms=instruments.clock().wall_ms))
    audit.write(journal, instruments, person.number, "close incident", mine[0].about, mine[0].kind)


class _Places:
    """The stations that incidents are about, looked up for many at once."""

    def __init__(self, connection: Connection, county: str, abouts: Iterable[str]) -> None:
        named: dict[str, set[str]] = {"node": set(), "event": set()}
        for about in abouts:
            for word, value in _PARTS.findall(about):
                if word == "log":
                    word, value = "node", value[: 2 * NODE_BYTES]
                if word in named:
                    named[word].add(value)
        self._cases: dict[str, str] = {}
        self._nodes_of_events = self._events(connection, county, named["event"])
        self._codes = codes_of(connection, county, {*map(_bytes, named["node"]), *self._nodes_of_events.values()})

    def of(self, about: str) -> tuple[str, str]:
        """(station or "", case number or "")."""
        parts = dict(_PARTS.findall(about))
        case = parts.get("case", "") or self._cases.get(parts.get("event", ""), "")
        if "station" in parts:
            return parts["station"], case
        if case:
            return case[:12], case
        node = _bytes(parts.get("node", "") or parts.get("log", "")[: 2 * NODE_BYTES])
        node = node or self._nodes_of_events.get(parts.get("event", ""), b"")
        return self._codes.get(node, ""), case

    def _events(self, connection: Connection, county: str, hashes: set[str]) -> dict[str, bytes]:
        e = t.event.c
        found: dict[str, bytes] = {}
        for piece in pieces(sorted(filter(None, map(_bytes, hashes)))):
            asked = select(e.hash, e.node, e.case_no).where(e.county == county, e.hash.in_(piece))
            for event_hash, node, case in connection.execute(asked):
                found[event_hash.hex()] = node
                self._cases[event_hash.hex()] = case
        return found


def codes_of(connection: Connection, county: str, nodes: Iterable[bytes]) -> Mapping[bytes, str]:
    """node -> the code that it was enrolled for."""
    r = t.enrolment.c
    found: dict[bytes, str] = {}
    for piece in pieces(sorted(set(nodes))):
        asked = select(r.node, r.code).where(r.county == county, r.node.in_(piece))
        found.update((node, code) for node, code in connection.execute(asked))
    return found


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text) if len(text) % 2 == 0 else b""
