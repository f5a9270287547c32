"""签名: what is signed, in short, above a pad for the finger; 不会写字 leads to who stands in."""

from kivy.properties import StringProperty

from kiosk.core.refusal import Refusal
from kiosk.desk.visit import UNTIL_DELIVERED
from kiosk.screens.resident.journey_page import Journeying
from kiosk.screens.resident.mandate import power_words, until_words
from kiosk.widgets import big_button as _big_button  # noqa: F401  the twin names them
from kiosk.widgets import notice as _notice  # noqa: F401
from kiosk.widgets import scroll as _scroll  # noqa: F401
from kiosk.widgets import signature_pad as _signature_pad  # noqa: F401
from kiosk.widgets import steps as _steps  # noqa: F401
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _


class SigningPage(Journeying):
    """The principal signs. What was signed before, and still stands, need not be signed again."""

    said_in_short = StringProperty("")

    def enter(self) -> None:
        """Say what is signed."""
        self.stand("signing")
        visit = self.visit
        self.heading = _("请在框里签名")
        self.aside_text = _("不会写字，请人代写")
        name = visit.answers.get("name", "")
        end, day = until_words(visit.until, visit.today)
        self.said_in_short = _("我委托{agent}办“{matter}”：{powers}；{end}。代办员不能转给别人办。").format(
            agent=_("代办员{name}").format(name=visit.agent[1]) if visit.agent else _("本站代办员"),
            matter=visit.matter.name if visit.matter else "",
            powers=_("、").join(power_words(power)[0] for power in visit.powers),
            end=end if visit.until == UNTIL_DELIVERED else day,
        )
        if visit.signature:
            self.ids.pad.hint = _("已经签过了。要重签，就在这里再写一次。")
        elif visit.helper is not None:
            self.ids.pad.hint = _("代书人和见证人已经填好，可以直接点“下一步”。")
        elif name:
            self.ids.pad.hint = _("请用手指写：{name}").format(name=name)

    def aside(self) -> None:
        """不会写字."""
        self.shell.instead("standing_in")

    def take(self) -> None:
        """Keep the strokes; SIGNATURE_NOT_VALID where they are no name, SIGNATURE_MISSING where nothing stands in."""
        if self.ids.pad.strokes:
            self.visit.sign(self.ids.pad.strokes)
            return
        for gap in self.visit.gaps():
            if gap.place.page == "signing":
                raise gap.refusal

    def said(self, refusal: Refusal) -> str:
        """In the words of somebody who stands beside."""
        return {
            "SIGNATURE_MISSING": _("还没有签名。请用手指在框里写名字。"),
            "SIGNATURE_NOT_VALID": _("这样还看不出名字。请点“全部重写”，再写一次。"),
        }.get(refusal.code) or super().said(refusal)


load_twin(__file__)
