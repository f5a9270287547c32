"""How a case stands: in one word, in one sentence, as of when, and what is proved of it. And what one can do now."""

import datetime
from typing import Any

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.core.casework.case_number import grouped
from kiosk.core.casework.days import china_minute
from kiosk.core.casework.transitions import State
from kiosk.desk.progress import Asker, Progress, look_up
from kiosk.screens.page import Page
from kiosk.screens.resident.case_words import state_kind, state_word, truth_word
from kiosk.widgets import big_button as _big_button  # noqa: F401  the twin names them
from kiosk.widgets import card as _card  # noqa: F401
from kiosk.widgets import notice as _notice  # noqa: F401
from kiosk.widgets import scroll as _scroll  # noqa: F401
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _


class TruthLine(BoxLayout):
    """One truth: proved or not yet, by icon and words."""

    text = StringProperty("")
    proved = BooleanProperty(False)


class CaseProgressPage(Page):
    """`whose`: number and code, for a rating; `progress`: what is shown."""

    matter = StringProperty("")
    number = StringProperty("")
    state = StringProperty("")
    state_kind = StringProperty("info")
    told = StringProperty("")
    as_of = StringProperty("")
    may_rate = BooleanProperty(False)
    note = StringProperty("")

    def enter(self, whose: Asker, progress: Progress, wish: str = "") -> None:
        """Show it. wish "rating": who came to rate is told why that cannot be now."""
        self.title = _("查进度")
        self.whose = whose
        self._show(progress)
        if wish == "rating" and not progress.to_be_rated:
            self.note = _("您已经评过了，谢谢您。") if progress.rated else _("这件事还没有办完。办完了再来评，谢谢您。")
        self.shell.line.bind(changed=self._look_again)

    def again(self, given: dict[str, Any]) -> dict[str, Any]:
        """As it was last read."""
        return {**given, "progress": self.progress}

    def _look_again(self, *_unused: object) -> None:
        """A round of exchange ended while it is shown: what was proved meanwhile is read from the station anew."""
        number, code = self.whose.number, self.whose.query_code
        self.shell.do(lambda station: look_up(station, number, code)[1], self._show, lambda no: None)

    def _show(self, progress: Progress) -> None:
        self.progress = progress
        self.matter = progress.matter
        self.number = _("办件编号 {number}").format(number=grouped(progress.number))
        self.state, self.state_kind = state_word(progress.words), state_kind(progress.state)
        self.told = told_words(progress)
        self.as_of = as_of_words(progress)
        self.may_rate = progress.to_be_rated
        if progress.to_be_rated:
            self.note = ""
        self.ids.truths.clear_widgets()
        for truth in progress.truths:
            self.ids.truths.add_widget(TruthLine(text=truth_word(truth), proved=truth.proved))

    def leave(self) -> None:
        """Number and code are dropped."""
        self.shell.line.unbind(changed=self._look_again)
        self.whose = self.progress = None

    def back(self) -> bool:
        """To another number; this one is typed anew."""
        self.shell.instead("progress")
        return True

    def rate(self) -> None:
        """评价."""
        self.shell.instead("rating", whose=self.whose, progress=self.progress)

    def complain(self) -> None:
        """投诉."""
        self.shell.instead("complaint", whose=self.whose, progress=self.progress)

    def finish(self) -> None:
        """看好了."""
        self.shell.home()


def told_words(progress: Progress) -> str:
    """What it means and what comes next: the slip's own sentence, of an unconfirmed case whose turn it is."""
    if progress.state is not State.PENDING:
        return progress.told_zh if theme.language == "zh" else progress.told_en
    there = any(truth.name == "at_county" and truth.proved for truth in progress.truths)
    told = _("登记的内容县里已经收到。") if there else _("登记的内容记在这台机器上。")
    told += _("等代办员和您确认以后，才开始办。")
    if progress.due:
        told += _("请在 {month} 月 {day} 日以前找代办员确认。").format(month=progress.due.month, day=progress.due.day)
    return told


def as_of_words(progress: Progress) -> str:
    """As of when, by whose clock."""
    if not progress.as_of_ms:
        return _("本站还没有和县里联系上。下面是本站自己记下的。")
    return _("截至 {when}，县里告诉本站的。").format(when=when(progress.as_of_ms))


def when(at_ms: int) -> str:
    """A minute in China as people say it."""
    day, minute = china_minute(at_ms).split()
    date: Any = datetime.date.fromisoformat(day)
    return _("{year}年{month}月{day}日 {time}").format(year=date.year, month=date.month, day=date.day, time=minute)


load_twin(__file__)
