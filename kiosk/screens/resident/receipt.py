"""回执: what a resident takes along. The number and the query code, large enough to be written down from where one
stands, the code to be photographed, and how the case stands in plain words."""

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty

from kiosk.core.casework.case_number import grouped
from kiosk.core.casework.receipt import Receipt
from kiosk.desk.receipt_file import keep_receipt
from kiosk.devices.receipt_image import draw_receipt
from kiosk.screens.page import Page
from kiosk.screens.resident import picture as _picture  # noqa: F401  the twin names it
from kiosk.screens.resident.case_words import state_word
from kiosk.widgets import big_button as _big_button  # noqa: F401
from kiosk.widgets import card as _card  # noqa: F401
from kiosk.widgets import mark as _mark  # noqa: F401
from kiosk.widgets.dialog import tell
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

LAST_DIGITS = 8
NOTED_AFTER_S = 2.0  # nobody has written it down sooner; a second tap of 提交, which stood in the same place, has


class ReceiptPage(Page):
    """The receipt of the visit's submit. It claims what is recorded here, and nothing that was not proved since."""

    state = StringProperty("")
    state_kind = StringProperty("good")
    recorded = StringProperty("")
    number_first = StringProperty("")
    number_last = StringProperty("")
    code = StringProperty("")
    qr = ObjectProperty(None, allownone=True)
    may_keep = BooleanProperty(False)

    def enter(self) -> None:
        """Show it."""
        entrusted = self.shell.visit.entrusted
        if entrusted is None:  # nothing was handed in: there is nothing to show
            self.shell.home()
            return
        receipt: Receipt = entrusted.receipt
        self.receipt = receipt
        self.title = _("登记好了")
        self.state = state_word(receipt.state)
        self.state_kind = "wait" if self.shell.visit.alone else "good"
        self.recorded = _("已登记在这台机器上")  # all that is proved now (R-TRUTH); what follows stands in 查进度
        number = grouped(receipt.number)
        self.number_first, self.number_last = number[: -LAST_DIGITS - 2], number[-LAST_DIGITS - 1 :]
        self.code = f"{receipt.query_code[:3]} {receipt.query_code[3:]}"
        self.qr = draw_receipt(receipt.qr)
        self.may_keep = self.shell.person is not None and self.shell.facts.keeps_receipts

    def back(self) -> bool:
        """What is handed in is not handed in again."""
        tell(_("已经登记好了"), _("不用再回去改。有要改的地方，请告诉代办员。"), kind="good")
        return True

    def whole(self) -> None:
        """看整张回执."""
        self.shell.go("paper")

    def keep(self) -> None:
        """存成图片."""
        receipt = self.receipt
        self.shell.do(lambda station: keep_receipt(station, receipt), self._kept, busy=_("正在保存…"))

    def forward(self) -> None:
        """我记好了, once there was time to read."""
        if self.stood_s() >= NOTED_AFTER_S:
            self.shell.instead("done")

    def _kept(self, name: str) -> None:
        tell(
            _("图片存好了"), _("文件名是 {name}。图片里有查询码，只交给委托人本人。").format(name=name), kind="good"
        )


load_twin(__file__)
