"""补正, 补充材料 and 容缺后补: what came, each ticked off with its photograph, and one deed that brings them all.

A correction lists every gap of its notice; an addition lists every material of the matter. Photographs are taken on
the pages that take a resident's; they lie in the visit until they are sealed, and go with it.
"""

from typing import Any

from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.core.catalogue.matters import Material
from kiosk.core.refusal import Refusal
from kiosk.desk.casefile import CaseFile, casefile
from kiosk.desk.correction import NOTHING_ASKED, WHOLE_FORM, Correction, Gap, addition_to
from kiosk.desk.deeds import Done, Wanted, act
from kiosk.desk.journal import new_operation
from kiosk.desk.station import Station
from kiosk.desk.way import Place
from kiosk.screens.agent.act_words import recorded_word
from kiosk.screens.agent.code_words import code_word
from kiosk.screens.agent.deed_words import deed_word
from kiosk.screens.agent.words import day_word
from kiosk.screens.page import Page
from kiosk.widgets.big_button import BigButton
from kiosk.widgets.dialog import ask
from kiosk.widgets.ground import Ground
from kiosk.widgets.icon import Icon
from kiosk.widgets.notice import Notice
from kiosk.widgets.scroll import Scroll
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

HELD = "复印件"  # zh-only: how the visit keeps a material; the deed itself names it by number

ADDED = "add-material"  # of which nothing was asked, so that nothing lacks
CASE = "correction_case"  # the case whose gaps the visit's photographs are taken for
TICKED = "correction_ticked"  # materials that came without a photograph, among the visit's drafts


class GapRow(Ground, BoxLayout):
    """One gap: what is lacking and why, whether it is here now, and the ways to bring it. listed: whether this
    station's catalogue has the material, so that it can be photographed; a notice may name a newer one."""

    page = ObjectProperty(None)
    material = NumericProperty(0)
    name = StringProperty("")
    said = StringProperty("")
    here = ObjectProperty(False)
    listed = ObjectProperty(True)


class CorrectionPage(Page):
    """`lacking`: how many materials are not ticked off yet."""

    command = StringProperty("resubmit")
    heading = StringProperty("")
    deed = StringProperty("")
    status = StringProperty("")
    who = StringProperty("")
    trouble = StringProperty("")
    lacking = NumericProperty(0)
    unfinished = True

    def enter(self, number: str = "", command: str = "resubmit", key: str = "") -> None:
        """number: the case; command: resubmit, add-material or supply; key: both, where a page leads back here."""
        if key:
            command, _slash, number = key.partition("/")
        self.number, self.command = number, command
        self.title = self.deed = deed_word(command)
        self.heading = {
            "resubmit": _("要补的材料，补来一样勾一样"),
            "add-material": _("又送来哪几样？送来一样勾一样"),
            "supply": _("还欠的材料，补来一样勾一样"),
        }[command]
        self._file: CaseFile | None = None
        self._operation = b""
        visit = self.shell.visit
        if visit.drafts.get(CASE) != self._key:  # photographs taken for another case never come into this one
            visit.wipe()
            visit.drafts[CASE] = self._key
        self._ticked = {int(part) for part in visit.drafts.get(TICKED, "").split(",") if part}
        self.shell.do(lambda station: _gather(station, number), self._show)

    def leave(self) -> None:
        """Nothing of the case stays on the page."""
        self._file = None
        self.who = ""
        self.ids.letter.clear_widgets()
        self.ids.gaps.clear_widgets()

    def again(self, given: dict[str, Any]) -> dict[str, Any]:
        """What was ticked stays, in the visit."""
        return {"number": self.number, "command": self.command}

    @property
    def _key(self) -> str:
        return f"{self.command}/{self.number}"

    def photograph(self, material: int) -> None:
        """Take or choose photographs of one material, and come back."""
        assert self._file is not None
        visit = self.shell.visit
        try:
            visit.choose(self.shell.catalogue.matter(self._file.case.matter))
            if material not in visit.materials:
                visit.hold(material, HELD)
        except Refusal as no:  # an exchange brought another catalogue since the page was shown
            self._refused(no)
            return
        visit.photographs_lead_to = Place("correction", self._key)
        self.shell.go("photos", number=material)

    def tick(self, material: int) -> None:
        """It is here, and there is nothing to photograph; again: it is not."""
        self._ticked ^= {material}
        self.shell.visit.drafts[TICKED] = ",".join(str(one) for one in sorted(self._ticked))
        self._list()

    def send(self) -> None:
        """Hand the correction in; where something is lacking, ask first."""
        if not self._asked().brought(self._here()):
            self.trouble = _("还没有补来一样。请先拍照，或者点“带来了”。")
        elif self.lacking and self.command != ADDED:
            ask(_("还差 {count} 样").format(count=int(self.lacking)),
                _("一次交齐最好，免得村民再跑一趟。现在就交吗？"), _("现在就交"), _("再等等"), self._do, kind="wait")  # fmt: skip
        else:
            self._do()

    def _show(self, gathered: tuple[CaseFile, bytes]) -> None:
        self._file, self._operation = gathered
        asked = self._asked()
        self.who = f"{self._file.principal}　{self._file.matter_name}"
        if self.command != ADDED and asked is not NOTHING_ASKED:
            text = asked.notice or _("告知书的正文还没有送到，下面是要补的材料。")
            if self.command == "supply":
                text = _("当初说好后补的。到期没有补来，这件事会退回。")
            due = _("最迟 {day} 补齐").format(day=day_word(asked.due)) if asked.due else ""
            self.ids.letter.clear_widgets()
            self.ids.letter.add_widget(Notice(kind="wait", icon="mail", title=due, text=text))
        self._list()

    @property
    def _materials(self) -> tuple[Material, ...]:
        """Those of the case's matter; () where this station's catalogue has it no more."""
        code = self._file.case.matter if self._file else ""
        return next((one.materials for one in self.shell.catalogue.matters if one.code == code), ())

    def _asked(self) -> Correction:
        """What the rows stand for."""
        if self.command == ADDED:
            return addition_to(self._materials)
        file = self._file
        asked = (file.owed if self.command == "supply" else file.correction) if file else None
        return asked or NOTHING_ASKED

    def _here(self) -> set[int]:
        """The materials that were photographed or ticked on this page."""
        return self._ticked | {gap.material for gap in self._asked().gaps if self._photographs(gap)}

    def _photographs(self, gap: Gap) -> int:
        return len(self.shell.visit.photographs_of(gap.material))

    def _list(self) -> None:
        box, asked, listed = self.ids.gaps, self._asked(), {one.number for one in self._materials}
        left = asked.lacking(self._here())
        box.clear_widgets()
        for gap in asked.gaps:
            row = GapRow(page=self, material=gap.material, name=_material_word(gap), listed=gap.material in listed)
            row.here = gap.brought or gap.material not in left
            reason = code_word(gap.reason) if gap.reason is not None else ""
            row.said = " · ".join(filter(None, (reason, self._said(gap, row.here))))
            box.add_widget(row)
        self.lacking = len(left)
        if self.command != ADDED:
            self.status = _("还差 {count} 样").format(count=len(left)) if left else _("都补齐了，可以交了")
        else:
            self.status = _("勾了 {count} 样").format(count=len(asked.gaps) - len(left))

    def _said(self, gap: Gap, here: bool) -> str:
        if photographs := self._photographs(gap):
            return _("拍了 {count} 张").format(count=photographs)
        if gap.brought:
            return _("前面已经补来了")
        return _("带来了，不用拍照") if here else _("还没有")

    def _do(self) -> None:
        materials = [number for number in self._asked().brought(self._here()) if number != WHOLE_FORM]
        form_alone = {"note": "表单内容已更正"}  # zh-only: it goes to the county
        texts = {"materials": ",".join(str(number) for number in materials)} if materials else form_alone
        wanted = Wanted(self.number, self.command, texts, attached=self.shell.visit.attached, operation=self._operation)
        self.shell.do(lambda station: act(station, wanted), self._done, self._refused, _("正在记下来…"))

    def _done(self, _done: Done) -> None:
        self.shell.visit.wipe()
        self.shell.hurry()
        self.shell.back_to("case", number=self.number, told=recorded_word(self.deed))

    def _refused(self, no: Refusal) -> None:
        self.trouble = no.text(theme.language)


def _material_word(gap: Gap) -> str:
    """What is wanting: its name, or its number where this station's catalogue has no such material."""
    if gap.material == WHOLE_FORM:
        return _("表上填的内容")
    return gap.name or _("第 {number} 样").format(number=gap.material)


def _gather(station: Station, number: str) -> tuple[CaseFile, bytes]:
    return casefile(station, number), new_operation(station)


load_twin(__file__, BigButton, Icon, Scroll)
