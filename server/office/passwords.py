"""Passwords of the county's people: what may be one, how it is kept, who has one.

Kept as argon2id (RFC 9106), never as typed; the salt is drawn by whoever hands in the dice. A password made here has
79 bits and is shown once. Setting one ends that person's sessions and forgets wrong tries.
"""

from collections.abc import Callable
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import Connection, delete, select, update

from kiosk.core.event import Level
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.node import Node
from server.office import audit, tries
from server.office.staff import require_staff
from server.store import tables as t
from server.store.journal import Journal
from server.store.sign_in_tables import session

PASSWORD_CHARS_MIN = 10
PASSWORD_CHARS_MAX = 128  # hashing costs the same for all of them; more is no password
DIFFERENT_CHARS_MIN = 5
SALT_BYTES = 16
MEMORY_KIB = 40 * 1024  # a guess costs this and two passes, some 0.1 s (OWASP asks for 19 MiB at least)
PASSES = 2
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without i l o 0 1: they are read off paper
_GROUPS, _GROUP_CHARS = 4, 4
_hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1)

Draw = Callable[[int], bytes]


def check_new(password: str, number: str) -> None:
    """Whether it may become a password; Refusal PASSWORD_TOO_SHORT or PASSWORD_TOO_PLAIN."""
    if not PASSWORD_CHARS_MIN <= len(password) <= PASSWORD_CHARS_MAX:
        raise Refusal("PASSWORD_TOO_SHORT", chars_min=PASSWORD_CHARS_MIN, chars_max=PASSWORD_CHARS_MAX)
    plain = password.lower()
    steps = [abs(ord(a) - ord(b)) for a, b in pairwise(plain)]
    in_a_row = sum(step > 1 for step in steps) < DIFFERENT_CHARS_MIN - 1  # 1234567890, aaaabbbbcccc
    if len(set(plain)) < DIFFERENT_CHARS_MIN or in_a_row or (len(number) > 2 and number.lower() in plain):
        raise Refusal("PASSWORD_TOO_PLAIN")


def hash_password(password: str, salt: bytes) -> str:
    """What is kept of it."""
    return _hasher.hash(password, salt=salt)


def matches(kept: str, password: str) -> bool:
    """Whether it is that password; a value that is no hash matches nothing."""
    try:
        return _hasher.verify(kept, password[: PASSWORD_CHARS_MAX + 1])
    except (Argon2Error, InvalidHashError):
        return False


def make_password(draw: Draw) -> str:
    """A new one to be read off a screen once: four groups of four."""
    found: list[str] = []
    while len(found) < _GROUPS * _GROUP_CHARS:
        byte = draw(1)[0]
        if byte < 256 - 256 % len(_LETTERS):  # every letter equally often
            found.append(_LETTERS[byte % len(_LETTERS)])
    text = "".join(found)
    return "-".join(text[at : at + _GROUP_CHARS] for at in range(0, len(text), _GROUP_CHARS))


def set_password(journal: Journal, node: Node, instruments: Instruments, number: str, kept: str, who: str) -> None:
    """Keep `kept`, made by `hash_password`, for that person, in the name of `who`. Refusals STAFF_UNKNOWN,
    PASSWORD_NOT_HERE (a village's people sign in at their kiosk)."""
    person = require_staff(journal.connection, journal.county, number)
    if person.level is Level.VILLAGE:
        raise Refusal("PASSWORD_NOT_HERE", number=person.number)
    assert kept.startswith("$argon2id$"), "whoever hands it in has checked that it is a hash"
    s = t.staff.c
    here = (s.county == journal.county, s.number == person.number)
    journal.connection.execute(update(t.staff).where(*here).values(password_hash=kept))
    end_sessions(journal, person.number)
    tries.forget_all(journal, node.secret, "account", person.number)
    audit.write(journal, instruments, who, "staff password", person.number, "")


def end_sessions(journal: Journal, number: str) -> None:
    """Sign that person out everywhere."""
    c = session.c
    journal.connection.execute(delete(session).where(c.county == journal.county, c.number == number))


def kept_password(connection: Connection, county: str, number: str) -> str | None:
    """The hash of a person who may sign in; None when there is no such person, or no password."""
    s = t.staff.c
    asked = select(s.password_hash).where(s.county == county, s.number == number, s.removed_at_ms.is_(None))
    found: str | None = connection.scalars(asked).one_or_none()
    return found
