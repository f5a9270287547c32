"""Who is signed in: a 256-bit secret in a cookie, its SHA-256 in the store, limits in seconds of uptime.

No wall clock is read: a clock that is put right ends nobody's session and keeps nobody's alive. A session ends by
signing out, by a new password, by standing still, after a working day, and when the server starts.
"""

from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection, delete, select, update

from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.office.staff import Staff
from server.office.working import require_working
from server.store import sign_in_tables as t
from server.store.journal import Journal

SECRET_BYTES = TOKEN_BYTES = 32
IDLE_S = 30 * 60
ABSOLUTE_S = 10 * 60 * 60  # a working day
SEEN_EVERY_S = 60  # a session's last sight is written no more often
SESSIONS_A_PERSON_MAX = 5  # a forgotten browser is signed out by the sixth


class Session(NamedTuple):
    """A session that holds: whose, and the token that forms bring back (64 hex digits). stale: its last sight is to
    be written."""

    id: bytes
    person: Staff
    token: str
    stale: bool


def begin(journal: Journal, instruments: Instruments, number: str) -> str:
    """Sign a person in; the secret for the cookie (64 hex digits), which is kept nowhere."""
    secret, token = instruments.draw(SECRET_BYTES), instruments.draw(TOKEN_BYTES)
    now_s, c = instruments.clock().uptime_s, t.session.c
    mine = (c.county == journal.county, c.number == number)
    oldest = select(c.id).where(*mine).order_by(c.seen_s.desc()).offset(SESSIONS_A_PERSON_MAX - 1)
    for one in list(journal.connection.scalars(oldest)):
        journal.connection.execute(delete(t.session).where(c.county == journal.county, c.id == one))
    row = {"county": journal.county, "id": sha256(secret).digest(), "number": number, "token": token}
    journal.connection.execute(t.session.insert().values(**row, began_s=now_s, seen_s=now_s))
    return secret.hex()


def find(connection: Connection, county: str, secret: str, now_s: int, now_ms: int) -> Session | None:
    """The session of a cookie's secret; None when there is none, it has ended, or its person was removed or works here
    no more. now_s: uptime; now_ms: milliseconds UTC."""
    try:
        which = sha256(bytes.fromhex(secret)).digest() if len(secret) == 2 * SECRET_BYTES else b""
    except ValueError:
        return None
    c = t.session.c
    asked = select(c.number, c.token, c.began_s, c.seen_s).where(c.county == county, c.id == which)
    row = connection.execute(asked).one_or_none()
    if row is None or not (0 <= now_s - row.began_s < ABSOLUTE_S and 0 <= now_s - row.seen_s < IDLE_S):
        return None
    try:
        person = require_working(connection, county, row.number, now_ms)
    except Refusal:
        return None
    return Session(which, person, row.token.hex(), now_s - row.seen_s >= SEEN_EVERY_S)


def seen(journal: Journal, session_id: bytes, now_s: int) -> None:
    """It is in use."""
    c = t.session.c
    here = (c.county == journal.county, c.id == session_id)
    journal.connection.execute(update(t.session).where(*here).values(seen_s=now_s))


def end(journal: Journal, session_id: bytes) -> None:
    """Sign out."""
    c = t.session.c
    journal.connection.execute(delete(t.session).where(c.county == journal.county, c.id == session_id))


def end_all(journal: Journal) -> None:
    """At a start: uptime may have begun anew."""
    journal.connection.execute(delete(t.session).where(t.session.c.county == journal.county))
