"""The station's line as the window drives and shows it: rounds of exchange in the background, and plain words.

What is shown is what the last round proved, never a guess; a line is not watched in between, and nothing here says
that anything arrived (R-TRUTH).
"""

from collections.abc import Callable, Mapping
from typing import Any

from kivy.clock import Clock
from kivy.event import EventDispatcher
from kivy.properties import NumericProperty, ObjectProperty

from kiosk.core.refusal import Refusal
from kiosk.desk.desk_thread import DeskThread
from kiosk.desk.refusing import forget_refusals
from kiosk.desk.rounds import Line, Rounds
from kiosk.desk.station import Station
from kiosk.widgets.words import say as _

LOOK_EVERY_S = 1.0


class LineWatch(EventDispatcher):
    """Begins each round when it is due. synchronise: `deed(station)` of one whole exchange, told as `app` tells it;
    stopwatch: seconds.

    `line`: what the last round showed; `news`: rises when a round brought a newer catalogue; `said`: what the last
    round told, {} before it."""

    line = ObjectProperty(Line.UNTRIED)
    news = NumericProperty(0)
    changed = NumericProperty(0)  # rises with every round that ended
    said = ObjectProperty({})

    def __init__(
        self,
        desk: DeskThread,
        rounds: Rounds,
        synchronise: Callable[[Station], Mapping[str, Any]],
        stopwatch: Callable[[], float],
    ) -> None:
        super().__init__()
        self._desk, self.rounds, self._synchronise = desk, rounds, synchronise
        self._stopwatch = stopwatch
        self._watch = Clock.schedule_interval(self._look, LOOK_EVERY_S)

    @property
    def word(self) -> str:
        """The state of the line in a few plain words, for the top bar."""
        return {
            Line.UNTRIED: _("还没联网"),
            Line.TRYING: _("正在联网"),
            Line.OPEN: _("网络正常"),
            Line.CLOSED: _("网络不通"),
            Line.DOUBTFUL: _("网络异常"),
        }[self.line]

    @property
    def sentence(self) -> str:
        """The same, with what it means for whoever stands here."""
        return {
            Line.UNTRIED: _("还没有和县里联系过。您照常办，办好的先存在本机。"),
            Line.TRYING: _("正在和县里联系。您照常办。"),
            Line.OPEN: _("刚和县里联系过。办好的会自动送出。"),
            Line.CLOSED: _("现在网络不通，不影响您办事。办好的先存在本机，网络通了自动送出。"),
            Line.DOUBTFUL: _("网络那头没有正常应答，先不往外送。您照常办，办好的存在本机。"),
        }[self.line]

    def hurry(self) -> None:
        """There is something new to carry."""
        self.rounds.hurry(self._stopwatch())

    def now(self) -> None:
        """Exchange at once: an agent touched the button for it. Who said no for good is asked again."""
        if not self.rounds.under_way:
            self._begin(by_hand=True)

    def close(self) -> None:
        """No round begins any more."""
        self._watch.cancel()

    def _look(self, _: float) -> None:
        if self.rounds.is_due(self._stopwatch()):
            self._begin()

    def _begin(self, by_hand: bool = False) -> None:
        self.rounds.begun()
        self.line = self.rounds.line

        def deed(station: Station) -> Mapping[str, Any]:
            if by_hand:
                forget_refusals(station)
            return self._synchronise(station)

        self._desk.do(deed, self._ended, self._failed)

    def _ended(self, said: Mapping[str, Any]) -> None:
        self.rounds.ended(self._stopwatch(), said)
        self.line, self.said = self.rounds.line, said
        if said["exchange"]["catalogue_version"]:
            self.news += 1
        self.changed += 1

    def _failed(self, no: Refusal) -> None:
        self.rounds.failed(self._stopwatch())
        self.line = self.rounds.line
        self.changed += 1
