"""办事指南: everything about one matter, told once and completely (行政许可法 30, 32), before anything is asked."""

from kivy.properties import ListProperty, StringProperty

from kiosk.core.catalogue.matters import TO_BE_CONFIRMED, Matter, one_time_notice
from kiosk.screens.resident.journey_page import JourneyPage
from kiosk.screens.resident.matter_words import (
    agency_mark,
    agency_sentence,
    decider_word,
    fact_word,
    limit_word,
    row_note,
    tier_word,
)
from kiosk.widgets import card as _card  # noqa: F401  the twin names them
from kiosk.widgets import facts as _facts  # noqa: F401
from kiosk.widgets import mark as _mark  # noqa: F401
from kiosk.widgets import scroll as _scroll  # noqa: F401
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

# What a visitor asks first stands first; the matter's name is the page's own heading.
SHOWN = (  # zh-only: the keys are the catalogue's
    "申报材料", "办理时限", "申请条件", "办事程序", "收费依据", "收费标准", "法律依据", "投诉渠道",
)  # fmt: skip


class NoticePage(JourneyPage):
    """The matter that the visit chose; `rows` its public facts, `agency` who may do it."""

    name = StringProperty("")
    owner = StringProperty("")
    agency = StringProperty("")
    agency_title = StringProperty("")
    agency_kind = StringProperty("good")
    alone = StringProperty("")
    rows = ListProperty()

    def enter(self) -> None:
        """Show what the catalogue says of the matter."""
        matter = self.visit.matter
        assert matter is not None
        self.stand("notice")
        self.title = _("办事指南")
        self.unfinished = bool(self.visit.answers)
        self.name = matter.name
        self.agency_title, self.agency_kind = agency_mark(matter)
        self.agency = agency_sentence(matter)
        self.owner = row_note(matter) + " · " + limit_word(matter)
        if not self._begins(matter):
            self.next_text, self.next_icon = _("看别的事情"), "list"
            if matter.agent_allowed != "N":
                self.alone = _("这件事集中办理，今天不收件。收件的日子写在下面。")
        else:
            self.next_text = _("我要办")
            if self.visit.alone:
                self.alone = _("代办员没有登录，您可以先自己填好、签好。代办员回来确认以后，才算正式收件。")
        texts = {fact.heading: fact.text for fact in one_time_notice(matter)}
        self.rows = [
            *self._campaign(matter),
            *((fact_word(heading), texts[heading]) for heading in SHOWN),
            (_("谁来收件"), tier_word(matter.accept_tier)),
            (_("谁来决定"), decider_word(matter)),
            (_("主管部门"), matter.department or TO_BE_CONFIRMED),
            (_("一起办的部门"), matter.co_departments or _("没有")),
            (_("公示、踏勘等"), matter.publicity_or_special_step or _("没有")),
            (_("办好给您什么"), matter.result_name or TO_BE_CONFIRMED),
        ]

    def forward(self) -> None:
        """我要办, or back to the matters where the person has to go themselves."""
        matter = self.visit.matter
        if matter is not None and not self._begins(matter):
            self.shell.instead("matters")
            return
        self.visit.notice_seen = True
        super().forward()

    def _begins(self, matter: Matter) -> bool:
        """Whether anything can be begun here today: told before a single question, not after the last."""
        today = self.visit.today
        return matter.agent_allowed != "N" and (today is None or matter.is_taken_in_on(today))

    @staticmethod
    def _campaign(matter: Matter) -> list[tuple[str, str]]:
        if not (matter.intake_from and matter.intake_to):
            return []
        return [(_("哪些日子收件"), f"{matter.intake_from} – {matter.intake_to}")]


load_twin(__file__)
