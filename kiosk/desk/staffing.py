"""The people of a station: who may open its key, and signing them in (R-SEAL).

Right after init the key lies in a file of its own, because there is nobody yet to wrap it for; the first
person added ends that, and until then nothing is entrusted. A try is counted before it is judged, so that
pulling the plug buys no further one, and one refusal covers every reason.
"""

import sqlite3
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.core.carriage.station_key import change_wording
from kiosk.core.casework.commands import Power
from kiosk.core.event import Event
from kiosk.core.refusal import Refusal
from kiosk.desk.folder import forget_file
from kiosk.desk.journal import OPERATION_BYTES, Entry, append
from kiosk.desk.person_ends import check_working
from kiosk.desk.station import SignedIn, Station
from kiosk.desk.station_keys import FIRST_GENERATION, StationKey, keep_key, keys_of, seal_for
from kiosk.desk.unlocking import (
    KEY_BYTES,
    Wrap,
    check_pin,
    make_passphrase,
    open_with_card,
    open_with_phrase,
    split_passphrase,
    wait_left_s,
    wrap_for_card,
    wrap_for_phrase,
)
from kiosk.devices.badge import SECRET_BYTES, Badge, badge_text

STAFF_COUNT_MAX = 200


class StaffMember(NamedTuple):
    """One person of this station, without any secret."""

    number: str
    name: str
    powers: tuple[str, ...]


class Issued(NamedTuple):
    """What a new person is handed, once: the card and the passphrase slip (staff number and five words)."""

    badge: Badge
    passphrase: str

    def __repr__(self) -> str:
        return f"Issued({self.badge.staff!r}, secrets hidden)"


def add_staff(
    station: Station,
    number: str,
    pin: str,
    powers: frozenset[Power] = frozenset(),
    hand_over: Callable[[Issued], object] = lambda issued: None,
) -> Issued:
    """Wrap the station key for one more person: the first right after init, later ones with somebody signed in.

    hand_over: puts the card where the person gets it, before COMMIT. If it raises, nobody was added: a person
    whose card was never written would be there, and could never sign in."""
    badge = Badge(number, station.instruments.draw(SECRET_BYTES))
    badge_text(badge)  # refuses a staff number that no card can carry
    check_pin(pin)
    if station.store.one("SELECT 1 FROM staff WHERE number = ?", number):
        raise Refusal("STAFF_ALREADY_HERE", staff=number)
    if len(list_staff(station)) >= STAFF_COUNT_MAX:
        raise Refusal("TEXT_TOO_LONG", field="staff", chars=STAFF_COUNT_MAX, limit_chars=STAFF_COUNT_MAX)
    keys = _station_keys(station)
    draw, phrase, who = station.instruments.draw, make_passphrase(station.instruments.draw), _who(station, number)
    own = X25519PrivateKey.from_private_bytes(draw(KEY_BYTES))
    public = own.public_key().public_bytes_raw()
    card = wrap_for_card(own.private_bytes_raw(), who, pin, badge.secret, draw)
    slip = wrap_for_phrase(own.private_bytes_raw(), who, phrase, draw)
    name = dict(station.enrolment.staff).get(number, "")
    words = " ".join(sorted(powers))
    issued = Issued(badge, f"{number} {phrase}")
    with station.store.transaction() as connection:
        connection.execute(
            "INSERT INTO staff (number, name, powers, card_wrap, phrase_wrap, public) VALUES (?, ?, ?, ?, ?, ?)",
            (number, name, words, msgspec.msgpack.encode(card), msgspec.msgpack.encode(slip), public),
        )
        if not station.store.one("SELECT 1 FROM station_key LIMIT 1"):
            keep_key(connection, keys[0])
        seal_for(connection, station.identity.node, number, public, keys)
        hand_over(issued)
    forget_file(station.pending_key)
    return issued


def list_staff(station: Station) -> tuple[StaffMember, ...]:
    """Everybody the station key is wrapped for."""
    rows = station.store.all("SELECT number, name, powers FROM staff ORDER BY number")
    return tuple(StaffMember(number, name, tuple(powers.split())) for number, name, powers in rows)


def remove_staff(station: Station, number: str) -> None:
    """Their card and passphrase open nothing here any more, and the station is sealed to with a new key that they have
    never had: for everybody who remains at once, for the county once it has the event that says so
    (`is_change_awaited`)."""
    if station.signed_in is None:
        raise Refusal("UNLOCK_NEEDED")
    if station.store.one("SELECT 1 FROM staff WHERE number = ?", number) is None:
        raise Refusal("STAFF_NOT_HERE", staff=number[:16])
    if len(list_staff(station)) == 1:
        raise Refusal("LAST_STAFF_MEMBER")
    draw, held = station.instruments.draw, _station_keys(station)
    key = StationKey(held[0].generation + 1, X25519PrivateKey.from_private_bytes(draw(KEY_BYTES)))
    node = station.identity.node
    wording = change_wording(
        draw(OPERATION_BYTES), node, held[0].private, key.public, station.county.sealing_key
    )._replace(author=station.author)

    def beside(connection: sqlite3.Connection, events: Sequence[Event]) -> None:
        connection.execute("DELETE FROM station_key_for WHERE number = ?", (number,))
        connection.execute("DELETE FROM staff WHERE number = ?", (number,))
        keep_key(connection, key)
        for other, public in connection.execute("SELECT number, public FROM staff").fetchall():
            seal_for(connection, node, other, public, (key,))

    append(station, [Entry(wording)], beside)
    station.sealing_key_changed()
    person = station.signed_in
    if person.number == number:
        sign_out(station)
    else:
        station.signed_in = msgspec.structs.replace(person, key=key.private, earlier=person.keys)
    station.store.settle_down(wal_bytes_max=0)  # the old wrap leaves the WAL too


def sign_in_with_card(station: Station, badge: Badge, pin: str) -> SignedIn:
    """Open the station with a card and its PIN; Refusal UNLOCK_REFUSED, UNLOCK_WAIT, STATION_HAS_NO_STAFF."""
    wrap = _try(station, badge.staff, "card_wrap")
    return _opened(station, badge.staff, open_with_card(wrap, _who(station, badge.staff), pin, badge.secret))


def sign_in_with_passphrase(station: Station, slip: str, number: str = "") -> SignedIn:
    """Open the station with a passphrase slip. number: from a card, when the slip does not begin with one."""
    named, phrase = split_passphrase(slip)
    staff = list_staff(station)
    number = named or number or (staff[0].number if len(staff) == 1 else "")
    wrap = _try(station, number, "phrase_wrap")
    return _opened(station, number, open_with_phrase(wrap, _who(station, number), phrase))


def sign_out(station: Station) -> None:
    """Forget the opened key, and every name that it opened."""
    station.signed_in = None
    station.opened_names.clear()


def _station_keys(station: Station) -> tuple[StationKey, ...]:
    """The present key and those before it."""
    if station.signed_in is not None:
        generations = dict(station.store.all("SELECT public, generation FROM station_key"))
        publics = ((key.public_key().public_bytes_raw(), key) for key in station.signed_in.keys)
        return tuple(StationKey(generations[public], key) for public, key in publics)
    if not station.has_staff and station.pending_key.exists():
        private = X25519PrivateKey.from_private_bytes(station.pending_key.read_bytes())
        return (StationKey(FIRST_GENERATION, private),)
    raise Refusal("UNLOCK_NEEDED")


def _try(station: Station, number: str, way: str) -> Wrap:
    """The wrap to try, once the try is counted."""
    if not station.has_staff:
        raise Refusal("STATION_HAS_NO_STAFF")
    assert way in ("card_wrap", "phrase_wrap")
    row = station.store.one(f"SELECT {way}, tries, last_try_s FROM staff WHERE number = ?", number)
    if row is None:
        raise Refusal("UNLOCK_REFUSED")
    uptime_s = station.instruments.clock().uptime_s
    wait_s = wait_left_s(row[1], row[2], uptime_s)
    if wait_s:
        raise Refusal("UNLOCK_WAIT", wait_s=wait_s)
    with station.store.transaction() as connection:
        connection.execute("UPDATE staff SET tries = tries + 1, last_try_s = ? WHERE number = ?", (uptime_s, number))
    return msgspec.msgpack.decode(row[0], type=Wrap)


def _opened(station: Station, number: str, key: bytes | None) -> SignedIn:
    if key is None:
        raise Refusal("UNLOCK_REFUSED")
    keys = keys_of(station, number, X25519PrivateKey.from_private_bytes(key))
    if not keys:
        raise Refusal("UNLOCK_REFUSED")
    check_working(station, number)
    name, powers = station.store.one("SELECT name, powers FROM staff WHERE number = ?", number)
    with station.store.transaction() as connection:
        connection.execute("UPDATE staff SET tries = 0 WHERE number = ?", (number,))
    earlier = tuple(one.private for one in keys[1:])
    station.signed_in = SignedIn(
        number, name, frozenset(Power(word) for word in powers.split()), keys[0].private, earlier
    )
    return station.signed_in


def _who(station: Station, number: str) -> bytes:
    return station.identity.node + number.encode()
