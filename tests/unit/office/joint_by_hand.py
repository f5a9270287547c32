"""A county with its register of departments, whose cases it handles itself, for the tests of joint handling."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.core.casework.codes import Tier
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.office.bodies import Opened
from server.office.deeds import find_case
from server.office.desk import Desk
from server.office.staff import Staff
from tests.office_by_hand import CLERK, count_events, do, forwarded_case, people
from tests.server_by_hand import House, StationByHand, county, station

LEADER = Staff("L1", "督办", Level.COUNTY, "331003", ("clerk", "supervisor"))
HOUR_MS, DAY_MS = 3_600_000, 86_400_000
DEPARTMENTS = (("ZRZY", "自然资源局", 5), ("ZJ", "住建局", 8), ("NYNC", "农业农村局", 10))


class Joint:
    """A county with its register of departments and cases that the county handles."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.desk = Desk(house.node, house.office, house.writer, house.instruments)
        self.village: StationByHand = station(house)
        people(house, CLERK, LEADER)
        for code, name, days in DEPARTMENTS:
            self.ask("departments-set", code=code, name=name, days=days)

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        return self.desk.do(command, arguments, "tester")

    def refused(self, command: str, **arguments: Any) -> Refusal:
        """The refusal; and that nothing was written."""
        before = count_events(self.house)
        with pytest.raises(Refusal) as no:
            self.ask(command, **arguments)
        assert count_events(self.house) == before
        return no.value

    def act(self, case: str, command: str, staff: str = "C1", **fields: str) -> None:
        do(self.house, case, command, staff, **fields)

    def accepted(self, sequence: int, **terms: Any) -> str:
        at_the_county = {"accept_tier": Level.COUNTY, "decide_tier": Tier.COUNTY}
        case = forwarded_case(self.house, self.village, sequence, **at_the_county, **terms)
        self.act(case, "accept")
        return case

    def in_review(self, sequence: int, *departments: str) -> str:
        case = self.accepted(sequence)
        self.act(case, "start")
        self.act(case, "open-joint", departments="、".join(departments) or "自然资源局")
        for department in departments:
            self.act(case, "ask-opinion", department=department)
        return case

    def on(self, day: date, hour: int = 10) -> None:
        """The county's clock at that hour of the day, and its tick."""
        self.house.wall.ms += ((day - date(2026, 11, 22)).days - self.days) * DAY_MS + (hour - self.hour) * HOUR_MS
        self.days, self.hour = (day - date(2026, 11, 22)).days, hour
        while self.house.writer.run(self.house.office.tick):
            pass

    days, hour = 0, 10  # the tests begin at 10:00 on 2026-11-22

    def told(self, case: str) -> dict[str, Any]:
        return dict(self.ask("cases", case=case)["found"][0])

    def body(self, case: str, kind: Kind) -> dict[str, Any]:
        """The body of the case's latest event of that kind."""

        def opened(journal: Any) -> dict[str, Any]:
            one = find_case(self.house.office, journal, case)
            event = [event for event in one.folded.landed if event.head.kind == kind][-1]
            found = self.house.office.bodies.open(journal.connection, one.rows[event.hash])
            assert isinstance(found, Opened)
            return dict(msgspec.json.decode(found.plain))

        return self.house.writer.run(opened)


@contextmanager
def joint(folder: Path) -> Iterator[Joint]:
    with county(folder) as house:
        yield Joint(house)


TRIP: dict[str, Any] = {
    "sort": "site",
    "on": "2026-11-20",
    "route": "镇政府—东岙村",
    "members": [{"name": "陈工", "department": "ZRZY"}, {"name": "李工", "department": "ZJ"}],
}


def recorded(office: Joint, *cases: str, staff: str = "C1", **changes: Any) -> dict[str, Any]:
    rows = [{"case": case, "findings": f"第{n}户四至清楚"} for n, case in enumerate(cases, 1)]
    return office.ask("trip-record", record=json.dumps(TRIP | {"cases": rows} | changes), staff=staff)


def linked(office: Joint, case: str, place: int, *after: int, project: str = "XM-2026-1") -> None:
    more = {"after": ",".join(map(str, after))} if after else {}
    office.act(case, "link", project=project, place=str(place), project_name="冷库", **more)


ITEM = {
    "item": "不动产登记费",
    "basis": "发改价格规〔2016〕2559号",
    "rate": "每件80元",
    "floor_fen": 8_000,
    "fen": 8_000,
}
