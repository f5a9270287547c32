"""A deed of the office: gather the case, decide, apply (design, Command line: `act`).

The node signs, `author` is the staff member, and the event's level is that person's: a township clerk acts at
township level in the county's log, and only under their township's prefix. Which deed is possible is the case
table's to say; here stand only who may do it and where.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from kiosk.core.casework import case_number
from kiosk.core.casework.codes import Step
from kiosk.core.casework.commands import Power, command_row, fields_from_text
from kiosk.core.casework.days import china_date
from kiosk.core.casework.decide import Command, Draft, decide
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import Event, Level
from kiosk.core.refusal import Refusal
from server.office import audit
from server.office.authority import check_authority
from server.office.departments import with_department
from server.office.digest import Office
from server.office.frozen import check_frozen
from server.office.projection import FoldedCase, due_number, running_clocks
from server.office.projects import check_project
from server.office.staff import Staff
from server.office.terms_differ import STILL_OPEN, shown_state, terms_differ
from server.office.working import require_working
from server.store.journal import Journal

FIELDS_COUNT_MAX = 30
FIELD_CHARS_MAX = 20_000  # a drawn signature as JSON is the longest
POSTS = ("clerk", "reviewer", "approver", "head")  # any of these works cases; the table says the rest
_STEP_ROLES = {Step.HANDLED: ("clerk",), Step.REVIEWED: ("reviewer",), Step.APPROVED: ("approver",)}
_POWER_ROLES = {
    Power.CONCLUDE: ("approver",),
    Power.DEPARTMENT_HEAD: ("head",),
    Power.SUPERVISOR: ("supervisor",),
}


class Done(NamedTuple):
    """What a deed led to: the case as it stands, and the hash of the event written; repeated: it was written before,
    under the same operation."""

    case: str
    event: str
    kind: str
    state: str
    handler: str
    due: int
    repeated: bool = False


def act(
    office: Office,
    journal: Journal,
    number: str,
    command: str,
    texts: Mapping[str, str],
    staff_number: str,
    os_user: str,
    operation: bytes = b"",
) -> Done:
    """Do `command` on case `number` (27 digits; with /1 or /2 where a number stands twice) in the name of a staff
    member; texts: fields as typed, or as JSON where they are records. In one transaction with its audit line, the
    digest of the case, and word to the stations. operation: 8 bytes made with a form; what was written under it for
    this case is answered again and nothing is done twice (R-KEY); Refusal OPERATION_OF_ANOTHER when that was another
    deed or another person's. Raises the Refusal that says why not; then nothing is
    written."""
    if not office.node.is_county:
        raise Refusal("COUNTY_ONLY", command=command[:32])
    now_ms = office.instruments.clock().wall_ms
    staff = require_working(journal.connection, journal.county, staff_number, now_ms)
    command_row(command)  # COMMAND_UNKNOWN before anything else
    fields = read_fields(command, texts)
    one = find_case(office, journal, number)
    check_place(staff, one)
    check_post(staff, command, fields)
    fields = with_department(journal.connection, journal.county, command, fields)
    today = china_date(now_ms)
    check_authority(journal.connection, journal.county, staff.number, one.case.matter, command, today)
    before = _done_before(office, one, operation, command, staff.number)
    if before is not None:
        return _done(office, journal, one, before, repeated=True)
    if command not in STILL_OPEN and terms_differ(office.published, journal.connection, one.case):
        raise Refusal("CASE_SET_ASIDE")
    check_frozen(journal.connection, journal.county, one.case, command)
    check_project(journal.connection, journal.county, one.case, command, fields)
    terms = office.published.terms(journal.connection, one.case.matter, one.case.catalogue_version)
    asked = Command(command, fields, staff.number, staff.level, staff.powers)
    drafts = decide(one.case, asked, now_ms, terms)
    if isinstance(drafts, Refusal):
        raise drafts
    event_hash = b""
    for draft in drafts:
        event_hash = _write(office, journal, one, draft, staff, operation)
    audit.write(
        journal,
        office.instruments,
        f"{os_user}/{staff.number}",
        f"act {command}",
        one.case.number,
        " ".join(sorted(fields)),
    )
    after = next(
        found for found in office.digest_case(journal, one.case.number) if found.case.identity == one.case.identity
    )
    return _done(office, journal, after, after.rows[event_hash].event)


def read_fields(command: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """The fields as the command takes them; a record (a signature) is JSON. Refusals FIELD_UNKNOWN, FIELD_NOT_VALID."""
    row = command_row(command)
    if len(texts) > FIELDS_COUNT_MAX or any(len(text) > FIELD_CHARS_MAX for text in texts.values()):
        raise Refusal("FIELD_NOT_VALID", command=command, field="-", why="too many fields, or one too long")
    records = {name: text for name, text in texts.items() if name in row.body and row.body[name].record}
    fields = fields_from_text(command, {name: text for name, text in texts.items() if name not in records})
    for name, text in records.items():
        try:
            fields[name] = msgspec.json.decode(text)
        except (msgspec.MsgspecError, RecursionError):
            raise Refusal("FIELD_NOT_VALID", command=command, field=name, why="not JSON") from None
    return fields


def find_case(office: Office, journal: Journal, number: str) -> FoldedCase:
    """The case of a number as typed, digested to the last event; Refusals CASE_UNKNOWN, CASE_NUMBER_TWICE and those
    of the number's shape."""
    text, _, which = number.partition("/")
    plain = case_number.plain(text)
    case_number.parse(plain)
    cases = office.digest_case(journal, plain)
    if which:
        cases = cases[int(which) - 1 : int(which)] if which.isdecimal() and 0 < int(which) <= len(cases) else []
    if not cases:
        raise Refusal("CASE_UNKNOWN", case=number[:40])
    if len(cases) > 1:
        raise Refusal("CASE_NUMBER_TWICE", case=plain, count=len(cases))
    return cases[0]


def check_place(staff: Staff, one: FoldedCase) -> None:
    """One rule scopes it: only under one's own prefix."""
    if not one.case.station.startswith(staff.prefix):
        raise Refusal("STAFF_OUTSIDE_PREFIX", number=staff.number, prefix=staff.prefix)


def check_post(staff: Staff, command: str, fields: Mapping[str, Any]) -> None:
    """Whether the person's posts fit the command; a village's people act at their kiosk and never here."""
    needs = command_row(command).needs
    roles: tuple[str, ...] = POSTS if needs is None else _POWER_ROLES[needs]
    if command == "step" and fields.get("step") in _STEP_ROLES:
        roles = _STEP_ROLES[fields["step"]]
    if command == "correct" and fields.get("override"):
        roles = _POWER_ROLES[Power.SUPERVISOR]
    if command == "rate":
        raise Refusal("RATING_IS_THE_PRINCIPALS")
    if command == "complain":
        roles = (*POSTS, "supervisor")
    if staff.level is Level.VILLAGE or not set(roles) & set(staff.roles):
        raise Refusal("STAFF_NOT_A_CLERK", number=staff.number, command=command, roles=" ".join(roles))


def _done(office: Office, journal: Journal, one: FoldedCase, event: Event, repeated: bool = False) -> Done:
    differs = terms_differ(office.published, journal.connection, one.case)
    running = running_clocks(one, office.rules(journal), office.instruments.clock().wall_ms)
    kind = Kind(event.head.kind).name.lower()
    state, handler = shown_state(one.case, differs), one.case.handler.name.lower()
    return Done(one.case.number, event.hash.hex(), kind, state, handler, due_number(running), repeated)


def _done_before(office: Office, one: FoldedCase, operation: bytes, command: str, author: str) -> Event | None:
    """The event that this very deed wrote under that operation, None when nothing did. Refusal OPERATION_OF_ANOTHER."""
    under_it = written_under(one, office.node.identity.node, operation)
    found = next((event for event in under_it if is_of(event, command, author)), None)
    if under_it and found is None:
        raise Refusal("OPERATION_OF_ANOTHER")
    return found


def written_under(one: FoldedCase, node: bytes, operation: bytes) -> list[Event]:
    """What `node` wrote for the case under that operation; nothing for an operation without bytes."""
    events = (row.event for row in one.rows.values() if operation)
    return [event for event in events if event.head.node == node and event.head.operation == operation]


def is_of(event: Event, command: str, author: str) -> bool:
    """Whether that command in that person's name writes such an event."""
    return event.head.kind == command_row(command).kind and event.head.author == author


def _write(
    office: Office, journal: Journal, one: FoldedCase, draft: Draft, staff: Staff, operation: bytes
) -> bytes:
    pen = office.node.pen
    wording = office.wording(draft, one.case.latest, author=staff.number, level=staff.level)
    wording = wording._replace(operation=operation) if operation else wording
    if draft.body is None:
        return journal.append(pen, [(wording, None)], office.instruments)[-1].event.hash
    audience = (
        office.published.case_audience(journal.connection, one.case.station)
        if draft.audience == "case"
        else office.published.county_audience(journal.connection)
    )
    plain = msgspec.json.encode(draft.body)
    entries = office.bodies.seal(journal, pen, audience, wording, plain)
    return journal.append(pen, entries, office.instruments)[-1].event.hash
