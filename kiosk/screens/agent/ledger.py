"""台账: every case held here, found by name, number or matter, and by where it stands."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ListProperty, StringProperty

from kiosk.core.casework.transitions import State
from kiosk.desk.leafing import GROUPS, Leaf, group_counts, leaves, masked_name, open_names, search
from kiosk.desk.station import Station
from kiosk.screens.agent.asking import Written
from kiosk.screens.agent.counter import Counters
from kiosk.screens.agent.words import short_number, state_kind, state_word
from kiosk.screens.page import Page
from kiosk.widgets.big_button import BigButton
from kiosk.widgets.empty import Empty
from kiosk.widgets.field import Field
from kiosk.widgets.rows import Rows
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

AT_ONCE_COUNT = 30  # names opened for what is in sight
SEEN_AFTER_S = 0.12  # the finger has come to rest
ALL = "all"


class LedgerPage(Page):
    """`query` and `group` choose what is shown; names of what is in sight are opened as one leafs."""

    query = StringProperty("")
    group = StringProperty(ALL)
    counters = ListProperty()
    searching = BooleanProperty(False)
    found_word = StringProperty("")

    def enter(self, query: str = "", group: str = ALL) -> None:
        """query, group: as they stood, when the page is built anew."""
        self.title = _("台账")
        self._held: tuple[Leaf, ...] = ()
        self._found: tuple[Leaf, ...] = ()
        self._names: dict[bytes, str] = {}
        self._matters = {matter.code: matter.name for matter in self.shell.catalogue.matters}
        self._look_soon = Clock.create_trigger(self._look, SEEN_AFTER_S)
        self.query, self.group = query, group
        self.ids.rows.ids.view.fbind("scroll_y", self._look_soon)
        self.shell.do(leaves, self._read)

    def leave(self) -> None:
        """Nothing of a case stays."""
        self._look_soon.cancel()
        self.ids.rows.ids.view.funbind("scroll_y", self._look_soon)
        self._held = self._found = ()
        self._names = {}
        self.ids.rows.rows = []

    def again(self, given: dict[str, Any]) -> dict[str, Any]:
        """What is looked for stays."""
        return {"query": self.query, "group": self.group}

    def on_query(self, *_: object) -> None:
        """Another word is looked for: every name is opened once for it, a few hundred at a time."""
        self._search()

    def choose(self, group: str) -> None:
        """Show only what stands there."""
        self.group = group
        self._search()

    def ask(self) -> None:
        """What to look for is typed on a page of its own: the keyboard needs the room."""
        self.shell.go("ledger_search", query=self.query, group=self.group)

    def clear(self) -> None:
        """Show everything again."""
        self.query = ""

    def pick(self, number: str) -> None:
        """Open one case."""
        self.shell.go("case", number=number)

    def _read(self, held: tuple[Leaf, ...]) -> None:
        self._held = held
        counts = group_counts(held)
        words = {
            "pending": _("等签字"), "received": _("在村里"), "correction": _("要补正"), "above": _("上级办"),
            "result": _("有结果"), "delivered": _("已送达"), "ended": _("已结束"),
        }  # fmt: skip
        self.counters = [(ALL, _("全部"), len(held)), *((group, words[group], counts[group]) for group in GROUPS)]
        self._search()

    def _search(self) -> None:
        if not self._held:
            self._shown(())
            return
        held, query = self._held, self.query
        states = [state.value for state in GROUPS[self.group]] if self.group != ALL else []

        def deed(station: Station) -> tuple[tuple[Leaf, ...], bool]:
            whole = open_names(station, held) if query else True
            return search(station, held, query, states), whole

        def then(answer: tuple[tuple[Leaf, ...], bool]) -> None:
            if query != self.query or states != ([s.value for s in GROUPS[self.group]] if self.group != ALL else []):
                return
            found, whole = answer
            self.searching = not whole
            self._shown(found)
            if not whole:
                self._search()  # the next few hundred names, with room for other deeds in between

        self.shell.do(deed, then)

    def _shown(self, found: tuple[Leaf, ...]) -> None:
        if found != self._found or not found:
            self._found = found
            self.ids.rows.rows = [self._row(leaf) for leaf in found]
        looking = _("还在翻…") if self.searching else ""
        self.found_word = _("{count} 件").format(count=len(found)) + looking
        self._look_soon()

    def _row(self, leaf: Leaf) -> dict[str, Any]:
        state = State(leaf.state)
        return {
            "title": self._title(leaf),
            "note": _("编号 {number}").format(number=short_number(leaf.number)),
            "mark": state_word(state),
            "mark_kind": state_kind(state),
            "key": leaf.number,
        }

    def _title(self, leaf: Leaf) -> str:
        matter = self._matters.get(leaf.matter, leaf.matter)
        return "　".join(filter(None, (self._names.get(leaf.identity, ""), matter)))

    def _look(self, _: float) -> None:
        """Open the names of what is in sight."""
        count = len(self._found)
        top = round((1 - self.ids.rows.ids.view.scroll_y) * max(0, count - AT_ONCE_COUNT // 2))
        sight = self._found[max(0, top - AT_ONCE_COUNT // 2) : top + AT_ONCE_COUNT]
        new = [leaf for leaf in sight if leaf.identity not in self._names]
        if not new:
            return

        def deed(station: Station) -> dict[bytes, str]:
            open_names(station, new)
            return {leaf.identity: masked_name(station, leaf.identity) for leaf in new}

        self.shell.do(deed, self._named)

    def _named(self, names: dict[bytes, str]) -> None:
        self._names |= names
        view, grown = self.ids.rows.ids.view, False
        for place, leaf in enumerate(self._found):
            if leaf.identity in names and place < len(view.data):
                row = view.data[place]
                row["title"] = self._title(leaf)
                size = (None, self.ids.rows.height_of(row))
                grown = grown or size != row["row_size"]
                row["row_size"] = size
        if grown:
            view.refresh_from_data()
            return
        for place, shown in view.view_adapter.views.items():  # in place: laying ten thousand rows out anew is felt
            shown.title = view.data[place]["title"]


class LedgerSearchPage(Page):
    """Words to look for, on our keyboard; `heading`, `note` and `next_text` are what the question shows."""

    heading = StringProperty("")
    note = StringProperty("")
    trouble = StringProperty("")
    next_text = StringProperty("")

    def enter(self, query: str = "", group: str = ALL) -> None:
        """query, group: as the ledger has them now."""
        self.title = _("台账")
        self.heading, self.note = _("找谁，找哪件事？"), _("打名字、编号的尾数，或者事项里的字。")
        self.next_text = _("找")
        self._group = group
        self._written = Written(page=self, text=query)
        self.add_widget(self._written)

    def leave(self) -> None:
        """No name stays."""
        self.clear_widgets()
        self._written.text = ""

    def again(self, given: dict[str, Any]) -> dict[str, Any]:
        """What was typed stays."""
        return {"query": self._written.answer, "group": self._group}

    def forward(self) -> None:
        """Look for it."""
        self.shell.back_to("ledger", query=self._written.answer, group=self._group)


load_twin(__file__, BigButton, Empty, Field, Rows, Counters)
