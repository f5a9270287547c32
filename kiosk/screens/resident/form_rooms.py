"""The rooms of a form's questions beyond those that every question has: reading, looking for one of many, an order,
photographs, a signature, and the rows of a repeat."""

from functools import cache
from typing import Any

from kivy.properties import BooleanProperty, ListProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.desk.finding import Readings, find_names, readings_of
from kiosk.screens.resident import picture as _picture  # noqa: F401  the twin names them
from kiosk.screens.resident.asking import Room
from kiosk.widgets import card as _card  # noqa: F401
from kiosk.widgets import empty as _empty  # noqa: F401
from kiosk.widgets import notice as _notice  # noqa: F401
from kiosk.widgets import pinyin_keyboard as _pinyin_keyboard  # noqa: F401
from kiosk.widgets import ranking as _ranking  # noqa: F401
from kiosk.widgets import signature_pad as _signature_pad  # noqa: F401
from kiosk.widgets.ground import Ground
from kiosk.widgets.pinyin import bundled_syllables
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

OPTIONS_SEEN_MAX = 12  # more are looked for by pinyin
OPTIONS_FOUND_MAX = 20  # shown at once; whoever looks for another spells on


class ReadingRoom(Room):
    """Nothing is asked: something to know, or a number that was worked out."""


class RankingRoom(Room):
    """Things that are put into an order."""

    def moved(self, order: list[str]) -> None:
        """One of them went up or down."""
        self.page.ticked(order)


class SeekingRoom(Room):
    """Many options: those that fit what is spelt, the chosen ones first."""

    found = ListProperty()
    more = StringProperty("")

    def on_kv_post(self, base_widget: Any) -> None:
        """The keyboard is there now."""
        keyboard = self.ids.keyboard
        keyboard.bind(text=self._seek, spelling=self._seek)
        self._seek()

    def touched(self, chosen: list[str]) -> None:
        """What is not in sight stays chosen where several may be."""
        if self.page.many:
            seen = {key for key, _label in self.found}
            chosen = [key for key, _label in self.page.options if key in chosen or key in set(self.page.chosen) - seen]
        self.page.ticked(chosen)
        self.ids.keyboard.text = self.ids.keyboard.spelling = ""  # found: the keyboard's last key leads on
        self._seek()

    def _seek(self, *_of: object) -> None:
        options, keyboard = self.page.options, self.ids.keyboard
        self.page.shown = keyboard.text + keyboard.spelling
        query = keyboard.text or keyboard.spelling
        fitting = [options[at] for at in find_names([label for _key, label in options], query, _readings())]
        if not query:
            fitting = sorted(options, key=lambda option: option[0] not in self.page.chosen)
        self.found = fitting[:OPTIONS_FOUND_MAX]
        left = len(fitting) - len(self.found)
        self.more = _("还有 {count} 个，打几个字母就找到了。").format(count=left) if left else ""
        if not fitting:
            self.more = _("没有找到，换个说法试试。")


@cache
def _readings() -> Readings:
    return readings_of(bundled_syllables().usual)


class PhotoRoom(Room):
    """A photograph that answers the question: taken here, looked at, taken again. `camera`: there is one."""

    camera = BooleanProperty(False)

    def on_kv_post(self, base_widget: Any) -> None:
        """The pictures of the folder are the agent's: they may show other people's papers."""
        facts, person = self.page.shell.facts, self.page.shell.person
        self.camera = facts.camera != "none"
        if not self.camera and not self.page.picture:
            self.page.doubt = _("这台机器没有相机。请叫代办员帮您拍。")
        if not (facts.has_pictures and person):
            self.ids.ways.remove_widget(self.ids.choose)


class SigningRoom(Room):
    """A name that is written under the question."""


class RowLine(Ground, BoxLayout):
    """One row of a repeat: its `place`, what was `said` in it; 改 and 去掉."""

    place = NumericProperty(1)
    said = StringProperty("")
    lacking = BooleanProperty(False)
    may_remove = BooleanProperty(True)

    __events__ = ("on_change", "on_remove")

    def on_change(self) -> None:
        """改 was touched."""

    def on_remove(self) -> None:
        """去掉 was touched."""


class RowsRoom(Room):
    """The rows so far, and whether there is another one."""

    may_remove = BooleanProperty(True)

    def on_kv_post(self, base_widget: Any) -> None:
        """One line each."""
        page = self.page
        for position, key, said, lacking in page.rows:
            line = RowLine(place=position, said=said or _("还没有填"), lacking=lacking)
            self.bind(may_remove=line.setter("may_remove"))
            line.bind(on_change=lambda _line, key=key: page.change(key))
            line.bind(on_remove=lambda line: page.remove(int(line.place)))
            self.ids.lines.add_widget(line)


load_twin(__file__)
