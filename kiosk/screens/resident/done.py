"""What happens now, step by step, whom to call, and one large 完成."""

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.core.catalogue.matters import TO_BE_CONFIRMED
from kiosk.screens.page import Page
from kiosk.widgets import big_button as _big_button  # noqa: F401  the twin names them
from kiosk.widgets import card as _card  # noqa: F401
from kiosk.widgets import plaque as _plaque  # noqa: F401
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _


class Coming(BoxLayout):
    """One thing that happens next: `place` 1, 2, 3 and what it is."""

    icon = StringProperty("")
    text = StringProperty("")


class DonePage(Page):
    """Nothing is promised that nobody here can keep: no day, no result."""

    call = StringProperty("")

    def enter(self) -> None:
        """Say what comes."""
        self.title = _("登记好了")
        visit, facts = self.shell.visit, self.shell.facts
        coming = [
            ("truck", _("代办员把您的材料送到乡镇、县里。您不用跑。")),
            ("bell", _("要补什么，代办员会一次告诉您。")),
            ("house", _("办完了，代办员把结果送到您手里。")),
        ]
        if visit.alone:
            coming[0] = ("person", _("代办员看过、确认以后，正式收件，再送到乡镇、县里。"))
        for icon, text in coming:
            self.ids.coming.add_widget(Coming(icon=icon, text=text))
        complaint = visit.matter.complaint_phone if visit.matter else TO_BE_CONFIRMED
        said = []
        if facts.help_phone:
            said.append(_("有事打本站电话：{phone}").format(phone=facts.help_phone))
        if complaint != TO_BE_CONFIRMED:
            said.append(_("不满意，打投诉电话：{phone}").format(phone=complaint))
        self.call = "\n".join(said) or _("有事请到本站找代办员。")

    def back(self) -> bool:
        """To the receipt once more."""
        self.shell.instead("receipt")
        return True

    def finish(self) -> None:
        """完成: nothing of this visitor stays."""
        if self.shell.person is not None:
            self.shell.home()
        else:
            self.shell.wipe()


load_twin(__file__)
