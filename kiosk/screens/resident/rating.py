"""评价: five faces, what it is about if one likes, and 以后再评 always. Nothing is chosen beforehand."""

from functools import partial
from typing import Any

from kivy.properties import ListProperty, NumericProperty, StringProperty

from kiosk.core.refusal import Refusal
from kiosk.desk.deeds import Done
from kiosk.desk.journal import new_operation
from kiosk.desk.progress import Asker, Progress
from kiosk.desk.rating import DIMENSIONS, Rating, rate
from kiosk.desk.station import Station
from kiosk.screens.page import Page
from kiosk.widgets import big_button as _big_button  # noqa: F401  the twin names them
from kiosk.widgets import choice as _choice  # noqa: F401
from kiosk.widgets import faces as _faces  # noqa: F401
from kiosk.widgets import notice as _notice  # noqa: F401
from kiosk.widgets import scroll as _scroll  # noqa: F401
from kiosk.widgets.dialog import tell
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

BEST_FACE = 5  # the widget's faces rise with content, the standard's codes fall


def dimension_word(dimension: str) -> str:
    """One of DIMENSIONS as it is shown; what is recorded stays Chinese."""
    words = (_("服务态度"), _("办事快慢"), _("材料多少"), _("讲得清楚"), _("跑腿次数"))
    return words[DIMENSIONS.index(dimension)]


class RatingPage(Page):
    """`whose`: number and code of the case that is rated. However many fingers press 提交评价, the page records one
    rating: its operation is drawn by the first press and serves every other."""

    matter = StringProperty("")
    face = NumericProperty(0)
    about = ListProperty()
    options = ListProperty()
    error = StringProperty("")

    def enter(
        self, whose: Asker, progress: Progress, face: int = 0, about: tuple[str, ...] = (),
        drawn: list[bytes] | None = None,
    ) -> None:  # fmt: skip
        """Ask; face, about, drawn: as they stood, when the page is built anew."""
        self.title = _("评价")
        self.whose, self.progress = whose, progress
        self._drawn = [] if drawn is None else drawn
        self.matter = progress.matter
        self.options = [(one, dimension_word(one)) for one in DIMENSIONS]
        self.face, self.about = face, list(about)
        self.ids.faces.grade = face

    def again(self, given: dict[str, Any]) -> dict[str, Any]:
        """What was touched stays."""
        return {**given, "face": int(self.face), "about": tuple(self.about), "drawn": self._drawn}

    def leave(self) -> None:
        """Number and code are dropped."""
        self.whose = self.progress = None

    def back(self) -> bool:
        """To the progress, unrated."""
        self.later()
        return True

    def later(self) -> None:
        """以后再评."""
        self.shell.instead("case_progress", whose=self.whose, progress=self.progress)

    def send(self) -> None:
        """提交评价."""
        if not self.face:
            self.error = _("请先点一张脸。不想评，点“以后再评”。")
            return
        rating = Rating(BEST_FACE + 1 - int(self.face), tuple(one for one in DIMENSIONS if one in self.about))
        deed = partial(_rated, whose=self.whose, rating=rating, drawn=self._drawn)
        self.shell.do(deed, self._done, self._refused, _("正在记下…"))

    def _done(self, done: Done) -> None:
        self.shell.hurry()
        shell = self.shell
        shell.home()
        tell(_("谢谢您的评价"), _("您的评价直接送到县里，村里和代办员看不到。"), kind="good")

    def _refused(self, no: Refusal) -> None:
        self.error = no.text(theme.language)


def _rated(station: Station, whose: Asker, rating: Rating, drawn: list[bytes]) -> Done:
    if not drawn:
        drawn.append(new_operation(station))
    return rate(station, whose, rating, drawn[0])


load_twin(__file__)
