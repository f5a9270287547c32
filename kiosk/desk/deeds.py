"""Deeds 办理: every command that the case table permits to a station, by the same path as its buttons.

Gather the case and who acts, let casework decide, append. A deed needs somebody signed in; a rating and a
complaint are the principal's own, who shows the query code instead.
"""

import hmac
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from kiosk.core.carriage.author import Wording
from kiosk.core.carriage.head import read_event
from kiosk.core.casework.case import Case
from kiosk.core.casework.case_number import plain
from kiosk.core.casework.commands import command_row, fields_from_text
from kiosk.core.casework.decide import Command, Draft, decide
from kiosk.core.casework.kinds import facts_pack
from kiosk.core.casework.matter_terms import MatterTerms
from kiosk.core.casework.signature import Strokes, check_strokes
from kiosk.core.event import Event
from kiosk.core.refusal import Refusal
from kiosk.desk.journal import Entry, append, decode_case, new_operation, pack_body
from kiosk.desk.lookup import check_code
from kiosk.desk.material import Attached, Shown, named_attachments, ready, seal_photographs
from kiosk.desk.person_ends import check_working
from kiosk.desk.station import Station

PRINCIPALS_OWN = ("rate", "complain")
ONLY_WITH_CODE = ("rate",)  # whoever is signed in: nobody rates their own work
SIGNATURE_BYTES_MAX = 128 * 1024


class Wanted(NamedTuple):
    """A deed as it was asked for. texts: fields as typed; signature: JSON strokes of a drawn signature, b"" for none;
    attached: photographs; query_code: the principal's, "" when somebody is signed in; operation: b"" makes one."""

    case: str
    command: str
    texts: Mapping[str, str]
    signature: bytes = b""
    attached: tuple[Attached, ...] = ()
    query_code: str = ""
    operation: bytes = b""


class Done(NamedTuple):
    """What a deed led to."""

    event: Event
    case: Case
    operation: bytes
    repeated: bool


def act(station: Station, wanted: Wanted) -> Done:
    """Do one deed on one case; raises the Refusal that says why not, and then nothing was written."""
    row = command_row(wanted.command)
    _allow(station, wanted)
    case = case_of(station, wanted.case)
    operation = wanted.operation or new_operation(station)
    digest = _digest(station, wanted)
    before = _done_before(station, operation, digest)
    if before is not None:
        return Done(before, case, operation, True)
    fields = fields_from_text(wanted.command, wanted.texts)
    if wanted.signature and "signature" in row.body:
        fields["signature"] = read_signature(wanted.signature)
    drafted = _decide(station, case, wanted.command, fields)
    shown = _photographs(wanted.attached, drafted.facts)
    sealed = seal_photographs(shown, station.instruments)
    body = None if drafted.body is None else dict(drafted.body)
    if sealed.listed and body is not None:
        body["attachments"] = sealed.listed
    facts = facts_pack(drafted.kind, drafted.facts)
    wording = Wording(operation, int(drafted.kind), drafted.case, facts, station.author, case.latest)
    encoded = None if body is None else pack_body(station, msgspec.json.encode(body))
    entry = Entry(wording, encoded, station.audience(drafted.audience), sealed.attachments)
    appended = append(
        station,
        [entry],
        lambda connection, events: connection.execute(
            "INSERT INTO submitted VALUES (?, ?, ?)", (operation, events[0].hash, digest)
        ),
    )
    return Done(appended.events[0], case_of(station, case.number), operation, False)


def case_of(station: Station, number: str) -> Case:
    """The case of a number as typed; ours first when a cloned card printed it twice. Refusal CASE_NOT_HERE."""
    digits = plain(number)
    rows = station.store.all(
        'SELECT folded FROM "case" WHERE number = ? ORDER BY node = ? DESC, operation', digits, station.identity.node
    )
    if not rows:
        raise Refusal("CASE_NOT_HERE", case=digits[:27] or "-")
    return decode_case(rows[0][0])


def read_signature(data: bytes) -> Strokes:
    """Drawn strokes from JSON [[[x, y, t_ms], …], …]; Refusal SIGNATURE_NOT_VALID."""
    try:
        strokes = msgspec.json.decode(data[: SIGNATURE_BYTES_MAX + 1], type=Strokes)
    except msgspec.MsgspecError as error:
        raise Refusal("SIGNATURE_NOT_VALID", reason_zh="不是笔画数据", reason_en="it is not strokes") from error
    check_strokes(strokes)
    return strokes


def _allow(station: Station, wanted: Wanted) -> None:
    if wanted.command == "entrust":
        raise Refusal("ALREADY_ENTRUSTED")
    if not station.has_staff:
        raise Refusal("STATION_HAS_NO_STAFF")
    if wanted.command in ONLY_WITH_CODE and not wanted.query_code:
        raise Refusal("RATING_IS_THE_PRINCIPALS")
    if station.signed_in is not None and not wanted.query_code:
        check_working(station, station.author)  # who was signed in when the term ended
        return
    if wanted.command not in PRINCIPALS_OWN or not wanted.query_code:
        raise Refusal("UNLOCK_NEEDED")
    check_code(station, plain(wanted.case), wanted.query_code)


def terms_of(station: Station, case: Case) -> MatterTerms | None:
    """The terms of a case's matter as this station's catalogue has them; None where it has the matter no more."""
    catalogue = station.document.catalogue
    known = any(matter.code == case.matter for matter in catalogue.matters)
    return catalogue.terms(case.matter) if known else None


def _decide(station: Station, case: Case, name: str, fields: dict[str, Any]) -> Draft:
    person = station.signed_in
    command = Command(name, fields, station.author, station.identity.level, person.powers if person else frozenset())
    decided = decide(case, command, station.now().wall_ms, terms_of(station, case))
    if isinstance(decided, Refusal):
        raise decided
    return decided[0]


def _photographs(attached: Iterable[Attached], facts: Mapping[str, Any]) -> list[Shown]:
    """Each file shows the deed's one material, or the one whose number begins its name, as in 3-passbook.jpg."""
    materials = facts.get("materials", ())
    shown = []
    for name, one in named_attachments(attached).items():
        number = name.split("-", 1)[0]
        named = int(number) if number.isascii() and number.isdigit() and len(number) <= 2 else 0
        material = named if named in materials else (materials[0] if len(materials) == 1 else 0)
        shown.append(Shown(name, material, ready(one)))
    return shown


def _digest(station: Station, wanted: Wanted) -> bytes:
    said = [
        wanted.case,
        wanted.command,
        sorted(wanted.texts.items()),
        wanted.signature,
        [one.name for one in wanted.attached],
    ]
    return hmac.digest(station.device_secret, b"daiban-deed\0" + msgspec.msgpack.encode(said), "sha256")


def _done_before(station: Station, operation: bytes, digest: bytes) -> Event | None:
    row = station.store.one(
        "SELECT e.signed, s.digest FROM submitted s JOIN event e ON e.hash = s.event WHERE s.operation = ?", operation
    )
    if row is None:
        return None
    if row[1] != digest:
        raise Refusal("OPERATION_REPEATED")
    return read_event(row[0])
