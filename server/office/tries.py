"""Wrong tries, counted, and the rest after too many: one way for signing in and for the public look-up.

A try is counted before the secret is looked at and taken back when it was right, so that many at one moment are
counted too. Seconds of uptime, no wall clock. Rows are bounded: what can be invented without end (numbers, addresses)
pushes out what is over and what is old, never what rests. Who tried and from where is kept as an HMAC only.
"""

import hmac
from typing import NamedTuple

from sqlalchemy import delete, func, or_, select, update

from kiosk.core.refusal import Refusal
from server.store import sign_in_tables as t
from server.store.journal import Journal
from server.store.sql import upsert

ROWS_COUNT_MAX = 40_000
WITHIN_S_MAX = 3_600  # no count goes on longer, so that what is older is over for everybody
ID_HALF_BYTES = 8


class Counter(NamedTuple):
    """One row that a try counts in. id: see `try_id`; within_s: so long after the first try the count begins anew, at
    most `WITHIN_S_MAX`; rest_s: how long it rests at `tries_max`; code: the Refusal that tells the rest, with
    minutes."""

    id: bytes
    tries_max: int
    within_s: int
    rest_s: int
    code: str


class _Row(NamedTuple):
    tries: int
    since_s: int
    until_s: int


def try_id(secret: bytes, kind: str, about: str, near: str = "") -> bytes:
    """Which row counts the tries of an "account", a "network", a "case" …, or those that come from the network `near`:
    16 bytes, of which the first half is the same for all rows of one account. Without the county's `secret` nobody
    finds out by trying all numbers and addresses whom a row is about."""
    whole = hmac.digest(secret, f"wrong try\0{kind}\0{about}".encode(), "sha256")
    nearby = hmac.digest(whole, near.encode(), "sha256")[:ID_HALF_BYTES] if near else bytes(ID_HALF_BYTES)
    return whole[:ID_HALF_BYTES] + nearby


def count(journal: Journal, now_s: int, counters: tuple[Counter, ...]) -> None:
    """One try more of each; the Refusal of the first that rests, and then nothing is written."""
    _make_room(journal, now_s)
    for one in counters:
        assert one.within_s <= WITHIN_S_MAX, "or its row goes while it still counts"
        tries, since_s, until_s = _row(journal, one)
        if until_s > now_s:
            raise Refusal(one.code, minutes=-(-(until_s - now_s) // 60))
        if until_s or not 0 <= now_s - since_s < one.within_s:
            tries, since_s = 0, now_s
        _keep(journal, one, tries + 1, since_s, now_s + one.rest_s if tries + 1 >= one.tries_max else 0)


def forget(journal: Journal, counter: Counter) -> None:
    """It was right: this one begins anew."""
    c = t.wrong_try.c
    journal.connection.execute(delete(t.wrong_try).where(c.county == journal.county, c.id == counter.id))


def forget_all(journal: Journal, secret: bytes, kind: str, about: str) -> None:
    """All rows of one account begin anew, from wherever the tries came."""
    c, first = t.wrong_try.c, try_id(secret, kind, about)
    mine = c.id.between(first, first[:ID_HALF_BYTES] + b"\xff" * ID_HALF_BYTES)
    journal.connection.execute(delete(t.wrong_try).where(c.county == journal.county, mine))


def take_back(journal: Journal, counter: Counter) -> None:
    """It was right: others count here too, so only this one try is given back."""
    tries, since_s, until_s = _row(journal, counter)
    if tries:
        _keep(journal, counter, tries - 1, since_s, until_s if tries > counter.tries_max else 0)


def begin(journal: Journal, now_s: int) -> None:
    """At a start, when uptime may have begun anew: nothing rests longer than a whole rest from now."""
    c = t.wrong_try.c
    here = (c.county == journal.county, c.until_s > now_s + c.rest_s)
    journal.connection.execute(update(t.wrong_try).where(*here).values(until_s=now_s + c.rest_s))


def _row(journal: Journal, counter: Counter) -> _Row:
    c = t.wrong_try.c
    asked = select(c.tries, c.since_s, c.until_s).where(c.county == journal.county, c.id == counter.id)
    found = journal.connection.execute(asked).one_or_none()
    return _Row(0, 0, 0) if found is None else _Row(found.tries, found.since_s, found.until_s)


def _keep(journal: Journal, counter: Counter, tries: int, since_s: int, until_s: int) -> None:
    row = {"county": journal.county, "id": counter.id, "tries": tries, "since_s": since_s, "until_s": until_s}
    upsert(journal.connection, t.wrong_try, {**row, "rest_s": counter.rest_s})


def _make_room(journal: Journal, now_s: int) -> None:
    """Past the bound what is over goes, then the older half of what does not rest. What rests stays: each such row
    cost its sender several tries, and the rest is short."""
    c = t.wrong_try.c
    here = c.county == journal.county
    if journal.connection.scalars(select(func.count()).where(here)).one() < ROWS_COUNT_MAX:
        return
    awake = (here, c.until_s <= now_s)
    old = or_(c.since_s <= now_s - WITHIN_S_MAX, c.since_s > now_s)  # in the future: before the machine's start
    journal.connection.execute(delete(t.wrong_try).where(*awake, old))
    left = list(journal.connection.scalars(select(c.since_s).where(*awake).order_by(c.since_s.desc())))
    if len(left) >= ROWS_COUNT_MAX // 2:
        journal.connection.execute(delete(t.wrong_try).where(*awake, c.since_s <= left[len(left) // 2]))
