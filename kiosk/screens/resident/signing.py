"""签名: what is signed, in short, above a pad for the finger; and who stands in for somebody who cannot write."""

from typing import Any

from kivy.properties import BooleanProperty, StringProperty

from kiosk.core.refusal import Refusal
from kiosk.desk.visit import UNTIL_DELIVERED
from kiosk.screens.resident.journey_page import JourneyPage
from kiosk.widgets import big_button as _big_button  # noqa: F401  the twin names them
from kiosk.widgets import signature_pad as _signature_pad  # noqa: F401
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _


def power_word(power: str) -> str:
    """What an agent may do, in the language chosen."""
    return {
        "提交材料": _("交材料"),
        "补正": _("补材料"),
        "领取结果": _("领结果"),
        "代缴法定费用": _("代交法定费用"),
    }.get(power, power)


class SigningPage(JourneyPage):
    """The principal signs; 不会写字 leads to the helper and two witnesses instead."""

    said_in_short = StringProperty("")
    stood_in = BooleanProperty(False)

    def enter(self) -> None:
        """What was signed before, and still stands, is shown as signed."""
        self.stand("signing")
        visit = self.visit
        self.heading = _("请在框里签您的名字")
        name = visit.answers.get("name", "")
        powers = _("、").join(power_word(power) for power in visit.powers)
        end = _("办完送到为止") if visit.until == UNTIL_DELIVERED else _("到 {day} 为止").format(day=visit.until)
        agent = visit.agent[1] if visit.agent else _("本站代办员")
        self.said_in_short = _("我（{name}）请{agent}代办“{matter}”：{powers}。{end}，不得转给别人办。").format(
            name=name, agent=agent, matter=visit.matter.name if visit.matter else "", powers=powers, end=end
        )
        self.ids.pad.hint = _("请用手指写：{name}").format(name=name) if name else ""
        if visit.helper is not None and not visit.signature:
            self.stood_in = True

    def again(self, given: dict[str, Any]) -> dict[str, Any]:
        """A half-written name is written anew."""
        return given

    def take(self) -> None:
        """Keep the strokes; SIGNATURE_NOT_VALID where they are no name."""
        pad = self.ids.pad
        if pad.strokes:
            self.visit.sign(pad.strokes)
        elif not self.visit.signature:
            for gap in self.visit.gaps():
                if gap.place.page == "signing":
                    raise gap.refusal

    def said(self, refusal: Refusal) -> str:
        """In the words of somebody who stands beside."""
        if refusal.code == "SIGNATURE_MISSING":
            return _("还没有签名。请用手指在框里写名字。")
        if refusal.code == "SIGNATURE_NOT_VALID":
            return _("这样看不清是名字，请点“全部重写”再写一次。")
        return refusal.text(theme.language)

    def cannot_write(self) -> None:
        """不会写字."""
        self.shell.instead("standing_in")


load_twin(__file__)
