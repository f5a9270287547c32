"""纸上带走: one entrustment as codes that another machine reads, one after another, by hand or slowly by themselves.

The codes hold no name, number or answer that can be read: what is inside is sealed as on every road.
"""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from kiosk.core.casework.case_number import grouped
from kiosk.core.refusal import Refusal
from kiosk.desk import paper
from kiosk.devices.code_picture import draw_code
from kiosk.screens.page import Page
from kiosk.screens.resident.picture import Picture
from kiosk.widgets.big_button import BigButton
from kiosk.widgets.card import Card
from kiosk.widgets.dialog import tell_refusal
from kiosk.widgets.scroll import Scroll
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

TURN_EVERY_S = 3.0  # a telephone needs two seconds to find its focus


class PaperOutPage(Page):
    """`now` of `total` codes is shown; `turning`: the next comes by itself; `all_shown`: each stood here once."""

    number = StringProperty("")
    now = NumericProperty(0)
    total = NumericProperty(0)
    code = ObjectProperty(None, allownone=True)
    turning = BooleanProperty(False)
    all_shown = BooleanProperty(False)

    def enter(self, number: str = "", now: int = 1) -> None:
        """number: the case; now: which code, when the page is built anew."""
        self.title = _("纸上带走")
        self._case, self.number = number, _("办件编号 {number}").format(number=grouped(number))
        self._codes: tuple[str, ...] = ()
        self._seen: set[int] = set()
        self._clock = Clock.schedule_interval(lambda passed_s: self._turn(), TURN_EVERY_S)
        self.shell.do(lambda station: paper.parts(station, number), lambda codes: self._ready(codes, now), self._no)

    def leave(self) -> None:
        """The codes go."""
        self._clock.cancel()
        self._codes, self.code = (), None

    def again(self, given: dict[str, Any]) -> dict[str, Any]:
        """The same code stays."""
        return {"number": self._case, "now": int(self.now)}

    def turn(self, steps: int) -> None:
        """The next code, or the one before; after the last comes the first."""
        if self._codes:
            self._show((int(self.now) - 1 + steps) % len(self._codes) + 1)

    def done(self) -> None:
        """对方都拿到了: that much left here, by paper."""
        number = self._case
        self.shell.do(lambda station: paper.printed(station, number), lambda _of: self._back())

    def _ready(self, codes: tuple[str, ...], now: int) -> None:
        self._codes, self.total = codes, len(codes)
        self._show(max(1, min(now, len(codes))))

    def _show(self, now: int) -> None:
        self.now, self.code = now, draw_code(self._codes[now - 1])
        self._seen.add(now)
        self.all_shown = len(self._seen) == len(self._codes)

    def _turn(self) -> None:
        if self.turning:
            self.turn(1)
            self.shell.idle.touched(self.shell.stopwatch())  # whoever reads the codes touches nothing

    def _back(self) -> None:
        self.shell.back_to("case", number=self._case, told=_("这份已用纸上的码带走。县里收到以后，会有它的签收。"))

    def _no(self, no: Refusal) -> None:
        tell_refusal(no, self.shell.back)




load_twin(__file__, BigButton, Card, Picture, Scroll)
