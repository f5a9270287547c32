"""事项: what one can have done here, by what it is about or by words. One touch chooses."""

from functools import cache
from typing import Any

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout

from kiosk.core.catalogue.matters import Matter
from kiosk.desk.finding import Readings, find, grouped_matters, readings_of
from kiosk.desk.visit import Beginning
from kiosk.desk.visiting import begin
from kiosk.screens.page import Page
from kiosk.screens.resident.matter_words import GROUP_ICONS, agency_mark, group_word, row_note
from kiosk.widgets import big_button as _big_button  # noqa: F401  the twin names them
from kiosk.widgets import field as _field  # noqa: F401
from kiosk.widgets import pinyin_keyboard as _pinyin_keyboard  # noqa: F401
from kiosk.widgets import plaque as _plaque  # noqa: F401
from kiosk.widgets.empty import Empty
from kiosk.widgets.ground import Ground
from kiosk.widgets.pinyin import bundled_syllables
from kiosk.widgets.press import Press
from kiosk.widgets.rows import Rows
from kiosk.widgets.scroll import Scroll
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _


class Group(Press, Ground, BoxLayout):
    """One group of matters: its icon, its name, how many."""

    key = StringProperty("")
    icon = StringProperty("")
    word = StringProperty("")
    count = StringProperty("")


class Groups(GridLayout):
    """The groups beside and under one another; `lines` of them."""

    lines = NumericProperty(1)

    def on_children(self, _: object, children: list[Any]) -> None:
        """Count the lines anew."""
        self.lines = -(-len(children) // (self.cols or 1))


class MattersPage(Page):
    """`group`: the matters of one group; `code`: straight to one matter; neither: the groups."""

    heading = StringProperty("")
    unfinished = False

    def enter(self, group: str = "", code: str = "") -> None:
        """Show the groups, or the list that was asked for."""
        person = self.shell.person
        self.shell.visit.agent = (person.number, person.name) if person else None
        self.unfinished = bool(self.shell.visit.answers)
        self.title = _("选一件事")
        self._group = group
        if self.shell.visit.beginning is None:
            self.shell.do(begin, self._begun)
        matters = self.shell.catalogue.matters
        grouped = grouped_matters(matters)
        if group in grouped:
            self._list(group_word(group), grouped[group])
        else:
            self._group = ""
            self.heading = _("您想办哪方面的事？请点一下。")
            groups = Groups()
            for key, members in grouped.items():
                groups.add_widget(self._group_button(key, len(members)))
            scroll = Scroll()
            scroll.add_widget(groups)
            self.ids.body.add_widget(scroll)
        if code:
            self.choose(code)

    def choose(self, code: str) -> None:
        """A matter was touched: its one-time notice."""
        self.shell.visit.choose(self.shell.catalogue.matter(code))
        self.shell.instead("notice")

    def search(self) -> None:
        """搜一搜."""
        self.shell.instead("search")

    def back(self) -> bool:
        """From a list to the groups, from the groups home."""
        if self._group:
            self.shell.instead("matters")
        else:
            self.shell.ask_home()
        return True

    def _begun(self, beginning: Beginning) -> None:
        self.shell.visit.beginning = beginning

    def _list(self, heading: str, matters: tuple[Matter, ...]) -> None:
        self.heading = heading
        self.ids.body.add_widget(Rows(rows=rows_of(matters), on_pick=lambda _, code: self.choose(code)))

    def _group_button(self, key: str, count: int) -> Group:
        button = Group(
            key=key, icon=GROUP_ICONS[key], word=group_word(key), count=_("{count} 件").format(count=count)
        )
        button.bind(on_release=lambda button: self.shell.instead("matters", group=button.key))
        return button


def rows_of(matters: tuple[Matter, ...]) -> list[dict[str, Any]]:
    """Matters as `Rows` shows them."""
    rows = []
    for matter in matters:
        word, kind = agency_mark(matter)
        marked = {"mark": word, "mark_kind": kind}
        rows.append({"title": matter.name, "note": row_note(matter), "key": matter.code, **marked})
    return rows


@cache
def _readings() -> Readings:
    return readings_of(bundled_syllables().usual)


class SearchPage(Page):
    """搜一搜: words by our own keyboard; what is found stands above it at every touch, letters not yet chosen included."""

    query = StringProperty("")
    shown = StringProperty("")

    def enter(self, query: str = "") -> None:
        """Begin with these words."""
        self.title = _("搜一搜")
        self._rows = Rows(on_pick=lambda _, code: self.choose(code))
        keyboard = self.ids.keyboard
        keyboard.text = query
        keyboard.bind(text=self._typed, spelling=self._typed)
        self._typed()

    def again(self, given: dict[str, Any]) -> dict[str, Any]:
        """The words stay."""
        return {**given, "query": self.ids.keyboard.text}

    def back(self) -> bool:
        """To the groups."""
        self.shell.instead("matters")
        return True

    def choose(self, code: str) -> None:
        """A matter was touched: its one-time notice."""
        self.shell.visit.choose(self.shell.catalogue.matter(code))
        self.shell.instead("notice")

    def _typed(self, *_of: object) -> None:
        keyboard = self.ids.keyboard
        self.shown = keyboard.text + keyboard.spelling
        self.query = keyboard.text or keyboard.spelling  # letters alone are asked for as letters
        found = find(self.shell.catalogue.matters, self.query, _readings())
        self._rows.rows = [
            {"title": matter.name, "note": agency_mark(matter)[0], "key": matter.code} for matter in found
        ]
        nothing = Empty(icon="search", title=_("找到的事情会出现在这里"), text=_("打一两个字就够了。"))
        if self.query:
            text = _("换个说法试试，或者点“返回”，按类别找。")
            nothing = Empty(icon="question", title=_("没有找到"), text=text)
        self.ids.found.clear_widgets()
        self.ids.found.add_widget(self._rows if found else nothing)


load_twin(__file__)
