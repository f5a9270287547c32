"""六个不出村: the six errands of the home page (domain F-9), in words that people use, and the page of each.

办手续 is the entrustment itself. The other five lead to what the catalogue has for them, and say plainly whom to ask
for what this machine does not do.
"""

from typing import NamedTuple

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.desk.finding import errand_matters
from kiosk.screens.page import Page
from kiosk.screens.resident.matter_words import agency_mark, row_note
from kiosk.widgets.card import Card
from kiosk.widgets.icon import Icon
from kiosk.widgets.plaque import Plaque
from kiosk.widgets.rows import LoneRow
from kiosk.widgets.scroll import Scroll
from kiosk.widgets.text import Text
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _


class Errand(NamedTuple):
    """`key` as `desk.finding.ERRANDS` has it ("papers": all of them); `title`, `note` of its tile; `asking`: for what
    one has to ask a person."""

    key: str
    title: str
    note: str
    icon: str
    hue: str
    asking: str = ""


def errands() -> tuple[Errand, ...]:
    """The six, in the order of the source speech, in the language chosen."""
    return (
        Errand("papers", _("办手续"), _("养老、低保、证件、建房"), "office", "accent"),
        Errand(
            "advice", _("问农技"), _("种地、养殖、防病虫"), "sprout", "moss",
            _("庄稼、牲畜有急病等不得，请直接打电话，或者请代办员帮您找乡镇的农技员。"),
        ),
        Errand(
            "doctor", _("看小病"), _("体检、签家庭医生"), "clinic", "indigo",
            _("这台机器不看病。身体不舒服请去村卫生室；情况急，请马上打 120，或者叫人帮忙。"),
        ),
        Errand(
            "shopping", _("买东西"), _("收寄快递、订报刊"), "basket", "ochre",
            _("日用品这台机器买不了。要买什么，请跟代办员说一声，问问能不能帮您捎。"),
        ),
        Errand(
            "selling", _("卖农产品"), _("登供求信息、找销路"), "truck", "plum",
            _("这里只帮您登记供求信息，价钱和买卖要您自己谈。拿不准，请代办员帮您看看。"),
        ),
        Errand(
            "quarrels", _("调解纠纷"), _("邻里、家事、土地"), "scales", "rouge",
            _("已经动了手，或者有人受伤，请马上打 110。别的事坐下来慢慢说，代办员帮您请调解员。"),
        ),
    )  # fmt: skip


class Contact(BoxLayout):
    """A person or a number to turn to: `icon`, `label`, `value`."""

    icon = StringProperty("")
    label = StringProperty("")
    value = StringProperty("")


class ErrandPage(Page):
    """One of the five other errands: what can be entrusted here, and whom to ask for the rest."""

    icon = StringProperty("")
    hue = StringProperty("accent")
    heading = StringProperty("")
    word = StringProperty("")
    asking = StringProperty("")

    def enter(self, key: str) -> None:
        """`key` of one of the five."""
        errand = next(errand for errand in errands() if errand.key == key)
        self.title = self.heading = errand.title
        self.icon, self.hue, self.asking = errand.icon, errand.hue, errand.asking
        matters = errand_matters(self.shell.catalogue.matters, key)
        self.word = (
            _("这些事可以在这里委托代办员办，请点一下。")
            if matters
            else _("这件事现在还不能在这台机器上办，请直接找代办员。")
        )
        for matter in matters:
            word, kind = agency_mark(matter)
            row = LoneRow(title=matter.name, note=row_note(matter), mark=word, mark_kind=kind, key=matter.code)
            row.bind(on_release=lambda row: self.shell.go("matters", code=row.key))
            self.ids.matters.add_widget(row)
        facts = self.shell.facts
        names = "、".join(agent.name for agent in facts.agents) or _("还没有登记代办员")
        self.ids.contacts.add_widget(Contact(icon="agent", label=_("代办员"), value=names))
        if facts.help_phone:
            self.ids.contacts.add_widget(Contact(icon="phone", label=_("电话"), value=facts.help_phone))


load_twin(__file__, Card, Icon, Plaque, Scroll, Text)
