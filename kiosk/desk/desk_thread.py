"""The one thread that owns the Station: it does deeds one after another, and a road that waits holds up none.

    do(deed, then, refused)     from any thread: `deed(station)` runs here; what comes of it is delivered to the window,
                                one of the two always: a mistake of our own as the Refusal KIOSK_TROUBLE
    away(call)                  inside a deed only: `call` runs in a thread beside, and meanwhile this one does the
                                deeds that come, so that a submit never waits for a network

The station's database, keys and folder are touched here and nowhere else. A deed that is away holds no transaction
(asserted), and only one is away at a time. Worked example: an exchange posts a batch on a dead line and waits four
minutes in `away`; a resident submits, which takes its turn at once; the exchange's next offer carries it along.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, Self, TypeVar

from kiosk.core.refusal import Refusal
from kiosk.desk.station import Station

CLOSE_WAIT_S = 10.0  # a deed is a few transactions; an answer of the network is not waited for

Result = TypeVar("Result")
Deliver = Callable[[Callable[[], None]], None]


class DeskClosed(BaseException):
    """The desk closes while a deed is away: it ends there. No Exception, so that no deed takes it for its own."""


class _Deed(NamedTuple):
    deed: Callable[[Station], Any]
    then: Callable[[Any], None]
    refused: Callable[[Refusal], None]


class DeskThread:
    """A station with its thread. opening: gives the opened station, entered and left here; deliver: takes a call of
    no arguments to the window's thread; broken: told there, for the log, of what was our own mistake, and no Refusal.

    A context manager: entering opens the station and raises its Refusal (NOT_A_KIOSK, FOLDER_IN_USE)."""

    def __init__(
        self,
        opening: Callable[[], AbstractContextManager[Station]],
        deliver: Deliver,
        broken: Callable[[BaseException], None],
    ) -> None:
        self._opening, self._deliver, self._broken = opening, deliver, broken
        self._waiting: SimpleQueue[_Deed | None] = SimpleQueue()  # None: something changed, look up
        self._opened = threading.Event()
        self._closing = threading.Event()
        self._failed: BaseException | None = None
        self._away = False
        self._station: Station | None = None
        self._thread = threading.Thread(target=self._run, name="desk", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._opened.wait()
        if self._failed is not None:
            raise self._failed
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._waiting.put(None)
        self._thread.join(CLOSE_WAIT_S)

    def tell_broken_to(self, broken: Callable[[BaseException], None]) -> None:
        """Tell somebody else of our own mistakes: a test that wants to fail on them."""
        self._broken = broken

    def do(
        self,
        deed: Callable[[Station], Result],
        then: Callable[[Result], None],
        refused: Callable[[Refusal], None],
    ) -> None:
        """Have a deed done; `then(result)` or `refused(no)` is delivered to the window's thread. Never waits.

        Whatever else a deed raises than a Refusal is told to `broken`, and to `refused` as KIOSK_TROUBLE."""
        self._waiting.put(_Deed(deed, then, refused))

    def ask(self, deed: Callable[[Station], Result]) -> Result:
        """What a deed gives, waited for; its Refusal is raised here. Before the window is up; never from a touch."""
        assert threading.current_thread() is not self._thread
        came: list[Result] = []
        failed: list[BaseException] = []
        done = threading.Event()

        def asked(station: Station) -> None:
            try:
                came.append(deed(station))
            except BaseException as error:
                failed.append(error)
            done.set()

        self._waiting.put(_Deed(asked, lambda _: None, failed.append))
        done.wait()
        if failed:
            raise failed[0]
        return came[0]

    def away(self, call: Callable[[], Result]) -> Result:
        """What `call` returns or raises, awaited while other deeds are done. Only inside a deed.

        The call runs in a thread beside and must not touch the station."""
        assert threading.current_thread() is self._thread, "only a deed goes away"
        assert not self._away, "one deed is away already"
        assert self._station is not None and not self._station.store.connection.in_transaction
        came: list[Result] = []
        failed: list[BaseException] = []
        back = threading.Event()

        def beside() -> None:
            try:
                came.append(call())
            except BaseException as error:
                failed.append(error)
            back.set()
            self._waiting.put(None)

        self._away = True
        try:
            threading.Thread(target=beside, name="road", daemon=True).start()
            while not back.is_set():
                self._next(self._station)
        finally:
            self._away = False
        if failed:
            raise failed[0]
        return came[0]

    def _run(self) -> None:
        try:
            with self._opening() as self._station:
                self._opened.set()
                while True:
                    self._next(self._station)
        except DeskClosed:
            pass
        except BaseException as error:
            self._failed = broken = error
            if self._opened.is_set():
                self._tell(lambda: self._broken(broken))
        finally:
            self._opened.set()

    def _next(self, station: Station) -> None:
        """Do the deed that has waited longest; DeskClosed once all are done and the desk closes."""
        try:
            one = self._waiting.get(block=not self._closing.is_set())
        except Empty:
            raise DeskClosed from None
        if one is None:
            return
        try:
            result = one.deed(station)
        except Refusal as no:
            said = no  # the name of an except clause is gone when the window hears of it
            self._tell(lambda: one.refused(said))
        except Exception as error:
            broken = error
            self._tell(lambda: self._broken(broken))
            self._tell(lambda: one.refused(Refusal("KIOSK_TROUBLE")))
        else:
            self._tell(lambda: one.then(result))

    def _tell(self, call: Callable[[], None]) -> None:
        if not self._closing.is_set():
            self._deliver(call)
