"""A county in the middle of a working day, for whoever looks at its console: a dozen cases in different states, five
stations that are well and four that are not, incidents, people with passwords.

Made of real events by the houses of `tests.server_by_hand`; all people are invented. The day is `NOW_MS`.
"""

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from kiosk.core.carriage.ask import Ask, Proved, Report, sign_ask
from kiosk.core.carriage.batch import write_batch
from kiosk.core.carriage.kinds import CARRIED
from kiosk.core.carriage.revocation import Why
from kiosk.core.carriage.stick import FileKind, name_for
from kiosk.core.casework.case_number import issue
from kiosk.core.casework.codes import ErasedFor
from kiosk.core.casework.days import china_date
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import ClockQuality, ClockReading, Level
from server.office.departments import Department, set_department
from server.office.erasing import erase
from server.office.form_shelf import form_held
from server.office.passwords import hash_password, set_password
from server.office.revoking import revoke
from server.office.staff import Staff, add_staff
from server.sticks.folder import StickFolder
from server.sticks.taking import take_from
from server.store.journal import Journal
from tests.answers_by_hand import answers_for
from tests.office_by_hand import deed, do
from tests.server_by_hand import NOW_MS, House, StationByHand, found, frame_of, station

PASSWORD = "黄岩的橘子红了 2026"
DAY_MS = 86_400_000
CODE = "271828"
ADMINISTRATOR = Staff("X01", "徐管理", Level.COUNTY, "331003", ("administrator",))
CLERK = Staff("C01", "陈晓芸", Level.COUNTY, "331003", ("clerk", "reviewer", "approver", "head"))
SUPERVISOR = Staff("S01", "沈督办", Level.COUNTY, "331003", ("supervisor",))
TOWN = Staff("T01", "童海平", Level.TOWNSHIP, "331003101", ("clerk", "approver"))
OTHER_TOWN = Staff("T02", "郑玲玲", Level.TOWNSHIP, "331003001", ("clerk", "approver"))
AGENT = Staff("V01", "蔡阿良", Level.VILLAGE, "331003101246", ("clerk",))
PEOPLE = (ADMINISTRATOR, CLERK, SUPERVISOR, TOWN, OTHER_TOWN, AGENT)
NINGXI = ("331003101246", "331003101001", "331003101002", "331003101205", "331003101215", "331003001001")
UNUSED = "331003101003"
TOWNSHIP, BY_STICK, STOLEN, HANDED_ON = "331003101000", "331003101218", "331003101222", "331003101223"
DEPARTMENTS = (
    Department("ZRZY", "自然资源局", 8), Department("STHJ", "生态环境局", 8), Department("SLJ", "水利局", 5),
    Department("ZJJ", "住房和城乡建设局", 12),
)  # fmt: skip
_NAMES = ("丁大山", "王小英", "欧阳春兰", "李桂花", "卢阿根", "牟金娣", "蔡国庆", "郑素珍", "林海", "章玉莲", "阮文明", "解凤")

class Day(NamedTuple):
    """What was made: case numbers by what they are good for, and the query code that they all have."""

    new: str
    to_correct: str
    to_decline: str
    handled: str
    suspended: str
    concluded: str
    delivered: str
    late: str
    erased: str
    answered: str
    joint: str
    urgent: str
    code: str = CODE


class _Village:
    """A station and its next sequence number."""

    def __init__(self, house: House, code: str, seed: int) -> None:
        self.house, self.code = house, code
        self.hand: StationByHand = station(house, code, seed)
        self.sequence = 0

    def entrust(self, name: str, matter: str, at_ms: int, forward: bool = True) -> str:
        """A case entrusted at `at_ms` and, unless told otherwise, forwarded."""
        self.sequence += 1
        self.hand.reading = ClockReading(at_ms, 1, ClockQuality.COMPARED)
        enrolment = self.hand.enrolment
        case = issue(enrolment.station, china_date(at_ms), enrolment.terminal, self.sequence)
        terms = self.house.writer.run(lambda journal: self.house.office.published.terms(journal.connection, matter, 1))
        assert terms is not None
        facts = {
            "mandate": True, "matter": matter, "catalogue_version": 1, "accept_tier": terms.accept_tier,
            "decide_tier": terms.decide_tier, "t1_policy": terms.t1_policy,
        }  # fmt: skip
        body = _body(name, matter, terms.material_count)
        deed(self.hand, Kind.ENTRUSTED, case, facts, body, author="V01")
        if forward:
            deed(self.hand, Kind.FORWARDED, case, body={}, author="V01")
        self.send()
        return case

    def send(self, only: Sequence[Any] | None = None) -> None:
        """Everything it has written, at the county."""
        self.house.receive(self.hand.batch(only))
        self.house.digest()

    def ask(self, software: str = "daiban 0.1.0", free: int = 90 * 2**30, off_ms: int = 900, unsent_s: int = 0) -> None:
        """What it says of itself at this moment of the house's clock."""
        own = Proved(self.hand.log, 0, 0, 0)
        report = Report(software, free, None, 26 * 3_600, unsent_s)
        asked = Ask(
            self.hand.identity.node, self.hand.pen.log, self.house.wall.ms - off_ms, 1, 1, (own,), (), report, 200_000
        )
        self.house.downlink.answer(sign_ask(self.hand.signing, asked).signed)


def _body(name: str, matter: str, material_count: int) -> dict[str, Any]:
    fields, poor = (_example(name) for name in ("entrustment-township", "entrustment"))
    if (held := form_held(matter)) is not None:
        fields["form"] = {"id": held.id, "version": held.version}
        fields["answers"] = poor["answers"] if matter == poor["matter"] else answers_for(matter)
    fields["principal"] = {**fields["principal"], "name": name}
    fields["materials"] = [{"number": number, "held": "原件"} for number in range(1, material_count + 1)]
    return {**fields, "matter": matter, "query_code": CODE}


def _example(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files("assets").joinpath(f"examples/{name}.json").read_bytes())
    return found


def people(house: House) -> None:
    """Everybody, with the one password where the console is for them."""

    def add(journal: Any) -> None:
        kept = hash_password(PASSWORD, bytes(16))
        for one in PEOPLE:
            add_staff(journal, house.instruments, one, "tester")
            if one.level is not Level.VILLAGE:
                set_password(journal, house.node, house.instruments, one.number, kept, "tester")

    house.writer.run(add)


def make(folder: Path) -> Day:
    """Found a county in `folder` and live its days up to `NOW_MS`; then it may be run by a process."""
    house = House(found(folder))
    try:
        people(house)
        return _days(house)
    finally:
        house.close()


def _days(house: House) -> Day:
    names = iter(_NAMES)
    wall = house.wall

    def on(days_ago: float) -> int:
        wall.ms = NOW_MS - int(days_ago * DAY_MS)
        return wall.ms

    on(40)
    villages = [_Village(house, code, seed) for seed, code in enumerate(NINGXI, start=11)]
    first, second, third, fourth, fifth, sixth = villages
    house.enrol(UNUSED)  # handed out, and nobody has used it
    delivered = first.entrust(next(names), "NY-02", on(34))
    wall.ms += 3_600_000
    for command, fields in (
        ("accept", {}), ("start", {}), ("step", {"step": "handled"}), ("step", {"step": "reviewed"}),
        ("step", {"step": "approved"}), ("conclude", {"result": "granted", "opinion": "符合条件，同意发放。"}),
        ("send-result", {}),
    ):  # fmt: skip
        wall.ms += 40 * 60_000
        do(house, delivered, command, "C01", **fields)
    late = second.entrust(next(names), "NY-05", on(33))
    wall.ms += 7_200_000
    do(house, late, "accept", "C01")
    do(house, late, "start", "C01")
    suspended = first.entrust(next(names), "NY-08", on(12))
    wall.ms += 3_600_000
    do(house, suspended, "accept", "C01")
    do(house, suspended, "start", "C01")
    do(house, suspended, "suspend", "C01", reason="public-notice", note="按规定公示7天")
    joint = _joint_review(house, fourth, on)
    concluded = third.entrust(next(names), "MZ-12", on(9))
    wall.ms += 3_600_000
    for command, fields in (
        ("accept", {}), ("start", {}), ("step", {"step": "handled"}), ("step", {"step": "reviewed"}),
        ("step", {"step": "approved"}), ("conclude", {"result": "granted"}),
    ):  # fmt: skip
        wall.ms += 600_000
        do(house, concluded, command, "C01", **fields)
    fourth.send()
    fourth.ask()
    sixth.send()
    handled = second.entrust(next(names), "NY-08", on(4))
    wall.ms += 3_600_000
    do(house, handled, "accept", "C01")
    do(house, handled, "start", "C01")
    urgent = _urgent(house, first.entrust(next(names), "MZ-05", on(3)))
    answered = third.entrust(next(names), "MZ-01", on(2))
    to_correct = first.entrust(next(names), "NY-05", on(1))
    to_decline = second.entrust(next(names), "MZ-12", on(0.9))
    erased = _by_hand(house, on)
    _trouble(house, fifth, sixth, next(names), on)
    on(0.15)
    for one in (first, second, third):
        one.ask()
    on(0.1)
    new = first.entrust(next(names), "MZ-12", on(0.08))
    fifth.ask(free=700 * 2**20, off_ms=47 * 60_000, unsent_s=4 * 86_400)
    first.ask()
    wall.ms = NOW_MS
    house.digest()
    house.writer.run(house.office.tick)
    ended = (suspended, concluded, delivered, late, erased)
    return Day(new, to_correct, to_decline, handled, *ended, answered, joint, urgent)


def _departments(house: House) -> None:
    def register(journal: Journal) -> None:
        for one in DEPARTMENTS:
            set_department(journal, house.instruments, one, "tester")

    house.writer.run(register)


def _joint_review(house: House, village: _Village, on: Any) -> str:
    """A case in joint review: one department agrees, one has a condition, one has been silent too long, one is still
    asked; they were on the spot together, and the fees are billed."""
    on(11.9)
    case = village.entrust("周水根", "NY-05", on(11.8))
    _departments(house)
    for command, fields in (
        ("accept", {}), ("start", {}), ("open-joint", {"departments": "自然资源、生态环境、水利、住建"}),
        *(("ask-opinion", {"department": one.code}) for one in DEPARTMENTS),
        ("call-gathering", {"sort": "site", "on": "2026-11-13", "place": "炭场头村养殖场选址",
                            "departments": "自然资源局、生态环境局、水利局"}),
        ("sign-notice", {"department": "ZRZY", "signatory": "王建国"}),
        ("sign-notice", {"department": "STHJ", "signatory": "李敏"}),
    ):  # fmt: skip
        house.wall.ms += 600_000
        do(house, case, command, "C01", **fields)
    on(9.1)
    for command, fields in (
        ("note-attendance", {"department": "ZRZY", "attendance": "present"}),
        ("note-attendance", {"department": "STHJ", "attendance": "present"}),
        ("survey", {"sort": "site", "trip": "75", "people": "王建国（自然资源局）、李敏（生态环境局）",
                    "findings": "选址在村西山坳，距民居420米，下游无饮用水源。"}),
        ("give-opinion", {"department": "ZRZY", "opinion": "consent"}),
        ("give-opinion", {"department": "STHJ", "opinion": "conditions",
                          "reason": "粪污须进村里的集中处理池，不得外排。"}),
        ("visit", {"issue": "用电要增容，已请供电所现场看过。", "next": "2026-11-25"}),
    ):  # fmt: skip
        house.wall.ms += 60_000
        do(house, case, command, "C01", **fields)
    return case


def _urgent(house: House, case: str) -> str:
    """A case of urgent relief that goes first."""
    for command, fields in (
        ("prioritise", {"why": "urgent-relief", "until": "2026-12-31", "note": "房屋被台风损毁，生活困难。"}),
        ("accept", {}),
    ):  # fmt: skip
        house.wall.ms += 600_000
        do(house, case, command, "T01", **fields)
    return case


def _by_hand(house: House, on: Any) -> str:
    """A stick that came to the county, a township's kiosk that handed on a village's records, a device that was stolen,
    and a case whose bodies were erased: its number."""
    on(2.5)
    seeds = {BY_STICK: 31, STOLEN: 32, TOWNSHIP: 33}
    village, stolen, town = (_Village(house, code, seed) for code, seed in seeds.items())
    stolen.entrust("项招娣", "NY-02", on(2.4))
    house.writer.run(
        lambda journal: revoke(
            journal, house.node, house.office.published, house.instruments, STOLEN,
            len(stolen.hand.written), Why.STOLEN, "tester",
        )
    )  # fmt: skip
    erased = village.entrust("毛小妹", "MZ-12", on(2.3), forward=False)
    deed(village.hand, Kind.WITHDRAWN, erased, body={"reason": "不办了"}, author="V01")
    with TemporaryDirectory() as folder:
        stick, batch = StickFolder(Path(folder), writing=True), village.hand.batch()
        stick.write(name_for(FileKind.UP, village.hand.identity.node, batch).text, batch)
        take_from(house.node, house.writer, house.instruments, stick)
    house.digest()
    why, note = ErasedFor.PERSONS_REQUEST, "本人书面申请，第7号"
    house.writer.run(lambda journal: erase(house.office, journal, erased, why, note, "X01", "console"))
    on(2.2)
    town.send()
    handed = _Village(house, HANDED_ON, 34)
    handed.hand.say()
    house.receive(write_batch(town.hand.identity.node, [frame_of(one) for one in handed.hand.written]))
    town.ask()
    house.digest()
    return erased


def _trouble(house: House, fifth: _Village, sixth: _Village, name: str, on: Any) -> None:
    """Numbers that are missing, bytes that are no event, a clone."""
    at = on(0.5)
    fifth.hand.reading = ClockReading(at, 1, ClockQuality.COMPARED)
    fifth.send()
    for _ in range(9):
        fifth.hand.say()
    fifth.hand.say(kind=CARRIED, facts={1: [[fifth.hand.log, 3, 9]], 2: 3, 3: at - 3_600_000})
    written = fifth.hand.written
    fifth.send([written[0], written[1], *written[5:7], *written[9:]])
    sixth.send()
    clone = sixth.hand.fork(2)
    sixth.hand.say()
    sixth.send()
    clone.say()
    house.receive(clone.batch(clone.written[2:]))
    harmed = written[8]._replace(sealed=written[8].sealed[:-1] + b"!")
    house.receive(fifth.hand.batch([harmed]))
    house.digest()
