"""The application: a locked window, the station's desk thread, its rounds of exchange, and the shell over them."""

import gc
import signal
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from kivy.app import App
from kivy.base import ExceptionHandler, ExceptionManager
from kivy.clock import Clock
from kivy.core.window import Window

from kiosk.core.instruments import Instruments
from kiosk.desk.desk_thread import DeskThread
from kiosk.desk.rounds import Rounds
from kiosk.desk.station import Station
from kiosk.desk.station_facts import StationFacts, station_facts
from kiosk.screens.line import LineWatch
from kiosk.screens.shell import Shell
from kiosk.screens.telling import log_broken, tell_broken, tell_refusal
from kiosk.widgets.palette import rgba

Synchronise = Callable[[Station, Callable[[Callable[[], Any]], Any]], Mapping[str, Any]]
CHANCE_BYTES = 4
ENDINGS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)  # a service that stops, Ctrl+C, an X session that ends
END_LOOK_EVERY_S = 0.1
RESCUES_MAX, RESCUES_WITHIN_S = 3, 60.0


class KioskApp(App):
    """opening: gives the opened station, on the desk's thread; synchronise: `(station, away)`, one exchange;
    stopwatch: seconds that never go back."""

    def __init__(
        self,
        opening: Callable[[], AbstractContextManager[Station]],
        synchronise: Synchronise,
        instruments: Instruments,
        stopwatch: Callable[[], float],
    ) -> None:
        super().__init__()
        self._synchronise, self._instruments, self._stopwatch = synchronise, instruments, stopwatch
        self.desk = DeskThread(opening, self._deliver, log_broken)
        self.line: LineWatch | None = None
        self._ending = False

    def build(self) -> Shell:
        """The shell, on facts that the desk has read already."""
        Window.clearcolor = rgba("paper")
        Window.bind(on_request_close=lambda *_: True)
        Window.bind(on_keyboard=lambda *_: True)  # Esc, F1, Ctrl+E and every other shortcut end here
        desk = self.desk
        rounds = Rounds(self._chance)
        line = LineWatch(
            desk,
            rounds,
            lambda station: self._synchronise(station, desk.away),
            self._stopwatch,
        )
        self.line = line
        return Shell(desk, line, self.facts(), self._stopwatch, self._wall_ms, tell_refusal)

    def facts(self) -> StationFacts:
        """The station's facts, waited for: there is nothing to show before them."""
        return self.desk.ask(station_facts)

    def on_start(self) -> None:
        """What stands now stays: the collector need not look at it again after every visitor."""
        Clock.schedule_interval(self._look_for_the_end, END_LOOK_EVERY_S)
        gc.collect()
        gc.freeze()

    def end_on_signals(self) -> None:
        """Let the signals that end a program end the window in order, from now to the end of the process. Their
        handler only leaves word: it may run in the middle of anything, the toolkit's clock too."""

        def leave_word(*_: object) -> None:
            self._ending = True

        for number in ENDINGS:
            signal.signal(number, leave_word)

    def open_settings(self, *_: object) -> bool:
        """Kivy's own settings panel (F1) is never shown."""
        return False

    def on_stop(self) -> None:
        """The rounds end, then the window lets go."""
        if self.line is not None:
            self.line.close()
        if self.root is not None:
            self.root.close()

    def _look_for_the_end(self, _: float) -> None:
        if self._ending:
            self.stop()

    def _deliver(self, call: Callable[[], None]) -> None:
        Clock.schedule_once(lambda _: call(), 0)

    def _chance(self) -> float:
        return int.from_bytes(self._instruments.draw(CHANCE_BYTES), "big") / 2 ** (8 * CHANCE_BYTES)

    def _wall_ms(self) -> int:
        return self._instruments.clock().wall_ms


class Rescue(ExceptionHandler):
    """A page that fails by our own mistake is left: everything of the visitor is wiped, the screen says what to do,
    and the log has where it was. What goes on failing ends the program, and whoever watches over it starts it anew."""

    def __init__(self, app: "KioskApp", stopwatch: Callable[[], float]) -> None:
        super().__init__()
        self._app, self._stopwatch = app, stopwatch
        self._failed_s: list[float] = []

    def handle_exception(self, exception: BaseException) -> int:
        """Kivy's answer: go on, or raise."""
        now_s = self._stopwatch()
        self._failed_s = [at for at in self._failed_s if now_s - at < RESCUES_WITHIN_S] + [now_s]
        if not isinstance(exception, Exception) or len(self._failed_s) > RESCUES_MAX or self._app.root is None:
            return ExceptionManager.RAISE
        try:
            self._app.root.wipe()
            tell_broken(exception)
        except Exception:
            return ExceptionManager.RAISE
        return ExceptionManager.PASS


def run_window(
    opening: Callable[[], AbstractContextManager[Station]],
    synchronise: Synchronise,
    instruments: Instruments,
    stopwatch: Callable[[], float],
) -> None:
    """Open the station and show the window until a signal ends it; deeds that were asked for by then are done before
    this returns. The station's Refusals come out of here."""
    app = KioskApp(opening, synchronise, instruments, stopwatch)
    app.end_on_signals()
    ExceptionManager.add_handler(Rescue(app, stopwatch))
    with app.desk:
        app.run()
