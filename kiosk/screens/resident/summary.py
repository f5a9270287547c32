"""核对: every line that will be recorded, each with 改 beside it, and 提交."""

from collections.abc import Callable

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.core.refusal import Refusal
from kiosk.desk.entrusting import Entrusted
from kiosk.desk.visit import Place
from kiosk.desk.visiting import hand_in, handed
from kiosk.screens.resident.journey_page import JourneyPage
from kiosk.screens.resident.mandate import power_words, until_words
from kiosk.screens.resident.question import spaced
from kiosk.screens.resident.question_words import question_word
from kiosk.widgets import card as _card  # noqa: F401  the twin names them
from kiosk.widgets import scroll as _scroll  # noqa: F401
from kiosk.widgets.ground import Ground
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _


class Line(Ground, BoxLayout):
    """One line: `label`, `value`, and `change`, what 改 does; `lacking` where something is still to be done."""

    label = StringProperty("")
    value = StringProperty("")
    lacking = BooleanProperty(False)

    __events__ = ("on_change",)

    def on_change(self) -> None:
        """改 was touched."""


class SummaryPage(JourneyPage):
    """Everything on one page. Handing in twice makes one case (`visiting.hand_in`). In large type, where few lines fit,
    the button leads down first: 提交 is offered to who has seen the end. `reads`: that is still to come."""

    reads = BooleanProperty(False)

    def enter(self) -> None:
        """Show all lines, those first where something is lacking."""
        self._end_seen = False
        self.stand("summary")
        self.visit.reviewing = True
        self.title = _("核对和提交")
        self.heading = _("请看一看，都对吗？")
        lacking = {gap.place for gap in self.visit.gaps()}
        for label, value, place in self._lines():
            line = Line(label=label, value=value or _("没有填"), lacking=place in lacking)
            line.bind(on_change=self._changing(place))
            self.ids.lines.add_widget(line)
        if self.visit.alone:
            self.note = _("代办员没有登录：提交以后先记在本机（委托待签），代办员确认以后才算正式收件。")
        if lacking:
            self.next_text, self.next_icon = _("还有没填好的，去填"), "forward"
            return
        self._offer()
        if theme.elder:
            self.bind(more=self._look, overflows=self._look, reads=self._offer)
            self._look()

    def _look(self, *_args: object) -> None:
        """Whether there are lines that were not shown yet; once the end was seen it stays seen."""
        if self.more:
            self.reads = not self._end_seen
        if self.reads and self.more:
            self.overflows = False  # one button that leads down is enough
        elif self.reads and self.ids.reading.ids.view.scroll_y < 1:
            self._end_seen, self.reads = True, False
            self.overflows = True
            self.came()  # a second touch of the finger that came down here is not meant for 提交

    def _offer(self, *_args: object) -> None:
        if self.reads:
            self.next_text, self.next_icon = _("接着往下看"), "down"
        else:
            self.next_text, self.next_icon = _("都对，提交"), "check"

    def forward(self) -> None:
        """提交: hand in, once; or go where something is lacking."""
        gaps = self.visit.gaps()
        if gaps:
            self.show_place(gaps[0].place)
            return
        if self.reads:
            self.page_down()
            return
        paper = handed(self.visit)
        self.shell.do(lambda station: hand_in(station, paper), self._entrusted, self._refused, _("正在登记，请稍等…"))

    def _entrusted(self, entrusted: Entrusted) -> None:
        self.visit.entrusted = entrusted
        self.shell.hurry()
        self.show_place(self.visit.after("summary"))

    def _refused(self, refusal: Refusal) -> None:
        self.error = self.said(refusal)

    def _changing(self, place: Place) -> Callable[[Line], None]:
        return lambda _line: self.show_place(place)

    def _lines(self) -> list[tuple[str, str, Place]]:
        visit = self.visit
        asked = {material.number for material in visit.materials_asked}
        held = len(asked & visit.materials.keys())
        pictures = len(visit.photographs)
        materials = _("{held} 样").format(held=held)
        if pictures:
            materials += _("，{pictures} 张照片").format(pictures=pictures)
        until, day = until_words(visit.until, visit.today)
        signed = _("已经签好") if visit.signature else _("代书人和见证人已填") if visit.helper else _("还没有签")
        return [
            (_("办的事"), visit.matter.name if visit.matter else "", Place("matters")),
            *(
                (question_word(one.key), as_read(one.kind, visit.answers.get(one.key, "")), Place("question", one.key))
                for one in visit.questions
                if one.kind != "consent"
            ),
            *self._said_in_the_form(),
            (_("材料"), materials, Place("materials")),
            (_("代办员可以"), _("、").join(power_words(power)[0] for power in visit.powers), Place("mandate", "powers")),
            (_("委托到"), until if visit.until == "delivered" else day, Place("mandate", "until")),
            (_("签名"), signed, Place("signing")),
        ]

    def _said_in_the_form(self) -> list[tuple[str, str, Place]]:
        """Each answer under its question, with the group and the row it stands in."""
        form = self.visit.form
        if form is None:
            return []
        form.speak(theme.language)
        return [
            (
                " · ".join((*line.groups, line.label)),
                _("已经有了") if line.shown in form.photographs else line.shown,  # not the name of its file
                Place("form", line.key),
            )
            for line in form.lines()
        ]


def as_read(kind: str, answer: str) -> str:
    """A number in the groups people read it in, anything else whole."""
    return spaced(kind, answer) if kind in ("id", "phone") else answer


load_twin(__file__)
