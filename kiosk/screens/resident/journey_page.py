"""A page of the resident's journey: where one is, what is asked, and 下一步, which checks before it goes on."""

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, OptionProperty, StringProperty

from kiosk.core.refusal import Refusal
from kiosk.desk.visit import STEPS, Place, Visit
from kiosk.screens.page import Page
from kiosk.widgets import big_button as _big_button  # noqa: F401  the twin names them
from kiosk.widgets import notice as _notice  # noqa: F401
from kiosk.widgets import steps as _steps  # noqa: F401
from kiosk.widgets.scroll import Scroll
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _


def step_word(page: str) -> str:
    """What a numbered step is about, in a few words."""
    return {
        "notice": _("看清要求"),
        "privacy": _("告知和同意"),
        "question": _("填写信息"),
        "form": _("填申请表"),
        "materials": _("备齐材料"),
        "mandate": _("委托书"),
        "signing": _("签名"),
        "summary": _("核对和提交"),
    }[page]


class Journeying(Page):
    """A page of the journey, without a shape of its own.

    `step` is the page's name in the journey and `key` its question or part; `heading` what is asked; `note` a second
    line; `error` the kind sentence over the button, "" for none; `next_text` the button's word; `aside_text` that of a
    quiet button beside it, which does `aside`, "" for none. Override `take`."""

    step = OptionProperty("notice", options=STEPS)
    key = StringProperty("")
    now = NumericProperty(1)
    total = NumericProperty(len(STEPS))
    step_name = StringProperty("")
    heading = StringProperty("")
    note = StringProperty("")
    error = StringProperty("")
    next_text = StringProperty("")
    next_icon = StringProperty("forward")
    aside_text = StringProperty("")
    unfinished = True

    @property
    def visit(self) -> Visit:
        """The visitor's errand."""
        visit: Visit = self.shell.visit
        return visit

    def stand(self, step: str, key: str = "") -> None:
        """Say where on the way this page stands; every `enter` begins with it."""
        person = self.shell.person
        self.visit.agent = (person.number, person.name) if person else None
        self.step, self.key = step, key
        self.title = self.visit.matter.name if self.visit.matter else ""
        self.now, self.total = self.visit.step(step)
        self.step_name = step_word(step)
        self.next_text = _("改好了") if self.visit.reviewing and step != "summary" else _("下一步")

    def take(self) -> None:
        """Check what stands here and keep it; the Refusal that says what is wrong."""

    def aside(self) -> None:
        """The quiet button was touched."""

    def said(self, refusal: Refusal) -> str:
        """The sentence of a refusal. Override for a kinder one."""
        return refusal.text(theme.language)

    def forward(self) -> None:
        """下一步: check, keep, go on; or say what is wrong, and stay."""
        try:
            self.take()
        except Refusal as refusal:
            self.error = self.said(refusal)
            return
        self.error = ""
        self.show_place(self.visit.after(self.step, self.key))

    def back(self) -> bool:
        """返回: one place back on the way; what was typed stays in the visit."""
        self.show_place(self.visit.before(self.step, self.key))
        return True

    def show_place(self, place: Place) -> None:
        """Show a place of the journey instead of this one: the way back is the journey's, not the history's."""
        self.shell.instead(place.page, **place.given)


class JourneyPage(Journeying):
    """Steps, heading, then what the page adds in its twin, then 下一步 with the sentence that says what is lacking."""

    more = BooleanProperty(False)
    overflows = BooleanProperty(False)

    def stand(self, step: str, key: str = "") -> None:
        """As every page of the journey; a long page's button stands beside 下一步."""
        super().stand(step, key)
        for part in self.ids.body.children:
            if isinstance(part, Scroll):
                self.follow(part)

    def follow(self, scroll: Scroll) -> None:
        """Show the button of this part, which says that there is more below, beside 下一步."""
        self._below = scroll.ids.more
        self._below.outside = True
        self._below.bind(more=self.setter("more"), overflows=self.setter("overflows"))

    def page_down(self) -> None:
        """下面还有."""
        self._below.page_down()

    def add_widget(self, widget: Any, *args: Any, **given: Any) -> None:
        """The twin's own parts stay here; what a page adds goes into `body`."""
        body = self.ids.get("body")
        (super() if body is None else body).add_widget(widget, *args, **given)


load_twin(__file__)
