"""Signing in, and the rest after too many wrong tries, for each account and for each address.

A try is counted before the password is looked at and taken back when it was right, so that many at one moment are
counted too. Numbers that nobody has are counted like any other, and cost the same time: nobody learns who works here.
Counted in seconds of uptime; a start of the server lets no lock last longer than a whole one.
"""

from sqlalchemy import Engine, delete, func, select, update

from kiosk.core.event import Level
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.console import sessions
from server.office import audit
from server.office.passwords import SALT_BYTES, hash_password, kept_password, matches, try_id
from server.office.staff import require_staff
from server.store import tables as t
from server.store.database import reading
from server.store.journal import Journal
from server.store.sql import upsert
from server.store.writer import Writer

ACCOUNT_TRIES_MAX = 5
ADDRESS_TRIES_MAX = 30  # a whole office may stand behind one address
LOCKED_S = 15 * 60
FORGOTTEN_S = 15 * 60  # after so long without a further try the count begins anew
ROWS_COUNT_MAX = 20_000
NUMBER_CHARS_MAX = 20


class Accounts:
    """Signing in over one store. From any thread."""

    def __init__(self, engine: Engine, writer: Writer, instruments: Instruments, county: str) -> None:
        self._engine, self._writer, self._instruments, self._county = engine, writer, instruments, county
        # what a number without a password is compared with, so that it takes as long
        self._nobody = hash_password(instruments.draw(SALT_BYTES).hex(), instruments.draw(SALT_BYTES))

    def sign_in(self, number: str, password: str, address: str) -> str:
        """The secret of a new session. Refusals SIGN_IN_FAILED, SIGN_IN_LOCKED, PASSWORD_NOT_HERE."""
        number = number.strip()[:NUMBER_CHARS_MAX]
        self._writer.run(lambda journal: self._count(journal, number, address))
        with reading(self._engine) as connection:
            kept = kept_password(connection, self._county, number)
        right = matches(kept or self._nobody, password) and kept is not None
        if not right:
            self._writer.run(lambda journal: self._note(journal, number, "sign-in refused", address))
            raise Refusal("SIGN_IN_FAILED")
        return self._writer.run(lambda journal: self._enter(journal, number, address))

    def check(self, number: str, password: str, address: str) -> None:
        """The password of somebody who is signed in already, asked again. Refusals SIGN_IN_FAILED, SIGN_IN_LOCKED."""
        self._writer.run(lambda journal: self._count(journal, number, address))
        with reading(self._engine) as connection:
            kept = kept_password(connection, self._county, number)
        if kept is None or not matches(kept, password):
            self._writer.run(lambda journal: self._note(journal, number, "password refused", address))
            raise Refusal("SIGN_IN_FAILED")
        self._writer.run(lambda journal: self._forget(journal, number, address))

    def _enter(self, journal: Journal, number: str, address: str) -> str:
        self._forget(journal, number, address)
        person = require_staff(journal.connection, journal.county, number)
        if person.level is Level.VILLAGE:
            raise Refusal("PASSWORD_NOT_HERE", number=number)
        self._note(journal, number, "sign-in", address)
        return sessions.begin(journal, self._instruments, number)

    def _note(self, journal: Journal, number: str, deed: str, address: str) -> None:
        audit.write(journal, self._instruments, f"console/{number}", deed, number, f"from {address}")

    def _count(self, journal: Journal, number: str, address: str) -> None:
        """One try more of both; Refusal SIGN_IN_LOCKED while either rests (and then nothing is written)."""
        now_s = self._instruments.clock().uptime_s
        self._make_room(journal, now_s)
        for which, tries_max in self._counters(number, address):
            count, since_s, until_s = self._row(journal, which)
            if until_s > now_s:
                raise Refusal("SIGN_IN_LOCKED", minutes=-(-(until_s - now_s) // 60))
            if until_s or not 0 <= now_s - since_s < FORGOTTEN_S:
                count = 0
            self._keep(journal, which, count + 1, now_s, now_s + LOCKED_S if count + 1 >= tries_max else 0)

    def _forget(self, journal: Journal, number: str, address: str) -> None:
        """The try was right: the account begins anew, the address is given this one back (others came from there)."""
        (account, _), (from_address, _) = self._counters(number, address)
        c = t.sign_in_try.c
        journal.connection.execute(delete(t.sign_in_try).where(c.county == journal.county, c.id == account))
        count, since_s, until_s = self._row(journal, from_address)
        if count:
            self._keep(journal, from_address, count - 1, since_s, 0 if count <= ADDRESS_TRIES_MAX else until_s)

    def _counters(self, number: str, address: str) -> tuple[tuple[bytes, int], tuple[bytes, int]]:
        return (try_id("account", number), ACCOUNT_TRIES_MAX), (try_id("address", address), ADDRESS_TRIES_MAX)

    def _row(self, journal: Journal, which: bytes) -> tuple[int, int, int]:
        c = t.sign_in_try.c
        asked = select(c.count, c.since_s, c.until_s).where(c.county == journal.county, c.id == which)
        found = journal.connection.execute(asked).one_or_none()
        return (0, 0, 0) if found is None else (found[0], found[1], found[2])  # a row's `count` is a method

    def _keep(self, journal: Journal, which: bytes, count: int, since_s: int, until_s: int) -> None:
        row = {"county": journal.county, "id": which, "count": count, "since_s": since_s, "until_s": until_s}
        upsert(journal.connection, t.sign_in_try, row)

    def _make_room(self, journal: Journal, now_s: int) -> None:
        c = t.sign_in_try.c
        here = c.county == journal.county
        if journal.connection.scalars(select(func.count()).where(here)).one() < ROWS_COUNT_MAX:
            return
        stale = (here, c.until_s <= now_s, c.since_s < now_s - FORGOTTEN_S)
        journal.connection.execute(delete(t.sign_in_try).where(*stale))
        newest_kept = list(journal.connection.scalars(select(c.since_s).where(here).order_by(c.since_s.desc())))
        if len(newest_kept) >= ROWS_COUNT_MAX:  # somebody invents numbers: the older half goes
            journal.connection.execute(
                delete(t.sign_in_try).where(here, c.since_s <= newest_kept[ROWS_COUNT_MAX // 2])
            )


def begin(journal: Journal, instruments: Instruments) -> None:
    """At a start, when uptime may have begun anew: nobody is signed in, and no lock lasts longer than a whole one."""
    sessions.end_all(journal)
    now_s, c = instruments.clock().uptime_s, t.sign_in_try.c
    here = (c.county == journal.county, c.until_s > now_s + LOCKED_S)
    journal.connection.execute(update(t.sign_in_try).where(*here).values(until_s=now_s + LOCKED_S))
