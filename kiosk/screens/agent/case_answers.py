"""What was filled in for a case, in the form's own words; asked for by whoever is signed in."""

from itertools import groupby
from typing import Any

from kivy.properties import StringProperty

from kiosk.core.forms.told import Part, Table, Told
from kiosk.desk.answered import answers_of
from kiosk.screens.page import Page
from kiosk.widgets import scroll as _scroll  # noqa: F401  the twin names it
from kiosk.widgets.card import Card
from kiosk.widgets.empty import Empty
from kiosk.widgets.facts import Facts
from kiosk.widgets.text import Text
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

LABELS_SHARE = 0.5  # questions are long, answers are short


class CaseAnswersPage(Page):
    """`number`: the case."""

    number = StringProperty("")

    def enter(self, number: str = "") -> None:
        """Have the body opened."""
        self.title, self.number = _("填的内容"), number
        language = theme.language
        self.shell.do(lambda station: answers_of(station, number, language), self._show)

    def leave(self) -> None:
        """Nothing of it stays."""
        self.ids.parts.clear_widgets()

    def again(self, given: dict[str, Any]) -> dict[str, Any]:
        """The same case."""
        return {"number": self.number}

    def _show(self, parts: tuple[Part, ...]) -> None:
        if not parts:
            self.ids.room.clear_widgets()
            text = _("这件事不用填，或者填的已经不在本机。")
            self.ids.room.add_widget(Empty(icon="form", title=_("没有可看的"), text=text))
            return
        for group, members in groupby(parts, key=lambda part: part.group):
            if group:
                self.ids.parts.add_widget(Text(text=group, role="heading", bold=True))
            for is_told, run in groupby(members, key=lambda part: isinstance(part, Told)):
                self._lay([one for part in run for one in ([part] if is_told else cards_of(part))])

    def _lay(self, cards: list[Any]) -> None:
        """Answers that follow each other on one card; each row of a repeat on a card of its own."""
        if isinstance(cards[0], Told):
            cards = [("", [(one.label, said(one)) for one in cards])]
        for title, rows in cards:
            card = Card(snug=True)
            if title:
                card.add_widget(Text(text=title, role="label", bold=True, tone="accent"))
            card.add_widget(Facts(rows=rows, share=LABELS_SHARE))
            self.ids.parts.add_widget(card)


def cards_of(table: Table) -> list[tuple[str, list[tuple[str, str]]]]:
    """(title, rows of label and answer) of each row of a repeat; what a row has no answer to is left out."""
    return [
        (
            f"{table.label} {place}",
            [(label, said(one)) for label, one in zip(table.columns, row, strict=True) if one is not None],
        )
        for place, row in enumerate(table.rows, 1)
    ]


def said(one: Told) -> str:
    """An answer as people read it."""
    if one.picture:
        return _("照片")
    if isinstance(one.shown, bool):
        return _("是") if one.shown else _("不是")
    return one.shown


load_twin(__file__)
