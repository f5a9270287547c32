"""Cases as a station writes them, for the office's tests: real numbers, real facts, synthetic people."""

from typing import Any

import msgspec
from sqlalchemy import func, select

from kiosk.core.carriage.author import Wording, Written
from kiosk.core.casework.case_number import issue
from kiosk.core.casework.codes import T1Policy, Tier
from kiosk.core.casework.days import china_date
from kiosk.core.casework.kinds import Kind, facts_pack
from kiosk.core.event import Level
from server.office.deeds import Done, act
from server.office.staff import Staff, add_staff
from server.store import tables as t
from tests.server_by_hand import NOW_MS, House, StationByHand

NAME, CODE = "王小英", "271828"
VILLAGE, TOWNSHIP_STATION, OTHER_VILLAGE = "331003001001", "331003001000", "331003101246"
MATTERS = {
    (Level.VILLAGE, Tier.VILLAGE): "RS-12",
    (Level.TOWNSHIP, Tier.TOWNSHIP): "MZ-05",
    (Level.TOWNSHIP, Tier.COUNTY): "MZ-01",
    (Level.COUNTY, Tier.COUNTY): "MZ-12",
}
CLERK = Staff("C1", "县窗口", Level.COUNTY, "331003", ("clerk", "reviewer", "approver", "head"))
TOWN = Staff("T1", "镇窗口", Level.TOWNSHIP, "331003001", ("clerk", "approver"))


def number(station: StationByHand, sequence: int = 1) -> str:
    """A case number of that station, of the day the tests live on."""
    enrolment = station.enrolment
    return issue(enrolment.station, china_date(NOW_MS), enrolment.terminal, sequence)


def entrust(
    station: StationByHand,
    case: str,
    matter: str = "",
    accept_tier: Level = Level.TOWNSHIP,
    decide_tier: Tier = Tier.TOWNSHIP,
    mandate: bool = True,
    catalogue_version: int = 1,
    t1_policy: T1Policy = T1Policy.ONCE_NO_DEEMING,
) -> Written:
    """Entrusted, with a name and a query code in its body. matter: by default one that the county published with
    these tiers; any other states terms that differ."""
    matter = matter or MATTERS[accept_tier, decide_tier]
    facts = {
        "mandate": mandate,
        "matter": matter,
        "catalogue_version": catalogue_version,
        "accept_tier": accept_tier,
        "decide_tier": decide_tier,
        "t1_policy": t1_policy,
    }
    body = {"matter": matter, "principal": {"name": NAME, "id_number": "x", "phone": "y"}, "query_code": CODE}
    return deed(station, Kind.ENTRUSTED, case, facts, body, author="A1" if mandate else "")


def deed(
    station: StationByHand,
    kind: Kind,
    case: str,
    facts: dict[str, Any] | None = None,
    body: dict[str, Any] | None = None,
    author: str = "A1",
    after: tuple[bytes, ...] = (),
) -> Written:
    """Any event of a case by that station."""
    wording = Wording(station.dice.randbytes(8), int(kind), case, facts_pack(kind, facts or {}), author, after)
    return station._add(wording, b"" if body is None else msgspec.json.encode(body))


def forwarded_case(house: House, station: StationByHand, sequence: int = 1, **terms: Any) -> str:
    """A case entrusted and forwarded by the station, received and digested by the county."""
    case = number(station, sequence)
    entrust(station, case, **terms)
    deed(station, Kind.FORWARDED, case, body={"at_ms": NOW_MS})
    house.receive(station.batch())
    house.digest()
    return case


def people(house: House, *staff: Staff) -> None:
    """Register them."""

    def add(journal: Any) -> None:
        for one in staff:
            add_staff(journal, house.instruments, one, "tester")

    house.writer.run(add)


def do(house: House, case: str, command: str, staff: str, **fields: str) -> Done:
    """`act` in the name of a staff number."""
    return house.writer.run(lambda journal: act(house.office, journal, case, command, fields, staff, "tester"))


def row(house: House, case: str) -> dict[str, Any]:
    """The projection of a case."""
    c = t.case_row.c
    asked = select(*c).where(c.case_no == case)
    return house.writer.run(lambda journal: dict(journal.connection.execute(asked).mappings().one()))


def kinds(house: House, case: str) -> list[int]:
    """The kinds of a case's events, sorted."""
    e = t.event.c
    asked = select(e.kind).where(e.case_no == case).order_by(e.kind)
    return house.writer.run(lambda journal: list(journal.connection.scalars(asked)))


def count_events(house: House) -> int:
    """How many events the journal holds."""
    return house.writer.run(lambda journal: journal.connection.scalars(select(func.count(t.event.c.hash))).one())
