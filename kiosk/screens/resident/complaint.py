"""投诉: whom to call, large; or a few words that go to the county alone. Nobody of the village reads them."""

from functools import partial
from typing import Any

from kivy.properties import StringProperty

from kiosk.core.refusal import Refusal
from kiosk.desk.deeds import Done
from kiosk.desk.journal import new_operation
from kiosk.desk.progress import Asker, Progress
from kiosk.desk.rating import COMPLAINT_CHARS_MAX, complain
from kiosk.desk.station import Station
from kiosk.screens.page import Page
from kiosk.widgets import big_button as _big_button  # noqa: F401  the twin names them
from kiosk.widgets import card as _card  # noqa: F401
from kiosk.widgets import field as _field  # noqa: F401
from kiosk.widgets.dialog import tell
from kiosk.widgets.pinyin_keyboard import PinyinKeyboard
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

SHOWN_CHARS_MAX = 60  # of what is written, its end, where one is writing


class ComplaintPage(Page):
    """`whose`: number and code of the case it is about. Two ways: the telephone, or 写几句."""

    phone = StringProperty("")

    def enter(self, whose: Asker, progress: Progress) -> None:
        """Show both ways."""
        self.title = _("投诉")
        self.whose, self.progress = whose, progress
        self.phone = progress.complaint_phone

    def leave(self) -> None:
        """Number and code are dropped."""
        self.whose = self.progress = None

    def back(self) -> bool:
        """To the progress."""
        self.shell.instead("case_progress", whose=self.whose, progress=self.progress)
        return True

    def write(self) -> None:
        """写几句."""
        self.shell.instead("complaint_words", whose=self.whose, progress=self.progress)


class ComplaintWordsPage(Page):
    """The words, on our own keyboard. However many fingers press 交上去, the page records one complaint: its
    operation is drawn by the first press and serves every other."""

    said = StringProperty("")
    shown = StringProperty("")
    error = StringProperty("")
    unfinished = True

    def enter(self, whose: Asker, progress: Progress, said: str = "", drawn: list[bytes] | None = None) -> None:
        """Begin with these words; drawn: as it stood, when the page is built anew."""
        self.title = _("哪里没办好？")
        self._drawn = [] if drawn is None else drawn
        self.whose, self.progress = whose, progress
        keyboard = PinyinKeyboard(kind="text", length_max=COMPLAINT_CHARS_MAX, done_text=_("交上去"))
        keyboard.bind(text=self._typed, on_done=lambda _keyboard: self.send(), on_full=self._full)
        self.ids.room.add_widget(keyboard)
        keyboard.text = said

    def again(self, given: dict[str, Any]) -> dict[str, Any]:
        """What was written stays."""
        return {**given, "said": self.said, "drawn": self._drawn}

    def leave(self) -> None:
        """What was written, number and code are dropped."""
        self.whose = self.progress = None
        self.said = self.shown = ""

    def back(self) -> bool:
        """To the two ways."""
        self.shell.instead("complaint", whose=self.whose, progress=self.progress)
        return True

    def send(self) -> None:
        """交上去."""
        if not self.said.strip():
            self.error = _("还没有写。请写几句再交。")
            return
        deed = partial(_complained, whose=self.whose, said=self.said, drawn=self._drawn)
        self.shell.do(deed, self._done, self._refused, _("正在记下…"))

    def _typed(self, _keyboard: Any, text: str) -> None:
        self.said, self.error = text, ""
        self.shown = text if len(text) <= SHOWN_CHARS_MAX else "…" + text[-SHOWN_CHARS_MAX:]

    def _full(self, _keyboard: Any) -> None:
        self.error = _("写满了。更多的话，请打投诉电话说。")

    def _done(self, done: Done) -> None:
        self.shell.hurry()
        shell = self.shell
        shell.home()
        tell(_("投诉已经记下"), _("只有县里看得到，村里和代办员看不到。接通网络后送出。"), kind="good")

    def _refused(self, no: Refusal) -> None:
        self.error = no.text(theme.language)


def _complained(station: Station, whose: Asker, said: str, drawn: list[bytes]) -> Done:
    if not drawn:
        drawn.append(new_operation(station))
    return complain(station, whose, said, drawn[0])


load_twin(__file__)
