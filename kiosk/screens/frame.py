"""The two bars around a page, and the veil that lies over it while the desk is busy."""

import datetime
from typing import TYPE_CHECKING, Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from kiosk.desk.rounds import Line
from kiosk.widgets import big_button as _big_button  # noqa: F401  the twin names them
from kiosk.widgets import icon as _icon  # noqa: F401
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

if TYPE_CHECKING:
    from kiosk.screens.shell import Shell

CLOCK_EVERY_S = 5.0
VEIL_AFTER_S = 0.25  # a deed that is done sooner shows no veil, which would only flicker
CHINA = datetime.timezone(datetime.timedelta(hours=8))

LINE_ICONS = {
    Line.UNTRIED: ("offline", "soft"),
    Line.TRYING: ("sync", "info"),
    Line.OPEN: ("online", "good"),
    Line.CLOSED: ("offline", "wait"),
    Line.DOUBTFUL: ("warn", "bad"),
}


class Frame(BoxLayout):
    """`stage` holds the page. Built anew with every change of language, type or shape, so its words are plain text."""

    shell = ObjectProperty(None, allownone=True)
    time = StringProperty("")
    date = StringProperty("")
    line_word = StringProperty("")
    line_icon = StringProperty("offline")
    line_tone = StringProperty("soft")
    who = StringProperty("")
    heading = StringProperty("")
    below = StringProperty("")
    narrow = BooleanProperty(False)  # four buttons in large type upright: the icons stand above their words

    def __init__(self, shell: "Shell", **given: Any) -> None:
        super().__init__(shell=shell, orientation="vertical", **given)
        self._ticking = Clock.schedule_interval(self._tick, CLOCK_EVERY_S)
        shell.line.bind(line=self._show_line)
        shell.bind(person=self._show_person, title=self._show_title)
        self._tick(0)
        self._show_line()
        self._show_person()

    def drop(self) -> None:
        """Let go of clock and shell: the frame is not used again."""
        self._ticking.cancel()
        self.shell.line.unbind(line=self._show_line)
        self.shell.unbind(person=self._show_person, title=self._show_title)
        self.shell = None

    def speak_other(self) -> None:
        """中文 / English."""
        theme.language = "en" if theme.language == "zh" else "zh"

    def turn_elder(self) -> None:
        """大字, and back."""
        theme.elder = not theme.elder

    def _tick(self, passed_s: float) -> None:
        now = datetime.datetime.fromtimestamp(self.shell.wall_ms() / 1000, CHINA)
        self.time = f"{now:%H:%M}"
        week = (_("星期一"), _("星期二"), _("星期三"), _("星期四"), _("星期五"), _("星期六"), _("星期日"))[now.weekday()]
        self.date = _("{month}月{day}日 {week}").format(month=now.month, day=now.day, week=week)

    def _show_line(self, *_: object) -> None:
        self.line_word = self.shell.line.word
        self.line_icon, self.line_tone = LINE_ICONS[self.shell.line.line]

    def _show_person(self, *_unused: object) -> None:
        person = self.shell.person
        self.who = _("代办员 {name}").format(name=person.name) if person else ""
        self.narrow = theme.tall and theme.elder and person is not None
        self._show_title()

    def _show_title(self, *_unused: object) -> None:
        station, title = self.shell.facts.name, self.shell.title
        self.heading = title or station
        beside = station if title and not theme.elder else ""  # in large type the page's own name has all the room
        self.below = " · ".join(part for part in (beside, self.who) if part)


class Veil(FloatLayout):
    """Lies over everything while the desk works: keeps a second tap away at once, and is seen after a moment."""

    covers = True  # nothing below it is touched or read

    words = StringProperty("")
    seen = ObjectProperty(0.0)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._showing = Clock.create_trigger(self._show, VEIL_AFTER_S)

    def cover(self, over: Widget, words: str) -> None:
        """Lie over `over`; the words tell what takes so long."""
        self.words, self.seen = words, 0.0
        if self.parent is None:
            over.add_widget(self)
        self._showing()

    def lift(self) -> None:
        """Away again."""
        self._showing.cancel()
        if self.parent is not None:
            self.parent.remove_widget(self)

    def on_touch_down(self, touch: Any) -> bool:
        """Nothing below is touched."""
        return True

    def on_touch_move(self, touch: Any) -> bool:
        """Nothing below is touched."""
        return True

    def on_touch_up(self, touch: Any) -> bool:
        """A touch that began before still ends where it began."""
        return False

    def _show(self, _: float) -> None:
        self.seen = 1.0


load_twin(__file__)
