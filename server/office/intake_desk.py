"""The commands of intake beside the cases: who was asked first, who may do what, the catalogue, what is owed after
acceptance, extracts for departments, as the desk does them (`desk.COMMANDS`)."""

import datetime
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from kiosk.core.casework.codes import Tier
from kiosk.core.casework.days import china_date, china_minute
from kiosk.core.catalogue.set_by_county import Contact
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.office import agent_notes, audit, authority, catalogue_renewal, enquiries
from server.office.delegations import Delegation, delegations
from server.office.dossier import Dossiers, answers_told, may_read
from server.office.extracts import DepartmentExtract, extracts, mark_of
from server.office.person_terms import set_terms
from server.office.promised import Standing, owed
from server.office.staff import staff_records
from server.office.working import require_working
from server.store.journal import Journal

if TYPE_CHECKING:
    from server.office.desk import Desk

TierName = Literal["village", "township", "county", "outside"]
Short = Annotated[str, msgspec.Meta(max_length=200)]


class Asking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """deed: what is done; id: of an enquiry, "" for a new one; staff: in whose name; the rest as the deed needs it."""

    deed: Literal["add", "transfer", "confirm", "close", "refer", "show"]
    staff: str = ""
    id: Short = ""
    topic: str = ""
    matter: Short = ""
    to: Short = ""
    outcome: Literal["handled", "answered"] = "answered"
    note: str = ""
    department: str = ""
    phone: str = ""
    address: str = ""


class Listing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prefix: only under these digits; closed: those that are settled too."""

    prefix: str = ""
    closed: bool = False


class Authorising(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """grade: "" takes it back."""

    number: str
    matter: str
    staff: str
    grade: Literal["accept", "review", "conclude", ""] = ""
    first: datetime.date | None = None
    last: datetime.date | None = None


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """No argument."""


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days as typed, "none" for no end, "" leaves what is set."""

    number: str
    staff: str
    trained_until: str = ""
    until: str = ""


class Sheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """sheet: the CSV's text."""

    sheet: str
    staff: str
    strict: bool = False


class Delegating(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """first: the first day on which it holds."""

    matter: str
    accept: Literal["village", "township", "county"]
    decide: TierName
    document_no: str
    first: datetime.date
    staff: str


class Noting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """sort "" settles the note `text` names."""

    number: str
    text: str
    sort: Literal["suggestion", "problem", ""] = ""


class Extracting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """staff: who works on the case, and reads it."""

    case: str
    staff: str


class OfMonth(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """month: 2026-11."""

    number: str
    month: str


def enquiry(desk: "Desk", asked: Asking, os_user: str) -> dict[str, Any]:
    """`server enquiry`: one deed, and the enquiry as it stands then."""
    office = desk.office

    def deed(journal: Journal) -> enquiries.Enquiry:
        if asked.deed == "show":
            return enquiries.one(journal.connection, journal.county, asked.id)
        if asked.deed == "add":
            return enquiries.add(office, journal, asked.topic, asked.matter, asked.staff, os_user)
        if asked.deed == "transfer":
            return enquiries.transfer(office, journal, asked.id, asked.to, asked.staff, os_user)
        if asked.deed == "confirm":
            return enquiries.confirm(office, journal, asked.id, asked.staff, os_user)
        if asked.deed == "close":
            outcome = enquiries.Outcome[asked.outcome.upper()]
            return enquiries.close(office, journal, asked.id, outcome, asked.note, asked.staff, os_user)
        contact = Contact(asked.department, asked.phone, asked.address)
        return enquiries.refer(office, journal, asked.id, contact, asked.staff, os_user)

    def told(journal: Journal) -> dict[str, Any]:
        return _enquiry(desk, journal, deed(journal))

    found: dict[str, Any] = desk.writer.run(told)
    return found


def enquiry_list(desk: "Desk", asked: Listing, os_user: str) -> dict[str, Any]:
    """`server enquiry DIR list`: what is open, the longest first."""

    def told(journal: Journal) -> list[dict[str, Any]]:
        found = enquiries.listed(journal.connection, journal.county, asked.prefix, asked.closed)
        return [_enquiry(desk, journal, one) for one in found]

    found = desk.writer.run(told)
    return {"enquiries": found, "count": len(found)}


def authorise(desk: "Desk", asked: Authorising, os_user: str) -> dict[str, Any]:
    """`server staff DIR authorise`: give an authority, or take it back."""

    def deed(journal: Journal) -> None:
        if not asked.grade:
            authority.withdraw(desk.office, journal, asked.number, asked.matter, asked.staff, os_user)
            return
        today = china_date(desk.instruments.clock().wall_ms)
        first, last = asked.first or today, asked.last or datetime.date.max
        one = authority.Authorisation(asked.number, asked.matter, authority.GRADES[asked.grade], first, last)
        authority.authorise(desk.office, journal, one, asked.staff, os_user)

    desk.writer.run(deed)
    return authorised(desk, Nothing(), os_user)


def authorised(desk: "Desk", asked: Nothing, os_user: str) -> dict[str, Any]:
    """`server staff DIR authorised`: every authority, and the two rates (授权率, 充分授权率) over the catalogue in force."""

    def told(journal: Journal) -> dict[str, Any]:
        held = authority.authorisations(journal.connection, journal.county)
        matters = [matter.code for matter in desk.office.published.in_force(journal.connection).matters]
        counted = authority.counted(held, matters, china_date(desk.instruments.clock().wall_ms))
        rows = [_authorisation(one) for one in held]
        return {"authorisations": rows, "counts": counted._asdict()}

    found: dict[str, Any] = desk.writer.run(told)
    return found


def _authorisation(one: authority.Authorisation) -> dict[str, Any]:
    return {**one._asdict(), "grade": one.grade.name.lower(), "first": str(one.first), "last": str(one.last)}


def term(desk: "Desk", asked: Term, os_user: str) -> dict[str, Any]:
    """`server staff DIR term`: until when a person is trained, and until when they work here."""
    typed = {"trained_until": asked.trained_until, "until": asked.until}
    changed = {name: _day(asked.number, text) for name, text in typed.items() if text}
    version, terms = desk.writer.run(
        lambda journal: set_terms(desk.office, journal, asked.number, changed, asked.staff, os_user)
    )
    said = {name: str(getattr(terms, name) or "") for name in typed}
    return {"number": terms.number, **said, "catalogue_version": version}


def import_sheet(desk: "Desk", asked: Sheet, os_user: str) -> dict[str, Any]:
    """`server catalogue DIR import`: the version, how the rows were read, and what to look at."""
    version, report = desk.writer.run(
        lambda journal: catalogue_renewal.import_sheet(
            desk.office, journal, asked.sheet, asked.strict, asked.staff, os_user
        )
    )
    warnings = [{"row": row, "matter": matter, "said": said} for row, matter, said in report.warnings]
    return {"version": version, "readings": report.lines(), "warnings": warnings}


def delegate(desk: "Desk", asked: Delegating, os_user: str) -> dict[str, Any]:
    """`server catalogue DIR delegate`: what was noted; version 0 while its day is to come."""
    tiers = Level[asked.accept.upper()], Tier[asked.decide.upper()]
    one = Delegation(asked.matter, asked.first, *tiers, asked.document_no)
    noted = desk.writer.run(
        lambda journal: catalogue_renewal.delegate(desk.office, journal, one, asked.staff, os_user)
    )
    return _delegation(noted)


def delegated(desk: "Desk", asked: Nothing, os_user: str) -> dict[str, Any]:
    """`server catalogue DIR delegations`."""
    found = desk.writer.run(lambda journal: delegations(journal.connection, journal.county))
    return {"delegations": [_delegation(one) for one in found]}


def promises(desk: "Desk", asked: Listing, os_user: str) -> dict[str, Any]:
    """`server promises`: what follows, what is promised, and whose promise was found untrue."""
    while desk.writer.run(desk.office.digest):
        pass
    today = china_date(desk.instruments.clock().wall_ms)
    found = desk.writer.run(
        lambda journal: owed(journal.connection, desk.office.published, journal.county, today, asked.prefix)
    )
    ended = (Standing.CAME, Standing.LAPSED, Standing.TRUE, Standing.ENDED)
    rows = [{**one._asdict(), "until": str(one.until or ""), "materials": list(one.materials)} for one in found]
    shown = [row for row in rows if asked.closed or row["standing"] not in ended]
    return {"owed": shown, "untrue": [row for row in rows if row["standing"] == Standing.FALSE]}


def extract(desk: "Desk", asked: Extracting, os_user: str) -> dict[str, Any]:
    """`server extracts`: what each department is given of the one form; every reading is audited. Refusals
    PERSON_NOT_SHOWN, MATTER_UNKNOWN and those of finding the case."""
    office = desk.office
    dossiers = Dossiers(desk.node, office.published, office.bodies)

    def told(journal: Journal) -> dict[str, Any]:
        now_ms = desk.instruments.clock().wall_ms
        person = require_working(journal.connection, journal.county, asked.staff, now_ms)
        dossier = dossiers.one(journal.connection, asked.case, now_ms)
        if not may_read(person, dossier):
            raise Refusal("PERSON_NOT_SHOWN")
        document = office.published.in_force(journal.connection)
        case = dossier.one.case
        bound = office.published.matter(journal.connection, case.matter, case.catalogue_version)
        # Who is given what is today's; a matter that is offered no more is still extracted for cases under way.
        matter = next((one for one in document.matters if one.code == case.matter), bound)
        if matter is None:
            raise Refusal("MATTER_UNKNOWN", matter=case.matter)
        found = extracts(matter, dossier, answers_told(dossier, "zh"))
        departments = " ".join(one.department for one in found)
        who = f"{os_user}/{person.number}"
        audit.write(journal, desk.instruments, who, "extracts", dossier.number, departments)
        organ = f"{document.divisions.of(person.prefix).name}{_ORGANS[person.level]}"
        return {
            "case": dossier.number,
            "matter": f"{matter.code} {matter.name}",
            "organ": organ,
            "on": str(china_date(now_ms)),
            "mark": mark_of(dossier),
            "extracts": [_extract(one) for one in found],
        }

    if not desk.node.is_county:
        raise Refusal("COUNTY_ONLY", command="extracts")
    said: dict[str, Any] = desk.writer.run(told)
    return said


def _extract(one: DepartmentExtract) -> dict[str, Any]:
    return {**one._asdict(), "principal": dict(one.principal), "answers": [answer._asdict() for answer in one.answers]}


def note(desk: "Desk", asked: Noting, os_user: str) -> dict[str, Any]:
    """`server staff DIR note` and `settle`."""

    def deed(journal: Journal) -> agent_notes.Note:
        if not asked.sort:
            return agent_notes.settle(desk.office, journal, asked.text, asked.number, os_user)
        sort = agent_notes.Sort[asked.sort.upper()]
        return agent_notes.note(desk.office, journal, asked.number, sort, asked.text, os_user)

    done = desk.writer.run(deed)
    return {**done._asdict(), "sort": done.sort.name.lower()}


def month(desk: "Desk", asked: OfMonth, os_user: str) -> dict[str, Any]:
    """`server staff DIR month`: the card of three duties."""
    while desk.writer.run(desk.office.digest):
        pass
    card = desk.writer.run(
        lambda journal: agent_notes.month_card(journal.connection, journal.county, asked.number, asked.month)
    )
    return {**card._asdict(), "line": card.line()}


def _enquiry(desk: "Desk", journal: Journal, one: enquiries.Enquiry) -> dict[str, Any]:
    contact = one.contact
    owner = staff_records(journal.connection, journal.county, "", one.first_owner)[0].person  # also one who left
    divisions = desk.office.published.in_force(journal.connection).divisions
    return {
        **one._asdict(),
        "outcome": one.outcome.name.lower(),
        "outcome_zh": enquiries.OUTCOME_WORDS[one.outcome],
        "contact": msgspec.structs.asdict(contact) if contact else None,
        "asked_at": china_minute(one.asked_at_ms),
        "first_owner_name": owner.name,
        "organ": f"{divisions.of(owner.prefix).name}{_ORGANS[owner.level]}",
    }


_ORGANS: Mapping[Level, str] = {
    Level.VILLAGE: "便民服务站",
    Level.TOWNSHIP: "便民服务中心",
    Level.COUNTY: "行政服务中心",
}


def _delegation(one: Delegation) -> dict[str, Any]:
    tiers = {"accept_tier": one.accept_tier.name.lower(), "decide_tier": one.decide_tier.name.lower()}
    return {**one._asdict(), "first": str(one.first), **tiers}


def _day(number: str, text: str) -> datetime.date | None:
    if text == "none":
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise Refusal(
            "STAFF_FACT_WRONG", number=number[:16], reason_zh="日期应如 2026-12-31", reason_en="a day looks like 2026-12-31"
        ) from None


INTAKE_COMMANDS: Mapping[str, tuple[Any, Callable[["Desk", Any, str], dict[str, Any]]]] = {
    "enquiry": (Asking, enquiry),
    "enquiry-list": (Listing, enquiry_list),
    "authorise": (Authorising, authorise),
    "authorised": (Nothing, authorised),
    "staff-term": (Term, term),
    "staff-note": (Noting, note),
    "staff-month": (OfMonth, month),
    "catalogue-import": (Sheet, import_sheet),
    "catalogue-delegate": (Delegating, delegate),
    "catalogue-delegations": (Nothing, delegated),
    "promises": (Listing, promises),
    "extracts": (Extracting, extract),
}
