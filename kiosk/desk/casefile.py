"""A case as its agent sees it: how it stands, what happened, what may be done now, and how to reach the principal.

Names and numbers are masked here as on every screen; `contact` opens them for whoever is on the case and asks for it
(domain 4.9), and nothing of it is kept.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from kiosk.core.casework.case import Case
from kiosk.core.casework.clocks import clocks
from kiosk.core.casework.days import china_date
from kiosk.core.casework.kinds import BadFacts, Kind, facts_unpack
from kiosk.core.casework.masking import mask_name, mask_phone
from kiosk.core.event import ClockQuality, Event, Level
from kiosk.core.refusal import Refusal
from kiosk.desk.casebook import TRUTHS, calendar_of, refused, truths
from kiosk.desk.correction import Correction, correction_of, owed_by
from kiosk.desk.deeds import case_of
from kiosk.desk.journal import events_of_case
from kiosk.desk.opening import Opener
from kiosk.desk.permitted import deeds_on
from kiosk.desk.station import Station
from kiosk.desk.today import Worker, binding, first_to_end, task_of

# What people wrote, in the order in which it is shown. A signature is no text, and photographs have their own page.
TEXTS = (
    "notice", "reason", "opinion", "referral", "remedy", "document", "department_name", "departments", "place",
    "signatory", "people", "findings", "minutes", "successor", "receipt", "project_name", "issue", "note",
)  # fmt: skip
WEIGHING = ("receive", "forward", "accept", "conclude")  # tasks that are decided by the materials


class Happened(NamedTuple):
    """One event of the case. kind: None for one that this program does not know; at_ms: as its author read it, `firm`
    where that was compared with the county's time; facts: by name; texts: what was written, while it opens; refused:
    whose word says that it is not taken as it is, and why, None where nobody's does; truths: proved of it so far."""

    hash: bytes
    kind: Kind | None
    level: Level
    author: str
    at_ms: int
    firm: bool
    own: bool
    set_aside: bool
    facts: Mapping[str, Any]
    texts: tuple[str, ...]
    photographs: int
    refused: Mapping[str, Any] | None
    truths: tuple[str, ...]


class HandedIn(NamedTuple):
    """One material as it was entrusted: its number and name in the catalogue ("" for one that this catalogue lacks),
    how it is held (原件, 复印件, 核验), copies, and how many photographs show it."""

    number: int
    name: str
    held: str
    copies: int
    photographs: int


class CaseFile(NamedTuple):
    """principal, phone: masked, of a case whose bodies were let go of as the ledger keeps them; entrusted: hash of the
    Entrusted, whose truths are the case's; due: last day of the limit that ends first, None where none runs; deeds:
    commands that may be given now; task: the one of them that moves the case on, "" where it is somebody else's turn;
    owed: what was allowed to follow and has not come (容缺), None where nothing is owed;
    check_due: until when a promise that stands for a proof is to be checked, None where none is;
    mandate: what the agent may do, in the words that were ticked, () while none was given; mandate_until: "delivered"
    or an ISO date; agent: whom it names, "" for nobody; materials: as entrusted, what came later stands in
    `happened`."""

    case: Case
    matter_name: str
    principal: str
    phone: str
    group: str
    entrusted: bytes
    truths: tuple[str, ...]
    due: date | None
    provisional: bool
    happened: tuple[Happened, ...]
    deeds: tuple[str, ...]
    task: str
    correction: Correction | None
    owed: Correction | None
    check_due: date | None
    mandate: tuple[str, ...]
    mandate_until: str
    agent: str
    materials: tuple[HandedIn, ...]

    @property
    def weighs_materials(self) -> bool:
        """What is to be done now is decided by looking at the materials, more than at what happened."""
        return self.task in WEIGHING


class Contact(NamedTuple):
    """How to reach the principal: nothing masked, and no ID number."""

    name: str
    phone: str
    address: str
    group: str


def casefile(station: Station, number: str) -> CaseFile:
    """Everything about one case for whoever is signed in; Refusal UNLOCK_NEEDED, CASE_NOT_HERE."""
    if station.signed_in is None:
        raise Refusal("UNLOCK_NEEDED")
    case = case_of(station, number)
    events, opener = events_of_case(station.store, case.number), Opener(station)
    entrusted = entrusted_of(events, case)
    body = (opener.body(entrusted.hash) if entrusted else None) or {}
    principal, mandate = body.get("principal") or {}, body.get("mandate") or {}
    kept = {} if body else _kept(events, case, opener)
    now_ms = station.now().wall_ms
    running = clocks(case, calendar_of(station), now_ms, station.document.limits)
    first = first_to_end(binding(running, case, station.identity.level))
    proved = truths(station, entrusted.hash, case) if entrusted else {}
    return CaseFile(
        case,
        next((matter.name for matter in station.document.matters if matter.code == case.matter), case.matter),
        mask_name(str(principal.get("name", ""))) or kept.get("principal", ""),
        mask_phone(str(principal.get("phone", ""))) or kept.get("phone", ""),
        str(principal.get("group", "")) or kept.get("group", ""),
        entrusted.hash if entrusted else b"",
        tuple(truth for truth in TRUTHS if proved.get(truth)),
        first.due if first else None,
        bool(first and first.provisional),
        tuple(_happened(station, event, case, opener) for event in events),
        deeds_on(station, case),
        task_of(case, Worker(station.identity.level, station.author, station.signed_in.powers), china_date(now_ms)),
        correction_of(station, case),
        owed_by(station, case),
        next((clock.due for clock in running if clock.name == "CHECK"), None),
        tuple(str(power) for power in mandate.get("powers", ())),
        str(mandate.get("until", "")),
        str(mandate.get("agent_name") or mandate.get("agent") or ""),
        _materials(station, case, body),
    )


def contact(station: Station, number: str) -> Contact:
    """The principal's own name and telephone; Refusal UNLOCK_NEEDED, CASE_NOT_HERE."""
    if station.signed_in is None:
        raise Refusal("UNLOCK_NEEDED")
    case = case_of(station, number)
    entrusted = entrusted_of(events_of_case(station.store, case.number), case)
    body = (Opener(station).body(entrusted.hash) if entrusted else None) or {}
    told = body.get("principal") or {}
    return Contact(*(str(told.get(name, "")) for name in ("name", "phone", "address", "group")))


def entrusted_of(events: list[Event], case: Case) -> Event | None:
    """The Entrusted of a case among its events; None where it has not come."""
    begun = (event for event in events if event.head.kind == Kind.ENTRUSTED)
    return next((event for event in begun if event.head.node + event.head.operation == case.identity), None)


def _kept(events: list[Event], case: Case, opener: Opener) -> dict[str, str]:
    """What the row says that `Purged` kept, masked already; {} where nothing was let go of, or that was erased too."""
    purged = (event for event in events if event.head.kind == Kind.PURGED and event.hash not in case.set_aside)
    row = next((body for event in purged if (body := opener.body(event.hash)) is not None), {})
    return {name: value for name, value in row.items() if isinstance(value, str)}


def _materials(station: Station, case: Case, body: Mapping[str, Any]) -> tuple[HandedIn, ...]:
    matter = next((one for one in station.document.matters if one.code == case.matter), None)
    names = {one.number: one.name for one in matter.materials} if matter else {}
    return tuple(
        HandedIn(
            row["number"],
            names.get(row["number"], ""),
            str(row.get("held", "")),
            int(row.get("copies", 1)),
            len(row.get("attachments", ())),
        )
        for row in body.get("materials", ())
    )


def _happened(station: Station, event: Event, case: Case, opener: Opener) -> Happened:
    head = event.head
    kind = Kind(head.kind) if head.kind in list(Kind) else None
    facts: Mapping[str, Any] = MappingProxyType({})
    if kind is not None:
        with suppress(BadFacts):  # it stands aside for that very reason, and is shown all the same
            facts = facts_unpack(kind, head.facts)
    body = opener.body(event.hash) or {}
    proved = truths(station, event.hash)
    texts = tuple(str(body[name]) for name in TEXTS if body.get(name)) if kind is not Kind.ENTRUSTED else ()
    listed = body.get("attachments") or []
    return Happened(
        event.hash,
        kind,
        head.level,
        head.author,
        head.clock.wall_ms,
        head.clock.quality is ClockQuality.COMPARED or head.level is Level.COUNTY,
        head.node == station.identity.node,
        event.hash in case.set_aside,
        facts,
        texts,
        sum(1 for one in listed if isinstance(one, dict) and one.get("size") == "full"),
        refused(station, event.hash),
        tuple(truth for truth in TRUTHS if proved.get(truth)),
    )
