"""Revoking a device: from its last trusted event on nothing of it is believed, here at once and elsewhere as the list
comes there (carriage.revocation).

The person who revokes says the last number of the device's newest log that is still to be believed: the last receipt
that somebody can vouch for. Its older logs, of before a restore, are believed as far as they are held now. A township
station that is revoked is taken out of the catalogue, so that nobody seals to it any more.
"""

from typing import NamedTuple

from sqlalchemy import select

from kiosk.core.carriage.certificate import Role
from kiosk.core.carriage.head import NODE_BYTES
from kiosk.core.carriage.revocation import LOGS_COUNT_MAX, REVOKED_COUNT_MAX, Revoked, Why, sign_revocations
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.node import Node
from server.office import audit
from server.office.published import Published
from server.store import tables as t
from server.store.journal import Journal
from server.store.revoking import keep_revocations, revocations


class Revoking(NamedTuple):
    """What was done: the list's version; the device; its newest log, trusted to `last_seq` and held here to `held`;
    events_beyond: how many that are held here have no effect any more; catalogue_version: a new one without the
    device's sealing key, 0 when none was needed."""

    version: int
    station: str
    terminal: int
    node: str
    log: str
    last_seq: int
    held: int
    events_beyond: int
    catalogue_version: int


def revoke(
    journal: Journal, node: Node, published: Published, instruments: Instruments, device: str, last_seq: int, why: Why,
    os_user: str,
) -> Revoking:  # fmt: skip
    """Revoke `device`: a station's or relay's code, with "-21" for one of several devices of a station. Refusals
    DEVICE_UNKNOWN, DEVICES_SEVERAL, NOTHING_HEARD_OF_IT, REVOKED_ALREADY, REVOKED_TOO_MANY."""
    which, code, terminal = _device(journal, device)
    before = revocations(journal.connection, journal.county)
    if before.has(which):
        raise Refusal("REVOKED_ALREADY", station=device)
    if len(before.nodes) >= REVOKED_COUNT_MAX:
        raise Refusal("REVOKED_TOO_MANY", limit=REVOKED_COUNT_MAX)
    c, now_ms = t.log.c, instruments.clock().wall_ms
    asked = select(c.log_name, c.n).where(c.county == journal.county, c.node == which, c.chain.is_not(None))
    held = journal.connection.execute(asked.order_by(c.first_heard_at_ms, c.log_name)).all()[-LOGS_COUNT_MAX:]
    trusted = {name[NODE_BYTES:]: n for name, n in held}
    newest = held[-1].log_name if held else b""
    if not newest and last_seq:
        raise Refusal("NOTHING_HEARD_OF_IT", station=device)
    if newest:
        trusted[newest[NODE_BYTES:]] = last_seq
    listed = {**before.nodes, which: Revoked(why, trusted)}
    found = sign_revocations(node.signing_key, before.version + 1, listed)
    keep_revocations(journal, found, now_ms)
    e = t.event.c
    rows = journal.connection.execute(select(e.seq).where(e.county == journal.county, e.log_name == newest))
    beyond = sum(seq > last_seq for (seq,) in rows)
    identity = journal.book.reader_of(which)
    key = identity.sealing_key if identity is not None and code.endswith("000") else b""
    version = published.drop_township_key(journal, code, key, now_ms) if key else None
    about = f"{code}-{terminal:02} node {which.hex()}"
    audit.write(journal, instruments, os_user, "revoke", about, f"{why.name.lower()} last seq {last_seq}")
    return Revoking(
        found.version, code, terminal, which.hex(), newest.hex(), last_seq, held[-1].n if held else 0, beyond,
        version or 0,
    )  # fmt: skip


def _device(journal: Journal, device: str) -> tuple[bytes, str, int]:
    """(node, code, terminal) of an enrolment that was handed out."""
    code, _, number = device.partition("-")
    r = t.enrolment.c
    asked = select(r.node, r.code, r.terminal, r.role).where(r.county == journal.county, r.code == code)
    rows = journal.connection.execute(asked.order_by(r.serial)).all()
    if number:
        rows = [row for row in rows if number.isascii() and number.isdigit() and row.terminal == int(number)]
    if not rows:
        raise Refusal("DEVICE_UNKNOWN", station=device[:20])
    if len(rows) > 1:
        names = "、".join(f"{row.code}-{row.terminal:02}" for row in rows if row.role == int(Role.STATION))
        raise Refusal("DEVICES_SEVERAL", station=code, devices=names or code)
    return rows[0].node, rows[0].code, rows[0].terminal
