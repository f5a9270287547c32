"""Signing in, and the rest after too many wrong tries: of one number from one network, of one network, of one number.

Whoever is not here cannot lock out somebody who is: five wrong tries rest a number only for the network that they
came from. The number itself rests after many more, which takes several networks at once. A try is counted before the
password is looked at and taken back when it was right, so that many at one moment are counted too. Numbers that nobody
has are counted like any other, and cost the same time: nobody learns who works here. Counted in seconds of uptime; a
start of the server lets no lock last longer than a whole one.
"""

from sqlalchemy import Engine

from kiosk.core.event import Level
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.console import sessions
from server.node import Node
from server.office import audit, tries
from server.office.lookup import network
from server.office.passwords import SALT_BYTES, hash_password, kept_password, matches, set_password
from server.office.tries import WITHIN_S_MAX, Counter, try_id
from server.office.working import require_working
from server.store.database import reading
from server.store.journal import Journal
from server.store.writer import Writer

PAIR_TRIES_MAX = 5  # of one number from one network, within FORGOTTEN_S
NETWORK_TRIES_MAX = 30  # of all numbers from one network, within FORGOTTEN_S: a whole office may stand behind it
ACCOUNT_TRIES_MAX = 60  # of one number from everywhere, within ACCOUNT_WITHIN_S: more than two networks come to
LOCKED_S = 15 * 60
FORGOTTEN_S = 15 * 60  # so long after the first try the count begins anew
ACCOUNT_WITHIN_S = WITHIN_S_MAX
NUMBER_CHARS_MAX = 20


class Accounts:
    """Signing in over one store. From any thread."""

    def __init__(self, node: Node, engine: Engine, writer: Writer, instruments: Instruments) -> None:
        self._node, self._engine, self._writer, self._instruments = node, engine, writer, instruments
        self._county = node.county_code
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
            set_password(journal, self._node, self._instruments, number, new_kept, f"console/{number}")

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
        now_ms = self._instruments.clock().wall_ms
        person = require_working(journal.connection, journal.county, number, now_ms)
        if person.level is Level.VILLAGE:
            raise Refusal("PASSWORD_NOT_HERE", number=number)
        self._note(journal, number, "sign-in", address)
        return sessions.begin(journal, self._instruments, number)

    def _note(self, journal: Journal, number: str, deed: str, address: str) -> None:
        audit.write(journal, self._instruments, f"console/{number}", deed, number, f"from {address}")

    def _count(self, journal: Journal, number: str, address: str) -> None:
        """The network comes first: what lifts the rest of a number does not lift a network's."""
        tries.count(journal, self._instruments.clock().uptime_s, self._counters(number, address))

    def _forget(self, journal: Journal, number: str, address: str) -> None:
        """The try was right: from here the number begins anew, the other two are given this one back."""
        *shared, pair = self._counters(number, address)
        tries.forget(journal, pair)
        for one in shared:
            tries.take_back(journal, one)

    def _counters(self, number: str, address: str) -> tuple[Counter, Counter, Counter]:
        near, secret = network(address), self._node.secret
        pair, account = try_id(secret, "account", number, near), try_id(secret, "account", number)
        everybody = try_id(secret, "network", near)
        return (
            Counter(everybody, NETWORK_TRIES_MAX, FORGOTTEN_S, LOCKED_S, "SIGN_IN_NETWORK_LOCKED"),
            Counter(account, ACCOUNT_TRIES_MAX, ACCOUNT_WITHIN_S, LOCKED_S, "SIGN_IN_LOCKED"),
            Counter(pair, PAIR_TRIES_MAX, FORGOTTEN_S, LOCKED_S, "SIGN_IN_LOCKED"),
        )
