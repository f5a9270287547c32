"""送出情况: the truths of the whole station, the roads that were tried, and every event with its proof (R-TRUTH).

Nothing here says that anything arrived unless somebody signed for it; each number can be followed to its proofs.
"""

from collections.abc import Mapping
from typing import Any

from kivy.properties import BooleanProperty, ListProperty, StringProperty

from kiosk.desk.casebook import TRUTHS
from kiosk.desk.proofs import Tally, Travelling, tally, travelling
from kiosk.desk.rounds import Line
from kiosk.desk.station import Station
from kiosk.screens.agent.act_words import act_word, where_kind
from kiosk.screens.agent.counter import Counters
from kiosk.screens.agent.words import road_word, short_number, truth_word
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
    answer = StringProperty("")
    answer_kind = StringProperty("info")
    photographs = StringProperty("")

    def enter(self) -> None:
        """Nothing is given."""
        self.title = _("送出情况")
        self.shell.line.bind(changed=self._refresh, line=self._line)
        self._asked = self._answering = False
        self._line()
        self._refresh()

    def leave(self) -> None:
        """Nothing of a case stays."""
        self.shell.line.unbind(changed=self._refresh, line=self._line)
        self.rows = []

    def send(self) -> None:
        """现在就送: one exchange at once."""
        self._asked, self.answer = True, ""
        self.shell.line.now()

    def pick(self, key: tuple[bytes, str]) -> None:
        """The proofs of one event."""
        event, number = key
        self.shell.go("proof", event=event, number=number)

    def _refresh(self, *_: object) -> None:
        self._answering = self._asked and self.shell.line.line is not Line.TRYING
        self.shell.do(_read, self._show)

    def _line(self, *_unused: object) -> None:
        line = self.shell.line
        self.trying = line.line is Line.TRYING
        self.line_kind = KINDS.get(line.line, "info")
        roads = [road_word(road, len(line.said["roads"])) for road in line.said.get("roads", ())]
        open_now = line.line is Line.OPEN and roads  # which side answered is said by the road alone
        said = [_("办好的会自动送出。")] if open_now else [line.sentence]
        self.line_text = "\n".join([*said, *([] if self.trying else roads)])

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
        if counted.waiting and self.line_kind == "good":
            self.line_kind = "wait"
        if self._answering:
            self._asked = self._answering = False
            self.answer, self.answer_kind = sent_word(self.shell.line.line, self.shell.line.said, counted.unsigned)


def sent_word(line: Line, said: Mapping[str, Any], unsigned: int) -> tuple[str, str]:
    """What 现在就送 led to, and the kind of the notice that says so. said: what the round told; unsigned: steps that
    nobody has signed for yet."""
    if line is not Line.OPEN:
        roads = said.get("roads", ())
        why = next((road_word(road, 1) for road in roads if not road["ok"]), "") or _("没有连上。")
        return _("没送出去，原因：{why}").format(why=why), "bad" if line is Line.DOUBTFUL else "wait"
    if unsigned:
        return _("通了，还有 {count} 条对方没有签收，会接着送。").format(count=unsigned), "wait"
    by_relay = any(road["ok"] and road.get("role") != "county" for road in said.get("roads", ()))
    return (_("送到了：乡镇中转签收了，由它转给县里。") if by_relay else _("送到了：县里签收了。")), "good"


def _row(one: Travelling) -> dict[str, Any]:
    return {
        "title": act_word(one.kind, one.level),
        "note": f"{one.principal}　{one.matter}\n".lstrip() + _("编号 {number}").format(number=short_number(one.case)),
        "mark": truth_word(one.truths[-1]),
        "mark_kind": where_kind(one.truths),
        "key": (one.hash, one.case),
    }


def _read(station: Station) -> tuple[Tally, tuple[Travelling, ...]]:
    return tally(station), travelling(station)


load_twin(__file__, BigButton, Card, Empty, Facts, Notice, Rows, Scroll, Counters)
