"""One field asked on a screen: the widget that fits how it is asked, and its answer as a command line takes it."""

import datetime
from typing import Any

from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.desk.permitted import Ask, Asked, Offered
from kiosk.screens.agent.code_words import FEN_A_YUAN, code_word, yuan_word
from kiosk.widgets.big_button import BigButton
from kiosk.widgets.choice import Choice
from kiosk.widgets.field import Field
from kiosk.widgets.notice import Notice
from kiosk.widgets.number_pad import NumberPad
from kiosk.widgets.pinyin_keyboard import PinyinKeyboard
from kiosk.widgets.scroll import Scroll
from kiosk.widgets.signature_pad import SignaturePad
from kiosk.widgets.text import Text
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.when import typed_of, value_of
from kiosk.widgets.when_pad import WhenPad
from kiosk.widgets.words import say as _

OWN_ROOM = (Ask.TEXT, Ask.DAY)  # their keys need the height: what is asked stands beside them
COLUMNS_FROM = 5  # fewer choices stand under one another
YUAN_CHARS_MAX = 10  # ten million yuan with its fen: no fee at a counter is higher


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

    page = ObjectProperty(None, allownone=True, rebind=True)
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
    with_point = BooleanProperty(False)

    @property
    def answer(self) -> str:
        """The digits."""
        return self.text


class Paid(Counted):
    """An amount in yuan; its answer counts fen."""

    @property
    def answer(self) -> str:
        """Whole fen; "" while nothing is typed, or no amount."""
        return fen_of(self.text)


class OnDay(BoxLayout):
    """A day that lies ahead, touched part by part; the keys need the height, and `page` says what is asked beside."""

    page = ObjectProperty(None, allownone=True, rebind=True)

    def __init__(self, text: str) -> None:
        """text: what is typed so far, so that the pad begins with the part that is open."""
        super().__init__()
        self._pad = WhenPad(text=text)
        self.ids.room.add_widget(self._pad)
        self.ids.room.add_widget(Widget())

    @property
    def answer(self) -> str:
        """The ISO date; "" while a part is open."""
        return value_of("date", self._pad.text)


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
    if asked.ask is Ask.MONEY:
        return Paid(text=yuan_of(given), length_max=YUAN_CHARS_MAX, with_point=True, hint=yuan_word(asked.high))
    if asked.ask is Ask.DAY:
        assert asked.today is not None
        return OnDay(typed_of("date", given) or f"{asked.today.year}//")  # the year is hardly ever another
    if asked.ask is Ask.YES_NO:
        options = [("yes", _("是")), ("no", _("不是"))]
    else:
        options = [(one.value, _option(one)) for one in asked.offered]
    return Chosen(
        options=options, many=asked.ask is Ask.MATERIALS, chosen=[one for one in given.split(",") if one],
        columns=2 if len(options) >= COLUMNS_FROM and theme.wide else 1,
    )  # fmt: skip


def trouble_with(asked: Asked, answer: Any) -> str:
    """What is wrong with an answer, "" where one may go on."""
    if not answer:
        return _missing(asked) if asked.required else ""
    if asked.ask is Ask.DAY and asked.today is not None and datetime.date.fromisoformat(answer) <= asked.today:
        return _("这一天已经过了，请选今天以后的日子。")
    if asked.ask is Ask.MONEY and not asked.low <= int(answer) <= asked.high:
        return _("只能缴单子上还没缴的：最多 {amount}。").format(amount=yuan_word(asked.high))
    return ""


def _missing(asked: Asked) -> str:
    if asked.ask is Ask.DAY:
        return _("还没有点完。请接着点月份和日子。")
    if asked.ask is Ask.MONEY:
        return _("请照票据写上数目，最多两位小数。")
    if asked.ask is Ask.SIGNATURE:
        return _("还没有签名，请在框里写上名字。")
    if asked.offered:
        return _("请先点选一个。")
    return _("这一项要填，请写一下。")


def fen_of(typed: str) -> str:
    """What was typed in yuan, counted in fen: 12.5 is 1250; "" where it is no amount."""
    yuan, _point, rest = typed.partition(".")
    if not yuan.isdecimal() or len(rest) > 2 or not (rest or "0").isdecimal():
        return ""
    return str(int(yuan) * FEN_A_YUAN + int(rest.ljust(2, "0")))


def yuan_of(fen: str) -> str:
    """The same back again, as it is typed."""
    if not fen:
        return ""
    yuan, rest = divmod(int(fen), FEN_A_YUAN)
    return f"{yuan}.{rest:02}" if rest else str(yuan)


def _option(one: Offered) -> str:
    return code_word(one.code) if one.code is not None else one.zh


load_twin(__file__, BigButton, Field, Notice, NumberPad, PinyinKeyboard, SignaturePad)
