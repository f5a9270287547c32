"""Who is authorised for which matter (首席代表与窗口授权, domain A-6): per person and matter, to accept, to review or to
conclude, from a day to a day.

A matter that nobody was authorised for is anybody's whose post fits. Once it has one authorisation, also one that has
run out, only those named may do these deeds: an authority that lapses is not given to everybody by that.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from kiosk.core.casework.days import day_number, day_of
from kiosk.core.refusal import Refusal
from server.office import audit
from server.office.administrating import require_administrator
from server.office.digest import Office
from server.office.staff import require_staff
from server.store.journal import Journal
from server.store.people_tables import authorisation as table


class Grade(IntEnum):
    """How far an authorisation goes; each holds those before it."""

    ACCEPT = 1  # 受理
    REVIEW = 2  # 审核
    CONCLUDE = 3  # 办结


GRADES: Mapping[str, Grade] = {grade.name.lower(): grade for grade in Grade}
GRADE_WORDS: Mapping[Grade, str] = {Grade.ACCEPT: "受理", Grade.REVIEW: "审核", Grade.CONCLUDE: "办结"}
# Which deeds are the matter's own; all others go with the post alone.
NEEDED: Mapping[str, Grade] = {
    **dict.fromkeys(("accept", "correct", "decline", "return", "allow-later"), Grade.ACCEPT),
    **dict.fromkeys(("start", "pass-up", "step", "suspend", "resume", "open-joint", "close-joint"), Grade.REVIEW),
    **dict.fromkeys(("check-promise", "extend"), Grade.REVIEW),
    "conclude": Grade.CONCLUDE,
}


class Authorisation(NamedTuple):
    """One person's authority for one matter, on each day from `first` to `last`."""

    number: str
    matter: str
    grade: Grade
    first: datetime.date
    last: datetime.date


class Authorised(NamedTuple):
    """How many matters anybody may do anything with by name, and how many somebody may conclude (授权率、充分授权率)."""

    matters: int
    any: int
    concluding: int


def authorise(office: Office, journal: Journal, asked: Authorisation, by: str, os_user: str) -> None:
    """Give it, in place of what this person had for this matter. Refusals STAFF_UNKNOWN, MATTER_UNKNOWN,
    AUTHORISATION_DAYS and those of `require_administrator`."""
    administrator = require_administrator(office, journal, by, "staff authorise")
    person = require_staff(journal.connection, journal.county, asked.number)
    matter = office.published.in_force(journal.connection).catalogue.matter(asked.matter)
    if asked.first > asked.last:
        raise Refusal("AUTHORISATION_DAYS", first=asked.first, last=asked.last)
    _forget(journal, person.number, matter.code)
    journal.connection.execute(
        table.insert().values(
            county=journal.county,
            number=person.number,
            matter=matter.code,
            grade=int(asked.grade),
            first=day_number(asked.first),
            last=day_number(asked.last),
        )
    )
    said = f"{matter.code} {asked.grade.name.lower()} {asked.first} {asked.last}"
    who = f"{os_user}/{administrator.number}"
    audit.write(journal, office.instruments, who, "staff authorise", person.number, said)


def withdraw(office: Office, journal: Journal, number: str, matter: str, by: str, os_user: str) -> None:
    """Take it back; Refusal AUTHORISATION_UNKNOWN."""
    administrator = require_administrator(office, journal, by, "staff authorise")
    if not _forget(journal, number, matter):
        raise Refusal("AUTHORISATION_UNKNOWN", number=number[:16], matter=matter[:20])
    audit.write(journal, office.instruments, f"{os_user}/{administrator.number}", "staff deauthorise", number, matter)


def authorisations(connection: Connection, county: str, matter: str = "") -> list[Authorisation]:
    """All of them, or those for one matter, by matter and person."""
    c = table.c
    asked = select(c.number, c.matter, c.grade, c.first, c.last).where(c.county == county)
    asked = asked.where(c.matter == matter) if matter else asked
    return [_authorisation(*row) for row in connection.execute(asked.order_by(c.matter, c.number))]


def lacking(held: Sequence[Authorisation], number: str, command: str, today: datetime.date) -> Grade | None:
    """The grade that this person would need today for the command and has not, None where they may. held: all
    authorisations of the matter."""
    needed = NEEDED.get(command)
    if needed is None or not held:
        return None
    enough = any(one.number == number and one.grade >= needed and one.first <= today <= one.last for one in held)
    return None if enough else needed


def barred(connection: Connection, county: str, number: str, matter: str, today: datetime.date) -> frozenset[str]:
    """The commands for which this person lacks the authority that the matter asks for today: they have no button."""
    held = authorisations(connection, county, matter)
    return frozenset(command for command in NEEDED if lacking(held, number, command, today) is not None)


def check_authority(
    connection: Connection, county: str, number: str, matter: str, command: str, today: datetime.date
) -> None:
    """Refusal NOT_AUTHORISED where the matter has authorisations and none of this person's is enough today."""
    needed = lacking(authorisations(connection, county, matter), number, command, today)
    if needed is not None:
        said = {"grade": GRADE_WORDS[needed], "grade_en": needed.name.lower()}
        raise Refusal("NOT_AUTHORISED", number=number, matter=matter, **said)


def counted(held: Iterable[Authorisation], matters: Iterable[str], today: datetime.date) -> Authorised:
    """The counts of today over these matters."""
    codes = set(matters)
    now = [one for one in held if one.first <= today <= one.last and one.matter in codes]
    concluding = {one.matter for one in now if one.grade is Grade.CONCLUDE}
    return Authorised(len(codes), len({one.matter for one in now}), len(concluding))


def _authorisation(number: str, matter: str, grade: int, first: int, last: int) -> Authorisation:
    begun, ended = day_of(first), day_of(last)
    assert begun is not None and ended is not None, "written by authorise"
    return Authorisation(number, matter, Grade(grade), begun, ended)


def _forget(journal: Journal, number: str, matter: str) -> bool:
    c = table.c
    mine = (c.county == journal.county, c.number == number, c.matter == matter)
    return journal.connection.execute(delete(table).where(*mine)).rowcount > 0


