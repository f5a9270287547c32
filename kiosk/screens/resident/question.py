"""One question a screen, answered on our own pads: the name by pinyin, numbers by the number pad, the rest by a touch.

What is typed is checked while it is typed where that helps (identity number, telephone), and always at 下一步."""

from typing import Any

from kivy.properties import BooleanProperty, ListProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.core.casework.entrustment import ADDRESS_CHARS_MAX
from kiosk.core.casework.written_text import NAME_CHARS_MAX
from kiosk.core.refusal import Refusal
from kiosk.desk.questions import RELATIONS, YES
from kiosk.screens.resident.journey_page import Journeying
from kiosk.screens.resident.question_words import asked, kindly, question_word, relation_word, young_words
from kiosk.widgets import big_button as _big_button  # noqa: F401  the twin names them
from kiosk.widgets import choice as _choice  # noqa: F401
from kiosk.widgets import field as _field  # noqa: F401
from kiosk.widgets import steps as _steps  # noqa: F401
from kiosk.widgets.number_pad import NumberPad
from kiosk.widgets.pinyin_keyboard import PinyinKeyboard
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

ID_CHARS, PHONE_CHARS_MAX, GROUP_CHARS_MAX = 18, 12, 2
CHECKED_AT = {"id": 18, "phone": 11}  # as soon as so much is typed, it is looked at
TAIL_CHARS = 42  # two lines of the field, in large type too
WRITTEN = ("name", "text")  # answered on the keyboard
COUNTED = ("id", "phone", "group")  # answered on the number pad


class QuestionPage(Journeying):
    """`key` names the question; `typed` what stands in the field, `shown` how it is shown."""

    kind = StringProperty("name")
    typed = StringProperty("")
    shown = StringProperty("")
    hint = StringProperty("")
    good = StringProperty("")
    doubt = StringProperty("")
    word = StringProperty("")
    options = ListProperty()
    chosen = ListProperty()
    choosing = BooleanProperty(False)

    def enter(self, key: str = "name") -> None:
        """Ask the question of that key; what was typed before stands there again."""
        self.stand("question", key)
        question = self.visit.question(key)
        self.kind, self.word = question.kind, question_word(key)
        self.title = self.step_name
        self.heading, self.note = asked(key)
        at, of = self.visit.question_step(key)
        self.step_name = _("{step}　第 {at} 题，共 {of} 题").format(step=self.step_name, at=at, of=of)
        self.hint = _("可以不填") if question.optional else _("请在这里填")
        self.choosing = self.kind in ("relation", "consent")
        if self.choosing:
            self._offer()
        else:
            self._lay_pad(self._typed_before())

    def typing(self, _pad: object, text: str) -> None:
        """A key was touched. Kept at once: going back, or for help, loses nothing."""
        self.typed, self.error = text, ""
        self.visit.drafts[self.key] = text
        self._look()

    def ticked(self, chosen: list[str]) -> None:
        """One of the options was touched."""
        self.chosen, self.error = chosen, ""
        self.typed = self.visit.drafts[self.key] = chosen[0] if chosen else ""

    def take(self) -> None:
        """Check and keep; the Refusal that says what is wrong."""
        self.visit.answer(self.key, self.typed)

    def said(self, refusal: Refusal) -> str:
        """Kindly, and how many digits there are."""
        return kindly(refusal, self.typed)

    def _typed_before(self) -> str:
        kept = self.visit.answers.get(self.key, "")
        if self.kind == "group":
            kept = kept.removeprefix("第").removesuffix("村民小组")  # zh-only: as it is recorded
        place = self.visit.beginning.place if self.visit.beginning and self.key == "address" else ""
        return self.visit.drafts.get(self.key, kept or place)

    def _lay_pad(self, before: str) -> None:
        pad: Any
        if self.kind in WRITTEN:
            limit = ADDRESS_CHARS_MAX if self.key == "address" else NAME_CHARS_MAX
            pad = PinyinKeyboard(kind=self.kind, length_max=limit, done_text=self.next_text)
            pad.size_hint_max_y, pad.size_hint_y = pad.height, 1
            pad.bind(on_done=lambda _pad: self.forward())
            room = BoxLayout(orientation="vertical", spacing=theme.s1, padding=(theme.s3, theme.s1))
            room.add_widget(Asking(page=self))
            room.add_widget(Widget(size_hint_y=0.01))
            room.add_widget(pad)
        else:
            limits = {"id": ID_CHARS, "phone": PHONE_CHARS_MAX, "group": GROUP_CHARS_MAX}
            pad = NumberPad(length_max=limits[self.kind], with_x=self.kind == "id")
            room = CountingRoom(page=self)
            room.ids.pad.add_widget(pad)
        self.add_widget(room)
        pad.text = before
        pad.bind(text=self.typing)
        self.typed = before
        self._look()

    def _offer(self) -> None:
        if self.kind == "relation":
            self.options = [(relation, relation_word(relation)) for relation in RELATIONS]
        else:
            self.options = [(YES, _("我是监护人，我同意处理孩子的信息，并委托代办员办这件事"))]
        before = self._typed_before()
        self.typed, self.chosen = before, [before] if before else []
        self.add_widget(ChoosingRoom(page=self))

    def _look(self) -> None:
        """Show what is typed as people read it, and say at once whether it is right."""
        self.shown, self.good, self.doubt = spaced(self.kind, self.typed), "", ""
        if len(self.typed) == CHECKED_AT.get(self.kind, -1):
            try:
                self.visit.check(self.key, self.typed)
            except Refusal as refusal:
                self.error = self.said(refusal)
                return
            born = self.visit.born(self.typed) if self.kind == "id" else None
            young = self.visit.too_young(self.typed) if born else None
            if born and young:
                self.doubt = young_words(born, young)
            elif born:
                self.good = _("对了：{year} 年 {month} 月 {day} 日出生").format(
                    year=born.year, month=born.month, day=born.day
                )
            else:
                self.good = _("号码位数对了")


def spaced(kind: str, typed: str) -> str:
    """A number in the groups people read it in; a group as 第 n 村民小组."""
    if kind == "id":
        return "  ".join(part for part in (typed[:6], typed[6:14], typed[14:]) if part)
    if kind == "phone" and typed.startswith("1"):
        return "  ".join(part for part in (typed[:3], typed[3:7], typed[7:]) if part)
    if kind == "text" and len(typed) > TAIL_CHARS:
        return "…" + typed[1 - TAIL_CHARS :]  # the end is where one is writing
    if kind == "group" and typed:
        return _("第 {number} 村民小组").format(number=typed)
    return typed


class Helping(BoxLayout):
    """What helps (`note`); what is wrong; what is odd (`doubt`); or that it is right: one of them, in one place."""

    note = StringProperty("")
    doubt = StringProperty("")
    error = StringProperty("")
    good = StringProperty("")


class Asking(BoxLayout):
    """The question, what helps or what is wrong, and the field it is written into."""

    page: QuestionPage

    def __init__(self, page: QuestionPage, **given: Any) -> None:
        self.page = page
        super().__init__(**given)


class CountingRoom(BoxLayout):
    """Question and field beside the number pad."""

    def __init__(self, page: QuestionPage, **given: Any) -> None:
        self.page = page
        super().__init__(**given)


class ChoosingRoom(BoxLayout):
    """The question over its options."""

    def __init__(self, page: QuestionPage, **given: Any) -> None:
        self.page = page
        super().__init__(**given)


load_twin(__file__)
