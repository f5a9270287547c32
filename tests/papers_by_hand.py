"""A hall where cases are worked and their papers read: a real county, one village, people of every post; days that pass
as a test says. Everybody is invented."""

import datetime
import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from kiosk.core.casework.case_number import issue
from kiosk.core.casework.days import china_date
from kiosk.core.casework.decide import promise_facts
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import ClockQuality, ClockReading, Level
from server.documents.document import Document
from server.documents.printing import papers, subject_of
from server.office.departments import Department, set_department
from server.office.dossier import Dossier, Dossiers
from server.office.passwords import hash_password, set_password
from server.office.staff import Staff
from server.store.database import reading
from server.store.journal import Journal
from tests.office_by_hand import deed, do, people
from tests.server_by_hand import House, county, station

VILLAGE = "331003101246"  # 宁溪镇的一个村
AGENT = Staff("V01", "蔡阿良", Level.VILLAGE, VILLAGE, ("clerk",))
STAND_IN = Staff("V02", "林小燕", Level.VILLAGE, VILLAGE, ("clerk",))
TOWN = Staff("T01", "童海平", Level.TOWNSHIP, "331003101", ("clerk", "approver"))
WINDOW = Staff("C01", "陈晓芸", Level.COUNTY, "331003", ("clerk", "reviewer", "approver", "head"))
SUPERVISOR = Staff("S01", "沈督办", Level.COUNTY, "331003", ("clerk", "supervisor"))
DEPARTMENTS = (Department("ZRZY", "自然资源局", 5), Department("STHJ", "生态环境局", 5), Department("ZJ", "住建局", 5))
PASSWORD = "黄岩的橘子红了 2026"
SIGNATURE = {"signature": [[[77, 111, 0], [101, 102, 14], [142, 94, 32], [187, 91, 49]]]}


class Hall:
    """See the module. At the start it is ten in the morning of `NOW_MS`'s day."""

    def __init__(self, house: House) -> None:
        self.house, self.hand, self.sequence = house, station(house, VILLAGE, 11), 0
        people(house, AGENT, STAND_IN, TOWN, WINDOW, SUPERVISOR)
        house.writer.run(self._registered)

    def _registered(self, journal: Journal) -> None:
        for one in DEPARTMENTS:
            set_department(journal, self.house.instruments, one, "tester")
        kept = hash_password(PASSWORD, bytes(16))
        set_password(journal, self.house.node, self.house.instruments, WINDOW.number, kept, "tester")

    def at(self, day: str, hour: int = 10, minute: int = 0) -> None:
        """Make it that minute in China; then the county's clock does what is due."""
        at = datetime.datetime.fromisoformat(f"{day}T{hour:02}:{minute:02}:00+08:00")
        self.house.wall.ms = int(at.timestamp() * 1_000)
        self.house.writer.run(self.house.office.tick)
        self.house.digest()

    def entrusted(self, name: str, matter: str, lacking: tuple[int, ...] = ()) -> str:
        """A case that the village took in, with every material but those, and sent on where another tier accepts it."""
        self.sequence += 1
        made = self.hand.enrolment
        case = issue(made.station, china_date(self.house.wall.ms), made.terminal, self.sequence)
        terms = self.house.writer.run(lambda journal: self.house.office.published.terms(journal.connection, matter, 1))
        assert terms is not None
        facts = {
            "mandate": True, "matter": matter, "catalogue_version": 1, "accept_tier": terms.accept_tier,
            "decide_tier": terms.decide_tier, "t1_policy": terms.t1_policy,
        }  # fmt: skip
        held = [number for number in range(1, terms.material_count + 1) if number not in lacking]
        self.village(Kind.ENTRUSTED, case, facts, _body(name, matter, held))
        if terms.accept_tier > Level.VILLAGE:
            self.village(Kind.FORWARDED, case, body={})
        return case

    def accepted_in_the_village(self, case: str) -> None:
        """By the agent, where the village may; and passed up to where it is decided."""
        one = self.dossier(case).one.case
        terms = self.house.writer.run(
            lambda journal: self.house.office.published.terms(journal.connection, one.matter, one.catalogue_version)
        )
        assert terms is not None
        self.village(Kind.ACCEPTED, case, promise_facts(terms), {})
        self.village(Kind.PASSED_UP, case, {"to": one.decide_tier}, {})

    def village(
        self, kind: Kind, case: str, facts: dict[str, Any] | None = None, body: dict[str, Any] | None = None
    ) -> None:
        """An event that the village's agent writes, and that the county has at once."""
        self.hand.reading = ClockReading(self.house.wall.ms, 1, ClockQuality.COMPARED)
        after = () if kind is Kind.ENTRUSTED else self.dossier(case).one.case.latest
        deed(self.hand, kind, case, facts, body, AGENT.number, after)
        self.house.receive(self.hand.batch())
        self.house.digest()

    def do(self, case: str, command: str, staff: Staff = WINDOW, **fields: str) -> None:
        """A deed of the office."""
        do(self.house, case, command, staff.number, **fields)

    def dossier(self, case: str) -> Dossier:
        """As its page tells it now."""
        house = self.house
        with reading(house.engine) as connection:
            reader = Dossiers(house.node, house.office.published, house.office.bodies)
            return reader.one(connection, case, house.instruments.clock().wall_ms)

    def papers(self, case: str) -> tuple[Document, ...]:
        """Every paper of it so far."""
        house, dossier = self.house, self.dossier(case)
        with reading(house.engine) as connection:
            return papers(dossier, subject_of(connection, house.office.published, house.node.county_code, dossier))

    def paper(self, case: str, code: str) -> Document:
        """The latest of that code."""
        return next(one for one in reversed(self.papers(case)) if one.code == code)


@contextmanager
def hall(folder: Path) -> Iterator[Hall]:
    """A hall in that folder."""
    with county(folder) as house:
        yield Hall(house)


def said(document: Document) -> str:
    """All that stands on it, one cell or paragraph a line."""
    cells = (cell for table in document.tables for row in ((table.heading,), table.heads, *table.rows) for cell in row)
    return "\n".join((document.title, document.organ, document.to, *document.paragraphs, *cells, document.remedy))


def _body(name: str, matter: str, held: list[int]) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(files("assets").joinpath("examples/entrustment-township.json").read_bytes())
    fields["principal"] = {**fields["principal"], "name": name}
    fields["materials"] = [{"number": number, "held": "原件"} for number in held]
    return {**fields, "matter": matter, "query_code": "271828"}
