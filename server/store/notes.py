"""Small things of which there is one each: values of `meta`, incidents, the catalogue document in force."""

from hashlib import sha256

from sqlalchemy import Connection, bindparam, select, update

from . import tables as t
from .incident_places import place_of
from .sql import upsert

INCIDENT_ABOUT_CHARS_MAX = 400
# Asked some ten times a case: building a statement costs more than running it, so these are built once.
_NOTE = select(t.meta.c.value).where(t.meta.c.county == bindparam("county"), t.meta.c.name == bindparam("name"))
_NEWEST = (
    select(t.document.c.version)
    .where(t.document.c.county == bindparam("county"))
    .order_by(t.document.c.version.desc())
    .limit(1)
)


def note(connection: Connection, county: str, name: str) -> bytes | None:
    """A value of `meta`."""
    found: bytes | None = connection.scalars(_NOTE, {"county": county, "name": name}).one_or_none()
    return found


def set_note(connection: Connection, county: str, name: str, value: bytes) -> None:
    """Keep a value in `meta`."""
    upsert(connection, t.meta, {"county": county, "name": name, "value": value})


def incident(connection: Connection, county: str, kind: str, about: str, now_ms: int) -> None:
    """Raise an incident, or count it again: one (kind, about) is one row, and one that was seen to opens again."""
    about = about[:INCIDENT_ABOUT_CHARS_MAX]
    which = sha256(f"{kind}\n{about}".encode()).digest()[:16]
    i = t.incident.c
    held = connection.scalars(select(i.count).where(i.county == county, i.id == which)).one_or_none()
    if held is not None:
        changed = update(t.incident).where(i.county == county, i.id == which)
        connection.execute(changed.values(count=held + 1, last_at_ms=now_ms, closed_at_ms=None))
        return
    station, case = place_of(connection, county, about)
    row = {"county": county, "id": which, "kind": kind, "about": about, "station": station, "case_no": case, "count": 1}
    connection.execute(t.incident.insert().values(**row, first_at_ms=now_ms, last_at_ms=now_ms))


def document(connection: Connection, county: str) -> tuple[int, bytes] | None:
    """(version, signed bytes) of the catalogue document in force; None before the first."""
    d = t.document.c
    asked = select(d.version, d.signed).where(d.county == county).order_by(d.version.desc()).limit(1)
    found = connection.execute(asked).one_or_none()
    return None if found is None else (found.version, found.signed)


def document_version(connection: Connection, county: str) -> int:
    """The version in force, 0 before the first: without reading the document."""
    return connection.scalars(_NEWEST, {"county": county}).one_or_none() or 0


def publish(connection: Connection, county: str, signed: bytes, version: int, now_ms: int) -> bool:
    """Keep a document; False when its version is not newer than the one in force (versions never go back)."""
    if version <= document_version(connection, county):
        return False
    connection.execute(t.document.insert().values(county=county, version=version, signed=signed, at_ms=now_ms))
    return True
