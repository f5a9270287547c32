"""今天的活: where whoever is signed in begins. What waits, the most urgent first, and the ways to everything else."""

from typing import Any

from kivy.properties import ListProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.desk.incidents import REVOKED, Incident, incidents_here, say_read
from kiosk.desk.leafing import masked_name, open_names
from kiosk.desk.proofs import tally
from kiosk.desk.station import Station
from kiosk.desk.today import TASKS, Day, Task, Urgency, read_day
from kiosk.screens.agent.code_words import code_word
from kiosk.screens.agent.counter import Counters
from kiosk.screens.agent.deed_words import deed_icon
from kiosk.screens.agent.road_words import incident_words
from kiosk.screens.agent.words import day_word, short_number, task_word, urgency_word
from kiosk.screens.page import Page
from kiosk.widgets.big_button import BigButton
from kiosk.widgets.card import Card
from kiosk.widgets.dialog import tell
from kiosk.widgets.empty import Empty
from kiosk.widgets.ground import Ground
from kiosk.widgets.icon import Icon
from kiosk.widgets.mark import Mark
from kiosk.widgets.press import Press
from kiosk.widgets.rows import Rows
from kiosk.widgets.scroll import Scroll
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

ROWS_COUNT_MAX = 200  # nobody works through more in a day; the ledger has them all
ALL, OVERDUE, SOON, OTHER = "all", "overdue", "soon", "other"
COUNTED = ("receive", "forward", "resubmit", "deliver", "follow-up")  # each with a counter of its own


class Warned(Press, Ground, BoxLayout):
    """What happened to this station: touching it tells what to do."""

    text = StringProperty("")


class DeskPage(Page):
    """`chosen`: which counter filters the list; `waiting`: events of ours that are still to be carried."""

    chosen = StringProperty(ALL)
    counters = ListProperty()
    rows = ListProperty()
    waiting = NumericProperty(0)
    empty_title = StringProperty("")

    def enter(self, chosen: str = ALL) -> None:
        """chosen: a counter's key, when the page is built anew."""
        self.title = _("今天的活")
        self.chosen = chosen
        self.shell.visit.wipe()  # whatever errand was under way ends here: its photographs lead nowhere else
        self._day: Day | None = None
        self._names: dict[bytes, str] = {}
        self._incidents: tuple[Incident, ...] = ()
        self.shell.do(_read, self._show)
        self.shell.line.bind(changed=self._refresh)

    def leave(self) -> None:
        """Nothing of a case stays."""
        self.shell.line.unbind(changed=self._refresh)
        self._day, self._names, self.rows = None, {}, []

    def again(self, given: dict[str, Any]) -> dict[str, Any]:
        """The same counter stays chosen."""
        return {"chosen": self.chosen}

    def choose(self, key: str) -> None:
        """Show only what this counter counts."""
        self.chosen = key
        self._list()

    def pick(self, number: str) -> None:
        """Open one case."""
        self.shell.go("case", number=number)

    def read_warning(self) -> None:
        """What happened, and what to do; 知道了 puts away what may be put away."""
        one = self._incidents[0]
        what, then = incident_words(one)
        tell(what, then, lambda: self.shell.do(say_read, self._refresh) if one.kind != REVOKED else None, kind="bad")

    def _refresh(self, *_: object) -> None:
        self.shell.do(_read, self._show)

    def _show(self, read: tuple[Day, dict[bytes, str], int, tuple[Incident, ...]]) -> None:
        self._day, self._names, self.waiting, self._incidents = read
        self._warn()
        day = self._day
        soon = day.by_urgency[Urgency.TODAY] + day.by_urgency[Urgency.THIS_WEEK]
        counts = [
            (ALL, _("全部"), len(day.lines)),
            (OVERDUE, _("已超期"), day.by_urgency[Urgency.OVERDUE], "bad"),
            (SOON, _("本周内"), soon, "wait"),
            ("receive", _("等签字"), day.by_task["receive"]),
            ("forward", _("要上报"), day.by_task["forward"]),
            ("resubmit", _("要补正"), day.by_task["resubmit"]),
            ("deliver", _("要送达"), day.by_task["deliver"]),
            ("follow-up", _("要回访"), day.by_task["follow-up"]),
        ]
        other = sum(day.by_task[task] for task in TASKS if task not in COUNTED)
        self.counters = [*counts, *([(OTHER, _("本站办"), other)] if other else [])]
        self._list()

    def _warn(self) -> None:
        """One line above the day, or none."""
        work = self.ids.work
        for warned in [child for child in work.children if isinstance(child, Warned)]:
            work.remove_widget(warned)
        if self._incidents:
            warned = Warned(text=incident_words(self._incidents[0])[0])
            warned.bind(on_release=lambda touched: self.read_warning())
            work.add_widget(warned, len(work.children))

    def _list(self) -> None:
        if self._day is None:
            return
        lines = [line for line in self._day.lines if _fits(line, self.chosen)]
        self.empty_title = _("今天没有要办的事") if self.chosen == ALL else _("这一类现在没有")
        rows = [self._row(line) for line in lines[:ROWS_COUNT_MAX]]
        if len(lines) > ROWS_COUNT_MAX:
            left = _("还有 {count} 件，办完上面的会接着出来").format(count=len(lines) - ROWS_COUNT_MAX)
            rows.append({"title": left, "opens": False})
        self.rows = rows

    def _row(self, line: Task) -> dict[str, Any]:
        case = line.case
        matter = next((one.name for one in self.shell.catalogue.matters if one.code == case.matter), case.matter)
        word, kind = urgency_word(line)
        until = _("{day}前").format(day=day_word(line.due)) if line.due else ""
        first = _("{why}，先办").format(why=code_word(line.first)) if line.first is not None else ""
        note = [first, task_word(line.task, case.handler), until, short_number(case.number)]
        return {
            "title": "　".join(filter(None, (self._names.get(case.identity, ""), matter))),
            "note": " · ".join(filter(None, note)),
            "icon": deed_icon(line.task),
            "mark": word,
            "mark_kind": kind,
            "key": case.number,
        }


def _fits(line: Task, chosen: str) -> bool:
    if chosen == ALL:
        return True
    if chosen == OVERDUE:
        return line.urgency is Urgency.OVERDUE
    if chosen == SOON:
        return line.urgency in (Urgency.TODAY, Urgency.THIS_WEEK)
    if chosen == OTHER:
        return line.task in TASKS and line.task not in COUNTED
    return line.task == chosen


def _read(station: Station) -> tuple[Day, dict[bytes, str], int, tuple[Incident, ...]]:
    """The day, the masked names of what is listed, how much waits to be carried, what happened to this station."""
    day = read_day(station)
    listed = [line.case for line in day.lines[:ROWS_COUNT_MAX]]
    open_names(station, listed, ROWS_COUNT_MAX)
    names = {case.identity: masked_name(station, case.identity) for case in listed}
    return day, names, tally(station).waiting, incidents_here(station)


load_twin(__file__, BigButton, Card, Empty, Icon, Mark, Rows, Scroll, Counters)
