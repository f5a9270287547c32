"""Signing in: the staff card, read by a scanner or a camera, then its PIN; or five words (R-SEAL).

The card's secret lives in this page alone and goes with it. What was wrong is told without saying which of the two it
was, and whoever has to wait sees for how long.
"""

from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.properties import ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.core.refusal import Refusal
from kiosk.desk.staffing import sign_in_with_card, sign_in_with_passphrase
from kiosk.desk.unlocking import PHRASE_WORDS, PIN_DIGITS_MIN, words_typed
from kiosk.devices.badge import Badge, read_badge_text
from kiosk.devices.badge_sight import badge_in_frame
from kiosk.devices.camera import Camera, choose_camera
from kiosk.devices.wedge import Wedge
from kiosk.screens.page import Page
from kiosk.widgets.big_button import BigButton
from kiosk.widgets.camera_view import CameraView
from kiosk.widgets.card import Card
from kiosk.widgets.choice import Choice
from kiosk.widgets.field import Field
from kiosk.widgets.notice import Notice
from kiosk.widgets.number_pad import NumberPad
from kiosk.widgets.pinyin_keyboard import PinyinKeyboard
from kiosk.widgets.plaque import Plaque
from kiosk.widgets.scroll import Scroll
from kiosk.widgets.steps import Steps
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _
from kiosk.widgets.words import spoken

LOOK_EVERY_S = 0.4  # reading a frame takes some 10 ms
CARD, PIN, WHO, PHRASE = "card", "pin", "who", "phrase"


class Step(BoxLayout):
    """One question of the page; the twin draws each."""

    page = ObjectProperty(None)


class CardStep(Step):
    """Show the card to the scanner, or to the camera, which is on while this question stands here and no longer."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._camera: Camera | None = None
        self._read = 0
        self._looking: Any = None
        if self.page.shell.facts.camera != "none":
            self._open()
            self._looking = Clock.schedule_interval(self._look, LOOK_EVERY_S)

    def on_parent(self, _step: Any, parent: Any) -> None:
        """Out of the page, the camera is off."""
        if parent is None and self._looking is not None:
            self._looking.cancel()
            self._looking = None
            if self._camera is not None:
                self._camera.close()
                self._camera = None
                self.ids.sight.clear_widgets()

    def _open(self) -> None:
        facts = self.page.shell.facts
        provider = choose_camera(facts.camera, Path(facts.camera_folder))
        assert provider is not None
        try:
            self._camera = Camera(provider).open()
        except Refusal:  # the device still hangs: each look tries again, and a scanner or the words serve meanwhile
            return
        self.ids.sight.clear_widgets()
        self.ids.sight.add_widget(CameraView(newest=lambda: self._camera.latest if self._camera else None))

    def _look(self, _: float) -> None:
        if self._camera is None:
            self._open()
        frame = self._camera.latest if self._camera is not None else None
        if frame is not None and frame.number != self._read:
            self._read = frame.number
            badge = badge_in_frame(frame)
            if badge is not None:
                self.page.card_read(badge)


class PinStep(Step):
    """The PIN of the card that was read."""


class WhoStep(Step):
    """Whose words will be typed."""


class PhraseStep(Step):
    """The five words, `words` as far as they are typed."""

    words = ListProperty([""] * PHRASE_WORDS)


STEPS: dict[str, type[Step]] = {CARD: CardStep, PIN: PinStep, WHO: WhoStep, PHRASE: PhraseStep}


class SignInPage(Page):
    """`way`: which question stands here now; `trouble`: what was wrong with the last try, "" for nothing."""

    way = StringProperty(CARD)
    trouble = StringProperty("")
    wait_s = NumericProperty(0)
    staff = StringProperty("")
    staff_name = StringProperty("")
    people = ListProperty()
    pin = StringProperty("")
    phrase = StringProperty("")

    def enter(self) -> None:
        """Nothing is given."""
        self.title = _("代办员登录")
        self._badge: Badge | None = None
        self._wedge = Wedge()
        self._ticking: Any = None
        self.people = [(agent.number, agent.name or agent.number, agent.number) for agent in self.shell.facts.agents]
        Window.bind(on_key_down=self._key)
        self._ask(CARD)

    def leave(self) -> None:
        """Card, PIN and words are dropped."""
        Window.unbind(on_key_down=self._key)
        self._stop_counting()
        self._wedge.forget()
        self._badge, self.pin, self.phrase = None, "", ""
        self.clear_widgets()

    def back(self) -> bool:
        """From the second question to the first."""
        if self.way == CARD:
            return False
        self._ask(WHO if self.way == PHRASE and len(self.people) > 1 else CARD)
        return True

    # ------------------------------------------------------------------ the card

    def _key(self, _window: Any, code: int, _scancode: int, character: str | None, modifiers: list[str]) -> bool:
        line = self._wedge.key(code, character or "", modifiers, self.shell.stopwatch())
        if line and self.way == CARD:
            try:
                self.card_read(read_badge_text(line))
            except Refusal as no:
                self._refused(no)
        return False

    def card_read(self, badge: Badge) -> None:
        """A card was read, whichever way: its PIN is asked."""
        self._badge = badge
        self.staff = badge.staff
        self.staff_name = next((name for number, name, _ in self.people if number == badge.staff), badge.staff)
        self._ask(PIN)

    def open_with_pin(self) -> None:
        """The PIN is typed: try it."""
        badge, pin = self._badge, self.pin
        if badge is None or len(pin) < PIN_DIGITS_MIN:
            self.trouble = _("PIN 至少 {count} 位数字。").format(count=PIN_DIGITS_MIN)
            return
        self.shell.sign_in(lambda station: sign_in_with_card(station, badge, pin), refused=self._refused)

    # ------------------------------------------------------------------ the passphrase

    def use_phrase(self) -> None:
        """The card is not at hand: five words instead."""
        if len(self.people) == 1:
            self.choose(self.people[0][0])
        else:
            self._ask(WHO)

    def choose(self, number: str) -> None:
        """Who it is whose words are typed."""
        self.staff = number
        self.staff_name = next((name for one, name, _ in self.people if one == number), number)
        self._ask(PHRASE)

    def words_of(self, phrase: str) -> list[str]:
        """The words as they are shown, empty ones to the end."""
        typed = words_typed(phrase)
        return [*typed, *[""] * (PHRASE_WORDS - len(typed))]

    def open_with_phrase(self) -> None:
        """The words are typed: try them."""
        if self.wait_s:
            return
        words = words_typed(self.phrase)
        if len(words) < PHRASE_WORDS or len(words[-1]) < 2:
            self.trouble = _("口令是五个词，每个词两个字，还没有打完。")
            return
        slip, number = " ".join(words), self.staff
        self.shell.sign_in(lambda station: sign_in_with_passphrase(station, slip, number), refused=self._refused)

    # ------------------------------------------------------------------ what was wrong

    def _ask(self, way: str) -> None:
        self.way, self.trouble, self.pin, self.phrase = way, "", "", ""
        self.clear_widgets()
        self.add_widget(STEPS[way](page=self))

    def _refused(self, no: Refusal) -> None:
        self.pin, self.phrase = "", ""
        if no.code == "UNLOCK_WAIT":
            self.wait_s = int(str(no.params["wait_s"]))
            self._stop_counting()
            self._ticking = Clock.schedule_interval(self._count, 1)
            self._say_wait()
        elif no.code == "UNLOCK_REFUSED":
            self.trouble = _("没有打开。请核对{what}，再试一次。").format(
                what=_("口令") if self.way == PHRASE else _("工作证和 PIN")
            )
        else:
            self.trouble = no.text(spoken())

    def _count(self, _: float) -> None:
        self.wait_s = max(0, self.wait_s - 1)
        if self.wait_s:
            self._say_wait()
        else:
            self._stop_counting()
            self.trouble = ""

    def _say_wait(self) -> None:
        self.trouble = _("试的次数多了，为了安全请等 {seconds} 秒再试。等的时候，别的代办员可以登录。").format(
            seconds=self.wait_s
        )

    def _stop_counting(self) -> None:
        if self._ticking is not None:
            self._ticking.cancel()
            self._ticking = None
        self.wait_s = 0


load_twin(__file__, BigButton, Card, Choice, Field, Notice, NumberPad, PinyinKeyboard, Plaque, Scroll, Steps)
