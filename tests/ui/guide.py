"""Shows every page of the window with as much on it as there can be: the longest names, a long case, all that is asked.

    for name in guide.pages(): guide.show(name)      a page in PAGES that the guide does not know is a KeyError
"""

from collections.abc import Iterator
from typing import Any

from kivy.core.window import Window

from kiosk.desk.entrusting import entrust
from kiosk.desk.photograph import prepare
from kiosk.desk.progress import look_up
from kiosk.desk.staffing import Issued, sign_in_with_card, sign_out
from kiosk.desk.station import Station
from kiosk.desk.visiting import begin
from kiosk.screens.pages import PAGES
from kiosk.screens.resident.errands import errands
from kiosk.screens.shell import Person
from tests.kiosk_by_hand import PIN, bare_example, empower, photographs
from tests.ui.driver import Driver
from tests.ui.filler import fill_in

STATION_NAME = "河口市石桥县青山镇上马家沟民族村便民服务站"
AGENT_NAME = "阿卜杜热合曼·买买提尼亚孜"
NAME = "阿依努尔·阿卜杜外力"
IDENTITY = "331003194912310023"
AGENTS = (
    "desk", "ledger", "ledger_search", "case", "case_answers", "deed", "correction", "sending", "proof", "sticks",
    "batches", "paper_out", "paper_in",
)  # fmt: skip


class Guide:
    """Takes the driver's window to any page. issued: the badge of the station's agent."""

    def __init__(self, kiosk: Driver, issued: Issued) -> None:
        self.kiosk, self.issued = kiosk, issued
        self.size = (round(Window.width), round(Window.height))
        facts = kiosk.shell.facts
        agent = facts.agents[0]._replace(name=AGENT_NAME)
        kiosk.shell.facts = facts._replace(name=STATION_NAME, agents=(agent,), help_phone="0576-8421 7788")
        self._photograph = prepare(photographs()[0].read_bytes(), "1")
        receipt = kiosk.ask(self._entrust).receipt
        self.number, self.code = receipt.number, receipt.query_code
        self.whose, self.progress = kiosk.ask(lambda station: look_up(station, receipt.number, receipt.query_code))
        self.event: bytes = kiosk.ask(
            lambda station: station.store.one('SELECT hash FROM event WHERE "case" = ?', receipt.number)[0]
        )

    def pages(self) -> Iterator[str]:
        """Every page, residents' first."""
        yield from (name for name in PAGES if name not in AGENTS)
        yield from (name for name in PAGES if name in AGENTS)

    def show(self, name: str) -> None:
        """Stand at a page."""
        self._stand(name in AGENTS)
        self.kiosk.shell.go(name, **self._given(name))

    def _given(self, name: str) -> dict[str, Any]:
        case = {"whose": self.whose, "progress": self.progress}
        shown = {"number": self.material}
        form = self.kiosk.shell.visit.form
        known: dict[str, dict[str, Any]] = {
            "errand": {"key": errands()[0].key}, "question": {"key": "name"},
            "form": {"key": max(form.steps, key=lambda step: len(step.label)).ref}, "photos": shown, "pictures": shown,
            "photo_check": {**shown, "taken": photographs()[0].read_bytes()}, "camera": shown, "case_progress": case,
            "rating": case, "complaint": case, "complaint_words": case, "case": {"number": self.number},
            "case_answers": {"number": self.number},
            "deed": {"number": self.number, "command": "forward"}, "correction": {"number": self.number},
            "proof": {"number": self.number, "event": self.event}, "paper_out": {"number": self.number},
        }  # fmt: skip
        return known.get(name, {})

    def _stand(self, signed_in: bool) -> None:
        """A visit with everything said, by an agent where the page is one's; what came before is forgotten."""
        kiosk, shell = self.kiosk, self.kiosk.shell
        if signed_in and shell.person is None:
            person = kiosk.ask(lambda station: sign_in_with_card(station, self.issued.badge, PIN))
            shell.person = Person(person.number, AGENT_NAME)
        elif not signed_in and shell.person is not None:
            kiosk.ask(sign_out)
            shell.person = None
        visit = shell.visit
        visit.wipe()
        visit.beginning = kiosk.ask(begin)
        matter = max(shell.catalogue.matters, key=lambda matter: len(matter.name) * bool(matter.materials))
        visit.choose(matter)
        self.material = matter.materials[0].number
        for key, text in (("name", NAME), ("id_number", IDENTITY), ("phone", "13957180462")):
            visit.answers[key] = text
        for question in visit.questions:
            visit.answers.setdefault(question.key, "青山镇上马家沟民族村桥头自然村十二组四十七号" if question.kind == "text" else "")
        fill_in(visit)
        for material in matter.materials:
            visit.hold(material.number, "原件")
        visit.keep_photograph(self.material, self._photograph)
        visit.notice_seen = True
        for consent in ("notice_read", "agent_acts", "departments_share"):
            visit.consent(consent, True)
        empower(visit, ("提交材料", "补正", "领取结果", "代缴法定费用"), "delivered", True)
        visit.sign([[(x * 17, 300 + x % 5 * 120, (at * 40 + x) * 20) for x in range(40)] for at in range(3)])
        visit.entrusted = self._entrusted

    def _entrust(self, station: Station) -> Any:
        sign_in_with_card(station, self.issued.badge, PIN)
        done = entrust(station, bare_example())
        sign_out(station)
        self._entrusted = done
        return done
