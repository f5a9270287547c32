"""The whole receipt on the screen: the same picture that is kept as a file and goes to a printer."""

from kivy.properties import ObjectProperty

from kiosk.devices.receipt_paper import draw_paper
from kiosk.screens.page import Page
from kiosk.screens.resident import picture as _picture  # noqa: F401  the twin names it
from kiosk.widgets import scroll as _scroll  # noqa: F401
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _


class PaperPage(Page):
    """Of the visit's receipt."""

    paper = ObjectProperty(None, allownone=True)

    def enter(self) -> None:
        """Draw it where the desk works: it takes a third of a second."""
        self.title = _("整张回执")
        entrusted = self.shell.visit.entrusted
        if entrusted is None:
            self.shell.home()
            return
        receipt = entrusted.receipt
        self.shell.do(lambda station: draw_paper(receipt), self._drawn, busy=_("正在打开回执…"))

    def _drawn(self, paper: bytes) -> None:
        self.paper = paper


load_twin(__file__)
