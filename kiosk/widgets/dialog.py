"""Asking and telling over the page: one sentence, one or two large buttons. Nothing else can be touched meanwhile."""

from collections.abc import Callable

from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.modalview import ModalView

from kiosk.core.refusal import Refusal
from kiosk.widgets.big_button import BigButton
from kiosk.widgets.card import Card
from kiosk.widgets.plaque import Plaque
from kiosk.widgets.text import Text
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

Then = Callable[[], object]


class Dialog(ModalView):
    """`kind` info, wait, bad or good; `yes` and `no` are the words of the buttons, `no` "" for none."""

    kind = StringProperty("info")
    icon = StringProperty("info")
    heading = StringProperty("")
    text = StringProperty("")
    yes = StringProperty("")
    no = StringProperty("")
    yes_kind = StringProperty("primary")
    then_yes = ObjectProperty(None, allownone=True)
    then_no = ObjectProperty(None, allownone=True)

    def answer(self, answer: bool) -> None:
        """Close, then do what was asked for."""
        then = self.then_yes if answer else self.then_no
        self.dismiss(animation=False)
        if then is not None:
            then()


def ask(
    title: str, text: str = "", yes: str = "", no: str = "", on_yes: Then | None = None, on_no: Then | None = None,
    kind: str = "info", icon: str = "", danger: bool = False,
) -> Dialog:  # fmt: skip
    """Ask over the page. `yes` is 好 and `no` is 返回 unless given; `danger` gives yes the look of what takes back."""
    return _show(
        Dialog(
            heading=title, text=text, yes=yes or _("好"), no=no or _("返回"), then_yes=on_yes, then_no=on_no,
            kind=kind, icon=icon or {"bad": "warn", "wait": "question", "good": "check"}.get(kind, "info"),
            yes_kind="danger" if danger else "primary",
        )
    )  # fmt: skip


def tell(title: str, text: str = "", then: Then | None = None, kind: str = "info", icon: str = "") -> Dialog:
    """Say something over the page; one button, 知道了, closes it and does `then`."""
    dialog = ask(title, text, yes=_("知道了"), on_yes=then, kind=kind, icon=icon)
    dialog.no = ""
    return dialog


def tell_refusal(refusal: Refusal, then: Then | None = None) -> Dialog:
    """Say a refusal: its sentence and what to do next, in the language chosen. No code is shown; no one is blamed."""
    return tell(_("现在还办不了"), refusal.text(theme.language), then, kind="wait", icon="info")


def _show(dialog: Dialog) -> Dialog:
    dialog.open(animation=False)
    return dialog


load_twin(__file__, BigButton, Card, Plaque, Text)
