"""The frame around every page, and what pages ask of it: going, doing, asking for help, and forgetting.

    shell.go(name, **given)      show a page; shell.back(), shell.home()
    shell.do(deed, then, …)      have `deed(station)` done by the desk's thread; `then(result)` comes back here
    shell.visit                  what the visitor chose and typed so far; a fresh one at every home and every wipe
    shell.person                 who is signed in at the desk; None for a resident alone
    shell.sign_in(deed, then)    a deed that opens the station; shell.sign_out() locks it
    shell.facts, .catalogue      the station's own facts and its catalogue, which belong to nobody

A result that comes after the page was left is dropped: it is never shown to whoever stands there by then.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.core.catalogue.matters import Catalogue
from kiosk.core.refusal import Refusal
from kiosk.desk.desk_thread import DeskThread
from kiosk.desk.staffing import sign_out
from kiosk.desk.station import SignedIn, Station
from kiosk.desk.station_facts import StationFacts, station_facts
from kiosk.desk.visit import Visit
from kiosk.screens.frame import Frame, Veil
from kiosk.screens.idle import IdleWatch, Quiet
from kiosk.screens.line import LineWatch
from kiosk.screens.page import Page
from kiosk.screens.pages import DESK, HOME, page_class
from kiosk.screens.still_there import StillThere
from kiosk.screens.wiping import close_dialogs, free_what_is_dropped, lift_fingers, unbind_tree, wipe_traces
from kiosk.widgets.theme import theme
from kiosk.widgets.words import say as _

LOOK_EVERY_S = 0.25
FREE_AFTER_S = 0.5  # the new page is on the screen by then
BACK_STEPS_MAX = 60

Result = TypeVar("Result")


class Person(NamedTuple):
    """Who is signed in at the desk."""

    number: str
    name: str


class Visited(NamedTuple):
    """A page as it was asked for, so that it can be built anew."""

    name: str
    given: dict[str, Any]


class Shell(FloatLayout):
    """The whole window. desk: the station's thread; line: its exchanges; stopwatch: seconds that never go back;
    wall_ms: the machine's clock in milliseconds UTC, for showing only."""

    person = ObjectProperty(None, allownone=True)
    page = ObjectProperty(None, allownone=True)
    title = StringProperty("")
    at_home = BooleanProperty(True)

    def __init__(
        self,
        desk: DeskThread,
        line: LineWatch,
        facts: StationFacts,
        stopwatch: Callable[[], float],
        wall_ms: Callable[[], int],
        tell_refusal: Callable[[Refusal], None],
    ) -> None:
        super().__init__()
        self.desk, self.line, self.facts = desk, line, facts
        self.stopwatch, self.wall_ms = stopwatch, wall_ms
        self.visit = Visit()
        self.idle = IdleWatch(stopwatch())
        self._tell_refusal = tell_refusal
        self._way: list[Visited] = []
        self._turn = 0  # rises with every page shown and every wipe: what was begun before is over
        self._wipes = 0  # rises with every wipe: who was being signed in before is not there any more
        self._warning: StillThere | None = None
        self._frame: Frame | None = None
        self._veil = Veil()
        self._free_soon = Clock.create_trigger(lambda passed_s: free_what_is_dropped(), FREE_AFTER_S)
        theme.fit(*Window.size)
        self._watch = Clock.schedule_interval(self._look, LOOK_EVERY_S)
        Window.bind(on_touch_down=self._touched, on_touch_move=self._touched, on_key_down=self._touched)
        Window.bind(size=self._resized)
        theme.bind(language=self._rebuild, elder=self._rebuild)
        line.bind(news=self._news)
        self.home()

    @property
    def catalogue(self) -> Catalogue:
        """The matters in force."""
        return self.facts.document.catalogue

    # ------------------------------------------------------------------ going

    def go(self, name: str, **given: Any) -> None:
        """Show a page, built anew, and remember the way back."""
        self._way = [*self._way[-BACK_STEPS_MAX:], Visited(name, given)]
        self._show()

    def instead(self, name: str, **given: Any) -> None:
        """Show a page in place of this one: 返回 leads past it."""
        self._way = [*self._way[:-1], Visited(name, given)]
        self._show()

    def back_to(self, name: str, **given: Any) -> None:
        """Back to an earlier page, entered anew with what is given: what came after it is done. Where the way never
        passed it, it stands in place of this one."""
        earlier = next((at for at in reversed(range(len(self._way))) if self._way[at].name == name), len(self._way) - 1)
        self._way = [*self._way[:earlier], Visited(name, given)]
        self._show()

    def back(self) -> None:
        """One page back, built anew; from the first one nothing."""
        if self.page is not None and self.page.back():
            return
        if len(self._way) > 1:
            self._way.pop()
            self._show()

    def home(self) -> None:
        """Begin again: a fresh visit, and 首页, or the desk of whoever is signed in."""
        close_dialogs()
        self.visit.wipe()
        self.visit = Visit()
        if self.person is not None:
            self.visit.agent = (self.person.number, self.person.name)
        self._way = [Visited(DESK if self.person else HOME, {})]
        self._show()
        wipe_traces()
        self._free_soon()

    def ask_home(self) -> None:
        """首页 was touched: ask first where something would be lost."""
        if self.page is not None and self.page.unfinished:
            from kiosk.widgets.dialog import ask

            ask(
                _("要回首页吗？"), _("回到首页，刚才填的内容就不留了。"), _("接着办"), _("回首页"), on_no=self.home
            )
        else:
            self.home()

    def help(self) -> None:
        """叫人帮忙, from anywhere; a second touch changes nothing."""
        if self._way[-1].name != "help":
            self.go("help")

    # ------------------------------------------------------------------ doing

    def do(
        self,
        deed: Callable[[Station], Result],
        then: Callable[[Result], None] = lambda result: None,
        refused: Callable[[Refusal], None] | None = None,
        busy: str = "",
    ) -> None:
        """Have the desk do `deed(station)`; `then(result)` runs here, if this page is still shown.

        refused: told of a Refusal instead of the standard dialog; busy: what a veil says while it lasts, which also
        keeps a second tap away ("": none is shown, touches go on)."""
        turn = self._turn
        if busy:
            self._veil.cover(self, busy)

        def done(call: Callable[[Any], None], given: Any) -> None:
            if turn == self._turn:
                if busy:
                    self._veil.lift()
                call(given)

        self.desk.do(
            deed, lambda result: done(then, result), lambda no: done(refused or self._tell_refusal, no)
        )

    def say_busy(self, words: str) -> None:
        """How far a deed has come that a veil waits for."""
        self._veil.words = words

    def hurry(self) -> None:
        """Something new waits to be carried: exchange soon."""
        self.line.hurry()

    # ------------------------------------------------------------------ who is at the desk

    def sign_in(
        self,
        deed: Callable[[Station], SignedIn],
        then: Callable[[Person], None] | None = None,
        refused: Callable[[Refusal], None] | None = None,
    ) -> None:
        """Open the station: deed is `lambda station: sign_in_with_card(station, badge, pin)` or the like. Then their
        desk is shown, or `then(person)` says what is."""
        turn, wipes = self._turn, self._wipes
        self._veil.cover(self, _("正在打开…"))

        def opened(signed_in: SignedIn) -> None:
            if wipes != self._wipes:  # whoever it was has gone, and the desk has locked the station right after
                return
            self._veil.lift()
            self.person = Person(signed_in.number, signed_in.name)
            if then and turn == self._turn:
                then(self.person)
            else:
                self.home()

        def shut(no: Refusal) -> None:
            if turn == self._turn:
                self._veil.lift()
                (refused or self._tell_refusal)(no)

        self.desk.do(deed, opened, shut)

    def sign_out(self) -> None:
        """Lock the station and go home; nothing of the person's work stays in the window."""
        self.wipe()

    # ------------------------------------------------------------------ forgetting

    def wipe(self) -> None:
        """The visitor has gone, or the agent signs out: forget everything, in words, pictures and clipboard."""
        # Always: a sign-in may still wait at the desk, and nothing that is asked for from now on finds it open.
        self.desk.do(sign_out, lambda _: None, self._tell_refusal)
        self._wipes += 1
        self.person = None
        self._stop_warning()
        theme.unbind(language=self._rebuild, elder=self._rebuild)
        theme.language, theme.elder = "zh", False
        theme.bind(language=self._rebuild, elder=self._rebuild)
        self._drop_frame()
        self.idle.touched(self.stopwatch())
        self.home()

    def close(self) -> None:
        """The window closes."""
        self._watch.cancel()
        self._stop_warning()
        self._drop_page()

    # ------------------------------------------------------------------ inside

    def _show(self) -> None:
        self._turn += 1
        self._veil.lift()
        self._drop_page()
        name, given = self._way[-1]
        self.at_home = name in (HOME, DESK)
        if self._frame is None:
            self._frame = Frame(self)
            self.add_widget(self._frame, index=len(self.children))
        page: Page = page_class(name)(self)
        page.enter(**given)
        if self._way[-1] == (name, given):  # `enter` may have gone elsewhere already
            self.page = page
            self.title = page.title
            self._frame.stage.add_widget(page)
            page.came()

    def _drop_page(self) -> None:
        if self.page is not None:
            page, self.page = self.page, None
            page.leave()
            if page.parent:
                page.parent.remove_widget(page)
            lift_fingers(page)
            unbind_tree(page)
            page.shell = None

    def _drop_frame(self) -> None:
        self._drop_page()
        if self._frame is not None:
            self.remove_widget(self._frame)
            lift_fingers(self._frame)
            unbind_tree(self._frame)
            self._frame.drop()
            self._frame = None

    def _rebuild(self, *_: object) -> None:
        """Language, size of type or shape of the window changed: build frame and page anew, the page as it stands."""
        if self.page is not None:
            close_dialogs()
            self._way[-1] = Visited(self._way[-1].name, self.page.again(self._way[-1].given))
        self._drop_frame()
        self._show()

    def _resized(self, _: object, size: tuple[int, int]) -> None:
        before = theme.wide, theme.scale
        theme.fit(*size)
        if before != (theme.wide, theme.scale):
            self._rebuild()

    def _news(self, *_: object) -> None:
        """An exchange brought a newer catalogue: take the facts anew."""

        def taken(facts: StationFacts) -> None:
            self.facts = facts

        self.desk.do(station_facts, taken, self._tell_refusal)

    def _touched(self, *_: object) -> None:
        if self._warning is None:
            self.idle.touched(self.stopwatch())
        elif Window.children[0] is not self._warning:  # a dialog came up over it, and somebody is there to touch that
            self._stay()

    def _look(self, _: float) -> None:
        now_s = self.stopwatch()
        quiet = self.idle.look(now_s)
        if quiet is Quiet.WIPE:
            self.wipe()
        elif quiet is Quiet.WARN and not self._nothing_to_lose():
            if self._warning is None:
                self._warning = StillThere(self._stay, self.wipe)
                Window.add_widget(self._warning)  # over dialogs too, which hang on the window as well
            self._warning.left_s = self.idle.left_s(now_s)

    def _nothing_to_lose(self) -> bool:
        return self.person is None and len(self._way) == 1

    def _stay(self) -> None:
        self._stop_warning()
        self.idle.touched(self.stopwatch())

    def _stop_warning(self) -> None:
        if self._warning is not None:
            Window.remove_widget(self._warning)
            self._warning = None
