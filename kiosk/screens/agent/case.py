"""A case: how it stands, what happened in plain words, and exactly the deeds that the case table permits now."""

from typing import Any

from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.core.casework.case_number import grouped
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.transitions import State
from kiosk.desk.casefile import CaseFile, Contact, HandedIn, Happened, casefile, contact
from kiosk.screens.agent.act_words import act_word, arrived, where_word
from kiosk.screens.agent.case_notices import noticed_of
from kiosk.screens.agent.code_words import said_of
from kiosk.screens.agent.deed_words import GRAVE, deed_icon, deed_word
from kiosk.screens.agent.words import (
    day_word,
    happened_word,
    held_word,
    minute,
    not_taken_word,
    state_kind,
    state_word,
    truth_word,
)
from kiosk.screens.page import Page
from kiosk.widgets.big_button import BigButton
from kiosk.widgets.card import Card
from kiosk.widgets.dialog import tell
from kiosk.widgets.facts import Facts
from kiosk.widgets.ground import Ground
from kiosk.widgets.mark import Mark
from kiosk.widgets.notice import Notice
from kiosk.widgets.press import Press
from kiosk.widgets.scroll import Scroll
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

HANDED_UP = (Kind.FORWARDED, Kind.CORRECTED, Kind.PASSED_UP)  # steps that mean nothing before they have come there
BROUGHT = ("resubmit", "add-material", "supply")  # deeds that bring materials: a page that photographs them


class Moment(Press, Ground, BoxLayout):
    """One event of the timeline: touching it shows its proofs."""

    when = StringProperty("")
    what = StringProperty("")
    said = StringProperty("")
    trouble = StringProperty("")
    proved = StringProperty("")
    hash = ObjectProperty(b"")


class CasePage(Page):
    """What the desk says of the case; the deeds are its own list, what is to be done now first and the grave last."""

    number = StringProperty("")
    principal = StringProperty("")
    matter = StringProperty("")
    state = StringProperty("")
    state_mark = StringProperty("plain")
    due = StringProperty("")
    facts = StringProperty("")
    truths = StringProperty("")

    def enter(self, number: str = "", told: str = "") -> None:
        """number: the case; told: what was done just now, said at the top."""
        self.title = _("办件")
        self.number = number
        if told:
            self.ids.told.add_widget(Notice(kind="info", text=told))
        self.shell.do(lambda station: casefile(station, number), self._show)

    def leave(self) -> None:
        """Nothing of the case stays."""
        self.principal = self.matter = self.due = self.truths = self.facts = ""
        self.ids.materials.rows = []
        self.ids.moments.clear_widgets()
        self.ids.deeds.clear_widgets()

    def again(self, given: dict[str, Any]) -> dict[str, Any]:
        """The same case; what was done is not said again."""
        return {"number": self.number}

    def reach(self) -> None:
        """Show how to reach the principal, until the dialog is closed."""
        number = self.number
        self.shell.do(lambda station: contact(station, number), self._reached)

    def read(self) -> None:
        """Show what was filled in."""
        self.shell.go("case_answers", number=self.number)

    def prove(self, event_hash: bytes) -> None:
        """Show the proofs of one event."""
        self.shell.go("proof", event=event_hash, number=self.number)

    def prove_case(self) -> None:
        """Show where the newest step done here is, and those before it."""
        self.prove(b"")

    def do(self, command: str) -> None:
        """A deed's own page."""
        self.shell.go("correction" if command in BROUGHT else "deed", number=self.number, command=command)

    def _show(self, file: CaseFile) -> None:
        case = file.case
        self.principal = file.principal or (_("（正文已删除）") if case.erased else _("（正文打不开）"))
        for noticed in noticed_of(file, self._names(file)):
            self.ids.told.add_widget(Notice(**noticed._asdict()))
        self.matter = file.matter_name
        self.state, self.state_mark = _state(file)
        self.due = _due(file)
        powers = file.mandate if case.mandate_revoked is None else ()
        mandate = _("可以代办：{powers}").format(powers=_("、").join(powers)) if powers else ""
        self.facts = "\n".join(
            [
                _("编号 {number}").format(number=grouped(case.number)),
                " · ".join(filter(None, (file.phone, file.group, mandate))),
            ]
        )
        self.truths = _("、").join(truth_word(truth) for truth in file.truths)
        none = _("清单已随正文清掉") if case.erased or case.purged else _("没有交材料")
        self.ids.materials.rows = [_handed_in(one) for one in file.materials] or [(none, "")]
        if file.weighs_materials:  # else the newest step comes first: what the county says is seen at once
            parts, handed_in = self.ids.parts, self.ids.handed_in
            parts.remove_widget(handed_in)
            parts.add_widget(handed_in, len(parts.children))
        self._list_deeds(file)
        self._list_moments(file)

    def _list_deeds(self, file: CaseFile) -> None:
        box = self.ids.deeds
        box.clear_widgets()
        for command in sorted(file.deeds, key=lambda one: (one != file.task, one in GRAVE)):
            kind = "primary" if command == file.task else "danger" if command in GRAVE else "secondary"
            button = BigButton(text=deed_word(command), icon=deed_icon(command), kind=kind)
            button.command = command
            button.bind(on_release=lambda button: self.do(button.command))
            box.add_widget(button)

    def _names(self, file: CaseFile) -> dict[int, str]:
        """Material number -> name, as the catalogue in force has them."""
        matter = next((one for one in self.shell.catalogue.matters if one.code == file.case.matter), None)
        return {material.number: material.name for material in matter.materials} if matter else {}

    def _list_moments(self, file: CaseFile) -> None:
        names, box = self._names(file), self.ids.moments
        box.clear_widgets()
        for one in reversed(file.happened):
            box.add_widget(_moment(one, names, self))

    def _reached(self, reached: Contact) -> None:
        rows = [reached.name, reached.phone, reached.group, reached.address]
        tell(_("联系委托人"), "\n".join(filter(None, rows)), icon="phone")


def _state(file: CaseFile) -> tuple[str, str]:
    """How the case stands. What only this machine says of another's desk is not said as if it had come there."""
    state = file.case.state
    newest = next((one for one in reversed(file.happened) if one.kind in HANDED_UP), None)
    if state in (State.FORWARDED, State.PASSED_UP) and newest and newest.own and not arrived(newest.truths):
        return _("等着送出") if newest.truths[-1:] == ("recorded",) else _("等对方签收"), "wait"
    return state_word(state), state_kind(state)


def _handed_in(one: HandedIn) -> tuple[str, str]:
    """A material and how it was handed in, as the catalogue numbers it."""
    name = one.name or _("第 {number} 样").format(number=one.number)
    held = held_word(one.held) + (_("，{count} 张照片").format(count=one.photographs) if one.photographs else "")
    return _("{number}. {name}").format(number=one.number, name=name), held


def _what(one: Happened) -> str:
    """What happened; of a step that nobody else has signed for, only that it was recorded here."""
    if one.own and one.kind in HANDED_UP and not arrived(one.truths):
        return _("{act}：{where}").format(act=act_word(one.kind), where=where_word(one.truths))
    return happened_word(one.kind, one.level)


def _moment(one: Happened, names: dict[int, str], page: CasePage) -> Moment:
    facts = {} if one.kind is Kind.ENTRUSTED else one.facts  # its tiers are the matter's, and nobody's news
    said = [said_of(facts, names), *one.texts]
    if one.photographs:
        said.append(_("{count} 张照片").format(count=one.photographs))
    last = one.truths[-1] if one.truths else ""
    moment = Moment(
        when=minute(one.at_ms) + ("" if one.firm else _("（本机时间）")),
        what=_what(one),
        said="\n".join(filter(None, said)),
        trouble=_trouble(one),
        proved=truth_word(last) if last else "",
        hash=one.hash,
    )
    moment.bind(on_release=lambda moment: page.prove(moment.hash))
    return moment


def _trouble(one: Happened) -> str:
    if one.set_aside:
        return _("这一步没有生效：到的时候，事情已经不在那一步了。")
    if one.refused:
        return _("对方没有收下，原因：{why}").format(why=not_taken_word(one.refused["reason"]))
    return ""


def _due(file: CaseFile) -> str:
    if file.due is None:
        return ""
    return _("本环节最迟 {day}").format(day=day_word(file.due)) + (_("（暂定）") if file.provisional else "")


load_twin(__file__, Card, Facts, Mark, Scroll)
