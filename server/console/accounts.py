"""Signing in, and the rest after too many wrong tries: of one number from one network, of one network, of one number.

Whoever is not here cannot lock out somebody who is: five wrong tries rest a number only for the network that they
came from. The number itself rests after many more, which takes several networks at once. A try is counted before the
password is looked at and taken back when it was right, so that many at one moment are counted too. Numbers that nobody
has are counted like any other, and cost the same time: nobody learns who works here. Counted in seconds of uptime; a
start of the server lets no lock last longer than a whole one.
"""

from typing import NamedTuple

from sqlalchemy import Engine, delete, func, or_, select, update

from kiosk.core.event import Level
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.console import sessions
from server.office import audit
from server.office.lookup import network
from server.office.passwords import (
    SALT_BYTES,
    hash_password,
    kept_password,
    matches,
    set_password,
    try_id,
)
from server.office.staff import require_staff
from server.store import tables as t
from server.store.database import reading
from server.store.journal import Journal
from server.store.sql import upsert
from server.store.writer import Writer

PAIR_TRIES_MAX = 5  # of one number from one network, within FORGOTTEN_S
NETWORK_TRIES_MAX = 30  # of all numbers from one network, within FORGOTTEN_S: a whole office may stand behind it
ACCOUNT_TRIES_MAX = 60  # of one number from everywhere, within ACCOUNT_WITHIN_S: more than two networks come to
LOCKED_S = 15 * 60
FORGOTTEN_S = 15 * 60  # so long after the first try the count begins anew
ACCOUNT_WITHIN_S = 60 * 60
ROWS_COUNT_MAX = 20_000
NUMBER_CHARS_MAX = 20


class _Counter(NamedTuple):
    """One row that a try counts in. code: how its rest is told."""

    id: bytes
    tries_max: int
    within_s: int
    code: str


class Accounts:
    """Signing in over one store. From any thread."""

    def __init__(self, engine: Engine, writer: Writer, instruments: Instruments, county: str) -> None:
        self._engine, self._writer, self._instruments, self._county = engine, writer, instruments, county
        # what a number without a password is compared with, so that it takes as long
        self._nobody = hash_password(instruments.draw(SALT_BYTES).hex(), instruments.draw(SALT_BYTES))

    def sign_in(self, number: str, password: str, address: str) -> str:
        """The secret of a new session. Refusals SIGN_IN_FAILED, SIGN_IN_LOCKED, SIGN_IN_NETWORK_LOCKED,
        PASSWORD_NOT_HERE."""
        number = number.strip()[:NUMBER_CHARS_MAX]
        kept = self._compare(number, password, address, "sign-in refused")
        secret = self._writer.run(lambda journal: self._enter(journal, number, kept, address))
        if not secret:
            raise Refusal("SIGN_IN_FAILED")
        return secret

    def change(self, number: str, old: str, new_kept: str, address: str) -> None:
        """The person's own new password, as a hash, for the old one typed again. Refusals SIGN_IN_FAILED and the two
        of rest."""
        kept = self._compare(number, old, address, "password refused")

        def keep(journal: Journal) -> None:
            if kept_password(journal.connection, self._county, number) != kept:
                raise Refusal("SIGN_IN_FAILED")
            self._forget(journal, number, address)
            set_password(journal, self._instruments, number, new_kept, f"console/{number}")

        self._writer.run(keep)

    def check(self, number: str, password: str, address: str) -> None:
        """The password of somebody who is signed in already, asked again before a weighty deed. Refusals
        SIGN_IN_FAILED and the two of rest."""
        self._compare(number, password, address, "password refused")
        self._writer.run(lambda journal: self._forget(journal, number, address))

    def _compare(self, number: str, password: str, address: str, deed: str) -> str:
        """The hash that the password matched; the try stays counted until `_forget`."""
        self._writer.run(lambda journal: self._count(journal, number, address))
        with reading(self._engine) as connection:
            kept = kept_password(connection, self._county, number)
        if not matches(kept or self._nobody, password) or kept is None:
            self._writer.run(lambda journal: self._note(journal, number, deed, address))
            raise Refusal("SIGN_IN_FAILED")
        return kept

    def _enter(self, journal: Journal, number: str, kept: str, address: str) -> str:
        """The secret; "" when another password was set while this one was being compared."""
        if kept_password(journal.connection, self._county, number) != kept:
            self._note(journal, number, "sign-in refused", address)
            return ""
        self._forget(journal, number, address)
        person = require_staff(journal.connection, journal.county, number)
        if person.level is Level.VILLAGE:
            raise Refusal("PASSWORD_NOT_HERE", number=number)
        self._note(journal, number, "sign-in", address)
        return sessions.begin(journal, self._instruments, number)

    def _note(self, journal: Journal, number: str, deed: str, address: str) -> None:
        audit.write(journal, self._instruments, f"console/{number}", deed, number, f"from {address}")

    def _count(self, journal: Journal, number: str, address: str) -> None:
        """One try more of each; a Refusal while one of them rests (and then nothing is written). The network comes
        first: what lifts the rest of a number does not lift a network's."""
        now_s = self._instruments.clock().uptime_s
        self._make_room(journal, now_s)
        for one in self._counters(number, address):
            count, since_s, until_s = self._row(journal, one.id)
            if until_s > now_s:
                raise Refusal(one.code, minutes=-(-(until_s - now_s) // 60))
            if until_s or not 0 <= now_s - since_s < one.within_s:
                count, since_s = 0, now_s
            self._keep(journal, one.id, count + 1, since_s, now_s + LOCKED_S if count + 1 >= one.tries_max else 0)

    def _forget(self, journal: Journal, number: str, address: str) -> None:
        """The try was right: from here the number begins anew, the other two are given this one back (their count is
        others' too)."""
        *shared, pair = self._counters(number, address)
        c = t.sign_in_try.c
        journal.connection.execute(delete(t.sign_in_try).where(c.county == journal.county, c.id == pair.id))
        for one in shared:
            count, since_s, until_s = self._row(journal, one.id)
            if count:
                self._keep(journal, one.id, count - 1, since_s, until_s if count > one.tries_max else 0)

    def _counters(self, number: str, address: str) -> tuple[_Counter, _Counter, _Counter]:
        near = network(address)
        return (
            _Counter(try_id("network", near), NETWORK_TRIES_MAX, FORGOTTEN_S, "SIGN_IN_NETWORK_LOCKED"),
            _Counter(try_id("account", number), ACCOUNT_TRIES_MAX, ACCOUNT_WITHIN_S, "SIGN_IN_LOCKED"),
            _Counter(try_id("account", number, near), PAIR_TRIES_MAX, FORGOTTEN_S, "SIGN_IN_LOCKED"),
        )

    def _row(self, journal: Journal, which: bytes) -> tuple[int, int, int]:
        c = t.sign_in_try.c
        asked = select(c.count, c.since_s, c.until_s).where(c.county == journal.county, c.id == which)
        found = journal.connection.execute(asked).one_or_none()
        return (0, 0, 0) if found is None else (found[0], found[1], found[2])  # a row's `count` is a method

    def _keep(self, journal: Journal, which: bytes, count: int, since_s: int, until_s: int) -> None:
        row = {"county": journal.county, "id": which, "count": count, "since_s": since_s, "until_s": until_s}
        upsert(journal.connection, t.sign_in_try, row)

    def _make_room(self, journal: Journal, now_s: int) -> None:
        """Past the bound what is over goes, then the older half of what does not rest. What rests stays: each such
        row cost its sender several tries, and the rest is short."""
        c = t.sign_in_try.c
        here = c.county == journal.county
        if journal.connection.scalars(select(func.count()).where(here)).one() < ROWS_COUNT_MAX:
            return
        awake = (here, c.until_s <= now_s)
        old = or_(c.since_s < now_s - ACCOUNT_WITHIN_S, c.since_s > now_s)  # in the future: before the machine's start
        journal.connection.execute(delete(t.sign_in_try).where(*awake, old))
        left = list(journal.connection.scalars(select(c.since_s).where(*awake).order_by(c.since_s.desc())))
        if len(left) >= ROWS_COUNT_MAX // 2:  # somebody invents numbers
            journal.connection.execute(delete(t.sign_in_try).where(*awake, c.since_s <= left[len(left) // 2]))


def begin(journal: Journal, instruments: Instruments) -> None:
    """At a start, when uptime may have begun anew: nobody is signed in, and no lock lasts longer than a whole one."""
    sessions.end_all(journal)
    now_s, c = instruments.clock().uptime_s, t.sign_in_try.c
    here = (c.county == journal.county, c.until_s > now_s + LOCKED_S)
    journal.connection.execute(update(t.sign_in_try).where(*here).values(until_s=now_s + LOCKED_S))
