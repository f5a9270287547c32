"""A deed, one question a screen: what the command table says it asks for, then once more in words, then done.

Which questions there are, and which answers each offers, comes from `desk.permitted`; this page only asks them. The
operation id is drawn when the page is entered, so that a second tap on the last button has no second effect.
"""

import datetime
import json
from typing import Any

from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.core.refusal import Refusal
from kiosk.desk.casefile import CaseFile, casefile
from kiosk.desk.deeds import Done, Wanted, act
from kiosk.desk.journal import new_operation
from kiosk.desk.permitted import ANSWERED, Ask, Asked, asked_of
from kiosk.desk.station import Station
from kiosk.screens.agent.act_words import recorded_word
from kiosk.screens.agent.asking import OWN_ROOM, question_for, trouble_with
from kiosk.screens.agent.code_words import code_word, yuan_word
from kiosk.screens.agent.deed_words import GRAVE, deed_about, deed_word, field_word
from kiosk.screens.agent.signed_words import signed_word
from kiosk.screens.agent.words import day_word
from kiosk.screens.page import Page
from kiosk.widgets.big_button import BigButton
from kiosk.widgets.card import Card
from kiosk.widgets.dialog import ask
from kiosk.widgets.facts import Facts
from kiosk.widgets.notice import Notice
from kiosk.widgets.scroll import Scroll
from kiosk.widgets.steps import Steps
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

NOTES = ("reason", "note")  # left out of the way where they may be empty: whoever has something to say asks for it


class DeedRoom(BoxLayout):
    """What stands around a question; a text and a day bring their own, since their keys need the room."""

    page = ObjectProperty(None)


class DeedPage(Page):
    """`now` of `total` questions, the last of them the whole once more. Answers are texts as a command line takes
    them, but for the signature, which is strokes."""

    command = StringProperty("")
    now = NumericProperty(1)
    total = NumericProperty(1)
    heading = StringProperty("")
    note = StringProperty("")
    trouble = StringProperty("")
    next_text = StringProperty("")
    next_kind = StringProperty("primary")
    unfinished = True

    def enter(
        self, number: str = "", command: str = "", now: int = 1, answers: dict[str, Any] | None = None,
        operation: bytes = b"",
    ) -> None:  # fmt: skip
        """number, command: what is to be done; the rest as it stood, when the page is built anew."""
        self.title = deed_word(command)
        self.number, self.command = number, command
        self._answers: dict[str, Any] = dict(answers or {})
        self._asked: tuple[Asked, ...] = ()
        self._noted: Asked | None = None
        self._file: CaseFile | None = None
        self._operation, self._begin_at = operation, now
        self._question: Any = None
        self.shell.do(lambda station: _gather(station, number, command), self._gathered)

    def leave(self) -> None:
        """Nothing that was typed or signed stays."""
        self._answers, self._file, self._question = {}, None, None
        self.clear_widgets()

    def again(self, given: dict[str, Any]) -> dict[str, Any]:
        """What was answered so far, and this question, stay."""
        self._take()
        return given | {"now": int(self.now), "answers": dict(self._answers), "operation": self._operation}

    def back(self) -> bool:
        """One question back."""
        if self.now == 1 or not self._asked:
            return False
        self._take()
        self._show(int(self.now) - 1)
        return True

    def forward(self) -> None:
        """Keep the answer and go on; at the end do the deed."""
        self._take()
        if self.now < self.total:
            asked = self._asked[int(self.now) - 1]
            if trouble := trouble_with(asked, self._answers.get(asked.name)):
                self.trouble = trouble
                return
            self._show(int(self.now) + 1)
        elif self.command in GRAVE:
            ask(_("真的要{deed}吗？").format(deed=deed_word(self.command)), deed_about(self.command),
                deed_word(self.command), _("先不"), self._do, kind="wait", danger=True)  # fmt: skip
        else:
            self._do()

    def _gathered(self, gathered: tuple[CaseFile, tuple[Asked, ...], bytes]) -> None:
        self._file, asked, drawn = gathered
        self._operation = self._operation or drawn
        self._noted = next((one for one in asked if one.name in NOTES and not one.required), None)
        self._asked = tuple(one for one in asked if one is not self._noted or self._answers.get(one.name))
        self.total = len(self._asked) + 1
        self._show(min(self._begin_at, int(self.total)))

    def _show(self, now: int) -> None:
        self.now, self.trouble = now, ""
        self.clear_widgets()
        last = now == self.total
        alone = not last and self._asked[now - 1].ask in OWN_ROOM
        if last:
            self._question = None
            self.heading, self.note = _("看一遍，没错就办"), deed_about(self.command)
            question: Widget = self._whole()
        else:
            asked = self._asked[now - 1]
            self.heading, self.note = field_word(self.command, asked.name)
            self._question = question = question_for(asked, self._answers.get(asked.name))
            if asked.ask is Ask.SIGNATURE:
                assert self._file is not None
                question.said = signed_word(self._file, self.command)
                self.note = "" if question.said else self.note  # the room is the mandate's
                question.ids.pad.bind(on_ink=self._inked)
        self.next_kind = "danger" if last and self.command in GRAVE else "primary"
        self.next_text = deed_word(self.command) if last else _("下一步")
        if alone:
            question.page = self
            self.add_widget(question)
        else:
            room = DeedRoom(page=self)
            room.ids.body.add_widget(question)
            self.add_widget(room)

    def _inked(self, pad: Any) -> None:
        """A name that stands there is not asked for any more."""
        if pad.strokes:
            self.trouble = ""

    def _whole(self) -> Widget:
        """Everything once more."""
        assert self._file is not None
        facts = Facts(
            rows=[
                (_("哪一件"), f"{self._file.principal}　{self._file.matter_name}"),
                *((field_word(self.command, one.name)[0], self._said(one)) for one in self._asked),
            ]
        )
        column = BoxLayout(orientation="vertical", size_hint_y=None, spacing=theme.s3, padding=(0, theme.s2))
        column.bind(minimum_height=column.setter("height"))
        card = Card()
        card.add_widget(facts)
        column.add_widget(card)
        if self._noted is not None and self._noted not in self._asked:
            column.add_widget(BigButton(text=_("写一句话"), icon="edit", hug=True, on_release=self._add_note))
        scroll = Scroll()
        scroll.add_widget(column)
        return scroll

    def _add_note(self, _button: object) -> None:
        assert self._noted is not None
        self._asked = (*self._asked, self._noted)
        self.total = len(self._asked) + 1
        self._show(int(self.total) - 1)

    def _said(self, asked: Asked) -> str:
        """An answer in words."""
        answer = self._answers.get(asked.name)
        if not answer:
            return _("没有填")
        if asked.ask is Ask.SIGNATURE:
            return _("已签名")
        if asked.offered:
            chosen = [one for one in asked.offered if one.value in str(answer).split(",")]
            return _("、").join(code_word(one.code) if one.code and not one.material else one.zh for one in chosen)
        if asked.ask is Ask.DAY:
            return day_word(datetime.date.fromisoformat(str(answer)))
        if asked.ask is Ask.MONEY:
            return yuan_word(int(str(answer)))
        return str(answer)

    def _take(self) -> None:
        if self._question is not None and self.now < self.total:
            self._answers[self._asked[int(self.now) - 1].name] = self._question.answer

    def _do(self) -> None:
        texts = {name: value for name, value in self._answers.items() if isinstance(value, str) and value}
        texts |= ANSWERED.get(self.command, {})
        strokes = self._answers.get("signature") or ()
        wanted = Wanted(
            self.number, self.command, texts, json.dumps(strokes).encode() if strokes else b"",
            operation=self._operation,
        )  # fmt: skip
        self.shell.do(lambda station: act(station, wanted), self._done, self._refused, _("正在记下来…"))

    def _done(self, done: Done) -> None:
        self.shell.hurry()
        self.shell.back_to("case", number=self.number, told=recorded_word(deed_word(self.command)))

    def _refused(self, no: Refusal) -> None:
        self.trouble = no.text(theme.language)


def _gather(station: Station, number: str, command: str) -> tuple[CaseFile, tuple[Asked, ...], bytes]:
    file = casefile(station, number)
    return file, asked_of(station, file.case, command), new_operation(station)


load_twin(__file__, Notice, Steps)
