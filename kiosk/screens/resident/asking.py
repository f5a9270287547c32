"""How a question looks: the rooms it is asked in, and the page that has one of them. Used for the principal's facts
and for the questions of a form."""

from typing import Any

from kivy.properties import BooleanProperty, ListProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.screens.resident.journey_page import Journeying
from kiosk.widgets import big_button as _big_button  # noqa: F401  the twin names them
from kiosk.widgets import choice as _choice  # noqa: F401
from kiosk.widgets import field as _field  # noqa: F401
from kiosk.widgets import scroll as _scroll  # noqa: F401
from kiosk.widgets import steps as _steps  # noqa: F401
from kiosk.widgets.pinyin_keyboard import PinyinKeyboard
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin

TAIL_CHARS = 42  # two lines of the field, in large type too


class AskingPage(Journeying):
    """One question. `typed` is what was answered so far and `shown` how it is read; `hint` stands in the empty field;
    `good`, `doubt` and `error` are said under it, one at a time.

    `options` are (key, label) each, `chosen` the keys of those that were touched; `many` allows several."""

    kind = StringProperty("name")
    typed = StringProperty("")
    shown = StringProperty("")
    aside_icon = StringProperty("")
    hint = StringProperty("")
    good = StringProperty("")
    doubt = StringProperty("")
    options = ListProperty()
    chosen = ListProperty()
    many = BooleanProperty(False)

    def typing(self, _pad: object, text: str) -> None:
        """A key was touched. Kept at once: going back, or for help, loses nothing."""
        self.typed, self.error = text, ""
        self.keep_draft(text)
        self.look()

    def keep_draft(self, text: str) -> None:
        """Keep what was not taken over yet."""
        self.visit.drafts[self.key] = text

    def ticked(self, chosen: list[str]) -> None:
        """One of the options was touched."""
        self.chosen = chosen
        self.typing(None, " ".join(chosen))

    def look(self) -> None:
        """Show what is typed as people read it. Override where it can be said at once whether it is right."""
        self.shown = self.typed

    def lay_keyboard(self, before: str, chars_max: int, kind: str = "text") -> PinyinKeyboard:
        """Answered on the keyboard, whose last key goes on; gives the keyboard."""
        pad = PinyinKeyboard(kind=kind, length_max=chars_max, done_text=self.next_text)
        pad.size_hint_max_y, pad.size_hint_y = pad.height, 1
        pad.bind(on_done=lambda _pad: self.forward())
        room = BoxLayout(orientation="vertical", spacing=theme.grid(0.5), padding=(theme.s3, theme.s1))
        room.add_widget(Asking(page=self))
        room.add_widget(Widget(size_hint_y=0.01))
        room.add_widget(pad)
        self._follow(pad, before, room)
        return pad

    def lay_pad(self, pad: Any, before: str) -> None:
        """Answered on a pad beside the field: numbers, days, a bar."""
        room = CountingRoom(page=self)
        room.ids.pad.add_widget(pad)
        self._follow(pad, before, room)

    def lay_choice(self, before: str) -> None:
        """Answered by touching one of few, or several."""
        self.typed, self.chosen = before, before.split()
        self.add_widget(ChoosingRoom(page=self))

    def _follow(self, pad: Any, before: str, room: Widget) -> None:
        self.add_widget(room)
        pad.text = before
        pad.bind(text=self.typing)
        self.typed = before
        self.look()


def tail(text: str) -> str:
    """The end of a long text, where one is writing."""
    return "…" + text[1 - TAIL_CHARS :] if len(text) > TAIL_CHARS else text


class Helping(BoxLayout):
    """What helps (`note`); what is wrong; what is odd (`doubt`); or that it is right: one of them, in one place."""

    note = StringProperty("")
    doubt = StringProperty("")
    error = StringProperty("")
    good = StringProperty("")


class Room(BoxLayout):
    """A question's own arrangement; it reads everything from its `page`."""

    page = ObjectProperty(None, allownone=True)


class Asking(Room):
    """The question, what helps or what is wrong, and the field it is written into."""


class CountingRoom(Room):
    """Question and field beside the pad."""


class Part(BoxLayout):
    """A part of several rooms, which a twin gives its `page` only when it stands there already."""

    page = ObjectProperty(None, allownone=True, rebind=True)


class RoomHead(Part):
    """Where one is, the question, and what helps or what is wrong."""


class RoomFoot(Part):
    """下一步, the other way on that the page names, and the button that leads down in what `scroll` holds."""

    scroll = ObjectProperty(None, allownone=True)
    more = BooleanProperty(False)
    overflows = BooleanProperty(False)

    def on_scroll(self, _foot: object, scroll: Any) -> None:
        """Say here that there is more below; beside 下一步 a tall window has no room for it."""
        below = scroll.ids.more
        if theme.tall:
            return
        below.outside = True
        below.bind(more=self.setter("more"), overflows=self.setter("overflows"))


class ChoosingRoom(Room):
    """The question over its options."""


load_twin(__file__)
