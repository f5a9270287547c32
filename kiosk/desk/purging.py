"""Purging 清理: letting go of the bodies of ended cases once the county has proved that it keeps them (R-SAFE).

A turn of it comes in a calm moment after an exchange. It notes what has newly ended and what is newly proved, counted
in seconds that this machine was on; lets `core.carriage.purge` decide; and appends, for each case that goes, a `Purged`
whose body is the ledger row, in the one transaction that empties the bodies and drops the attachments. Everything or
nothing: a full disk, a failing one or a pulled plug leaves the case as it was.

Heads, witnesses and slips stay: the case folds as before, shows its state to its resident, and the ledger keeps its
numbers. The row is read out of the bodies that go, so somebody must be signed in (R-SEAL); without anybody a turn
notes and lets nothing go.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from kiosk.core.carriage.author import Wording
from kiosk.core.carriage.purge import Standing, case_may_go, is_proved
from kiosk.core.casework.kinds import Kind, facts_pack
from kiosk.core.casework.system_deeds import purged
from kiosk.core.event import Event
from kiosk.desk.brought_home import not_known_there
from kiosk.desk.casebook import calendar_of, ledger_line
from kiosk.desk.erasing import drop_bodies
from kiosk.desk.journal import Entry, append, decode_case, events_of_case, new_operation, pack_body
from kiosk.desk.opening import Opener
from kiosk.desk.station import Station
from kiosk.desk.store import ON_TWO_DEVICES, OWN
from kiosk.desk.today import SETTLED

TURN_BYTES_MAX = 4 * 2**20  # let go of in one turn: emptied pages are written once more before they are given back
TURN_CASES_MAX = 50
TURNS_MAX = 200  # of one command
GIVE_BACK_BYTES_MAX = 16 * 2**20  # handed back to the file system in one turn
LOW_DISK_BYTES = 256 * 2**20  # less free than this: what may go does not wait for the retention period
COUNTED_EVERY_S = 600  # powered seconds are written down as often as this; what a pulled plug loses only delays


class Purged(NamedTuple):
    """What one turn did. cases: numbers let go of; bodies, attachments, bytes: of them; given_back_bytes: to the file
    system; locked: cases that may go and wait for somebody to sign in; more: whether another turn has work."""

    cases: tuple[str, ...] = ()
    bodies: int = 0
    attachments: int = 0
    bytes: int = 0
    given_back_bytes: int = 0
    locked: int = 0
    more: bool = False


class _Ended(NamedTuple):
    """since_s: powered seconds at which this station first saw that the case had ended, None: only now."""

    since_s: int | None


class _Going(NamedTuple):
    """The bodies of one case number: events whose body goes, attachments, and their bytes."""

    number: str
    events: tuple[bytes, ...]
    attachments: tuple[bytes, ...]
    bytes: int


def purge(station: Station) -> Purged:
    """One turn. Refusal DISK_FULL when not even that can be written; then nothing is gone."""
    store, powered_s = station.store, station.powered_s()
    held = _held(station)
    _note(station, held, powered_s)
    due = _due(station, _held(station), powered_s)
    if not due or station.signed_in is None:
        return Purged(locked=len(due))
    going: list[_Going] = []
    for number in due[:TURN_CASES_MAX]:
        one = _bodies_of(station, number)
        if going and sum(before.bytes for before in going) + one.bytes > TURN_BYTES_MAX:
            break
        going.append(one)
    _let_go(station, going)
    return Purged(
        tuple(one.number for one in going),
        sum(len(one.events) for one in going),
        sum(len(one.attachments) for one in going),
        sum(one.bytes for one in going),
        store.give_back(GIVE_BACK_BYTES_MAX),
        more=len(going) < len(due),
    )


class Waiting(NamedTuple):
    """Ended cases that are still here whole. unproved: the county has not proved all of them; resting: their periods
    run; locked: they may go once somebody signs in."""

    unproved: int
    resting: int
    locked: int


def added(one: Purged, other: Purged) -> Purged:
    """What two turns did together."""
    return Purged(
        one.cases + other.cases,
        one.bodies + other.bodies,
        one.attachments + other.attachments,
        one.bytes + other.bytes,
        one.given_back_bytes + other.given_back_bytes,
        other.locked,
        other.more,
    )


def waiting(station: Station) -> Waiting:
    """Why what has ended is still here."""
    held, incarnation = _held(station), station.store.number("county_incarnation")
    proved = [
        number
        for number in held
        if all(is_proved(one, incarnation) for one in standings(station, number).values())
    ]
    due = len(_due(station, held, station.powered_s()))
    return Waiting(len(held) - len(proved), len(proved) - due, due)


def _held(station: Station) -> dict[str, _Ended]:
    """Ended cases of which something came after their last purge, by number."""
    marks = ",".join("?" * len(SETTLED))
    rows = station.store.all(
        "SELECT c.number, s.powered_s, COALESCE(s.purged_to, 0), "
        '(SELECT MAX(position) FROM event e WHERE e."case" = c.number) FROM "case" c '
        'LEFT JOIN ended_since s ON s."case" = c.number '
        f'WHERE c.state IN ({marks}) AND NOT EXISTS (SELECT 1 FROM "case" o WHERE o.number = c.number '
        f"AND o.state NOT IN ({marks})) GROUP BY c.number ORDER BY c.number",
        *(state.value for state in (*SETTLED, *SETTLED)),
    )
    held = {number: _Ended(since_s) for number, since_s, purged_to, last in rows if last > purged_to}
    return {number: one for number, one in held.items() if one.since_s is None or _has_bodies(station, number)}


def _has_bodies(station: Station, number: str) -> bool:
    """Whether anything is left to let go of: what comes down after a purge seldom has a body."""
    going = _bodies_of(station, number)
    return bool(going.events or going.attachments)


def standings(station: Station, number: str) -> dict[bytes, Standing]:
    """What is proved of each body of ours in a case, by event, and of our certificate, which stands for the rest: a
    case that only others wrote goes no sooner than this incarnation of the county has proved something to us, and one
    that we wrote, lost and got back no sooner than it has sent it once more: what we hold may be all that is left."""
    rows = station.store.all(
        "SELECT e.hash, "
        "COALESCE((SELECT m.incarnation_number FROM mark m WHERE m.event = e.hash AND m.state = 'safe' "
        f"AND {ON_TWO_DEVICES}), 0), "
        "COALESCE((SELECT m.incarnation_number FROM mark m WHERE m.event = e.hash AND m.state = 'open'), 0), "
        "(SELECT MIN(CASE WHEN a.at_county_bytes = a.total_bytes THEN COALESCE(s.incarnation_number, 0) ELSE 0 END) "
        "FROM attachment a LEFT JOIN attachment_safe s ON s.attachment = a.id WHERE a.event = e.hash), "
        "p.powered_s, COALESCE(p.incarnation_number, 0) "
        "FROM event e LEFT JOIN proved_since p ON p.event = e.hash "
        'WHERE e.origin = ? AND ((e.log = ? AND e.seq = 1) OR (e."case" = ? AND e.kind <> ? AND length(e.sealed) > 0))',
        OWN, station.log_name, number, Kind.PURGED,
    )  # fmt: skip
    proved = {
        event: Standing(safe, opened, safe if attachments is None else attachments, since_s, since_incarnation)
        for event, safe, opened, attachments, since_s, since_incarnation in rows
    }
    return proved | dict.fromkeys(not_known_there(station, number), Standing(0, 0, 0, None, 0))


def _note(station: Station, held: Mapping[str, _Ended], powered_s: int) -> None:
    """Write down what has ended and what is proved since now, and the seconds counted; nothing where nothing is new."""
    store = station.store
    incarnation = store.number("county_incarnation")
    ended = [number for number, one in held.items() if one.since_s is None]
    proved = {
        event
        for number in held
        for event, one in standings(station, number).items()
        if is_proved(one, incarnation) and one.since_incarnation != incarnation
    }
    if not ended and not proved and powered_s < store.number("powered_s") + COUNTED_EVERY_S:
        return
    with store.transaction(frees=True) as connection:
        store.remember("powered_s", powered_s)
        store.remember("powered_uptime_s", station.instruments.clock().uptime_s)
        connection.executemany(
            "INSERT INTO ended_since VALUES (?, ?, 0) ON CONFLICT DO NOTHING", [(number, powered_s) for number in ended]
        )
        connection.executemany(
            "INSERT INTO proved_since VALUES (?, ?, ?) ON CONFLICT (event) DO UPDATE SET "
            "incarnation_number = excluded.incarnation_number, powered_s = excluded.powered_s",
            [(event, incarnation, powered_s) for event in sorted(proved)],
        )


def _due(station: Station, held: Mapping[str, _Ended], powered_s: int) -> list[str]:
    """The cases that may go now. Nothing of a case goes before all of it may."""
    limits = station.document.limits
    incarnation = station.store.number("county_incarnation")
    low = station.store.free_disk_bytes() < LOW_DISK_BYTES
    return [
        number
        for number, one in held.items()
        if case_may_go(
            tuple(standings(station, number).values()),
            one.since_s,
            incarnation,
            powered_s,
            grace_days=limits.purge_grace_days,
            retention_days=limits.kiosk_retention_days,
            disk_is_low=low,
        )
    ]


def _bodies_of(station: Station, number: str) -> _Going:
    """What goes of a case: our bodies but those of `Purged`, the bodies that came down to us, and our attachments."""
    rows = station.store.all(
        "SELECT hash, length(sealed) FROM event e WHERE length(sealed) > 0 AND "
        '((origin = ? AND "case" = ? AND kind <> ?) OR hash IN (SELECT carrier FROM inside WHERE "case" = ?))',
        OWN, number, Kind.PURGED, number,
    )  # fmt: skip
    attachments = station.store.all(
        'SELECT a.id, a.total_bytes FROM attachment a JOIN event e ON e.hash = a.event WHERE e."case" = ?', number
    )
    return _Going(
        number,
        tuple(event for event, _ in rows),
        tuple(identity for identity, _ in attachments),
        sum(size for _, size in (*rows, *attachments)),
    )


def _let_go(station: Station, going: Sequence[_Going]) -> None:
    """The one transaction: a Purged for each case, and then nothing of their bodies is left."""
    entries = [entry for one in going for entry in _purged(station, one.number)]

    def empty(connection: sqlite3.Connection, _: Sequence[Event]) -> None:
        for one in going:
            drop_bodies(connection, one.events, one.attachments)
            connection.execute(
                'UPDATE ended_since SET purged_to = (SELECT MAX(position) FROM event e WHERE e."case" = ?) '
                'WHERE "case" = ?', (one.number, one.number),
            )  # fmt: skip

    append(station, entries, empty, frees=True)


def _purged(station: Station, number: str) -> list[Entry]:
    """The Purged of each case of a number (two where a cloned card printed it twice), with its ledger row."""
    opener, calendar = Opener(station), calendar_of(station)
    events = events_of_case(station.store, number)
    rows = station.store.all(
        'SELECT c.folded, (SELECT COUNT(*) FROM "case" o WHERE (SELECT MIN(position) FROM event e '
        'WHERE e."case" = o.number) <= (SELECT MIN(position) FROM event e WHERE e."case" = c.number)) '
        'FROM "case" c WHERE c.number = ? ORDER BY c.node, c.operation', number,
    )  # fmt: skip
    entries = []
    for folded, sequence in rows:
        case = decode_case(folded)
        draft = purged(case, dict(ledger_line(station, case, events, sequence, opener, calendar)))
        wording = Wording(
            new_operation(station), int(draft.kind), number, facts_pack(draft.kind, draft.facts), after=case.latest
        )
        entries.append(Entry(wording, pack_body(station, msgspec.json.encode(draft.body)), station.audience("case")))
    return entries
