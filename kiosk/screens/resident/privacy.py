"""告知和同意: the privacy notice in force, and each consent by itself (个人信息保护法 14, 17, 23)."""

from kivy.clock import Clock
from kivy.properties import ListProperty, StringProperty

from kiosk.core.refusal import Refusal
from kiosk.desk.visit import CONSENTS
from kiosk.screens.resident.journey_page import JourneyPage
from kiosk.widgets import card as _card  # noqa: F401  the twin names them
from kiosk.widgets import choice as _choice  # noqa: F401
from kiosk.widgets import scroll as _scroll  # noqa: F401
from kiosk.widgets.dialog import ask
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _


class PrivacyPage(JourneyPage):
    """`wording` is the notice; three consents are ticked one by one, none beforehand."""

    wording = StringProperty("")
    options = ListProperty()
    chosen = ListProperty()
    lacking = ListProperty()  # the keys of those that 下一步 missed

    def enter(self) -> None:
        """Show the notice in force and what was ticked before."""
        self.stand("privacy")
        self.title = _("个人信息告知")
        self.heading = _("请先看一看，再一项一项打勾")
        beginning = self.visit.beginning
        version = beginning.notice_version if beginning else 0
        notice = next((one for one in self.shell.facts.document.notices if one.version == version), None)
        self.wording = (notice.zh if theme.language == "zh" else notice.en).strip() if notice else ""
        self.options = [
            ("notice_read", _("我看过这份告知书了")),
            ("agent_acts", _("我同意由代办员替我办这件事")),
            ("departments_share", _("我同意有关部门共享、核验我的信息")),
        ]
        self.follow(self.ids.reading)
        self.chosen = [name for name in CONSENTS if name in self.visit.consents]
        self.aside_text = _("我不同意")
        # The sentence beside 下一步 takes height from the list: what is missing is looked for again after that.
        self._show_lacking_soon = Clock.create_trigger(self._show_lacking)
        self.ids.ticks.ids.view.bind(height=self._show_lacking_soon, viewport_size=self._show_lacking_soon)

    def ticked(self, chosen: list[str]) -> None:
        """A consent was given or taken back."""
        self.error, self.lacking = "", []
        for name in CONSENTS:
            self.visit.consent(name, name in chosen)

    def take(self) -> None:
        """Each of the three, or CONSENT_MISSING."""
        self.lacking = [key for key, *_ in self.options if key not in self.visit.consents]
        self._show_lacking_soon()
        if missing := [label for key, label, *_ in self.options if key in self.lacking]:
            raise Refusal("CONSENT_MISSING", consents="、".join(missing))

    def _show_lacking(self, *_args: object) -> None:
        """Bring the first that is missing into the view."""
        if not self.ids.ticks.ids.more.overflows:
            return
        for option in reversed(self.ids.choice.children):
            if option.lacking:
                self.ids.ticks.ids.view.scroll_to(option, animate=False)
                return

    def said(self, refusal: Refusal) -> str:
        """How many are left, and that nobody has to."""
        left = sum(name not in self.visit.consents for name in CONSENTS)
        return _("还有 {count} 项没有打勾。请看清楚，愿意的再点一下。").format(count=left)

    def aside(self) -> None:
        """我不同意: say what that means, and end."""
        ask(
            _("不同意也没关系"),
            _("您可以带着材料到窗口自己办，不影响结果。刚才填的内容不会留下。"),
            _("不办了，回首页"),
            _("再想想"),
            self.shell.home,
        )


load_twin(__file__)
