"""One case as its page tells it: every event in its order, limits, people masked, materials, photographs, what is
proved of where it lies.

Read on a reading connection; it digests nothing. What a body holds is told in parts: the office's own texts to
everybody who sees the case, the principal's facts only by `Dossier.person`, which the page asks for deliberately.
"""

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from kiosk.core.carriage.attachment import open_attachment
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.casework import case_number
from kiosk.core.casework.clocks import RunningClock
from kiosk.core.casework.lamps import Lamp
from kiosk.core.casework.masking import mask_phone
from kiosk.core.forms.answered import answered
from kiosk.core.forms.told import Part
from kiosk.core.refusal import Refusal
from server.node import Node
from server.office.bodies import Bodies, Opened, read_json
from server.office.deeds import POSTS
from server.office.form_shelf import form_held
from server.office.projection import FoldedCase, cases_of, principal
from server.office.published import Published
from server.office.staff import Staff, list_staff
from server.office.steps import Step, steps
from server.office.telling import OpinionLimit, tell
from server.office.terms_differ import shown_state
from server.store import shelf
from server.store import tables as t
from server.store.attachments import sealed_attachment
from server.store.shelf import Row

JPEG = b"\xff\xd8\xff"


class Photograph(NamedTuple):
    """One picture that a body lists. id: 64 hex digits; key: what opens it, never shown; material: 0 for none in
    particular; file: the name that an answer calls it by; here: whether all of it has come."""

    id: str
    key: str
    material: int
    file: str
    here: bool


class Paper(NamedTuple):
    """One material of the matter's list, or one that only the entrustment names. held: 原件, 复印件, 核验, or "" for
    none handed in."""

    number: int
    name: str
    held: str
    copies: int
    photographs: tuple[Photograph, ...]


class Truths(NamedTuple):
    """What is proved: how many of the case's events lie here, on the second medium too, opened, and made ready for
    the station that entrusted; photographs that have come, of those listed."""

    received: int
    safe: int
    sealed: int
    for_station: int
    down: int
    photographs: int
    photographs_here: int


class Dossier(NamedTuple):
    """See the module. differs: why the case is set aside as a whole, "" when it is not."""

    one: FoldedCase
    number: str
    twins: int
    matter_name: str
    case_type_code: str
    station_name: str
    masked_name: str
    masked_phone: str
    state: str
    differs: str
    sentence: Mapping[str, str]
    limits: tuple[RunningClock, ...]
    lamps: Mapping[str, Lamp]
    opinions: Mapping[str, OpinionLimit]
    steps: tuple[Step, ...]
    papers: tuple[Paper, ...]
    truths: Truths
    entrusted: Mapping[str, Any]

    @property
    def photographs(self) -> Iterator[Photograph]:
        return (photograph for paper in self.papers for photograph in paper.photographs)


class Dossiers:
    """Reads cases on any reading connection; `published` and `bodies` are the reader's own."""

    def __init__(self, node: Node, published: Published, bodies: Bodies) -> None:
        self._node, self._published, self._bodies = node, published, bodies

    def one(self, connection: Connection, number: str, now_ms: int) -> Dossier:
        """The case of 27 digits, with /1 or /2 where the number stands twice. Refusals CASE_UNKNOWN,
        CASE_NUMBER_TWICE and those of the number's shape."""
        found, twins = self._find(connection, number)
        told = tell(connection, self._node, self._published, found, now_ms)
        names = self._published.material_names(connection, found.case.matter, found.case.catalogue_version)
        matter = self._published.matter(connection, found.case.matter, found.case.catalogue_version)
        bodies = {event_hash: self._opened(connection, row) for event_hash, row in found.rows.items()}
        entrusted = read_json(bodies[found.entrusted.event.hash] or b"")
        papers = self._papers(connection, names, entrusted, bodies.values())
        person = _part(entrusted, "principal")
        return Dossier(
            found,
            found.case.number,
            twins,
            matter.name if matter is not None else found.case.matter,
            matter.case_type_code if matter is not None else "",
            self._station_name(connection, found.case.station),
            principal(bodies[found.entrusted.event.hash] or b""),
            mask_phone(_text(person, "phone")),
            shown_state(found.case, told.differs),
            told.differs,
            told.sentence,
            told.running,
            told.lamps,
            told.opinions,
            tuple(steps(found, bodies, _names(connection, self._node.county_code), self._node.county.node)),
            papers,
            self._truths(connection, found, papers),
            entrusted,
        )

    def photograph(self, connection: Connection, dossier: Dossier, which: str) -> tuple[Photograph, bytes]:
        """A picture that a body of the case lists, as JPEG. Refusal PHOTOGRAPH_NOT_HERE when it is not listed, has
        not come whole, does not open, or is no JPEG."""
        for photograph in dossier.photographs:
            if photograph.id == which:
                plain = self._open(connection, photograph)
                if plain is not None and plain.startswith(JPEG):
                    return photograph, plain
        raise Refusal("PHOTOGRAPH_NOT_HERE")

    def _open(self, connection: Connection, photograph: Photograph) -> bytes | None:
        try:
            sealed = sealed_attachment(connection, self._node.county_code, bytes.fromhex(photograph.id))
            return None if sealed is None else open_attachment(base64.b64decode(photograph.key, validate=True), sealed)
        except (Malformed, binascii.Error, ValueError):
            return None

    def _find(self, connection: Connection, number: str) -> tuple[FoldedCase, int]:
        text, _, which = number.partition("/")
        plain = case_number.plain(text)
        case_number.parse(plain)
        found = cases_of(shelf.events_of_case(connection, self._node.county_code, plain))
        chosen = found
        if which:
            chosen = found[int(which) - 1 : int(which)] if which.isdecimal() and int(which) else []
        if not chosen:
            raise Refusal("CASE_UNKNOWN", case=number[:40])
        if len(chosen) > 1:
            raise Refusal("CASE_NUMBER_TWICE", case=plain, count=len(chosen))
        return chosen[0], len(found)

    def _opened(self, connection: Connection, row: Row) -> bytes | None:
        opened = self._bodies.open(connection, row) if row.sealed else None
        return opened.plain if isinstance(opened, Opened) else None

    def _station_name(self, connection: Connection, station: str) -> str:
        try:
            return self._published.in_force(connection).divisions.station_name(station)
        except Refusal:
            return station

    def _papers(
        self,
        connection: Connection,
        names: tuple[str, ...],
        entrusted: Mapping[str, Any],
        bodies: Iterable[bytes | None],
    ) -> tuple[Paper, ...]:
        held = {_number(row, "number"): row for row in _rows(entrusted, "materials")}
        held.pop(0, None)
        listed = [row for body in bodies if body for row in _rows(read_json(body), "attachments")]
        here = self._here(connection, [_text(row, "id") for row in listed])
        pictures: dict[int, list[Photograph]] = {}
        for row in listed:
            if _text(row, "size") == "full":
                which, key, material = _text(row, "id"), _text(row, "key"), _number(row, "material")
                file = _text(row, "file")
                pictures.setdefault(material, []).append(Photograph(which, key, material, file, which in here))
        numbers = sorted({*range(1, len(names) + 1), *held, *pictures})
        return tuple(
            Paper(
                number,
                names[number - 1] if 0 < number <= len(names) else "",
                _text(held.get(number, {}), "held"),
                _number(held.get(number, {}), "copies") or (1 if number in held else 0),
                tuple(pictures.get(number, ())),
            )
            for number in numbers
        )

    def _here(self, connection: Connection, ids: list[str]) -> set[str]:
        wanted = []
        for text in ids:
            try:
                wanted.append(bytes.fromhex(text))
            except ValueError:
                continue
        a = t.attachment.c
        asked = select(a.id).where(a.county == self._node.county_code, a.id.in_(wanted[:200]), a.complete)
        return {found.hex() for found in connection.scalars(asked)}

    def _truths(self, connection: Connection, found: FoldedCase, papers: tuple[Paper, ...]) -> Truths:
        s = t.sent.c
        node = found.case.node
        down = [event_hash for event_hash, row in found.rows.items() if row.event.head.node != node]
        asked = select(s.event_hash).where(
            s.county == self._node.county_code, s.reader == node, s.event_hash.in_(down[:500])
        )
        rows = found.rows.values()
        pictures = [photograph for paper in papers for photograph in paper.photographs]
        return Truths(
            len(found.rows),
            sum(row.safe_at_ms is not None for row in rows),
            sum(bool(row.sealed) and row.witness is None for row in rows),
            len(down),
            len(set(connection.scalars(asked))),
            len(pictures),
            sum(picture.here for picture in pictures),
        )


class Personal(NamedTuple):
    """What is shown only when asked for. beside: (part they take, name, telephone, relation)."""

    name: str
    id_number: str
    phone: str
    address: str
    beside: tuple[tuple[str, str, str, str], ...]


def personal(dossier: Dossier) -> Personal:
    """The principal's facts in full, as far as the body is open; whoever calls it audits it first."""
    person = _part(dossier.entrusted, "principal")
    people = [("helper", _part(dossier.entrusted, "helper")), ("guardian", _part(dossier.entrusted, "guardian"))]
    people += [("witness", witness) for witness in _rows(dossier.entrusted, "witnesses")]
    return Personal(
        _text(person, "name"),
        _text(person, "id_number"),
        _text(person, "phone"),
        " ".join(part for part in (_text(person, "address"), _text(person, "group")) if part),
        tuple(
            (part, _text(one, "name"), _text(one, "phone"), _text(one, "relation")) for part, one in people if one
        ),
    )


def answers_told(dossier: Dossier, language: str) -> tuple[Part, ...]:
    """What was filled in, in the words of its form, in "zh" or "en"; personal like `personal`."""
    body = {name: _part(dossier.entrusted, name) for name in ("answers", "form", "principal")}
    return answered(form_held, dossier.one.entrusted.event, body, language)


def may_read(staff: Staff, dossier: Dossier) -> bool:
    """Whether this person works on the case and so may see the principal's facts and photographs: a working post, at
    a level that has the case, accepts or decides it, under whose prefix it lies; or who wrote an event of it."""
    case = dossier.one.case
    if not set(staff.roles) & set(POSTS) or not case.station.startswith(staff.prefix):
        return False
    levels = {int(case.handler), int(case.accept_tier), int(case.decide_tier)}
    return int(staff.level) in levels or any(step.author == staff.number for step in dossier.steps)


def _names(connection: Connection, county: str) -> dict[str, str]:
    return {staff.number: staff.name for staff in list_staff(connection, county)}


def _part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = body.get("entrustment")
    found = body.get(name) or (inner.get(name) if isinstance(inner, dict) else None)
    return found if isinstance(found, dict) else {}


def _rows(body: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = body.get(name)
    return [row for row in found[:200] if isinstance(row, dict)] if isinstance(found, list) else []


def _text(row: Mapping[str, Any], name: str) -> str:
    found = row.get(name)
    return found if isinstance(found, str) else ""


def _number(row: Mapping[str, Any], name: str) -> int:
    found = row.get(name)
    return found if type(found) is int and 0 <= found < 2**31 else 0

