"""叫人帮忙: who is there to help, how to reach them, and what to do until they come."""

from kivy.properties import StringProperty

from kiosk.desk.duty import OnDuty, on_duty_now
from kiosk.screens.page import Page
from kiosk.widgets import card as _card  # noqa: F401  the twin names them
from kiosk.widgets import plaque as _plaque  # noqa: F401
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _


class HelpPage(Page):
    """The agents of this station, the telephone of the settings, the state of the line."""

    agents = StringProperty("")
    phone = StringProperty("")
    line = StringProperty("")
    going_on = StringProperty("")

    def enter(self) -> None:
        """Nothing is given."""
        self.title = _("叫人帮忙")
        facts = self.shell.facts
        self.agents = _("、").join(agent.name for agent in facts.agents)
        self.phone = facts.help_phone
        self.shell.do(on_duty_now, self._on_duty)
        self.line = self.shell.line.sentence
        if self.shell.visit.filled:
            self.going_on = _("您填的内容还在。点左下角“返回”，接着办。")
        else:
            self.going_on = _("点左下角“返回”，回到刚才那一页。")

    def _on_duty(self, one: OnDuty | None) -> None:
        """Whoever is on duty now goes before all others, with the whole number."""
        if one is not None:
            self.agents, self.phone = _("{name}（值班）").format(name=one.name), one.phone


load_twin(__file__)
