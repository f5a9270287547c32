"""Revoking a device: from its last trusted event on nothing of it is believed, here at once and elsewhere as the list
comes there (carriage.revocation).

The person who revokes says the last number of the device's log that is still to be believed: the last receipt that
somebody can vouch for. Its older logs, of before a restore, are believed as far as they are held now; one that came
here later is not, for a thief can begin as many as they like. So of several logs the person names the one. A township
station that is revoked is taken out of the catalogue, so that nobody seals to it any more.
"""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import select

from kiosk.core.carriage.certificate import Role
from kiosk.core.carriage.head import NODE_BYTES
from kiosk.core.carriage.revocation import (
    LOGS_COUNT_MAX,
    REVOCATIONS_BYTES_MAX,
    REVOKED_COUNT_MAX,
    Revoked,
    Why,
    sign_revocations,
)
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.node import Node
from server.office import audit
from server.office.published import Published
from server.store import tables as t
from server.store.journal import Journal
from server.store.revoking import keep_revocations, revocations

LOGS_NAMED_MAX = 10  # in a refusal, the first that came here: what a thief begins comes after


class Revoking(NamedTuple):
    """What was done: the list's version; the device; its last trusted log, trusted to `last_seq` and held here to
    `held`; events_beyond: how many that are held here have no effect any more; catalogue_version: a new one without the
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
    os_user: str, log: str = "",
) -> Revoking:  # fmt: skip
    """Revoke `device`: a station's or relay's code, with "-21" for one of several devices of a station. log: its last
    log that is believed at all, 16 hex digits, up to the event `last_seq`; "" when it has only one. Refusals
    DEVICE_UNKNOWN, DEVICES_SEVERAL, NOTHING_HEARD_OF_IT, REVOKE_WHICH_LOG, REVOKED_ALREADY, REVOKED_TOO_MANY."""
    which, code, terminal = _device(journal, device)
    before = revocations(journal.connection, journal.county)
    if before.has(which):
        raise Refusal("REVOKED_ALREADY", station=device)
    if len(before.nodes) >= REVOKED_COUNT_MAX:
        raise Refusal("REVOKED_TOO_MANY", limit=REVOKED_COUNT_MAX)
    c, now_ms = t.log.c, instruments.clock().wall_ms
    asked = select(c.log_name, c.n).where(c.county == journal.county, c.node == which, c.chain.is_not(None))
    held = {name[NODE_BYTES:]: n for name, n in journal.connection.execute(asked.order_by(c.first_heard_at_ms))}
    if not held and last_seq:
        raise Refusal("NOTHING_HEARD_OF_IT", station=device)
    last = _last_log(device, held, log)
    older = list(held)[: list(held).index(last)] if last else []
    trusted = {name: held[name] for name in older[-LOGS_COUNT_MAX + 1 :]} | ({last: last_seq} if last else {})
    listed = {**before.nodes, which: Revoked(why, trusted)}
    found = sign_revocations(node.signing_key, before.version + 1, listed)
    if len(found.signed) > REVOCATIONS_BYTES_MAX:  # nobody would read it, and we could not either
        raise Refusal("REVOKED_TOO_MANY", limit=len(before.nodes))
    keep_revocations(journal, found, now_ms)
    e = t.event.c
    rows = journal.connection.execute(select(e.log_name, e.seq).where(e.county == journal.county, e.node == which))
    beyond = sum(seq > trusted.get(name[NODE_BYTES:], 0) for name, seq in rows)
    identity = journal.book.reader_of(which)
    key = identity.sealing_key if identity is not None and code.endswith("000") else b""
    version = published.drop_township_key(journal, code, key, now_ms) if key else None
    about = f"{code}-{terminal:02} node {which.hex()}"
    audit.write(journal, instruments, os_user, "revoke", about, f"{why.name.lower()} last seq {last_seq}")
    return Revoking(
        found.version, code, terminal, which.hex(), (which + last).hex() if last else "", last_seq, held.get(last, 0),
        beyond, version or 0,
    )  # fmt: skip


def _last_log(device: str, held: Mapping[bytes, int], log: str) -> bytes:
    """The log that the person means; b"" when none is held."""
    if not held or (len(held) == 1 and not log):
        return next(iter(held), b"")
    named = [name for name in held if name.hex() == log.lower()]
    if not named:
        logs = "、".join(f"{name.hex()} (1–{n})" for name, n in list(held.items())[:LOGS_NAMED_MAX])
        raise Refusal("REVOKE_WHICH_LOG", station=device, count=len(held), logs=logs)
    return named[0]


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
