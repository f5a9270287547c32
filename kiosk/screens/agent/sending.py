"""送出情况: the truths of the whole station, the roads that were tried, and every event with its proof (R-TRUTH).

Nothing here says that anything arrived unless somebody signed for it; each number can be followed to its proofs.
"""

from typing import Any

from kivy.properties import BooleanProperty, ListProperty, StringProperty

from kiosk.desk.casebook import TRUTHS
from kiosk.desk.proofs import Tally, Travelling, tally, travelling
from kiosk.desk.rounds import Line
from kiosk.desk.station import Station
from kiosk.screens.agent.counter import Counters
from kiosk.screens.agent.words import happened_word, road_word, short_number, truth_word
from kiosk.screens.page import Page
from kiosk.widgets.big_button import BigButton
from kiosk.widgets.card import Card
from kiosk.widgets.empty import Empty
from kiosk.widgets.facts import Facts
from kiosk.widgets.notice import Notice
from kiosk.widgets.rows import Rows
from kiosk.widgets.scroll import Scroll
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

KINDS = {Line.OPEN: "good", Line.CLOSED: "wait", Line.DOUBTFUL: "bad"}


class SendingPage(Page):
    """`trying`: an exchange is under way; `roads`: what the last one met, road by road."""

    truths = ListProperty()
    rows = ListProperty()
    trying = BooleanProperty(False)
    loaded = BooleanProperty(False)
    line_kind = StringProperty("info")
    line_text = StringProperty("")
    waiting = StringProperty("")
    photographs = StringProperty("")

    def enter(self) -> None:
        """Nothing is given."""
        self.title = _("送出情况")
        self.shell.line.bind(changed=self._refresh, line=self._line)
        self._line()
        self._refresh()

    def leave(self) -> None:
        """Nothing of a case stays."""
        self.shell.line.unbind(changed=self._refresh, line=self._line)
        self.rows = []

    def send(self) -> None:
        """现在就送: one exchange at once."""
        self.shell.line.now()

    def pick(self, key: tuple[bytes, str]) -> None:
        """The proofs of one event."""
        event, number = key
        self.shell.go("proof", event=event, number=number)

    def _refresh(self, *_: object) -> None:
        self.shell.do(_read, self._show)

    def _line(self, *_unused: object) -> None:
        line = self.shell.line
        self.trying = line.line is Line.TRYING
        self.line_kind = KINDS.get(line.line, "info")
        roads = [road_word(road, len(line.said["roads"])) for road in line.said.get("roads", ())]
        self.line_text = "\n".join([line.sentence, *([] if self.trying else roads)])

    def _show(self, read: tuple[Tally, tuple[Travelling, ...]]) -> None:
        counted, events = read
        self.truths = [(truth, truth_word(truth), counted.truths[truth]) for truth in TRUTHS]
        self.waiting = (
            _("还有 {count} 条等着送出").format(count=counted.waiting) if counted.waiting else _("没有等着送的")
        )
        self.photographs = (
            _("还有 {count} 张照片等着送出").format(count=counted.photographs_waiting)
            if counted.photographs_waiting
            else _("没有等着送的照片")
        )
        if counted.refused:
            self.waiting += "　" + _("有 {count} 条对方没有收下，请看下面").format(count=counted.refused)
        self.rows = [_row(one) for one in events]
        self.loaded = True
        self._line()


def _row(one: Travelling) -> dict[str, Any]:
    last = one.truths[-1]
    kinds = {"recorded": "wait", "left": "wait", "at_township": "info"}
    return {
        "title": happened_word(one.kind, one.level),
        "note": _("编号 {number}").format(number=short_number(one.case)),
        "mark": truth_word(last),
        "mark_kind": kinds.get(last, "good"),
        "key": (one.hash, one.case),
    }


def _read(station: Station) -> tuple[Tally, tuple[Travelling, ...]]:
    return tally(station), travelling(station)


load_twin(__file__, BigButton, Card, Empty, Facts, Notice, Rows, Scroll, Counters)
