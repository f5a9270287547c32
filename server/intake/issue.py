"""Making a node's own acknowledgement: what it holds of the logs in question, in its signed words (R-HASHACK).

Called inside a deed, so that the rising counter, the marks it tells of and the record of having
told them are one transaction. A county's word counts; a relay's says who has custody.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import delete, select

from kiosk.core.carriage.acknowledgement import (
    RANGES_COUNT_MAX,
    Acknowledgement,
    Extent,
    Range,
    sign_acknowledgement,
)
from kiosk.core.carriage.examine import Apart
from kiosk.core.carriage.extent import ranges
from kiosk.core.carriage.sealing import open_proof
from server.node import Node
from server.store import tables as t
from server.store.attachments import Progress
from server.store.incarnation import ACK_COUNTER, ACKS_KEPT_COUNT
from server.store.journal import Journal
from server.store.safekeeping import medium_in_use

LOGS_COUNT_MAX = 2_000  # of one acknowledgement
EXTRAS_TOTAL_MAX = 3_000  # 40 bytes each: with the extents still under ACKNOWLEDGEMENT_BYTES_MAX
QUARANTINED_COUNT_MAX = 1_000
OPEN_COUNT_MAX = 5_000  # events looked at for one acknowledgement; the next ask goes on from there


class Terms(NamedTuple):
    """Who acknowledges, and when: now."""

    node: Node
    at_ms: int


class Opened(NamedTuple):
    """Ranges of events whose bodies were opened, and the proof over their witnesses."""

    ranges: tuple[Range, ...]
    proof: bytes


NOTHING_OPENED = Opened((), b"")


def issue(
    journal: Journal,
    terms: Terms,
    logs: Iterable[bytes],
    apart: Iterable[Apart] = (),
    attachments: Iterable[Progress] = (),
    opened: Opened = NOTHING_OPENED,
    first: Collection[bytes] = (),
    safe_attachments: Iterable[bytes] = (),
    sender: bytes = b"",
) -> Acknowledgement:
    """A signed acknowledgement about `logs` (names of logs that are held), kept and counted. first: hashes of the
    events that the batch at hand held; they are named before others when a log has more extras than fit.
    safe_attachments: ids that lie on the second medium too; told only while one is in use. sender: the node that
    handed the batch over, if there is one."""
    node = terms.node
    names = sorted(logs)[:LOGS_COUNT_MAX]
    another = {name: sender != b"" and not name.startswith(sender) for name in names}
    recv = _bounded([x for name in names for x in journal.extents(name, False, first, another[name])], first)
    safe: tuple[Extent, ...] = ()
    medium = medium_in_use(journal) if node.is_county else None
    if medium is not None:
        kept = (x for name in names for x in journal.extents(name, True, first, another[name]))
        safe = _bounded([x for x in kept if _says(x)], first)
    ack = sign_acknowledgement(
        node.signing_key,
        Acknowledgement(
            issuer=node.identity.node,
            incarnation=node.log,
            incarnation_number=node.incarnation_number,
            counter=journal.rise(ACK_COUNTER),
            at_ms=terms.at_ms,
            level=node.identity.level,
            same_device=medium is not None and medium.same_device,
            recv=recv,
            safe=safe,
            open=opened.ranges,
            proof=opened.proof,
            quarantined=tuple((a.log, a.seq, a.hash, int(a.reason)) for a in list(apart)[:QUARANTINED_COUNT_MAX]),
            attachments=tuple((p.attachment_id, p.held_bytes) for p in attachments),
            safe_attachments=tuple(sorted(set(safe_attachments))) if medium is not None else (),
        ),
    )
    _keep(journal, ack)
    return ack


def opened_beyond(journal: Journal, beyond: Mapping[bytes, int]) -> Opened:
    """What was opened of these logs past the given numbers; NOTHING_OPENED when that is nothing new."""
    e = t.event.c
    found: list[Range] = []
    witnesses: list[bytes] = []
    looked = 0
    for name, row in sorted(journal.book.rows(beyond).items()):
        asked = select(e.seq, e.witness).where(
            e.county == journal.county,
            e.log_name == name,
            e.seq > beyond[name],
            e.branch.is_(False),
            e.opened_at_ms.is_not(None),
        )
        if _has_branches(journal, name):  # beyond the gap nobody can tell whose events are listed
            asked = asked.where(e.seq <= row.n)
        rows = journal.connection.execute(asked.order_by(e.seq).limit(OPEN_COUNT_MAX - looked)).all()
        looked += len(rows)
        runs = ranges(seq for seq, _ in rows)[: RANGES_COUNT_MAX - len(found)]
        found += [Range(name, first, last) for first, last in runs]
        last_listed = runs[-1][1] if runs else 0
        witnesses += [witness for seq, witness in rows if witness is not None and seq <= last_listed]
        if looked >= OPEN_COUNT_MAX or len(found) >= RANGES_COUNT_MAX:
            break
    return Opened(tuple(found), open_proof(witnesses)) if found else NOTHING_OPENED


def _has_branches(journal: Journal, name: bytes) -> bool:
    e = t.event.c
    asked = select(e.seq).where(e.county == journal.county, e.log_name == name, e.branch.is_(True))
    return journal.connection.execute(asked.limit(1)).one_or_none() is not None


def _says(extent: Extent) -> bool:
    return extent.n > 0 or bool(extent.extras)


def _bounded(extents: Sequence[Extent], first: Collection[bytes]) -> tuple[Extent, ...]:
    if sum(len(extent.extras) for extent in extents) <= EXTRAS_TOTAL_MAX:
        return tuple(extents)
    extras = [(extent.log, extra) for extent in extents for extra in extent.extras]
    kept = set(sorted(extras, key=lambda x: x[1][1] not in first)[:EXTRAS_TOTAL_MAX])
    return tuple(Extent(x.log, x.n, x.hash, tuple(e for e in x.extras if (x.log, e) in kept)) for x in extents)


def _keep(journal: Journal, ack: Acknowledgement) -> None:
    journal.connection.execute(
        t.acknowledgement.insert().values(
            county=journal.county,
            hash=ack.hash,
            issuer=ack.issuer,
            incarnation_number=ack.incarnation_number,
            counter=ack.counter,
            at_ms=ack.at_ms,
            signed=ack.signed,
        )
    )
    if ack.counter % 1_000 == 0:
        k = t.acknowledgement.c
        old = (k.county == journal.county, k.issuer == ack.issuer, k.counter <= ack.counter - ACKS_KEPT_COUNT)
        journal.connection.execute(delete(t.acknowledgement).where(*old))


