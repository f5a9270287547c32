"""One field asked on a screen: the widget that fits how it is asked, and its answer as a command line takes it."""

from typing import Any

from kivy.properties import ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.desk.permitted import Ask, Asked, Offered
from kiosk.screens.agent.words import code_word
from kiosk.widgets.choice import Choice
from kiosk.widgets.field import Field
from kiosk.widgets.number_pad import NumberPad
from kiosk.widgets.pinyin_keyboard import PinyinKeyboard
from kiosk.widgets.scroll import Scroll
from kiosk.widgets.signature_pad import SignaturePad
from kiosk.widgets.text import Text
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

COLUMNS_FROM = 5  # fewer choices stand under one another


class Chosen(BoxLayout):
    """One or several of a few."""

    options = ListProperty()
    many = ObjectProperty(False)
    columns = NumericProperty(1)
    chosen = ListProperty()

    @property
    def answer(self) -> str:
        """The values chosen, a comma between them."""
        return ",".join(self.ids.choice.chosen)


class Gaps(Scroll):
    """Several materials, and for each what is wrong with it."""

    def __init__(self, asked: Asked, answer: str) -> None:
        super().__init__()
        chosen = set(answer.split(","))
        column = BoxLayout(orientation="vertical", size_hint_y=None, spacing=theme.s2)
        column.bind(minimum_height=column.setter("height"))
        self._choices: list[Choice] = []
        for material in dict.fromkeys(one.material for one in asked.offered):
            offered = [one for one in asked.offered if one.material == material]
            column.add_widget(Text(text=offered[0].zh.rsplit("（", 1)[0], role="label", bold=True))
            choice = Choice(
                many=True, columns=3, options=[(one.value, code_word(one.code)) for one in offered if one.code],
                chosen=[one.value for one in offered if one.value in chosen],
            )  # fmt: skip
            self._choices.append(choice)
            column.add_widget(choice)
        self.add_widget(column)

    @property
    def answer(self) -> str:
        """The gap codes chosen, a comma between them."""
        return ",".join(key for choice in self._choices for key in choice.chosen)


class Written(BoxLayout):
    """Some words of text, written on our keyboard, whose last key goes on; `page` says what is asked."""

    page = ObjectProperty(None, allownone=True)
    text = StringProperty("")
    length_max = NumericProperty(500)

    @property
    def answer(self) -> str:
        """The text."""
        return self.text.strip()


class Counted(BoxLayout):
    """A whole number."""

    text = StringProperty("")
    length_max = NumericProperty(3)
    hint = StringProperty("")

    @property
    def answer(self) -> str:
        """The digits."""
        return self.text


class Signed(BoxLayout):
    """A drawn name, and beside it what it is put to. `on_ink` of the pad tells that something was drawn."""

    before = ObjectProperty(())
    said = StringProperty("")

    @property
    def answer(self) -> Any:
        """The strokes; those drawn before where nothing was drawn anew."""
        return self.ids.pad.strokes or self.before


def question_for(asked: Asked, answer: Any) -> Widget:
    """The widget of a field, with what was answered before."""
    if asked.ask is Ask.SIGNATURE:
        return Signed(before=answer or ())
    given = answer or ""
    if asked.ask is Ask.GAPS:
        return Gaps(asked, given)
    if asked.ask is Ask.TEXT:
        return Written(text=given, length_max=asked.chars_max)
    if asked.ask is Ask.NUMBER:
        hint = _("{low} 到 {high}").format(low=asked.low, high=asked.high)
        return Counted(text=given, length_max=len(str(asked.high)), hint=hint)
    if asked.ask is Ask.YES_NO:
        options = [("yes", _("是")), ("no", _("不是"))]
    else:
        options = [(one.value, _option(one)) for one in asked.offered]
    return Chosen(
        options=options, many=asked.ask is Ask.MATERIALS, chosen=[one for one in given.split(",") if one],
        columns=2 if len(options) >= COLUMNS_FROM and theme.wide else 1,
    )  # fmt: skip


def _option(one: Offered) -> str:
    return code_word(one.code) if one.code is not None else one.zh


load_twin(__file__, Field, NumberPad, PinyinKeyboard, SignaturePad)
