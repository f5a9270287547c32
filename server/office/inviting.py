"""Enrolment by one-time code: the file waits at the county, sealed under the code, until the new node fetches it.

Only the sealed file and its id are kept. It may be fetched a few times, because a line breaks; it is gone once the
node has shown its certificate, after HAND_OUTS_MAX times, after VALID_S of the machine's uptime, and when the machine
was started anew: no wall clock is read (R-TIME). Guessing ids is hopeless (75 bits behind argon2id), so wrong ones are
only refused.
"""

from pathlib import Path
from typing import NamedTuple

from sqlalchemy import delete, select, update

from kiosk.core.carriage.enrolment_code import (
    CODE_RANDOM_BYTES,
    ID_BYTES,
    NONCE_BYTES,
    Invitation,
    make_code,
    opener,
    picture_text,
    seal_enrolment,
)
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.node import Node
from server.office import audit
from server.office.drawn_code import drawn_code
from server.office.enrolling import Issued, issue
from server.office.founding import write_private
from server.office.published import Published
from server.store import carriage_tables as c
from server.store import tables as t
from server.store.journal import Journal
from server.store.writer import Writer

HAND_OUTS_MAX = 10
VALID_S = 72 * 3600
WAITING_COUNT_MAX = 500


class Invited(NamedTuple):
    """One enrolment that waits to be fetched, and the invitation that opens it (a secret)."""

    issued: Issued
    invitation: Invitation


def invite(journal: Journal, node: Node, instruments: Instruments, issued: Issued, url: str) -> Invited:
    """Keep the file of `issued` sealed under a new code. Refusal ENROLMENT_CODES_FULL."""
    _forget_old(journal, instruments)
    w = c.enrolment_code.c
    if len(journal.connection.scalars(select(w.id).where(w.county == journal.county)).all()) >= WAITING_COUNT_MAX:
        raise Refusal("ENROLMENT_CODES_FULL", limit=WAITING_COUNT_MAX)
    code = make_code(instruments.draw(CODE_RANDOM_BYTES))
    opens = opener(code)
    journal.connection.execute(
        c.enrolment_code.insert().values(
            county=journal.county,
            id=opens.id,
            node=issued.node,
            sealed=seal_enrolment(opens, instruments.draw(NONCE_BYTES), issued.file),
            made_s=instruments.clock().uptime_s,
            handed_out=0,
        )
    )
    return Invited(issued, Invitation(code, node.identity.tls_pin, url))


def invite_station(
    journal: Journal, node: Node, published: Published, instruments: Instruments, code: str, url: str, who: str
) -> Invited:
    """A new enrolment for the station or relay of `code`, waiting under a new code; audited in the name of `who`.
    Refusals of `enrolling.issue` and ENROLMENT_CODES_FULL."""
    (issued,) = issue(journal, node, published, instruments, [code], url)
    audit.write(journal, instruments, who, "enrol by code", code, "")
    return invite(journal, node, instruments, issued, url)


def write_picture(invited: Invited, out: Path) -> Path:
    """The invitation as a code to be read by a camera, an SVG in folder `out`, 0600. Refusal FILE_UNWRITABLE."""
    path = out / f"{invited.issued.code}-{invited.issued.terminal:02}-code.svg"
    try:
        out.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(path, drawn_code(picture_text(invited.invitation)).encode())
    except OSError as error:
        raise Refusal("FILE_UNWRITABLE", name=path) from error
    return path


class Invitations:
    """The door through which a new node fetches its enrolment."""

    def __init__(self, writer: Writer, instruments: Instruments) -> None:
        self._writer, self._instruments = writer, instruments

    def fetch(self, which: bytes) -> bytes:
        """The sealed file with the 16-byte id `which`. Refusal ENROLMENT_CODE_UNKNOWN: there is none (any more)."""
        sealed = self._writer.run(lambda journal: self._hand_out(journal, which)) if len(which) == ID_BYTES else None
        if sealed is None:
            raise Refusal("ENROLMENT_CODE_UNKNOWN")
        return sealed

    def _hand_out(self, journal: Journal, which: bytes) -> bytes | None:
        w = c.enrolment_code.c
        here = (w.county == journal.county, w.id == which)
        row = journal.connection.execute(select(w.node, w.sealed, w.handed_out).where(*here)).one_or_none()
        if row is None:
            return None
        now_ms = self._instruments.clock().wall_ms
        if row.handed_out >= HAND_OUTS_MAX:
            journal.incident("ENROLMENT_CODE_TRIED_OFTEN", f"node {row.node.hex()}", now_ms)
        _forget_old(journal, self._instruments)
        found: bytes | None = journal.connection.scalars(select(w.sealed).where(*here)).one_or_none()
        if found is None:
            journal.incident("ENROLMENT_CODE_AFTER_ITS_END", f"node {row.node.hex()}", now_ms)
            return None
        journal.connection.execute(update(c.enrolment_code).where(*here).values(handed_out=row.handed_out + 1))
        return found


def _forget_old(journal: Journal, instruments: Instruments) -> None:
    """Let go of what was used, tried too often, or waited too long."""
    w, r, now_s = c.enrolment_code.c, t.enrolment.c, instruments.clock().uptime_s
    used = select(r.node).where(r.county == journal.county, r.used.is_not(None))
    over = w.node.in_(used) | (w.handed_out >= HAND_OUTS_MAX) | (w.made_s > now_s) | (w.made_s <= now_s - VALID_S)
    journal.connection.execute(delete(c.enrolment_code).where(w.county == journal.county, over))
