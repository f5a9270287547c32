"""Erasing 删除正文 the bodies of an ended case: on the person's demand (个人信息保护法 47), or when the period that the
county set for keeping them is over (个人信息保护法 19; 档案法 on what is kept: the record that there was a case stays).

The county writes an `Erased` that comes after everything of the case; what it takes follows from heads on every node
(`kiosk.core.casework.gone`). It names the attachments, since a relay that holds their pieces could not tell whose they
are. A person decides each time, supervisor or administrator of the county, and stands in the event and in the audit.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from kiosk.core.casework.codes import ErasedFor
from kiosk.core.casework.decide import draft
from kiosk.core.casework.kinds import ERASED_ATTACHMENTS_MAX, Kind
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.office import audit
from server.office.bodies import Opened, read_json
from server.office.deeds import check_place, find_case
from server.office.digest import Office
from server.office.projection import FoldedCase
from server.office.retention import ENDED
from server.office.staff import Staff
from server.office.working import require_working
from server.store.journal import Journal
from server.store.shelf import Row

POSTS = ("supervisor", "administrator")
NOTE_CHARS_MAX = 500
WORDS_MAX = 20  # Erased events of one erasure: each reaches past eight tips and names a hundred attachments


class Done(NamedTuple):
    """What was erased. case: its number; events: hex hashes of the Erased; bodies, attachments: how many went at the
    county; stations follow when they sync, the second medium within moments."""

    case: str
    events: tuple[str, ...]
    bodies: int
    attachments: int


def erase(
    office: Office, journal: Journal, number: str, why: ErasedFor, note: str, staff_number: str, os_user: str
) -> Done:
    """Erase every body of a case, in one transaction with its audit line. Refusals COUNTY_ONLY, ERASE_WHY_MISSING,
    ERASE_CASE_RUNS, ERASE_NOTHING_LEFT, ERASE_BODY_WAITS, STAFF_NOT_A_CLERK and those of finding people and cases."""
    if not office.node.is_county:
        raise Refusal("COUNTY_ONLY", command="erase")
    now_ms = office.instruments.clock().wall_ms
    staff = require_working(journal.connection, journal.county, staff_number, now_ms)
    _check_post(staff)
    if not 1 <= len(note.strip()) <= NOTE_CHARS_MAX:
        raise Refusal("ERASE_WHY_MISSING", limit_chars=NOTE_CHARS_MAX)
    one = find_case(office, journal, number)
    check_place(staff, one)
    if one.case.state not in ENDED:
        state = one.case.state
        raise Refusal("ERASE_CASE_RUNS", case=one.case.number, state=state.value, state_en=state.name.lower())
    left = [row for row in one.rows.values() if row.sealed and row.event.head.kind != Kind.ERASED]
    if not left:
        raise Refusal("ERASE_NOTHING_LEFT", case=one.case.number)
    attachments = _attachments_of(office, journal, one.case.number, left)
    words: list[bytes] = []
    facts: list[dict[str, Any]] = [
        {"why": why, "attachments": attachments[i : i + ERASED_ATTACHMENTS_MAX]}
        for i in range(0, len(attachments), ERASED_ATTACHMENTS_MAX)
    ] or [{"why": why}]
    for told in facts:
        words.append(_write(office, journal, one, told, note.strip(), staff))
        one = find_case(office, journal, number)
    while len(words) < WORDS_MAX and any(row.sealed for row in _still(one, left)):  # more tips than one `after` holds
        words.append(_write(office, journal, one, {"why": why}, note.strip(), staff))
        one = find_case(office, journal, number)
    who = f"{os_user}/{staff.number}"
    audit.write(journal, office.instruments, who, f"erase {why.name.lower()}", one.case.number, note.strip())
    return Done(one.case.number, tuple(word.hex() for word in words), len(left), len(attachments))


def _check_post(staff: Staff) -> None:
    if staff.level is not Level.COUNTY or not set(POSTS) & set(staff.roles):
        raise Refusal("STAFF_NOT_A_CLERK", number=staff.number, command="erase", roles=" ".join(POSTS))


def _attachments_of(office: Office, journal: Journal, number: str, rows: Sequence[Row]) -> tuple[bytes, ...]:
    """The ids that the bodies list; Refusal ERASE_BODY_WAITS while one of them may still open later."""
    found: set[bytes] = set()
    waiting = 0
    for row in rows:
        opened = office.bodies.open(journal.connection, row)
        if isinstance(opened, Opened):
            found |= set(_listed(read_json(opened.plain)))
        elif opened is not row.awaiting or row.awaiting.name.startswith("AWAITING"):
            waiting += 1
    if waiting:
        raise Refusal("ERASE_BODY_WAITS", case=number, count=waiting)
    return tuple(sorted(found))


def _listed(body: dict[str, Any]) -> list[bytes]:
    listed = body.get("attachments")
    found = []
    for one in listed if isinstance(listed, list) else ():
        identity = one.get("id") if isinstance(one, dict) else None
        if isinstance(identity, str) and len(identity) == 64:
            try:
                found.append(bytes.fromhex(identity))
            except ValueError:
                continue
    return found


def _still(one: FoldedCase, before: Sequence[Row]) -> list[Row]:
    hashes = {row.event.hash for row in before}
    return [row for row in one.rows.values() if row.event.hash in hashes]


def _write(
    office: Office, journal: Journal, one: FoldedCase, facts: dict[str, Any], note: str, staff: Staff
) -> bytes:
    drafted = draft(one.case.number, Kind.ERASED, facts, {"at_ms": office.instruments.clock().wall_ms, "note": note})
    wording = office.wording(drafted, one.case.latest, author=staff.number, level=staff.level)
    audience = office.published.case_audience(journal.connection, one.case.station)
    entries = office.bodies.seal(journal, office.node.pen, audience, wording, msgspec.json.encode(drafted.body))
    return journal.append(office.node.pen, entries, office.instruments)[-1].event.hash

