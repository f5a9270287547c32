"""首页: what one can come for. Touched by the team of the widgets next."""

from kivy.uix.boxlayout import BoxLayout

from kiosk.screens.page import Page
from kiosk.screens.pages import PAGES
from kiosk.widgets.big_button import BigButton
from kiosk.widgets.text import Text
from kiosk.widgets.theme import theme
from kiosk.widgets.words import say as _


class HomePage(Page):
    """A greeting and a way on."""

    def enter(self) -> None:
        """Nothing is given."""
        column = BoxLayout(orientation="vertical", padding=theme.s4, spacing=theme.s3)
        column.add_widget(Text(text=_("您想办什么事？请点一下。"), role="title", bold=True))
        for name in PAGES:
            if name not in ("home", "help"):
                column.add_widget(BigButton(text=name, on_release=lambda _, name=name: self.shell.go(name)))
        column.add_widget(BoxLayout())
        self.add_widget(column)
