"""Taking a batch into the journal: once, raw, in one transaction (R-RAW, R-KEY, R-BRANCH).

Authentic events advance their log; an event whose author's certificate has not come is kept and
acknowledged by its hash, but neither advances a log nor makes a branch, because anyone could have
written it. When the certificate comes, what waited for it is judged then.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import delete, func, select, update

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.certificate import Identity, Role
from kiosk.core.carriage.examine import Apart, Examined, Taken, fault_of
from kiosk.core.carriage.extent import Reach, advance
from kiosk.core.carriage.head import log_name, read_event
from kiosk.core.carriage.kinds import KEY_SHARED
from kiosk.core.carriage.revocation import without_revoked
from kiosk.core.event import Event

from . import tables as t
from .attachments import Progress, take_chunks
from .bodiless import with_bodiless
from .bounds import Strays, too_far_out_of_line, too_many_of_a_case
from .county_keys import learn
from .county_word import keep_county_word
from .enrolled import note_enrolled
from .epochs import note_epochs
from .erasure import follow, follow_if_erased, note_inside
from .incarnation import certify_our_countys, events_of_our_own
from .revoking import revocations
from .shelf import LogPurpose
from .sql import insert_many, insert_missing, pieces
from .station_keys import note_changes

if TYPE_CHECKING:
    from .journal import Journal

AWAITING_COUNT_MAX = 20_000  # events of authors not known, in all: 1.3 GB at the very worst, 40 MB as they come
APART_COUNT_MAX = 10_000
APART_RAW_BYTES_MAX = 16 * 1024
# Answered and not kept: the sender still holds it. What is over a bound would only fill the shelf of what is apart.
_NOT_KEPT = (
    Quarantine.AWAITING_CERTIFICATE,
    Quarantine.AWAITING_PREDECESSOR,
    Quarantine.TOO_MANY_OF_ITS_CASE,
)


class Taking(NamedTuple):
    """What became of a batch. logs: names touched, of which anything is held; events: hashes of its events that are
    held now; new, known: events stored and events held before; cases: case numbers with something new to fold;
    branches: places (log name, seq) that forked; apart: what was not taken
    as an event; attachments: how far those are held of which pieces came."""

    logs: frozenset[bytes]
    events: frozenset[bytes]
    new: int
    known: int
    cases: frozenset[str]
    branches: tuple[tuple[bytes, int], ...]
    apart: tuple[Apart, ...]
    attachments: tuple[Progress, ...]


def take(journal: "Journal", examined: Examined, from_node: bytes, now_ms: int, read_back: bool = False) -> Taking:
    """See `Journal.take`."""
    examined = without_revoked(examined, revocations(journal.connection, journal.county))
    examined = with_bodiless(journal, examined, read_back)
    held = _held(journal, [taken.event.hash for taken in examined.taken])
    names = {log_name(taken.event.head) for taken in examined.taken}
    listed = set(journal.book.rows(names))
    _list(journal, listed, names & examined.identities.keys(), now_ms)
    certified = []
    for name, identity in examined.identities.items():
        if name in names and journal.book.known(name) is None:
            _two_keys(journal, identity, now_ms)
            journal.book.certify(name, identity)
            note_enrolled(journal, identity, now_ms)
            if journal.role is Role.RELAY:
                learn(journal, (identity,))
            certified.append(name)

    fresh: dict[bytes, Taken] = {}
    apart = list(examined.apart)
    waiting: list[Taken] = []
    for taken in examined.taken:
        if taken.event.hash in held or taken.event.hash in fresh:
            continue
        if taken.awaiting is not None and journal.book.known(log_name(taken.event.head)) is not None:
            late = _judge(journal, taken)  # its certificate was committed while this batch was being examined
            if isinstance(late, Apart):
                apart.append(late)
                continue
            taken = late
        if taken.awaiting is not None:
            waiting.append(taken)
        fresh[taken.event.hash] = taken
    for taken in _too_many(journal, waiting, now_ms):
        del fresh[taken.event.hash]
        name = log_name(taken.event.head)
        apart.append(
            Apart(name, taken.event.head.seq, taken.event.hash, Quarantine.AWAITING_CERTIFICATE, b"")
        )

    apart += (over := too_many_of_a_case(journal, fresh.values(), now_ms))
    for one in over:
        del fresh[one.hash]

    _list(journal, listed, {log_name(taken.event.head) for taken in fresh.values()}, now_ms)
    signed = {log_name(taken.event.head) for taken in examined.taken if taken.awaiting is None}
    certified += certify_our_countys(journal, listed & signed)
    joined = _released(journal, certified, apart)
    authentic = [taken.event for taken in fresh.values() if taken.awaiting is None]
    branches, strays = _place(journal, [*joined, *authentic], now_ms)
    apart += (over := too_far_out_of_line(journal, strays, fresh, now_ms))
    for one in over:
        del fresh[one.hash]
    authentic = [event for event in authentic if event.hash in fresh]
    places = {event_hash for event_hash, _, _ in branches}
    for event in joined:
        if event.hash in places:
            mark = update(t.event).where(t.event.c.county == journal.county, t.event.c.hash == event.hash)
            journal.connection.execute(mark.values(branch=True))
    records = [
        event_record(
            journal, x.event, x.sealed, x.awaiting, x.event.hash in places, now_ms,
            b"" if read_back and _came_home_bare(journal, x) else from_node,
        )
        for x in fresh.values()
    ]  # fmt: skip
    insert_many(journal.connection, t.event, records)
    if not read_back:
        events_of_our_own(journal, authentic, now_ms)
    note_epochs(journal, [*joined, *authentic], {name for _, name, _ in branches}, now_ms)
    shares = [record for event in (*authentic, *joined) for record in share_records(journal, event)]
    insert_missing(journal.connection, t.shared_key, shares)
    note_changes(journal, (*authentic, *joined))
    erased = note_inside(journal, (*authentic, *joined))
    cases = {event.head.case for event in (*authentic, *joined)} | _key_came(journal, shares)
    noted = journal.note_unfolded(cases, now_ms)
    if journal.role is Role.RELAY:  # a county follows when it folds the case
        for case_no in sorted(erased):
            follow(journal, case_no)
        follow_if_erased(journal, cases - {""})
    set_apart(journal, apart, from_node, now_ms)
    for name in sorted({one.log for one in apart if one.reason is Quarantine.REVOKED}):
        journal.incident("REVOKED_NODE_WROTE", f"log {name.hex()}", now_ms)
    keep_county_word(journal, examined, from_node, now_ms)
    return Taking(
        logs=frozenset(listed),
        events=frozenset(held | fresh.keys()),
        new=len(fresh),
        known=len(examined.taken) - len(fresh),
        cases=noted,
        branches=tuple((name, seq) for _, name, seq in branches),
        apart=tuple(apart),
        attachments=take_chunks(journal, examined.chunks, from_node, now_ms),
    )


def _came_home_bare(journal: "Journal", taken: Taken) -> bool:
    """Whether this event, read back bare from our own second medium, is one of ours that somebody brought home after we
    had lost it: what we write goes onto the medium with its body, and of one that was erased its Erased tells. Who
    brought it is not known there. That it was not us must not be forgotten, or `verify` says of a body that was lost
    long ago that it is missing here, and to restore once more."""
    head = taken.event.head
    return head.node == journal.own_node and bool(head.sealed_sha256) and not taken.sealed


def event_record(
    journal: "Journal",
    event: Event,
    sealed: bytes,
    awaiting: Quarantine | None,
    branch: bool,
    now_ms: int,
    from_node: bytes,
) -> dict[str, Any]:
    """The row of `tables.event`. An event without a body is open when it is received."""
    head = event.head
    opened = not head.sealed_sha256
    key_id: Any = head.key_id or None
    if head.kind == KEY_SHARED and type(head.facts.get(1)) is bytes and len(head.facts[1]) == 16:
        key_id = head.facts[1]
    return {
        "county": journal.county,
        "hash": event.hash,
        "log_name": log_name(head),
        "seq": head.seq,
        "prev": head.prev,
        "node": head.node,
        "operation": head.operation,
        "kind": head.kind,
        "case_no": head.case,
        "level": int(head.level),
        "key_id": key_id,
        "signed": event.signed,
        "sealed": sealed,
        "awaiting": None if awaiting is None else int(awaiting),
        "branch": branch,
        # What the county wrote is its own to know, unless a station brings it home.
        "owed": journal.role is Role.RELAY and {head.node, from_node} != {journal.county_identity.node},
        "received_at_ms": now_ms,
        "from_node": from_node,
        "opened_at_ms": now_ms if opened else None,
        "witness": None,
    }


def share_records(journal: "Journal", event: Event) -> list[dict[str, Any]]:
    """The rows of `tables.shared_key` that a KeyShared event makes; none for what is no KeyShared."""
    head = event.head
    key_id, wraps = head.facts.get(1), head.facts.get(2)
    if head.kind != KEY_SHARED or type(key_id) is not bytes or len(key_id) != 16 or type(wraps) is not list:
        return []
    return [
        {
            "county": journal.county,
            "key_id": key_id,
            "recipient": wrap[0],
            "event_hash": event.hash,
            "log_name": log_name(head),
        }
        for wrap in wraps
        if type(wrap) is list and len(wrap) == 2 and type(wrap[0]) is bytes and len(wrap[0]) == 8
    ]


def _held(journal: "Journal", hashes: list[bytes]) -> set[bytes]:
    e = t.event.c
    found: set[bytes] = set()
    for piece in pieces(hashes):
        found |= set(journal.connection.scalars(select(e.hash).where(e.county == journal.county, e.hash.in_(piece))))
    return found


def _list(journal: "Journal", listed: set[bytes], names: set[bytes], now_ms: int) -> None:
    """Begin a row for each log of which something is kept, and for no other: anyone can make up names."""
    for name in names - listed:
        journal.book.add(name, name[:8], LogPurpose.OTHER, now_ms)
        listed.add(name)


def _judge(journal: "Journal", taken: Taken) -> Taken | Apart:
    """The event once more, now that its author is known."""
    event = taken.event
    identity = journal.book.known(log_name(event.head))
    assert identity is not None
    reason = fault_of(event, identity, journal.prefix)
    if reason is None:
        return Taken(event, taken.sealed)
    return Apart(log_name(event.head), event.head.seq, event.hash, reason, event.signed + taken.sealed)


def _released(journal: "Journal", certified: Iterable[bytes], apart: list[Apart]) -> list[Event]:
    """The held events of these logs that turn out authentic; the others go apart."""
    e = t.event.c
    good: list[Event] = []
    for name in certified:
        asked = select(e.signed, e.sealed).where(
            e.county == journal.county, e.log_name == name, e.awaiting == int(Quarantine.AWAITING_CERTIFICATE)
        )
        for signed, sealed in journal.connection.execute(asked.order_by(e.seq, e.hash)).all():
            judged = _judge(journal, Taken(read_event(signed), sealed))
            here = (e.county == journal.county, e.hash == sha256(signed).digest())
            if isinstance(judged, Apart):
                apart.append(judged)
                journal.connection.execute(delete(t.event).where(*here))
            else:
                good.append(judged.event)
                journal.connection.execute(update(t.event).where(*here).values(awaiting=None))
    return good


def _place(
    journal: "Journal", events: list[Event], now_ms: int
) -> tuple[list[tuple[bytes, bytes, int]], list[Strays]]:
    """Advance each log by `events`; (hash, log name, seq) of those that came second to their place, and all that
    are out of line."""
    by_log: dict[bytes, list[Event]] = {}
    for event in events:
        by_log.setdefault(log_name(event.head), []).append(event)
    rows = journal.book.rows(by_log)
    branches: list[tuple[bytes, bytes, int]] = []
    strays: list[Strays] = []
    e = t.event.c
    authentic = e.awaiting.is_(None) | (e.awaiting != int(Quarantine.AWAITING_CERTIFICATE))
    for name, added in by_log.items():
        row = rows[name]
        came = {event.hash for event in added}
        asked = select(e.seq, e.prev, e.hash, e.branch).where(
            e.county == journal.county, e.log_name == name, e.seq > row.n, authentic
        )
        before = [
            x for x in journal.connection.execute(asked.order_by(e.branch, e.received_at_ms, e.seq)) if x[2] not in came
        ]
        order = [(seq, prev, event_hash) for seq, prev, event_hash, _ in before]
        order += [(event.head.seq, event.head.prev, event.hash) for event in added]
        reach = advance(Reach(row.n, row.hash), order)
        line = _line(reach, order)
        taken_places = {seq: event_hash for seq, _, event_hash, branch in before if not branch}
        stray: list[Event] = []
        for event in added:
            seq = event.head.seq
            if line.get(seq, b"") != event.hash:
                stray.append(event)
            first = taken_places.setdefault(seq, event.hash) if seq > row.n else b""
            if line.get(seq, first) != event.hash:
                branches.append((event.hash, name, seq))
                journal.incident("BRANCH", f"log {name.hex()}", now_ms)
        for seq, _, event_hash, was_branch in before:
            if seq in line and (is_branch := line[seq] != event_hash) != was_branch:
                here = (e.county == journal.county, e.hash == event_hash)
                journal.connection.execute(update(t.event).where(*here).values(branch=is_branch))
                if is_branch:
                    journal.incident("BRANCH", f"log {name.hex()}", now_ms)
        if reach.n != row.n:
            journal.book.reached(name, *reach)
        if stray:
            strays.append(Strays(name, reach.n, stray))
    return branches, strays


def _line(reach: Reach, order: list[tuple[int, bytes, bytes]]) -> dict[int, bytes]:
    """seq -> hash of the events in `order` that lead to `reach`."""
    before = {(seq, event_hash): prev for seq, prev, event_hash in order}
    line: dict[int, bytes] = {}
    n, last = reach
    while (n, last) in before:
        line[n] = last
        n, last = n - 1, before[(n, last)]
    return line


def _too_many(journal: "Journal", waiting: list[Taken], now_ms: int) -> list[Taken]:
    """Those of `waiting` that are over the bound of events by authors not known."""
    if not waiting:
        return []
    e = t.event.c
    asked = select(func.count()).where(
        e.county == journal.county, e.awaiting == int(Quarantine.AWAITING_CERTIFICATE)
    )
    room = max(0, AWAITING_COUNT_MAX - journal.connection.scalars(asked).one())
    if len(waiting) > room:
        journal.incident("AWAITING_FULL", f"over {AWAITING_COUNT_MAX} events of authors not known", now_ms)
    return waiting[room:]


def _two_keys(journal: "Journal", identity: Identity, now_ms: int) -> None:
    """A second use of a one-time enrolment key shows itself as two signing keys of one node."""
    if any(other.signing_key != identity.signing_key for other in journal.book.identities_of(identity.node)):
        journal.incident("ENROLMENT_USED_TWICE", f"node {identity.node.hex()} station {identity.code}", now_ms)


def _key_came(journal: "Journal", shares: list[dict[str, Any]]) -> set[str]:
    """Cases with a body that waited for one of these content keys."""
    e = t.event.c
    cases: set[str] = set()
    for piece in pieces(sorted({record["key_id"] for record in shares})):
        asked = select(e.case_no).distinct().where(
            e.county == journal.county, e.awaiting == int(Quarantine.AWAITING_KEY), e.key_id.in_(piece)
        )
        cases |= set(journal.connection.scalars(asked))
    return cases


def set_apart(journal: "Journal", apart: list[Apart], from_node: bytes, now_ms: int) -> None:
    """Keep what is no authentic, whole event for people to look at, bounded in all."""
    a = t.apart.c
    for one in apart:
        if one.reason in _NOT_KEPT:
            continue
        here = (a.county == journal.county, a.hash == one.hash)
        count = journal.connection.scalars(select(a.count).where(*here)).one_or_none()
        if count is not None:
            journal.connection.execute(update(t.apart).where(*here).values(count=count + 1, last_at_ms=now_ms))
            continue
        total = journal.connection.scalars(select(func.count()).where(a.county == journal.county)).one()
        if total >= APART_COUNT_MAX:
            journal.incident("APART_FULL", f"over {APART_COUNT_MAX} unreadable events set apart", now_ms)
            return
        journal.connection.execute(
            t.apart.insert().values(
                county=journal.county,
                hash=one.hash,
                reason=int(one.reason),
                log_name=one.log,
                seq=one.seq,
                raw=one.raw[:APART_RAW_BYTES_MAX],
                from_node=from_node,
                count=1,
                first_at_ms=now_ms,
                last_at_ms=now_ms,
            )
        )
