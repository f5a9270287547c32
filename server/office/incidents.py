"""Things a person must look at, as the county's people see them: whose they are, and that somebody has seen to them.

Everybody sees those of stations under their own prefix; what cannot be given to a station is the county's.
"""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.office import audit
from server.office.staff import Staff
from server.store import tables as t
from server.store.journal import Journal

INCIDENTS_COUNT_MAX = 1_000  # of one look; the newest
WORD_CHARS_MAX = 200


class Incident(NamedTuple):
    """One of them. station: 12 digits, or a relay's 9, "" where none can be told; case: its 27 digits or "";
    times: how often it happened; closed_at_ms: when somebody (closed_by, a staff number) said that it was seen to and
    what was done (closed_word), None while it is open."""

    id: bytes
    kind: str
    about: str
    station: str
    case: str
    times: int
    first_at_ms: int
    last_at_ms: int
    closed_at_ms: int | None
    closed_by: str = ""
    closed_word: str = ""


def incidents(
    connection: Connection,
    county: str,
    prefix: str,
    closed: bool = False,
    count_max: int = INCIDENTS_COUNT_MAX,
    station: str = "",
    case: str = "",
) -> list[Incident]:
    """The newest of those under `prefix`, the newest first: the open ones, or with `closed` those seen to; with
    `station` (12 digits) those that stand there, its township's relay's too; with `case` those of that case alone."""
    i = t.incident.c
    asked = select(
        i.id, i.kind, i.about, i.station, i.case_no, i.count, i.first_at_ms, i.last_at_ms, i.closed_at_ms,
        func.coalesce(i.closed_by, ""), func.coalesce(i.closed_word, ""),
    ).where(*_under(county, prefix, closed))
    if station:
        asked = asked.where(i.station.in_(stands_at(station)))
    if case:
        asked = asked.where(i.case_no == case)
    rows = connection.execute(asked.order_by(i.last_at_ms.desc(), i.id).limit(count_max))
    return [Incident(*row) for row in rows]


def stands_at(station: str) -> tuple[str, ...]:
    """The codes whose incidents are shown at that station: its own, and with a township's station its relay's."""
    return (station, station[:9]) if station.endswith("000") else (station,)


def incidents_counted(connection: Connection, county: str, prefix: str, closed: bool = False) -> dict[str, int]:
    """Station -> how many, all of them."""
    i = t.incident.c
    asked = select(i.station, func.count()).where(*_under(county, prefix, closed)).group_by(i.station)
    rows = [(station, count) for station, count in connection.execute(asked)]
    return dict(rows)


def close_incident(
    journal: Journal, instruments: Instruments, which: bytes, person: Staff, word: str, os_user: str = "console"
) -> None:
    """Say that it was seen to and what was done, in the name of `person`; it opens again when it happens again.
    Refusals INCIDENT_WORD_MISSING, INCIDENT_UNKNOWN, also for one that is outside the person's prefix or closed."""
    word = " ".join(word.split())
    if not 1 <= len(word) <= WORD_CHARS_MAX:
        raise Refusal("INCIDENT_WORD_MISSING", limit_chars=WORD_CHARS_MAX)
    i = t.incident.c
    mine = (*_under(journal.county, person.prefix, closed=False), i.id == which)
    found = journal.connection.execute(select(i.kind, i.about).where(*mine)).one_or_none()
    if found is None:
        raise Refusal("INCIDENT_UNKNOWN")
    now_ms = instruments.clock().wall_ms
    closed = {"closed_at_ms": now_ms, "closed_by": person.number, "closed_word": word}
    journal.connection.execute(update(t.incident).where(*mine).values(**closed))
    said = f"{found.kind} {word}"
    audit.write(journal, instruments, f"{os_user}/{person.number}", "close incident", found.about, said)


def _under(county: str, prefix: str, closed: bool) -> tuple[ColumnElement[bool], ...]:
    i = t.incident.c
    place: ColumnElement[bool] = and_(i.station >= prefix, i.station < prefix + ":")  # ":" comes after every digit
    if prefix == county:
        place = or_(place, i.station == "")
    return i.county == county, i.closed_at_ms.is_not(None) if closed else i.closed_at_ms.is_(None), place
