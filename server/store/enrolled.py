"""What a node's first event tells of its enrolment: that it was used, and by which keys."""

from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import update

from kiosk.core.carriage.cbor import unpack
from kiosk.core.carriage.certificate import CERTIFICATE_BYTES_MAX, Identity, Role
from kiosk.core.carriage.cose import payload_of

from . import tables as t
from .sql import insert_missing

if TYPE_CHECKING:
    from .journal import Journal

_SERIAL = 6  # of the array that an enrolment certificate is


def note_enrolled(journal: "Journal", identity: Identity, now_ms: int) -> None:
    """The enrolment is used. A restored county may have forgotten that it made it: then it stands in the certificate,
    under the county's own signature, and its terminal is not given away twice."""
    r = t.enrolment.c
    if journal.role is Role.COUNTY and identity.role is not Role.COUNTY:
        forgotten = {
            "county": journal.county, "node": identity.node, "role": int(identity.role), "code": identity.code,
            "terminal": identity.terminal, "certificate": identity.chain[1], "issued_at_ms": now_ms,
            "serial": unpack(payload_of(identity.chain[1]), CERTIFICATE_BYTES_MAX)[_SERIAL],
        }  # fmt: skip
        insert_missing(journal.connection, t.enrolment, [forgotten])
    used = update(t.enrolment).where(r.county == journal.county, r.node == identity.node, r.used.is_(None))
    journal.connection.execute(used.values(used=sha256(identity.chain[0]).digest(), used_at_ms=now_ms))
