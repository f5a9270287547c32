"""Whom somebody asked first, and what became of it (首问责任制 [S001][S002], domain C-9).

Who is asked first owns the request until it is settled: 办 handled, 答 answered, or 转 sent where it belongs, with
department, phone and address (零拒绝, C-11). A transfer inside the house keeps the owner until the other confirms.
No name of who asked is kept here, and a topic is not the place for one.
"""

from enum import IntEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select, update

from kiosk.core.casework.days import china_date
from kiosk.core.catalogue.set_by_county import CONTACT_CHARS_MAX, Contact
from kiosk.core.refusal import Refusal
from server.office import audit
from server.office.digest import Office
from server.office.staff import Staff
from server.office.working import require_working
from server.store.journal import Journal
from server.store.people_tables import enquiry as table

ID_BYTES = 4
TOPIC_CHARS_MAX = 200
LIST_COUNT_MAX = 1_000


class Outcome(IntEnum):
    """How an enquiry was settled; OPEN: not yet."""

    OPEN = 0
    HANDLED = 1  # 办
    REFERRED = 2  # 转
    ANSWERED = 3  # 答


OUTCOME_WORDS = {Outcome.OPEN: "未办结", Outcome.HANDLED: "办", Outcome.REFERRED: "转", Outcome.ANSWERED: "答"}


class Enquiry(NamedTuple):
    """One of them. id: YYYYMMDD-XXXXXXXX; matter: "" outside the catalogue; first_owner, owner, asked_of: staff
    numbers, the last "" where no transfer waits; contact: where it was referred to, None where it was not."""

    id: str
    topic: str
    matter: str
    first_owner: str
    owner: str
    asked_of: str
    outcome: Outcome
    contact: Contact | None
    note: str
    asked_at_ms: int
    closed_at_ms: int | None


def add(office: Office, journal: Journal, topic: str, matter: str, by: str, os_user: str) -> Enquiry:
    """Note what was asked of `by`, who owns it from now on. Refusals MATTER_UNKNOWN, ENQUIRY_FACT_WRONG."""
    now_ms = office.instruments.clock().wall_ms
    person = _person(office, journal, by, now_ms)
    _check("topic", topic, TOPIC_CHARS_MAX)
    if matter:
        office.published.in_force(journal.connection).catalogue.matter(matter)
    new = f"{china_date(now_ms):%Y%m%d}-{office.instruments.draw(ID_BYTES).hex().upper()}"
    blank: dict[str, Any] = dict.fromkeys(("asked_of", "department", "phone", "address", "note"), "")
    row = {"id": new, "topic": topic, "matter": matter, "first_owner": person.number, "owner": person.number, **blank}
    row |= {"county": journal.county, "prefix": person.prefix, "outcome": int(Outcome.OPEN), "asked_at_ms": now_ms}
    journal.connection.execute(table.insert().values(**row))
    _audit(office, journal, os_user, person, "enquiry add", new)
    return one(journal.connection, journal.county, new)


def transfer(office: Office, journal: Journal, which: str, to: str, by: str, os_user: str) -> Enquiry:
    """Ask a colleague to take it over; who had it keeps it until they confirm. Refusals ENQUIRY_UNKNOWN,
    ENQUIRY_CLOSED, ENQUIRY_NOT_YOURS, STAFF_UNKNOWN."""
    now_ms = office.instruments.clock().wall_ms
    person, held = _mine(office, journal, which, by, now_ms)
    other = require_working(journal.connection, journal.county, to, now_ms)
    _change(journal, held.id, asked_of=other.number, transferred_at_ms=now_ms)
    _audit(office, journal, os_user, person, "enquiry transfer", held.id)
    return one(journal.connection, journal.county, held.id)


def confirm(office: Office, journal: Journal, which: str, by: str, os_user: str) -> Enquiry:
    """Who was asked takes it over, and owns it from here. Refusals as of `transfer`."""
    now_ms = office.instruments.clock().wall_ms
    person = _person(office, journal, by, now_ms)
    held = _open(journal, which)
    if held.asked_of != person.number:
        raise Refusal("ENQUIRY_NOT_YOURS", id=held.id, owner=held.asked_of or held.owner)
    _change(journal, held.id, owner=person.number, asked_of="")
    _audit(office, journal, os_user, person, "enquiry confirm", held.id)
    return one(journal.connection, journal.county, held.id)


def close(office: Office, journal: Journal, which: str, outcome: Outcome, note: str, by: str, os_user: str) -> Enquiry:
    """Settle it: handled or answered, and how. Refusals as of `transfer`, ENQUIRY_FACT_WRONG."""
    now_ms = office.instruments.clock().wall_ms
    person, held = _mine(office, journal, which, by, now_ms)
    _check("note", note, TOPIC_CHARS_MAX)
    _change(journal, held.id, outcome=int(outcome), note=note, asked_of="", closed_at_ms=now_ms)
    _audit(office, journal, os_user, person, "enquiry close", held.id)
    return one(journal.connection, journal.county, held.id)


def refer(office: Office, journal: Journal, which: str, given: Contact, by: str, os_user: str) -> Enquiry:
    """Settle what this county does not do: where it is done, on a 转介单. given: "" fields are taken from the matter's
    contact in the catalogue. Refusal REFERRAL_INCOMPLETE: nobody is sent away with a bare no."""
    now_ms = office.instruments.clock().wall_ms
    person, held = _mine(office, journal, which, by, now_ms)
    matters = office.published.in_force(journal.connection).catalogue.matters
    known = next((matter.contact for matter in matters if matter.code == held.matter), None)
    named = {name: getattr(given, name) or getattr(known, name, "") for name in ("department", "phone", "address")}
    if not all(named.values()):
        raise Refusal("REFERRAL_INCOMPLETE")
    for name, text in named.items():
        _check(name, text, CONTACT_CHARS_MAX)
    _change(journal, held.id, outcome=int(Outcome.REFERRED), asked_of="", closed_at_ms=now_ms, **named)
    _audit(office, journal, os_user, person, "enquiry refer", held.id)
    return one(journal.connection, journal.county, held.id)


def one(connection: Connection, county: str, which: str) -> Enquiry:
    """The enquiry of that number; Refusal ENQUIRY_UNKNOWN."""
    row = connection.execute(_asked(county).where(table.c.id == which.strip().upper())).one_or_none()
    if row is None:
        raise Refusal("ENQUIRY_UNKNOWN", id=which[:17])
    return _enquiry(row)


def listed(connection: Connection, county: str, prefix: str = "", closed: bool = False) -> list[Enquiry]:
    """Those under `prefix` that are open, the longest first; with `closed` those that are settled too."""
    c = table.c
    asked = _asked(county).where(c.prefix.startswith(prefix, autoescape=True))
    asked = asked if closed else asked.where(c.outcome == int(Outcome.OPEN))
    return [_enquiry(row) for row in connection.execute(asked.order_by(c.asked_at_ms, c.id).limit(LIST_COUNT_MAX))]


def _asked(county: str) -> Select[Any]:
    return select(table).where(table.c.county == county)


def _enquiry(row: Any) -> Enquiry:
    contact = Contact(row.department, row.phone, row.address) if row.department else None
    return Enquiry(
        row.id, row.topic, row.matter, row.first_owner, row.owner, row.asked_of, Outcome(row.outcome), contact,
        row.note, row.asked_at_ms, row.closed_at_ms,
    )  # fmt: skip


def _person(office: Office, journal: Journal, number: str, now_ms: int) -> Staff:
    if not office.node.is_county:
        raise Refusal("COUNTY_ONLY", command="enquiry")
    return require_working(journal.connection, journal.county, number, now_ms)


def _open(journal: Journal, which: str) -> Enquiry:
    held = one(journal.connection, journal.county, which)
    if held.outcome is not Outcome.OPEN:
        raise Refusal("ENQUIRY_CLOSED", id=held.id)
    return held


def _mine(office: Office, journal: Journal, which: str, by: str, now_ms: int) -> tuple[Staff, Enquiry]:
    person, held = _person(office, journal, by, now_ms), _open(journal, which)
    if held.owner != person.number:
        raise Refusal("ENQUIRY_NOT_YOURS", id=held.id, owner=held.owner)
    return person, held


def _change(journal: Journal, which: str, **values: Any) -> None:
    c = table.c
    journal.connection.execute(update(table).where(c.county == journal.county, c.id == which).values(**values))


def _check(name: str, text: str, chars_max: int) -> None:
    if not text.strip() or len(text) > chars_max or not text.isprintable():
        raise Refusal("ENQUIRY_FACT_WRONG", name=name, chars_max=chars_max)


def _audit(office: Office, journal: Journal, os_user: str, person: Staff, deed: str, which: str) -> None:
    audit.write(journal, office.instruments, f"{os_user}/{person.number}", deed, which, "")
