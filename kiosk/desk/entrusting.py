"""Entrusting 委托: the deed everything else exists for. Gather, decide, apply.

A resident alone makes a 委托待签; with an agent signed in it is 收件 and the author is that person. The
receipt comes back only once the COMMIT returned. One operation id has one effect and one receipt.
"""

import hmac
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from kiosk.core.carriage.author import Wording
from kiosk.core.carriage.head import read_event
from kiosk.core.casework.case import Case
from kiosk.core.casework.case_number import next_number
from kiosk.core.casework.days import china_date
from kiosk.core.casework.decide import Command, Draft, decide
from kiosk.core.casework.entrustment import (
    Entrustment,
    check_entrustment,
    check_given,
    read_entrustment,
    write_entrustment,
)
from kiosk.core.casework.fold import fold
from kiosk.core.casework.kinds import facts_pack
from kiosk.core.casework.matter_terms import MatterTerms
from kiosk.core.casework.receipt import HandedOver, Receipt, receipt
from kiosk.core.catalogue.matters import TO_BE_CONFIRMED, Matter
from kiosk.core.event import Event, Level
from kiosk.core.refusal import Refusal
from kiosk.desk.clock import plausible_day
from kiosk.desk.filled import filled
from kiosk.desk.journal import (
    Entry,
    Packed,
    SealedAttachment,
    append,
    new_operation,
    pack_body,
)
from kiosk.desk.lookup import query_code
from kiosk.desk.material import Attached, Listed, Shown, named_attachments, ready, seal_photographs
from kiosk.desk.person_ends import check_trained, check_working
from kiosk.desk.station import Station

LAST_NUMBER = "last_number"  # the case number that this terminal gave last
IN_ANSWER = 0  # the material number of a photograph that answers a question


class Gathered(NamedTuple):
    """An entrustment read, checked, compressed, its photographs sealed: all that needs no number and no log.

    digest: MAC of what was entrusted, to tell a repeated submit from another under the same id."""

    entrustment: Entrustment
    matter: Matter
    terms: MatterTerms
    operation: bytes
    digest: bytes
    query_code: str
    body: Packed
    attachments: tuple[SealedAttachment, ...]


class Entrusted(NamedTuple):
    """What a submit gives back: the receipt to show, the event's hash, whether this operation had been done before."""

    receipt: Receipt
    event_hash: bytes
    operation: bytes
    repeated: bool


def entrust(station: Station, file: bytes, attached: Iterable[Attached] = ()) -> Entrusted:
    """Record one entrustment. file: its JSON; attached: its photographs by the names it gives them, as paths or
    as they lie in memory.

    Raises the Refusal that says what is lacking; then nothing was written."""
    gathered = gather(station, file, attached)
    return submit(station, gathered)


def gather(station: Station, file: bytes, attached: Iterable[Attached] = ()) -> Gathered:
    """Read and check everything; nothing is written."""
    if not station.has_staff:
        raise Refusal("STATION_HAS_NO_STAFF")
    entrustment = read_entrustment(file)
    document = station.document
    matter = document.catalogue.matter(entrustment.matter)
    photographs = named_attachments(attached)
    today = plausible_day(station.now().wall_ms, station.store.number("enrolled_ms"))
    check_working(station, station.author)
    check_trained(station)
    identity = check_given(entrustment, matter, today)
    whole, conditions, pictures = filled(station, entrustment, identity)
    check_entrustment(
        whole,
        matter,
        photographs.keys(),
        today=today,
        notice_versions=document.notice_versions,
        alone=station.signed_in is None,
        conditions=conditions,
        answered=pictures,
    )
    shown = [(name, held.number) for held in whole.materials for name in held.attachments]
    shown += [(name, IN_ANSWER) for name in pictures]
    sealed = seal_photographs(
        (Shown(name, material, ready(photographs[name])) for name, material in shown), station.instruments
    )
    operation = bytes.fromhex(entrustment.operation) or new_operation(station)
    digest = hmac.digest(station.device_secret, b"daiban-entrustment\0" + write_entrustment(entrustment), "sha256")
    code = query_code(station.device_secret, operation)
    named = _named_agent(station, whole)  # the digest is of what was given: a repeat gives the same again
    body = pack_body(station, entrusted_body(named, code, sealed.listed))
    terms = document.catalogue.terms(matter.code)
    return Gathered(named, matter, terms, operation, digest, code, body, sealed.attachments)


def submit(station: Station, gathered: Gathered) -> Entrusted:
    """Decide and apply, in one transaction with one sync."""
    before = _submitted(station, gathered)
    if before is not None:
        return before
    clock = station.now()
    last = station.store.meta(LAST_NUMBER)
    word_ms = _newest_word_ms(station)
    number = next_number(
        station.code,
        station.terminal,
        plausible_day(clock.wall_ms, word_ms),
        last.decode() if last else None,
        china_date(word_ms),
    )
    drafted = _decide(station, gathered, number, clock.wall_ms)
    operation, facts = gathered.operation, facts_pack(drafted.kind, drafted.facts)
    entry = Entry(
        Wording(operation, int(drafted.kind), drafted.case, facts, station.author),
        gathered.body,
        station.audience(drafted.audience),
        gathered.attachments,
    )

    def beside(connection: sqlite3.Connection, events: Sequence[Event]) -> None:
        station.store.remember(LAST_NUMBER, number.encode())
        connection.execute("INSERT INTO submitted VALUES (?, ?, ?)", (operation, events[0].hash, gathered.digest))

    appended = append(station, [entry], beside, clock)
    event, case = appended.events[0], appended.cases[number][0].case
    return Entrusted(_receipt(station, gathered, event, case), event.hash, operation, False)


def entrusted_body(entrustment: Entrustment, code: str, listed: Sequence[Listed]) -> bytes:
    """The sealed body: the entrustment's own fields, the query code, and the attachments with their keys."""
    fields: dict[str, Any] = msgspec.json.decode(write_entrustment(entrustment))
    fields.pop("operation", None)  # stands in the head
    fields["query_code"] = code
    if listed:
        fields["attachments"] = listed
    return msgspec.json.encode(fields)


def _named_agent(station: Station, entrustment: Entrustment) -> Entrustment:
    """An empty agent means whoever is signed in, and the station's own for a resident alone, who confirms it then.

    There is no duty roster yet: where several people may open the station, the lowest number stands for all of them.
    """
    mandate, person = entrustment.mandate, station.signed_in
    if mandate is None or mandate.agent:
        return entrustment
    first = station.store.one("SELECT number, name FROM staff ORDER BY number LIMIT 1")
    number, name = (person.number, person.name) if person else first
    mandate = msgspec.structs.replace(mandate, agent=number, agent_name=mandate.agent_name or name)
    return msgspec.structs.replace(entrustment, mandate=mandate)


def _decide(station: Station, gathered: Gathered, number: str, now_ms: int) -> Draft:
    person = station.signed_in
    command = Command(
        "entrust",
        {"mandate": person is not None, "number": number, "entrustment": gathered.entrustment},
        station.author,
        station.identity.level,
        person.powers if person else frozenset(),
    )
    decided = decide(None, command, now_ms, gathered.terms)
    if isinstance(decided, Refusal):
        raise decided
    return decided[0]


def _submitted(station: Station, gathered: Gathered) -> Entrusted | None:
    """The same receipt again when this operation was committed before; OPERATION_REPEATED for other content."""
    row = station.store.one(
        "SELECT (SELECT signed FROM event WHERE hash = event), digest FROM submitted WHERE operation = ?",
        gathered.operation,
    )
    if row is None:
        return None
    if row[1] != gathered.digest:
        raise Refusal("OPERATION_REPEATED")
    event = read_event(row[0])
    case = fold([event]).case  # as it stood at submit, whenever it is shown again
    assert case is not None
    return Entrusted(_receipt(station, gathered, event, case), event.hash, gathered.operation, True)


def _receipt(station: Station, gathered: Gathered, event: Event, case: Case) -> Receipt:
    matter, phone = gathered.matter, gathered.matter.complaint_phone
    handed_over = tuple(
        HandedOver(held.number, material.name, held.held, held.copies)
        for held in gathered.entrustment.materials
        if (material := matter.material(held.number))
    )
    return receipt(
        case,
        event.hash,
        gathered.query_code,
        matter.name,
        handed_over,
        gathered.terms,
        "" if phone == TO_BE_CONFIRMED else phone,
        gathered.entrustment.mark,
        station_shown(station),
        _agent_shown(station, gathered.entrustment, event.head.author),
    )


def station_shown(station: Station) -> str:
    """This station as people say it: 宁溪镇乌岩头村便民服务站."""
    what = "便民服务站" if station.identity.level is Level.VILLAGE else "便民服务中心"
    try:
        return station.document.divisions.station_name(station.code) + what
    except Refusal:  # a station younger than the catalogue it holds
        return station.enrolment.name


def _agent_shown(station: Station, entrustment: Entrustment, author: str) -> str:
    """Who acts for the principal: whom the mandate names, else who took it in; "" while nobody is named."""
    mandate = entrustment.mandate
    number = (mandate.agent if mandate else "") or author
    if not number:
        return ""
    found = station.store.one("SELECT name FROM staff WHERE number = ?", number)
    name = (mandate.agent_name if mandate else "") or (found[0] if found else "")
    return f"{name}（工号{number}）" if name else f"工号{number}"


def _newest_word_ms(station: Station) -> int:
    """The county's time in the newest word that it signed and we hold: the catalogue, or what we compared with."""
    told_ms = station.store.number("compared_wall_ms") + station.store.number("clock_offset_ms")
    return max(station.document.issued_at_ms, told_ms)
