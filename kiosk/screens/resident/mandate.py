"""委托书: read, then filled in part by part: what the agent may do, until when, and the separate consent.

Sources: 民法典 165 (matter, powers and period are written down), 169 (no sub-delegation); 个人信息保护法 29."""

import datetime

from kivy.properties import BooleanProperty, ListProperty, StringProperty

from kiosk.core.refusal import Refusal
from kiosk.desk.mandate_end import MONTHS_OFFERED, end_after, months_until
from kiosk.desk.visit import POWERS, UNTIL_DELIVERED
from kiosk.screens.resident.journey_page import JourneyPage
from kiosk.widgets import card as _card  # noqa: F401  the twin names them
from kiosk.widgets import choice as _choice  # noqa: F401
from kiosk.widgets import facts as _facts  # noqa: F401
from kiosk.widgets import scroll as _scroll  # noqa: F401
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _


def power_words(power: str) -> tuple[str, str]:
    """One of the four powers as it is said to people: what it is, and what it means."""
    return {  # zh-only: as they are recorded
        "提交材料": (_("替我交材料"), _("把我的申请和材料送到乡镇、县里")),
        "补正": (_("替我补材料"), _("要补、要改的时候，替我补交")),
        "领取结果": (_("替我领结果"), _("办好以后，替我把结果领回来")),
        "代缴法定费用": (_("替我交规定的费用"), _("只交法律规定的费用，凭票据，当面算清")),
    }[power]


def until_words(until: str, today: datetime.date | None) -> tuple[str, str]:
    """An end of the mandate as it is said to people: its name, and the day."""
    if until == UNTIL_DELIVERED:
        return _("办好、送到我手里为止"), _("大多数人选这个，最长六个月")
    end = datetime.date.fromisoformat(until)
    months = months_until(today, end) if today else 0
    name = {1: _("一个月"), 3: _("三个月"), 6: _("六个月")}.get(months) or _("到这一天")
    return name, day_words(end)


def day_words(day: datetime.date) -> str:
    """A date as it is said to people."""
    return _("到 {year} 年 {month} 月 {day} 日为止").format(year=day.year, month=day.month, day=day.day)


class MandatePage(JourneyPage):
    """`key` is the part shown: read, powers, until or sensitive."""

    wording = StringProperty("")
    options = ListProperty()
    chosen = ListProperty()
    many = BooleanProperty(False)
    rows = ListProperty()

    def enter(self, key: str = "read") -> None:
        """Show one part, with what was chosen before."""
        self.stand("mandate", key)
        self.title = _("授权委托书")
        {"read": self._read, "powers": self._powers, "until": self._until, "sensitive": self._sensitive}[key]()

    def touched(self, chosen: list[str]) -> None:
        """Something was ticked: kept at once, so that going back and forth loses nothing."""
        self.chosen, self.error = chosen, ""
        self.visit.drafts[f"mandate.{self.key}"] = " ".join(chosen)

    def take(self) -> None:
        """Keep this part; MANDATE_SCOPE, MANDATE_PERIOD or CONSENT_MISSING."""
        if self.key == "read":
            self.visit.mandate_read = True
        elif self.key == "powers":
            self.visit.tick_powers(self.chosen)
        elif self.key == "until":
            self.visit.end_at(self.chosen[0] if self.chosen else "")
        else:
            self.visit.consent_sensitive("yes" in self.chosen)
            if not self.visit.sensitive_consent:
                raise Refusal("CONSENT_MISSING", consents=_("处理敏感个人信息"))

    def said(self, refusal: Refusal) -> str:
        """In plain words what is lacking."""
        return {
            "MANDATE_SCOPE": _("一样也没有选。请点一下您愿意交给代办员的事。"),
            "MANDATE_PERIOD": _("还没有选到什么时候。请点一下。"),
            "CONSENT_MISSING": _("这一项还没有打勾。愿意的，请点一下；不愿意的，可以到窗口自己办。"),
        }.get(refusal.code) or super().said(refusal)

    def _before(self, kept: str) -> list[str]:
        return self.visit.drafts.get(f"mandate.{self.key}", kept).split()

    def _read(self) -> None:
        self.heading = _("请看一看委托书")
        version = self.visit.beginning.mandate_version if self.visit.beginning else 0
        wording = next((one for one in self.shell.facts.document.mandates if one.version == version), None)
        self.wording = (wording.zh if theme.language == "zh" else wording.en).strip() if wording else ""
        agent = self.visit.agent
        self.rows = [
            (_("委托人（您）"), self.visit.answers.get("name", "")),
            (_("受托人"), f"{agent[1]}（{agent[0]}）" if agent else _("本站当班的代办员，回来后由他（她）确认")),
            (_("委托办的事"), self.visit.matter.name if self.visit.matter else ""),
            (_("转给别人办"), _("不可以。代办员不能把您的事转给别人")),
        ]

    def _powers(self) -> None:
        self.heading = _("您让代办员替您做哪几样？")
        self.note = _("一样一样点，打勾的才能做；没打勾的，代办员不能做。")
        self.many = True
        self.options = [(power, *power_words(power)) for power in POWERS]
        self.chosen = self._before(" ".join(self.visit.powers))

    def _until(self) -> None:
        self.heading = _("委托到什么时候？")
        self.note = _("您随时可以撤回委托。")
        today = self.visit.today
        ends = [UNTIL_DELIVERED]
        if today is not None:
            ends += [end_after(today, months).isoformat() for months in MONTHS_OFFERED]
        self.options = [(end, *until_words(end, today)) for end in ends]
        self.chosen = self._before(self.visit.until)

    def _sensitive(self) -> None:
        self.heading = _("有几样信息，要您单独同意")
        self.wording = _(
            "身份证号、银行账号、看病和残疾的材料、还有您的手写签名，属于敏感个人信息。"
            "它们只用来办这件事：在本机加密保存，只有承办单位能打开。"
        )
        self.many = True
        self.options = [("yes", _("我单独同意处理我的敏感个人信息"))]
        self.chosen = self._before("yes" if self.visit.sensitive_consent else "")


load_twin(__file__)
